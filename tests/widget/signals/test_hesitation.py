"""Hesitation: before the first edit of a field, in a field left without one, on a control before its click."""

import pytest

from tests.widget.page import BUTTON, FIELD, NAME, T, alone, click, judged, seen, target
from widget.elements import Target
from widget.events import KEYBOARD, Kind, Seen
from widget.signals import Rules
from widget.signals.detector import Found
from widget.signals.hesitation import FIELDS, State, step
from widget.signals.rules import Hesitation

ALONE = alone("hesitation")
HOVERS = alone("hesitation", hover_ms=3000)


def found(*events: Seen, rules: Rules = ALONE, all_verdicts: bool = False) -> list[Found]:
    return judged(rules, *events, until=900_000, all_verdicts=all_verdicts)


def focus(ms: float, on: Target = FIELD) -> Seen:
    return seen(Kind.FOCUS, ms, on)


def edit(ms: float, on: Target = FIELD) -> Seen:
    return seen(Kind.INPUT, ms, on, v=1)


def blur(ms: float, on: Target = FIELD) -> Seen:
    return seen(Kind.BLUR, ms, on)


def hover(ms: float, on: Target = BUTTON, came: bool = True) -> Seen:
    return seen(Kind.HOVER, ms, on, v=float(came))


# ---------------------------------------------------------------- focus to first input


def test_ten_seconds_before_the_first_edit_is_hesitation() -> None:
    [one] = found(focus(0), edit(10_000))
    assert (one.signal, one.verdict, one.target, one.span_ms, one.t) == (
        "hesitation", "struggle", FIELD, 10_000, T + 10_000,
    )  # fmt: skip
    assert one.evidence == ("first_input", "10 s before the first edit")


def test_a_shorter_wait_is_reading_and_fine() -> None:
    assert found(focus(0), edit(9999)) == []
    [fine] = found(focus(0), edit(9999), all_verdicts=True)
    assert (fine.verdict, fine.evidence) == ("fine", ("soon", "10.0 s in focus"))


def test_leaving_after_long_without_an_edit_is_hesitation() -> None:
    [one] = found(focus(0), blur(15_000))
    assert one.evidence == ("no_input", "15 s in focus, left without an edit")


def test_leaving_soon_is_not() -> None:
    assert found(focus(0), blur(14_999)) == []


def test_once_edited_a_long_stay_is_work() -> None:
    assert found(focus(0), edit(2000), blur(60_000)) == []


def test_what_happens_in_another_field_is_not_about_this_one() -> None:
    other = target(NAME)
    assert found(focus(0), edit(20_000, other), edit(20_100, other)) == []


def test_focus_that_moves_on_counts_from_there() -> None:
    other = target(NAME)
    assert found(focus(0), focus(9000, other), edit(12_000, other)) == []


def test_a_hidden_tab_is_not_hesitation() -> None:
    assert found(focus(0), seen(Kind.VISIBILITY, 2000), seen(Kind.VISIBILITY, 50_000, v=1), edit(51_000)) == []


def test_focus_that_the_page_sets_on_load_is_not() -> None:
    load = seen(Kind.PAGE, 0, text="/billing")
    assert found(load, focus(999), edit(20_000)) == []
    assert len(found(load, focus(1000), edit(20_000))) == 1


def test_another_query_of_the_same_page_is_no_load() -> None:
    load, query = seen(Kind.PAGE, 0, text="/billing"), seen(Kind.NAVIGATE, 5000, text="/billing")
    assert len(found(load, query, focus(5500), edit(20_000))) == 1


def test_a_field_is_told_of_once_a_page() -> None:
    again = (focus(40_000), edit(60_000))
    assert len(found(focus(0), edit(20_000), *again)) == 1
    assert len(found(focus(0), edit(20_000), seen(Kind.NAVIGATE, 30_000, text="/x"), *again)) == 2


def test_buttons_and_exempt_fields_are_not_watched() -> None:
    for on in (BUTTON, target(typeable=True, exempt=True)):
        assert found(focus(0, on), edit(20_000, on)) == []


def test_thresholds_are_data() -> None:
    quick = alone("hesitation", first_input_ms=2000, no_input_ms=3000, autofocus_ms=100)
    assert len(found(focus(0), edit(2000), rules=quick)) == 1
    assert found(focus(0), edit(1999), rules=quick) == []
    assert len(found(focus(0), blur(3000), rules=quick)) == 1
    assert found(focus(0), blur(2999), rules=quick) == []
    assert len(found(seen(Kind.PAGE, 0, text="/x"), focus(100), edit(5000), rules=quick)) == 1


def test_it_can_be_switched_off() -> None:
    assert found(focus(0), edit(60_000), rules=alone("rage_click")) == []


# ---------------------------------------------------------------- hover to click


def test_a_long_rest_on_a_control_before_its_click_is_hesitation_where_the_rule_asks_for_it() -> None:
    [one] = found(hover(0), click(3000), rules=HOVERS)
    assert (one.target, one.span_ms, one.evidence) == (BUTTON, 3000, ("hover", "3 s on it before the click"))


def test_a_shorter_rest_is_aiming() -> None:
    assert found(hover(0), click(2999), rules=HOVERS) == []


def test_the_shipped_rule_leaves_it_off() -> None:
    assert found(hover(0), click(60_000)) == []


@pytest.mark.parametrize(
    "between",
    [
        hover(1000, came=False),
        hover(9500, target(NAME, tag="button", role="button")),
        edit(9000),
        seen(Kind.VISIBILITY, 5000, v=0),
        seen(Kind.NAVIGATE, 5000, text="/other"),
    ],
)
def test_a_mouse_that_went_or_just_lay_there_is_not(between: Seen) -> None:
    assert found(hover(0), between, click(10_000), rules=HOVERS) == []


def test_a_click_made_by_a_key_while_the_mouse_lies_there_is_not() -> None:
    assert found(hover(0), click(10_000, flags=KEYBOARD), rules=HOVERS) == []


def test_a_second_click_did_not_rest_again() -> None:
    assert len(found(hover(0), click(4000), click(9000), rules=HOVERS)) == 1
    other = target(NAME, tag="button", role="button")
    assert found(hover(0), click(4000, other), click(9000), rules=HOVERS) == []


def test_exempt_controls_and_those_told_of_are_left_alone() -> None:
    exempt = target(exempt=True)
    assert found(hover(0, exempt), click(9000, exempt), rules=HOVERS) == []
    assert len(found(hover(0), click(4000), hover(5000), click(9000), rules=HOVERS)) == 1


# ---------------------------------------------------------------- memory


def test_no_more_fields_are_remembered_than_a_page_has() -> None:
    state = State()
    for n in range(2 * FIELDS):
        on = target(author=f"field {n}", typeable=True)
        state, _ = step(state, focus(n * 30_000, on), Hesitation())
        state, _ = step(state, edit(n * 30_000 + 20_000, on), Hesitation())
    assert len(state.told) == FIELDS
