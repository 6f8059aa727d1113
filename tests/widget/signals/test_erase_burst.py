"""Erase burst: by counts of edits alone."""

import pytest

from tests.widget.page import BUTTON, FIELD, NAME, VAT, T, alone, judged, seen, target
from widget.elements import Target
from widget.events import Kind, Seen
from widget.signals import Rules
from widget.signals.detector import Found
from widget.signals.erase_burst import MOST, State, step
from widget.signals.rules import EraseBurst

ALONE = alone("erase_burst")


def found(*events: Seen, rules: Rules = ALONE, all_verdicts: bool = False) -> list[Found]:
    return judged(rules, *events, all_verdicts=all_verdicts)


def typed(ms: float, edits: float = 6, on: Target = FIELD) -> Seen:
    return seen(Kind.INPUT, ms, on, v=edits)


def erased(ms: float, edits: float = 6, on: Target = FIELD) -> Seen:
    return seen(Kind.INPUT, ms, on, v=edits, x=edits)


def cycles(times: int, letters: float = 6, taken: float = 6, every_ms: float = 4000, on: Target = FIELD) -> list[Seen]:
    return [
        event
        for n in range(times)
        for event in (typed(n * every_ms, letters, on), erased(n * every_ms + 1000, taken, on))
    ]


def test_typed_and_taken_back_three_times_is_told() -> None:
    [one] = found(*cycles(3))
    assert (one.signal, one.verdict, one.target, one.count) == ("erase_burst", "struggle", FIELD, 3)
    assert (one.span_ms, one.t) == (8000, T + 9000)
    assert one.evidence == ("cycles", "typed and took back 3 times in 8 s")


def test_twice_is_a_doubt() -> None:
    assert found(*cycles(2)) == []
    first, second = found(*cycles(2), all_verdicts=True)
    assert (first.verdict, first.evidence) == ("fine", ("few_cycles", "typed and took back 1 time in 0 s"))
    assert second.count == 2


def test_fewer_than_four_edits_taken_back_are_a_typing_error() -> None:
    assert found(*cycles(9, taken=3), all_verdicts=True) == []
    assert len(found(*cycles(3, letters=4, taken=4))) == 1


def test_fewer_than_four_edits_typed_are_no_answer_taken_back() -> None:
    assert found(*cycles(9, letters=3, taken=4), all_verdicts=True) == []


def test_correcting_words_while_writing_takes_back_less_than_half() -> None:
    assert found(*cycles(9, letters=40, taken=6), all_verdicts=True) == []
    assert found(*cycles(3, letters=40, taken=19), all_verdicts=True) == []
    assert len(found(*cycles(3, letters=40, taken=20))) == 1


def test_rows_of_one_gesture_add_up() -> None:
    parted = [
        event
        for n in range(3)
        for event in (typed(n * 4000, 3), typed(n * 4000 + 1, 3), erased(n * 4000 + 2, 3), erased(n * 4000 + 3, 3))
    ]
    assert len(found(*parted)) == 1


def test_taking_back_more_and_more_is_one_time() -> None:
    assert found(typed(0, 40), *[erased(1000 + n * 500, 4) for n in range(10)]) == []


def test_a_row_that_holds_the_turn_from_one_to_the_other_counts_for_both() -> None:
    """The shim tells runs of 200 ms: the last letters and the first that go may be in one row."""
    parted = [
        event
        for n in range(3)
        for event in (
            typed(n * 4000, 3),
            seen(Kind.INPUT, n * 4000 + 200, FIELD, v=4, x=2),
            erased(n * 4000 + 400, 1),
            seen(Kind.INPUT, n * 4000 + 600, FIELD, v=3, x=1),
        )
    ]
    assert len(found(*parted)) == 1


def test_times_more_than_a_minute_apart_are_other_attempts() -> None:
    assert len(found(*cycles(3, every_ms=29_999))) == 1
    assert found(*cycles(3, every_ms=30_000)) == []


def test_after_it_was_told_it_takes_three_times_more() -> None:
    assert len(found(*cycles(5))) == 1
    assert len(found(*cycles(6))) == 2


@pytest.mark.parametrize(
    "between", [typed(6500, 1, target(NAME)), seen(Kind.SUBMIT, 6500), seen(Kind.NAVIGATE, 6500, text="/x")]
)
def test_another_field_a_submit_and_another_page_begin_anew(between: Seen) -> None:
    whole = cycles(3)
    assert found(*whole[:4], between, *whole[4:]) == []


def test_a_search_that_is_changed_shows_in_the_address_and_is_still_one() -> None:
    page, query = seen(Kind.PAGE, -10, text="/find"), seen(Kind.NAVIGATE, 6500, text="/find")
    whole = cycles(3)
    assert len(found(page, *whole[:4], query, *whole[4:])) == 1


@pytest.mark.parametrize(
    "on", [target(VAT, exempt=True), target(VAT, tag="input", type="range", role="slider", typeable=False), BUTTON]
)
def test_exempt_fields_and_what_nobody_types_in_are_left_alone(on: Target) -> None:
    assert found(*cycles(9, on=on), all_verdicts=True) == []


def test_thresholds_are_data() -> None:
    assert len(found(*cycles(2), rules=alone("erase_burst", times=2))) == 1
    assert found(*cycles(3), rules=alone("erase_burst", erased=7)) == []
    assert found(*cycles(3), rules=alone("erase_burst", window_ms=1000)) == []
    assert len(found(*cycles(3, letters=40), rules=alone("erase_burst", share=0.1))) == 1


def test_it_can_be_switched_off() -> None:
    assert found(*cycles(9), rules=alone("rage_click")) == []


@pytest.mark.parametrize("n", [-1e9, -1.0, 0.0, 1e9])
def test_counts_that_make_no_sense_are_bounded(n: float) -> None:
    state = State()
    for ms in range(200):
        state, _ = step(state, seen(Kind.INPUT, ms, FIELD, v=n, x=-n), EraseBurst())
        state, _ = step(state, seen(Kind.INPUT, ms, FIELD, v=n, x=n), EraseBurst())
    assert 0 <= state.typed <= 100_000
    assert 0 <= state.erased <= 100_000


def test_no_more_times_are_remembered_than_needed() -> None:
    state, rule = State(), EraseBurst(times=1000, window_ms=86_400_000)
    for event in cycles(300):
        state, _ = step(state, event, rule)
    assert len(state.cycles) == MOST
