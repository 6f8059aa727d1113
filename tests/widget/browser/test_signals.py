"""Real input on a real page: each signal fires on its journeys and stays silent on those that only look so."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.widget.browser import journeys
from tests.widget.browser.peer import Peer
from tests.widget.browser.stage import Part, play
from widget.signals.rules import SIGNALS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("signals")]


@pytest.fixture(scope="module")
def played(chromium: Browser, served: Peer, host: str) -> Iterator[dict[str, Part]]:
    """All journeys, played once, many at a time."""
    served.forget()
    served.rules = journeys.RULES
    parts = [
        Part(f"{signal} {name}", journeys.whole(of), "/signals.html", touch=one.touch)
        for signal, one in journeys.SIGNALS.items()
        for name, of in (("fires", one.fires), ("silent", one.silent))
    ]
    play(chromium, served, host, parts)
    yield {part.name: part for part in parts}
    served.forget()


def test_every_signal_has_three_journeys_of_each_kind() -> None:
    assert set(journeys.SIGNALS) == set(SIGNALS)
    assert all(len(one.fires) >= 3 <= len(one.silent) for one in journeys.SIGNALS.values())


@pytest.mark.parametrize("signal", journeys.SIGNALS)
def test_it_fires_on_each_of_its_journeys(played: dict[str, Part], signal: str) -> None:
    part = played[f"{signal} fires"]
    assert part.fault == ""
    told = [one for one in part.heard if (one.signal, one.verdict) == (signal, "struggle")]
    assert len(told) == len(journeys.SIGNALS[signal].fires), [(one.signal, one.evidence) for one in part.heard]


@pytest.mark.parametrize("signal", journeys.SIGNALS)
def test_it_stays_silent_on_what_only_looks_so(played: dict[str, Part], signal: str) -> None:
    part = played[f"{signal} silent"]
    assert part.fault == ""
    assert [one for one in part.heard if (one.signal, one.verdict) == (signal, "struggle")] == []
