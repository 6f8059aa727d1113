"""Error click."""

from tests.widget.page import BUTTON, FIELD, OFF, T, alone, click, down, seen, target
from widget.events import Kind, Seen
from widget.signals import Detectors
from widget.signals.detector import NEVER, Found

ALONE = alone("error_click")


def found(*events: Seen, until: float = 10_000) -> list[Found]:
    detectors = Detectors(ALONE)
    return [one for event in events for one in detectors.feed(event)] + detectors.tick(T + until)


def error(ms: float) -> Seen:
    return seen(Kind.SCRIPT_ERROR, ms, text="x is not a function")


def failed(ms: float) -> Seen:
    return seen(Kind.REQUEST, ms, v=-1)


def test_a_script_error_after_a_click_is_told_at_once() -> None:
    [one] = found(click(0), error(300), until=300)
    assert (one.signal, one.target, one.evidence[0]) == ("error_click", BUTTON, "script_error")


def test_an_error_two_seconds_later_has_another_cause() -> None:
    assert len(found(click(0), error(2000))) == 1
    assert found(click(0), error(2001)) == []


def test_an_error_before_the_click_has_another_cause() -> None:
    assert found(error(0), click(10)) == []


def test_several_errors_of_a_click_are_one() -> None:
    assert len(found(click(0), error(10), error(20), failed(30))) == 1


def test_a_failed_request_is_told_when_the_page_says_nothing_about_a_field() -> None:
    assert found(click(0), failed(300), until=699) == []
    [one] = found(click(0), failed(300), until=700)
    assert one.evidence[0] == "request"


def test_a_failed_request_that_becomes_a_message_at_a_field_is_validation() -> None:
    assert found(click(0), failed(300), seen(Kind.INVALID, 350, FIELD, text="Taken")) == []


def test_a_request_that_succeeds_is_fine() -> None:
    assert found(click(0), seen(Kind.REQUEST, 10, v=1), seen(Kind.REQUEST, 300, v=0)) == []


def test_a_submit_by_key_counts_as_the_click() -> None:
    form = target(tag="form", role="form", name="", id="billing-form")
    [one] = found(seen(Kind.SUBMIT, 0, form), error(100))
    assert one.target == form


def test_the_button_is_named_rather_than_the_form_it_submits() -> None:
    form = target(tag="form", role="form", name="", id="billing-form")
    [one] = found(click(0), seen(Kind.SUBMIT, 1, form), error(100))
    assert one.target == BUTTON


def test_exempt_elements_are_left_alone() -> None:
    assert found(click(0, target(exempt=True)), error(100)) == []


def test_a_disabled_control_is_pressed_on_the_way_down() -> None:
    assert len(found(down(0, OFF), error(100))) == 1


def test_a_click_that_no_error_follows_is_fine_once_its_time_is_up() -> None:
    detectors = Detectors(ALONE, all_verdicts=True)
    detectors.feed(click(0))
    assert detectors.due() == T + 2001
    [fine] = detectors.tick(T + 60_000)
    assert (fine.verdict, fine.evidence[0], fine.t) == ("fine", "no_error", T + 2000)
    assert detectors.due() == NEVER


def test_it_can_be_switched_off() -> None:
    off = Detectors(alone("rage_click"))
    assert [one for event in (click(0), error(300)) for one in off.feed(event)] == []
