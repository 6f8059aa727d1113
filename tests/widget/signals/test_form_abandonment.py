"""Form abandonment."""

import pytest

from tests.widget.page import FIELD, NAME, VAT, T, alone, click, judged, seen, target
from widget.elements import Target
from widget.events import Kind, Outside, Seen
from widget.signals import Rules
from widget.signals.detector import Found

ALONE = alone("form_abandonment")
OTHER = target(NAME, step="billing-form")
FORM = target(tag="form", role="form", name="", id="billing-form", step="billing-form")
PAGE = seen(Kind.PAGE, -1000, text="/billing")
GONE = seen(Kind.NAVIGATE, 60_000, text="/team")


def found(*events: Seen, rules: Rules = ALONE, all_verdicts: bool = False) -> list[Found]:
    return judged(rules, PAGE, *events, until=900_000, all_verdicts=all_verdicts)


def typed(ms: float, on: Target = FIELD, edits: float = 1, **fields: float) -> Seen:
    return seen(Kind.INPUT, ms, on, v=edits, **fields)


def sent(ms: float) -> Seen:
    return seen(Kind.SUBMIT, ms, FORM, text="billing-form")


BEGUN = (typed(0, edits=3), typed(5000, OTHER, edits=2))


@pytest.mark.parametrize("end", [GONE, seen(Kind.PAGE, 60_000, text="/team"), seen(Kind.LEAVE, 60_000)])
def test_two_fields_edited_and_the_page_left_is_told_with_the_last_field(end: Seen) -> None:
    [one] = found(*BEGUN, end)
    assert (one.signal, one.verdict, one.target, one.count) == ("form_abandonment", "struggle", OTHER, 2)
    assert (one.span_ms, one.t) == (60_000, T + 60_000)
    assert one.evidence == (
        "left_unfinished", "2 fields edited in 60 s, not sent", "the last was Company name",
    )  # fmt: skip


def test_one_field_touched_in_passing_is_hardly_begun() -> None:
    assert found(typed(0, edits=11), GONE) == []
    [fine] = found(typed(0, edits=11), GONE, all_verdicts=True)
    assert (fine.verdict, fine.evidence[0], fine.target) == ("fine", "hardly_begun", FIELD)


def test_a_dozen_edits_in_a_single_field_are_work() -> None:
    [one] = found(typed(0, edits=12), GONE)
    assert one.evidence[1] == "1 field edited in 60 s, not sent"


def test_a_form_that_was_sent_is_finished() -> None:
    assert found(*BEGUN, sent(50_000), GONE) == []
    [fine] = found(*BEGUN, sent(50_000), GONE, all_verdicts=True)
    assert (fine.verdict, fine.evidence) == ("fine", ("sent", "the form was sent"))


def test_a_form_that_leads_to_the_next_document_is_finished() -> None:
    assert found(*BEGUN, sent(50_000), seen(Kind.LEAVE, 52_000)) == []


def test_a_form_that_was_refused_and_then_left_is_abandoned() -> None:
    refused = seen(Kind.INVALID, 51_000, FIELD, text="Not valid")
    assert len(found(*BEGUN, sent(50_000), refused, GONE)) == 1


def test_success_after_a_refusal_finishes_it() -> None:
    refused, saved = seen(Kind.INVALID, 51_000, FIELD, text="Not valid"), seen(Kind.STATUS, 56_000, text="Saved")
    assert found(*BEGUN, sent(50_000), refused, sent(55_000), saved, GONE) == []


def test_a_page_that_saves_by_itself_and_says_so_loses_nothing() -> None:
    assert found(*BEGUN, seen(Kind.STATUS, 8000, text="All changes saved"), GONE, all_verdicts=True) == []


def test_a_button_that_sends_by_a_request_sends() -> None:
    assert found(*BEGUN, click(50_000), seen(Kind.REQUEST, 50_200, v=1), GONE) == []


def test_the_next_page_of_a_form_in_several_steps_is_going_on() -> None:
    assert found(*BEGUN, click(59_900, target(name="Continue")), GONE) == []


@pytest.mark.parametrize(
    "pressed",
    [
        target(name="Team", step="", tag="a", role="link", kind="link"),
        target(name="Cancel"),
        target(name="Profile", step=""),
    ],
)
def test_a_link_away_and_giving_up_are_not(pressed: Target) -> None:
    assert len(found(*BEGUN, click(59_900, pressed), GONE)) == 1


def test_another_tab_or_window_is_no_leaving() -> None:
    away = (seen(Kind.WINDOW_OPEN, 20_000, v=Outside.ELSEWHERE), seen(Kind.VISIBILITY, 20_000, v=0))
    assert found(*BEGUN, *away, all_verdicts=True) == []


def test_another_query_or_hash_is_no_leaving() -> None:
    assert found(*BEGUN, seen(Kind.NAVIGATE, 20_000, text="/billing"), all_verdicts=True) == []


def test_what_the_browser_filled_in_was_no_work() -> None:
    assert found(typed(0, y=1), typed(1, OTHER, y=1), GONE) == []


def test_a_search_left_standing_is_no_form() -> None:
    assert found(typed(0, target(VAT, type="search", role="searchbox"), edits=40), GONE, all_verdicts=True) == []


def test_exempt_fields_are_left_alone() -> None:
    assert found(typed(0, target(VAT, exempt=True), edits=40), GONE, all_verdicts=True) == []


def test_the_next_page_begins_without_forms() -> None:
    assert len(found(*BEGUN, GONE, seen(Kind.NAVIGATE, 70_000, text="/plans"), seen(Kind.LEAVE, 80_000))) == 1


def test_a_page_without_forms_tells_nothing() -> None:
    assert found(GONE, seen(Kind.LEAVE, 80_000), all_verdicts=True) == []


def test_thresholds_are_data() -> None:
    assert len(found(typed(0), GONE, rules=alone("form_abandonment", fields=1))) == 1
    assert found(*BEGUN, GONE, rules=alone("form_abandonment", fields=3)) == []
    assert len(found(typed(0, edits=5), GONE, rules=alone("form_abandonment", edits=5))) == 1


def test_it_can_be_switched_off() -> None:
    assert found(*BEGUN, GONE, rules=alone("rage_click")) == []
