"""Dwelling on prices."""

import pytest

from tests.widget.page import FIELD, T, alone, judged, seen
from widget.events import Kind, Outside, Seen
from widget.signals import Detectors, Rules
from widget.signals.detector import NEVER, Found
from widget.signals.price_dwell import BACK, is_priced
from widget.signals.rules import PriceDwell

ALONE = alone("price_dwell")


def found(
    *events: Seen, until: float | None = 900_000, rules: Rules = ALONE, all_verdicts: bool = False
) -> list[Found]:
    return judged(rules, *events, until=until, all_verdicts=all_verdicts)


def page(ms: float = 0, route: str = "/pricing", kind: Kind = Kind.PAGE) -> Seen:
    return seen(kind, ms, text=route)


def shown(ms: float, visible: bool) -> Seen:
    return seen(Kind.VISIBILITY, ms, v=float(visible))


ELSEWHERE = seen(Kind.WINDOW_OPEN, 10_000, v=Outside.ELSEWHERE)


def test_a_page_about_money_in_view_for_long_is_told() -> None:
    [one] = found(page())
    assert (one.signal, one.verdict, one.target, one.span_ms, one.t) == (
        "price_dwell", "struggle", None, 45_000, T + 45_000,
    )  # fmt: skip
    assert one.evidence == ("dwelt", "/pricing in view for 45 s")


def test_not_before_its_time() -> None:
    assert found(page(), until=44_999) == []
    assert len(found(page(), until=45_000)) == 1


def test_other_pages_may_be_looked_at_for_ever() -> None:
    assert found(page(0, "/billing")) == []


def test_it_is_told_once_a_visit() -> None:
    assert len(found(page(), seen(Kind.SCROLL, 60_000), shown(70_000, False), shown(80_000, True))) == 1
    assert len(found(page(), page(60_000, "/home"), page(90_000))) == 2
    assert len(found(page(), page(60_000, "/pricing", Kind.NAVIGATE))) == 1


def test_going_on_ends_it() -> None:
    assert found(page(), page(44_000, "/home", Kind.NAVIGATE)) == []
    assert found(page(), seen(Kind.LEAVE, 44_000)) == []


def test_time_in_a_hidden_tab_does_not_count() -> None:
    [one] = found(page(), shown(10_000, False), shown(200_000, True))
    assert (one.t, one.span_ms) == (T + 235_000, 45_000)


def test_a_page_opened_in_the_background_counts_from_when_it_is_shown() -> None:
    assert [one.t for one in found(page(), shown(30_000, True))] == [T + 75_000]
    hidden = (shown(-10, False), page(), shown(30_000, True))
    assert [one.t for one in found(*hidden)] == [T + 75_000]
    assert found(shown(-10, False), page()) == []


def test_time_in_another_window_does_not_count() -> None:
    assert found(page(), ELSEWHERE) == []


@pytest.mark.parametrize("kind", sorted(BACK))
def test_whoever_does_something_on_the_page_is_back(kind: Kind) -> None:
    [one] = found(page(), ELSEWHERE, seen(kind, 60_000, FIELD))
    assert (one.t, one.span_ms) == (T + 95_000, 45_000)


def test_nothing_is_back_while_the_tab_is_hidden() -> None:
    assert found(page(), shown(10_000, False), seen(Kind.SCROLL, 20_000)) == []


def test_when_it_can_not_be_told_any_more_nothing_is_waited_for() -> None:
    detectors = Detectors(ALONE)
    detectors.feed(page())
    assert detectors.due() == T + 45_000
    detectors.feed(shown(1000, False))
    assert detectors.due() == NEVER


@pytest.mark.parametrize(
    "route", ["/pricing", "/de/plans", "/account/upgrade", "/shop#/checkout", "/plan-and-billing", "/Pricing/teams"]
)
def test_routes_about_money(route: str) -> None:
    assert is_priced(route, PriceDwell())


@pytest.mark.parametrize("route", ["/", "/planning", "/explanation", "/repricing-tool", "/airplanes", "/upgrades"])
def test_routes_that_only_look_so(route: str) -> None:
    assert not is_priced(route, PriceDwell())


def test_words_of_several_parts_are_found_in_their_order() -> None:
    rule = PriceDwell(words=("choose a plan",))
    assert is_priced("/choose/a/plan", rule)
    assert not is_priced("/plan/a/choose", rule)


def test_thresholds_are_data() -> None:
    assert len(found(page(), until=2000, rules=alone("price_dwell", dwell_ms=2000))) == 1
    tariffs = alone("price_dwell", words=("tarife",))
    assert len(found(page(0, "/tarife"), rules=tariffs)) == 1
    assert found(page(), rules=tariffs) == []


def test_it_can_be_switched_off() -> None:
    assert found(page(), rules=alone("rage_click")) == []
