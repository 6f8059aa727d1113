"""Repeated validation."""

from tests.widget.page import FIELD, NAME, seen, target
from widget.elements import Target
from widget.events import Kind, Seen
from widget.signals import Detectors, Rules
from widget.signals.detector import Found


def found(*events: Seen) -> list[Found]:
    detectors = Detectors(Rules())
    return [one for event in events for one in detectors.feed(event)]


def refused(ms: float, on: Target | None = FIELD) -> Seen:
    return seen(Kind.INVALID, ms, on, text="Enter a valid VAT number")


def test_third_refusal_of_a_field_is_told_with_the_pages_own_words() -> None:
    [one] = found(refused(0), refused(9000), refused(20_000))
    assert (one.signal, one.target, one.count, one.span_ms) == ("repeated_validation", FIELD, 3, 20_000)
    assert one.message == "Enter a valid VAT number"


def test_two_refusals_are_a_second_try() -> None:
    assert found(refused(0), refused(9000)) == []


def test_refusals_of_different_fields_are_not_added_up() -> None:
    assert found(refused(0), refused(1000, target(NAME)), refused(2000)) == []


def test_it_is_told_again_at_every_third() -> None:
    assert [one.count for one in found(*[refused(at * 5000) for at in range(7)])] == [3, 6]


def test_blur_and_submit_of_one_gesture_are_one_refusal() -> None:
    assert found(refused(0), refused(60), refused(5000), refused(5060)) == []


def test_success_ends_the_count() -> None:
    saved = seen(Kind.STATUS, 8000, text="Saved")
    assert found(refused(0), refused(5000), saved, refused(9000)) == []


def test_a_status_that_is_no_success_does_not_end_it() -> None:
    working = seen(Kind.STATUS, 8000, text="Checking…")
    problem = seen(Kind.STATUS, 8500, text="Could not save: fix the errors below")
    assert len(found(refused(0), refused(5000), working, problem, refused(9000))) == 1


def test_another_page_ends_the_count() -> None:
    assert found(refused(0), refused(5000), seen(Kind.NAVIGATE, 8000, text="/other"), refused(9000)) == []


def test_refusals_ten_minutes_apart_are_another_attempt() -> None:
    assert found(refused(0), refused(5000), refused(605_001)) == []


def test_exempt_and_unknown_elements_are_left_alone() -> None:
    exempt = target(exempt=True)
    assert found(*[refused(at * 5000, exempt) for at in range(3)]) == []
    assert found(*[refused(at * 5000, None) for at in range(3)]) == []
