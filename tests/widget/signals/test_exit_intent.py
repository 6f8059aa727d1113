"""Exit intent."""

import pytest

from tests.widget.page import FIELD, NAME, VAT, T, alone, judged, seen, target
from widget.elements import Target
from widget.events import Kind, Outside, Seen
from widget.signals import Rules
from widget.signals.detector import Found

ALONE = alone("exit_intent")
OTHER = target(NAME, step="billing-form")
FORM = target(tag="form", role="form", name="", id="billing-form", step="billing-form")


def found(*events: Seen, rules: Rules = ALONE, all_verdicts: bool = False) -> list[Found]:
    page = seen(Kind.PAGE, -1000, text="/billing")
    return judged(rules, page, *events, until=900_000, all_verdicts=all_verdicts)


def typed(ms: float, on: Target = FIELD, edits: float = 3) -> Seen:
    return seen(Kind.INPUT, ms, on, v=edits)


def top(ms: float) -> Seen:
    return seen(Kind.EXIT, ms, x=400, y=-4)


def test_leaving_at_the_top_with_work_in_a_form_is_told_with_its_last_field() -> None:
    [one] = found(typed(0), typed(100, OTHER), top(9000))
    assert (one.signal, one.verdict, one.target, one.count, one.t) == (
        "exit_intent", "struggle", OTHER, 2, T + 9000,
    )  # fmt: skip
    assert one.evidence == ("unfinished_form", "2 fields edited, not sent")


def test_one_field_is_enough_where_something_was_really_written() -> None:
    [one] = found(typed(0, edits=3), top(9000))
    assert one.evidence[1] == "1 field edited, not sent"


def test_a_letter_or_two_is_no_work() -> None:
    assert found(typed(0, edits=2), top(9000)) == []


def test_without_a_form_it_is_the_way_to_another_tab() -> None:
    assert found(top(9000)) == []
    [fine] = found(top(9000), all_verdicts=True)
    assert (fine.verdict, fine.evidence[0]) == ("fine", "nothing_unfinished")


def test_it_is_told_once_a_page() -> None:
    assert len(found(typed(0), top(9000), top(12_000), top(15_000))) == 1
    again = found(typed(0), top(9000), top(12_000), all_verdicts=True)
    assert [one.evidence[0] for one in again] == ["unfinished_form", "told"]


def test_another_page_is_judged_anew() -> None:
    there = seen(Kind.NAVIGATE, 10_000, text="/team")
    assert found(typed(0), there, top(11_000)) == []
    assert len(found(typed(0), top(9000), there, typed(11_000), top(12_000))) == 2


def test_another_query_of_the_same_page_is_not() -> None:
    assert len(found(typed(0), top(9000), seen(Kind.NAVIGATE, 10_000, text="/billing"), top(11_000))) == 1


@pytest.mark.parametrize(
    "done", [seen(Kind.SUBMIT, 5000, FORM, text="billing-form"), seen(Kind.STATUS, 5000, text="Changes saved")]
)
def test_a_form_that_was_sent_or_saved_is_finished(done: Seen) -> None:
    assert found(typed(0), done, top(9000)) == []


def test_a_form_that_was_refused_is_not() -> None:
    sent, refused = seen(Kind.SUBMIT, 5000, FORM, text="billing-form"), seen(Kind.INVALID, 5100, FIELD, text="No")
    assert len(found(typed(0), sent, refused, top(9000))) == 1


@pytest.mark.parametrize(
    "gone", [seen(Kind.VISIBILITY, 900, v=0), seen(Kind.WINDOW_OPEN, 900, v=Outside.ELSEWHERE), seen(Kind.LEAVE, 900)]
)
def test_other_ways_out_are_other_signals(gone: Seen) -> None:
    assert found(typed(0), gone, all_verdicts=True) == []


@pytest.mark.parametrize("on", [target(VAT, type="search", role="searchbox"), target(VAT, exempt=True)])
def test_searches_and_exempt_fields_are_no_form(on: Target) -> None:
    assert found(typed(0, on, edits=40), top(9000)) == []


def test_what_the_browser_filled_in_was_no_work() -> None:
    assert found(seen(Kind.INPUT, 0, FIELD, v=3, y=3), top(9000)) == []


def test_thresholds_are_data() -> None:
    assert len(found(typed(0, edits=1), top(9000), rules=alone("exit_intent", edits=1))) == 1
    assert found(typed(0, edits=40), top(9000), rules=alone("exit_intent", fields=2)) == []


def test_it_can_be_switched_off() -> None:
    assert found(typed(0), top(9000), rules=alone("rage_click")) == []
