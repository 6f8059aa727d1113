"""Real input on a real page: each signal fires on its journeys and stays silent on those that only look so.

Journeys are played many at a time, with hands whose pauses a busy machine stretches: what went otherwise is played
again alone, twice at most, and that counts.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.widget.browser import journeys
from tests.widget.browser.peer import Peer
from tests.widget.browser.stage import Part, play
from widget.protocol import Struggled
from widget.signals.rules import SIGNALS

pytestmark = pytest.mark.browser

REDONE = 2


@pytest.fixture(scope="module")
def played(chromium: Browser, served: Peer, host: str) -> Iterator[dict[str, Part]]:
    """All journeys by the name of their part."""
    served.forget()
    served.rules = journeys.RULES
    parts = {name: made(name) for name in (f"{signal} {how}" for signal in journeys.SIGNALS for how in EXPECTED)}
    play(chromium, served, host, list(parts.values()))
    for _ in range(REDONE):
        for name in [name for name, part in parts.items() if part.fault or len(told(part)) != expected(name)]:
            parts[name] = made(name)
            play(chromium, served, host, [parts[name]], at_once=1)
    yield parts
    served.forget()


EXPECTED = ("fires", "silent")


def made(name: str) -> Part:
    signal, how = name.split()
    one = journeys.SIGNALS[signal]
    return Part(name, journeys.whole(getattr(one, how)), "/signals.html", touch=one.touch)


def told(part: Part) -> list[Struggled]:
    return [one for one in part.heard if (one.signal, one.verdict) == (part.name.split()[0], "struggle")]


def expected(name: str) -> int:
    signal, how = name.split()
    return len(journeys.SIGNALS[signal].fires) if how == "fires" else 0


def test_every_signal_has_three_journeys_of_each_kind() -> None:
    assert set(journeys.SIGNALS) == set(SIGNALS)
    assert all(len(one.fires) >= 3 <= len(one.silent) for one in journeys.SIGNALS.values())


@pytest.mark.parametrize("signal", journeys.SIGNALS)
def test_it_fires_on_each_of_its_journeys(played: dict[str, Part], signal: str) -> None:
    part = played[f"{signal} fires"]
    assert part.fault == ""
    assert len(told(part)) == expected(part.name), [(one.signal, one.evidence) for one in part.heard]


@pytest.mark.parametrize("signal", journeys.SIGNALS)
def test_it_stays_silent_on_what_only_looks_so(played: dict[str, Part], signal: str) -> None:
    part = played[f"{signal} silent"]
    assert part.fault == ""
    assert told(part) == []
