"""Left after an error."""

import pytest

from tests.widget.page import BUTTON, FIELD, NAME, T, alone, click, judged, seen, target
from widget.events import Kind, Outside, Seen
from widget.signals import Rules
from widget.signals.detector import Found

ALONE = alone("left_after_error")
LINK = target(tag="a", role="link", name="Help", id="", kind="link", step="")
FORM = target(tag="form", role="form", name="", id="billing-form", step="billing-form")


def found(*events: Seen, rules: Rules = ALONE, all_verdicts: bool = False) -> list[Found]:
    page = seen(Kind.PAGE, -9000, text="/billing")
    return judged(rules, page, *events, until=900_000, all_verdicts=all_verdicts)


def refused(ms: float) -> Seen:
    return seen(Kind.INVALID, ms, FIELD, text="Not valid")


def failed(ms: float, text: str = "Could not save") -> Seen:
    return seen(Kind.STATUS, ms, text=text)


def hidden(ms: float) -> Seen:
    return seen(Kind.VISIBILITY, ms, v=0)


def closed(ms: float) -> Seen:
    return seen(Kind.LEAVE, ms)


@pytest.mark.parametrize("leave", [hidden, closed])
def test_going_soon_after_a_refused_field_is_told_with_the_field(leave: object) -> None:
    [one] = found(refused(0), leave(4000))  # type: ignore[operator]
    assert (one.signal, one.verdict, one.target, one.span_ms, one.t) == (
        "left_after_error", "struggle", FIELD, 4000, T + 4000,
    )  # fmt: skip
    assert one.evidence == ("field_refused", "left 4.0 s after the error")


def test_a_message_of_failure_and_a_script_error_after_a_press_are_errors_too() -> None:
    assert [one.evidence[0] for one in found(failed(0), hidden(4000))] == ["failed"]
    broken = (click(0), seen(Kind.SCRIPT_ERROR, 2000, text="x is null"))
    assert [one.evidence[0] for one in found(*broken, hidden(4000))] == ["script_error"]


def test_fifteen_seconds_later_there_is_another_reason_to_go() -> None:
    assert len(found(refused(0), hidden(14_999))) == 1
    assert found(refused(0), hidden(15_000)) == []
    [fine] = found(refused(0), hidden(15_000), all_verdicts=True)
    assert (fine.verdict, fine.evidence) == ("fine", ("later", "left 15.0 s after the error"))


def test_without_an_error_going_is_going() -> None:
    assert found(click(0), hidden(500), closed(9000), all_verdicts=True) == []


def test_a_script_error_that_nobody_caused_or_met_is_none() -> None:
    assert found(seen(Kind.SCRIPT_ERROR, 0), hidden(500), all_verdicts=True) == []
    assert found(click(0), seen(Kind.SCRIPT_ERROR, 2001), hidden(2500), all_verdicts=True) == []


@pytest.mark.parametrize("text", ["No errors found", "Saving…", "3 results", "0 errors"])
def test_a_message_that_only_speaks_of_errors_is_none(text: str) -> None:
    assert found(failed(0, text), hidden(500), all_verdicts=True) == []


@pytest.mark.parametrize(
    "right",
    [
        seen(Kind.STATUS, 2000, text="Saved"),
        seen(Kind.NAVIGATE, 2000, text="/next"),
        seen(Kind.SUBMIT, 2000, FORM, text="billing-form"),
        seen(Kind.INPUT, 2000, FIELD, v=1),
    ],
)
def test_an_error_that_was_put_right_is_none_any_more(right: Seen) -> None:
    assert found(refused(0), right, hidden(4000), closed(9000), all_verdicts=True) == []


@pytest.mark.parametrize(
    "still",
    [
        seen(Kind.INPUT, 2000, target(NAME), v=1),
        seen(Kind.NAVIGATE, 2000, text="/billing"),
        seen(Kind.STATUS, 2000, text="Checking…"),
        click(2000),
    ],
)
def test_an_error_that_stands_stands(still: Seen) -> None:
    assert len(found(refused(0), still, hidden(4000))) == 1


def test_coming_back_is_not_going() -> None:
    assert found(refused(0), seen(Kind.VISIBILITY, 500, v=1), all_verdicts=True) == []


def test_an_error_is_left_once() -> None:
    assert len(found(refused(0), hidden(4000), seen(Kind.VISIBILITY, 5000, v=1), hidden(6000), closed(7000))) == 1


def test_a_document_that_ends_right_after_a_press_goes_on_to_another() -> None:
    assert found(refused(0), click(3000), closed(3999)) == []
    assert len(found(refused(0), click(3000), closed(4000))) == 1
    [fine] = found(refused(0), click(3000), closed(3999), all_verdicts=True)
    assert fine.evidence[0] == "goes_on"


def test_a_link_may_lead_to_a_slow_page() -> None:
    assert found(refused(0), click(3000, LINK), closed(12_000)) == []


def test_a_form_sent_again_may_lead_to_a_slow_page() -> None:
    sent = seen(Kind.SUBMIT, 2000, FORM, text="billing-form")
    assert found(refused(0), sent, closed(12_000)) == []
    assert len(found(refused(0), sent, refused(2500), closed(12_000))) == 1


def test_a_press_before_a_hidden_tab_excuses_nothing() -> None:
    assert len(found(refused(0), click(3000), hidden(3500))) == 1


@pytest.mark.parametrize("v", [Outside.WINDOW, Outside.FILE, Outside.PROTOCOL, Outside.PRINT, Outside.DOWNLOAD])
def test_what_the_page_opens_is_no_leaving(v: Outside) -> None:
    opened = seen(Kind.WINDOW_OPEN, 3000, v=v)
    assert found(refused(0), opened, hidden(3999)) == []
    assert len(found(refused(0), opened, hidden(4000))) == 1


@pytest.mark.parametrize("v", [Outside.ELSEWHERE, Outside.CLIPBOARD, Outside.MEDIA])
def test_a_window_that_loses_the_focus_and_copying_come_before_leaving(v: Outside) -> None:
    assert len(found(refused(0), seen(Kind.WINDOW_OPEN, 3000, v=v), hidden(3010))) == 1


def test_thresholds_are_data() -> None:
    assert found(refused(0), hidden(4000), rules=alone("left_after_error", window_ms=4000)) == []
    assert len(found(refused(0), hidden(60_000), rules=alone("left_after_error", window_ms=90_000))) == 1


def test_it_can_be_switched_off() -> None:
    assert found(refused(0), hidden(4000), rules=alone("rage_click")) == []


def test_the_newest_error_counts() -> None:
    [one] = found(click(0, BUTTON), refused(0), failed(20_000), hidden(21_000))
    assert (one.evidence[0], one.target) == ("failed", None)
