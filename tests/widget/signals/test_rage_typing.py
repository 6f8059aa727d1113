"""Rage typing: by times and counts alone."""

import pytest

from tests.widget.page import BUTTON, FIELD, NAME, VAT, T, alone, judged, seen, target
from widget.elements import Target
from widget.events import Kind, Seen
from widget.signals import Rules
from widget.signals.detector import Found
from widget.signals.rage_typing import ROWS, State, step
from widget.signals.rules import RageTyping

ALONE = alone("rage_typing")


def found(*events: Seen, rules: Rules = ALONE, all_verdicts: bool = False) -> list[Found]:
    return judged(rules, *events, all_verdicts=all_verdicts)


def typed(ms: float, edits: float, on: Target = FIELD, not_by_hand: float = 0) -> Seen:
    return seen(Kind.INPUT, ms, on, v=edits, y=not_by_hand)


def mashed(rows: int, edits: int = 5, every_ms: float = 200, start: float = 0, on: Target = FIELD) -> list[Seen]:
    """Edits as the shim tells them: a row for each run of 200 ms."""
    return [typed(start + n * every_ms, edits, on) for n in range(rows)]


def test_thirty_edits_within_two_seconds_are_faster_than_people_type() -> None:
    [one] = found(*mashed(6))
    assert (one.signal, one.verdict, one.target, one.count) == ("rage_typing", "struggle", FIELD, 30)
    assert (one.span_ms, one.t) == (1000, T + 1000)
    assert one.evidence == ("too_fast", "30 edits in 1000 ms")


def test_twenty_nine_are_a_fast_typist_and_fine() -> None:
    rows = [*mashed(5), typed(1000, 4)]
    assert found(*rows) == []
    assert {one.verdict for one in found(*rows, all_verdicts=True)} == {"fine"}


def test_the_same_number_in_more_than_the_window_is_writing() -> None:
    assert found(typed(0, 15), typed(1999, 15)) != []
    assert found(typed(0, 15), typed(2000, 15)) == []


def test_the_fastest_typists_reach_twelve_a_second_for_as_long_as_they_like() -> None:
    assert found(*[typed(n * 250, 3) for n in range(240)]) == []


def test_it_is_told_once_until_the_hands_rest() -> None:
    assert len(found(*mashed(60))) == 1
    assert len(found(*mashed(10), *mashed(10, start=1800 + 2001))) == 2
    assert len(found(*mashed(10), *mashed(10, start=1800 + 2000))) == 1


def test_what_was_pasted_filled_in_or_repeated_by_a_held_key_is_left_out() -> None:
    assert found(*[typed(n * 200, 8, not_by_hand=8) for n in range(20)]) == []
    assert found(*[typed(n * 200, 8, not_by_hand=6) for n in range(20)]) == []


@pytest.mark.parametrize(
    "between",
    [
        seen(Kind.BLUR, 500, FIELD),
        seen(Kind.SUBMIT, 500),
        seen(Kind.NAVIGATE, 500, text="/other"),
        typed(500, 1, target(NAME)),
        typed(500, 1, BUTTON),
    ],
)
def test_hands_that_go_elsewhere_begin_anew(between: Seen) -> None:
    assert found(*mashed(3), between, *mashed(3, start=600)) == []


def test_a_query_that_follows_what_is_typed_does_not_hide_it() -> None:
    page, query = seen(Kind.PAGE, -10, text="/find"), seen(Kind.NAVIGATE, 500, text="/find")
    assert len(found(page, *mashed(3), query, *mashed(3, start=600))) == 1


@pytest.mark.parametrize(
    "on",
    [
        target(VAT, exempt=True),
        target(VAT, tag="input", type="range", role="slider", typeable=False),
        target(VAT, tag="input", type="checkbox", role="checkbox", typeable=False),
        BUTTON,
    ],
)
def test_sliders_choices_and_exempt_fields_are_left_alone(on: Target) -> None:
    assert found(*mashed(20, on=on), all_verdicts=True) == []


def test_thresholds_are_data() -> None:
    assert len(found(typed(0, 5), typed(400, 5), rules=alone("rage_typing", edits=10, window_ms=500))) == 1
    assert found(typed(0, 5), typed(500, 5), rules=alone("rage_typing", edits=10, window_ms=500)) == []


def test_it_can_be_switched_off() -> None:
    assert found(*mashed(60), rules=alone("rage_click")) == []


def test_a_verdict_holds_nothing_of_what_was_typed() -> None:
    secret = seen(Kind.INPUT, 0, FIELD, v=30, text="hunter2")
    [one] = found(secret)
    assert "hunter2" not in repr(one)


@pytest.mark.parametrize("v", [-5.0, 0.0, 1e9, -1e9])
def test_counts_that_make_no_sense_are_bounded(v: float) -> None:
    [one] = found(typed(0, v), all_verdicts=True)
    assert 0 <= one.count <= 10_000


def test_no_more_rows_are_remembered_than_a_window_holds() -> None:
    state = State()
    for n in range(5000):
        state, _ = step(state, typed(n, 0), RageTyping(window_ms=86_400_000))
    assert len(state.edits) == ROWS
