"""Repeated validation."""

from tests.widget.page import FIELD, NAME, alone, judged, seen, target
from widget.elements import Target
from widget.events import Kind, Seen
from widget.signals import Detectors, Rules
from widget.signals.detector import Found
from widget.signals.repeated_validation import FIELDS, State, step
from widget.signals.rules import RepeatedValidation

ALONE = alone("repeated_validation")


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


def test_a_second_refusal_is_fine_and_says_how_many_there_were() -> None:
    *_, second = judged(ALONE, refused(0), refused(9000), all_verdicts=True)
    assert (second.verdict, second.count, second.evidence) == (
        "fine", 2, ("few_refusals", "refused 2 times in 9 s"),
    )  # fmt: skip


def test_the_bounds_themselves() -> None:
    assert len(found(refused(0), refused(600_000), refused(1_200_000))) == 1
    assert len(found(refused(0), refused(100), refused(200))) == 1
    assert found(refused(0), refused(99), refused(198), refused(297)) == []


def test_thresholds_are_data_and_it_can_be_switched_off() -> None:
    twice = (refused(0), refused(9000))
    assert len(judged(alone("repeated_validation", times=2), *twice)) == 1
    assert judged(alone("repeated_validation", times=2, window_ms=8999), *twice) == []
    assert judged(alone("repeated_validation", times=2, same_ms=9001), *twice) == []
    assert judged(alone("rage_click"), *[refused(n * 5000) for n in range(9)]) == []


def test_another_query_of_the_same_page_does_not_end_the_count() -> None:
    page, query = seen(Kind.PAGE, -10, text="/billing"), seen(Kind.NAVIGATE, 8000, text="/billing")
    assert len(found(page, refused(0), refused(5000), query, refused(9000))) == 1


def test_the_fields_refused_last_are_kept() -> None:
    state = State()
    for n in range(3 * FIELDS):
        state, _ = step(state, refused(n * 1000, target(author=f"field {n}")), RepeatedValidation())
    assert list(state.fields) == [f"@field {n}" for n in range(2 * FIELDS, 3 * FIELDS)]
