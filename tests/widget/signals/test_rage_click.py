"""Rage click."""

import pytest

from tests.widget.page import BUTTON, FIELD, OFF, T, click, down, target
from widget.elements import Target
from widget.events import SELECTED, Kind, Seen
from widget.signals import Detectors, Rules
from widget.signals.detector import Found
from widget.signals.rules import DeadClick, RageClick

ALONE = Rules(dead_click=DeadClick(on=False))


def found(*events: Seen, rules: Rules = ALONE) -> list[Found]:
    detectors = Detectors(rules)
    return [one for event in events for one in detectors.feed(event)]


def test_third_click_within_a_second_is_rage() -> None:
    [rage] = found(click(0), click(400), click(900))
    assert (rage.signal, rage.verdict, rage.count, rage.span_ms) == ("rage_click", "struggle", 3, 900)
    assert rage.target == BUTTON
    assert rage.t == T + 900


def test_two_clicks_are_a_double_click() -> None:
    assert found(click(0), click(200)) == []


def test_a_second_between_clicks_breaks_the_run() -> None:
    assert found(click(0), click(400), click(1400), click(1500)) == []


def test_thirty_pixels_between_clicks_break_the_run() -> None:
    assert found(click(0), click(100), click(200, x=20, y=20)) == []


def test_a_run_is_told_once() -> None:
    assert len(found(*[click(at * 100) for at in range(10)])) == 1


def test_a_new_run_is_told_again() -> None:
    assert len(found(*[click(at * 100) for at in range(3)], *[click(5000 + at * 100) for at in range(3)])) == 2


@pytest.mark.parametrize(
    "on",
    [
        FIELD,
        target(kind="stepper"),
        target(name="+"),
        target(name="Next"),
        target(exempt=True),
        target(tag="textarea", role="textbox"),
    ],
)
def test_where_many_clicks_are_normal_there_is_no_rage(on: Target) -> None:
    assert found(click(0, on), click(100, on), click(200, on)) == []


def test_next_in_a_longer_name_is_no_stepper() -> None:
    on = target(name="Next invoice run")
    assert len(found(click(0, on), click(100, on), click(200, on))) == 1


def test_three_clicks_that_select_a_paragraph_are_no_rage() -> None:
    text = target(tag="p", role="", name="", id="terms")
    assert found(*[click(at * 100, text, flags=SELECTED) for at in range(3)]) == []


def test_selected_text_elsewhere_does_not_excuse_clicks_on_a_button() -> None:
    assert len(found(*[click(at * 100, flags=SELECTED) for at in range(3)])) == 1


def test_pointer_downs_on_a_disabled_button_count_since_it_emits_no_click() -> None:
    [rage] = found(down(0, OFF), down(150, OFF), down(300, OFF))
    assert rage.target == OFF
    assert "the control is disabled" in rage.evidence


def test_a_disabled_control_that_emits_clicks_too_is_not_counted_twice() -> None:
    assert found(down(0, OFF), click(80, OFF), down(200, OFF), click(280, OFF)) == []


def test_pointer_downs_on_an_enabled_button_are_not_counted_beside_their_clicks() -> None:
    assert found(down(0), click(80), down(200), click(280)) == []


def test_right_button_on_a_disabled_control_does_not_count() -> None:
    right = [Seen(Kind.POINTER_DOWN, T + at * 100, OFF, 5, 5, 2) for at in range(3)]
    assert found(*right) == []


def test_thresholds_are_data() -> None:
    rules = Rules(rage_click=RageClick(clicks=2, gap_ms=100), dead_click=DeadClick(on=False))
    assert len(found(click(0), click(99), rules=rules)) == 1
    assert found(click(0), click(100), rules=rules) == []


def test_switched_off_it_says_nothing() -> None:
    rules = Rules(rage_click=RageClick(on=False), dead_click=DeadClick(on=False))
    assert found(click(0), click(1), click(2), rules=rules) == []


def rage(*events: Seen, **fields: object) -> list[Found]:
    return found(*events, rules=Rules(rage_click=RageClick(**fields), dead_click=DeadClick(on=False)))  # type: ignore[arg-type]


@pytest.mark.parametrize(("metric", "near"), [("l1", 0), ("euclid", 1), ("box", 1)])
def test_distance_is_measured_as_the_rule_says(metric: str, near: int) -> None:
    diagonal = [click(100 * at, x=20 * (at % 2), y=20 * (at % 2)) for at in range(3)]
    assert len(rage(*diagonal, metric=metric)) == near


def test_a_box_holds_all_clicks_that_count() -> None:
    drifting = [click(100 * at, x=20 * at) for at in range(3)]
    assert len(rage(*drifting)) == 1
    assert rage(*drifting, metric="box") == []


def test_a_span_bounds_the_whole_run() -> None:
    slow = [click(0), click(600), click(1200)]
    assert len(rage(*slow)) == 1
    assert rage(*slow, span_ms=1000) == []
    assert len(rage(*slow, click(1300), span_ms=1000)) == 1


def test_bounds_may_count_themselves() -> None:
    edge = [click(0), click(1000), click(2000, x=35)]
    assert rage(*edge) == []
    assert len(rage(*edge, inclusive=True)) == 1


def test_a_run_may_have_to_stay_on_one_element() -> None:
    icon = target(tag="svg", role="img", name="", id="icon")
    assert len(rage(click(0), click(100, icon), click(200))) == 1
    assert rage(click(0), click(100, icon), click(200), same_element=True) == []


@pytest.mark.parametrize(("kind", "field"), [(Kind.SCROLL, "scroll_resets"), (Kind.SELECTION, "selection_resets")])
def test_a_scroll_or_a_selection_may_break_the_run(kind: Kind, field: str) -> None:
    events = [click(0), click(100), Seen(kind, T + 150), click(200)]
    assert len(rage(*events)) == 1
    assert rage(*events, **{field: True}) == []


def test_a_run_that_goes_on_may_be_told_again() -> None:
    assert [one.t - T for one in rage(*[click(at * 100) for at in range(9)], again=True)] == [200, 500, 800]


@pytest.mark.parametrize("kind", ["toggle", "carousel", "media", "game"])
def test_toggles_carousels_players_and_games_are_clicked_often(kind: str) -> None:
    on = target(name="Mute", kind=kind)
    assert rage(*[click(at * 100, on) for at in range(6)]) == []


@pytest.mark.parametrize(
    "on", [target(tag="canvas", role="", kind="canvas"), target(tag="iframe", role="", kind="frame")]
)
def test_fast_clicks_into_a_canvas_or_a_foreign_frame_are_unjudgeable(on: Target) -> None:
    assert [one.verdict for one in rage(*[click(at * 100, on) for at in range(6)])] == ["unjudgeable"]


def test_a_calendar_is_clicked_often() -> None:
    on = target(name="Next month", path="div.datepicker>button")
    assert rage(*[click(at * 100, on) for at in range(6)]) == []
