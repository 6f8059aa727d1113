"""Quick back."""

import pytest

from tests.widget.page import FIELD, T, alone, judged, seen, target
from widget.events import Kind, Seen
from widget.signals import Detectors, Rules
from widget.signals.detector import Found

ALONE = alone("quick_back")


def found(*events: Seen, rules: Rules = ALONE, all_verdicts: bool = False) -> list[Found]:
    return judged(rules, *events, all_verdicts=all_verdicts)


def after(*events: Seen, trail: tuple[tuple[str, float], ...], acted: bool = False) -> list[Found]:
    detectors = Detectors(ALONE, trail, acted=acted)
    return [one for event in events for one in detectors.feed(event)]


def page(ms: float, route: str, kind: Kind = Kind.NAVIGATE) -> Seen:
    return seen(kind, ms, text=route)


def test_a_page_left_at_once_for_the_one_before_is_told() -> None:
    [one] = found(page(0, "/a"), page(1000, "/b"), page(3000, "/a"))
    assert (one.signal, one.verdict, one.target, one.span_ms, one.t) == ("quick_back", "struggle", None, 2000, T + 3000)
    assert one.evidence == ("at_once", "/b for 2.0 s, then back to /a")


def test_five_seconds_are_a_look() -> None:
    assert len(found(page(0, "/a"), page(1000, "/b"), page(5999, "/a"))) == 1
    assert found(page(0, "/a"), page(1000, "/b"), page(6000, "/a")) == []
    *_, fine = found(page(0, "/a"), page(1000, "/b"), page(6000, "/a"), all_verdicts=True)
    assert (fine.verdict, fine.evidence[0]) == ("fine", "stayed")


def test_a_page_that_sends_on_by_itself_was_not_seen() -> None:
    assert found(page(0, "/a"), page(1000, "/callback"), page(1249, "/a")) == []
    assert len(found(page(0, "/a"), page(1000, "/b"), page(1250, "/a"))) == 1
    *_, fine = found(page(0, "/a"), page(1000, "/callback"), page(1249, "/a"), all_verdicts=True)
    assert fine.evidence[0] == "sent_on"


def test_a_page_that_nobody_saw_is_none_to_go_back_to() -> None:
    assert found(page(0, "/callback"), page(120, "/a"), page(4000, "/callback"), page(4120, "/a")) == []
    ways = (page(0, "/x"), page(9000, "/a"), page(10_000, "/callback"), page(10_120, "/a"), page(11_000, "/x"))
    assert [one.evidence[1] for one in found(*ways)] == ["/a for 2.0 s, then back to /x"]


def test_going_on_to_a_third_page_is_no_way_back() -> None:
    assert found(page(0, "/a"), page(1000, "/b"), page(2000, "/c"), all_verdicts=True) == []


@pytest.mark.parametrize("kind", [Kind.INPUT, Kind.SUBMIT, Kind.COPY])
def test_who_did_something_on_the_page_had_business_there(kind: Kind) -> None:
    deed = seen(kind, 2000, FIELD, v=1)
    assert found(page(0, "/a"), page(1000, "/b"), deed, page(3000, "/a")) == []
    *_, fine = found(page(0, "/a"), page(1000, "/b"), deed, page(3000, "/a"), all_verdicts=True)
    assert fine.evidence[0] == "acted"


def test_what_was_typed_on_the_page_before_does_not_count() -> None:
    assert len(found(page(0, "/a"), seen(Kind.INPUT, 500, FIELD, v=1), page(1000, "/b"), page(3000, "/a"))) == 1


def test_who_was_led_there_by_a_form_goes_back_to_send_another() -> None:
    assert found(page(0, "/a"), seen(Kind.SUBMIT, 500), page(1000, "/b"), page(3000, "/a")) == []


def test_who_was_led_there_by_a_search_goes_back_for_want_of_a_result() -> None:
    box = target(tag="form", role="search", name="", id="find")
    assert len(found(page(0, "/a"), seen(Kind.SUBMIT, 500, box), page(1000, "/b"), page(3000, "/a"))) == 1


def test_a_click_may_be_the_one_that_leads_back() -> None:
    assert len(found(page(0, "/a"), page(1000, "/b"), seen(Kind.CLICK, 2000), page(3000, "/a"))) == 1


def test_reloads_and_other_queries_are_no_visits() -> None:
    assert found(page(0, "/a"), page(1000, "/a"), page(2000, "/a", Kind.PAGE), page(2500, "")) == []
    assert len(found(page(0, "/a"), page(1000, "/b"), page(1500, "/b"), page(3000, "/a"))) == 1


def test_each_way_back_is_told() -> None:
    ways = [page(n * 2000, route) for n, route in enumerate(("/a", "/b", "/a", "/c", "/a"))]
    assert [one.evidence[1] for one in found(*ways)] == [
        "/b for 2.0 s, then back to /a",
        "/c for 2.0 s, then back to /a",
    ]


def test_visits_of_earlier_documents_count_by_the_trail() -> None:
    trail = (("/a", T - 9000), ("/b", T - 2000))
    back = page(0, "/a", Kind.PAGE)
    assert len(after(back, trail=trail)) == 1
    assert after(back, trail=trail[1:]) == []
    assert after(back, trail=(("/a", T - 9000), ("/b", T - 5000))) == []


def test_what_was_done_in_the_document_before_counts_too() -> None:
    trail = (("/list", T - 9000), ("/new", T - 2000))
    assert after(page(0, "/list", Kind.PAGE), trail=trail, acted=True) == []


def test_a_visit_from_the_future_is_none() -> None:
    assert after(page(0, "/a", Kind.PAGE), trail=(("/a", T + 1000), ("/b", T + 5000))) == []


def test_thresholds_are_data() -> None:
    ways = (page(0, "/a"), page(1000, "/b"), page(1900, "/a"))
    assert found(*ways, rules=alone("quick_back", dwell_ms=900)) == []
    assert found(*ways, rules=alone("quick_back", seen_ms=1000)) == []
    at_once = (page(0, "/a"), page(1000, "/b"), page(1001, "/a"))
    assert len(found(*at_once, rules=alone("quick_back", seen_ms=0))) == 1


def test_it_can_be_switched_off() -> None:
    assert found(page(0, "/a"), page(1000, "/b"), page(3000, "/a"), rules=alone("rage_click")) == []
