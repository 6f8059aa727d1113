"""Back and forth."""

import pytest

from tests.widget.page import FIELD, VAT, T, alone, judged, seen, target
from widget.events import Kind, Seen
from widget.signals import Detectors, Rules
from widget.signals.back_and_forth import REMEMBERED, State, step
from widget.signals.detector import Found
from widget.signals.rules import BackAndForth

ALONE = alone("back_and_forth")


def found(*events: Seen, trail: tuple[tuple[str, float], ...] = (), acted: bool = False) -> list[Found]:
    detectors = Detectors(ALONE, trail, acted=acted)
    return [one for event in events for one in detectors.feed(event)]


def visits(routes: str, every_ms: float = 5000, kind: Kind = Kind.NAVIGATE, start: float = 0) -> list[Seen]:
    return [seen(kind, start + at * every_ms, text=f"/{route}") for at, route in enumerate(routes)]


def under(rules: Rules, *events: Seen, all_verdicts: bool = False) -> list[Found]:
    return judged(rules, *events, all_verdicts=all_verdicts)


def test_a_b_a_b_is_told() -> None:
    [one] = found(*visits("abab"))
    assert (one.signal, one.count, one.span_ms, one.target, one.t) == ("back_and_forth", 4, 15_000, None, T + 15_000)
    assert one.evidence == ("alternating", "/a and /b in turn, 4 visits in 15 s")


def test_a_b_a_is_a_glance() -> None:
    assert found(*visits("aba")) == []
    assert [one.evidence[1] for one in under(ALONE, *visits("aba"), all_verdicts=True)] == [
        "1 visit in turn",
        "2 visits in turn",
        "3 visits in turn",
    ]


def test_a_third_page_between_is_another_search() -> None:
    assert found(*visits("abcab")) == []


def test_twenty_seconds_on_a_page_are_reading() -> None:
    assert len(found(*visits("abab", every_ms=19_999))) == 1
    assert found(*visits("abab", every_ms=20_000)) == []


def test_a_run_is_told_once() -> None:
    assert len(found(*visits("ababababab"))) == 1


def test_a_second_run_after_another_page_is_told_again() -> None:
    assert len(found(*visits("ababcdcd"))) == 2


def test_reloads_are_no_visits() -> None:
    assert found(*visits("aabb")) == []
    assert len(found(*visits("aabbaabb"))) == 1


def test_pages_that_send_on_by_themselves_were_not_seen() -> None:
    hop = [one for n in range(4) for one in visits("ab", every_ms=249, start=n * 5000)]
    assert found(*hop) == []


@pytest.mark.parametrize("deed", [seen(Kind.INPUT, 12_000, FIELD, v=1), seen(Kind.SUBMIT, 12_000)])
def test_who_works_on_a_page_does_not_look_for_something(deed: Seen) -> None:
    whole = visits("abababa")
    assert found(*whole[:3], deed, *whole[3:6]) == []
    assert len(found(*whole[:3], deed, *whole[3:])) == 1  # four visits after the deed


def test_typing_into_a_search_is_looking_for_something() -> None:
    search = seen(Kind.INPUT, 12_000, target(VAT, type="search", role="searchbox"), v=1)
    whole = visits("abab")
    assert len(found(*whole[:3], search, *whole[3:])) == 1


def test_going_through_the_items_of_a_list_is_work() -> None:
    ways = [seen(Kind.NAVIGATE, n * 5000, text=("/orders", "/orders/:id")[n % 2]) for n in range(8)]
    assert found(*ways) == []
    assert "items" in [one.evidence[0] for one in under(ALONE, *ways, all_verdicts=True)]


def test_two_pages_of_one_item_are_told() -> None:
    ways = [seen(Kind.NAVIGATE, n * 5000, text=("/teams/:id/plan", "/teams/:id/bills")[n % 2]) for n in range(4)]
    assert len(found(*ways)) == 1


def test_visits_in_earlier_documents_count_by_the_trail() -> None:
    trail = (("/a", T - 9000), ("/b", T - 6000), ("/a", T - 3000))
    assert len(found(seen(Kind.PAGE, 0, text="/b"), trail=trail)) == 1
    assert found(seen(Kind.PAGE, 0, text="/b"), trail=trail[1:]) == []


def test_a_run_told_in_an_earlier_document_is_not_told_again() -> None:
    trail = tuple((route, T - 3000 * (4 - at)) for at, route in enumerate(("/a", "/b", "/a", "/b")))
    assert found(seen(Kind.PAGE, 0, text="/a"), trail=trail) == []


def test_what_was_done_in_the_document_before_ends_the_run() -> None:
    trail = (("/a", T - 9000), ("/b", T - 6000), ("/a", T - 3000))
    assert found(seen(Kind.PAGE, 0, text="/b"), trail=trail, acted=True) == []


def test_thresholds_are_data() -> None:
    assert len(under(alone("back_and_forth", visits=3), *visits("aba"))) == 1
    assert under(alone("back_and_forth", visits=5), *visits("abab")) == []
    assert under(alone("back_and_forth", dwell_ms=5000), *visits("abab")) == []
    assert under(alone("back_and_forth", seen_ms=5001), *visits("abab")) == []


def test_it_can_be_switched_off() -> None:
    assert under(alone("rage_click"), *visits("abab")) == []


def test_no_more_visits_are_remembered_than_a_run_needs() -> None:
    state = State()
    for event in visits("ab" * 200):
        state, _ = step(state, event, BackAndForth())
    assert len(state.trail) == REMEMBERED
