"""Dead click."""

import pytest

from tests.widget.page import BUTTON, FIELD, OFF, T, alone, click, down, seen, target
from widget.elements import Target
from widget.events import MODIFIER, Kind, Outside, Seen
from widget.signals import Detectors, Rules, overridden
from widget.signals.detector import Found

ALONE = alone("dead_click")


def found(*events: Seen, until: float = 10_000, rules: Rules = ALONE) -> list[Found]:
    detectors = Detectors(rules)
    return [one for event in events for one in detectors.feed(event)] + detectors.tick(T + until)


def test_a_click_without_any_answer_is_dead() -> None:
    [dead] = found(down(0), click(80))
    assert (dead.signal, dead.verdict, dead.target) == ("dead_click", "struggle", BUTTON)
    assert dead.evidence[0] == "absolute_timeout"


def test_it_waits_before_it_says_so() -> None:
    assert found(down(0), click(80), until=2749) == []
    assert len(found(down(0), click(80), until=2750)) == 1


@pytest.mark.parametrize(
    ("answer", "ms"),
    [
        (seen(Kind.MUTATION, 2400), 2400),
        (seen(Kind.NAVIGATE, 900, text="/next"), 900),
        (seen(Kind.REQUEST, 900, v=1), 900),
        (seen(Kind.SCROLL, 99), 99),
        (seen(Kind.SELECTION, 99), 99),
        (seen(Kind.FOCUS, 200, FIELD), 200),
        (seen(Kind.VISIBILITY, 900), 900),
        (seen(Kind.WINDOW_OPEN, 900), 900),
        (seen(Kind.INPUT, 90, BUTTON), 90),
        (seen(Kind.INVALID, 90, FIELD, text="Wrong"), 90),
    ],
)
def test_an_answer_in_its_window_keeps_the_click_alive(answer: Seen, ms: float) -> None:
    assert found(down(0), click(50), answer) == []


@pytest.mark.parametrize(
    "answer",
    [
        seen(Kind.MUTATION, 2501),
        seen(Kind.SCROLL, 101),
        seen(Kind.SELECTION, 101),
        seen(Kind.REQUEST, 1001, v=1),
        seen(Kind.REQUEST, 200, v=0),  # of an earlier click
        seen(Kind.FOCUS, 10, BUTTON),  # its own focus
        seen(Kind.FOCUS, 301, FIELD),
        seen(Kind.WINDOW_OPEN, 1001),
    ],
)
def test_an_answer_too_late_or_of_something_else_does_not(answer: Seen) -> None:
    assert len(found(down(0), click(5), answer)) == 1


def test_answers_between_pointer_down_and_click_count() -> None:
    assert found(down(0), seen(Kind.MUTATION, 5), click(90)) == []


def test_what_happened_before_the_pointer_went_down_does_not() -> None:
    assert len(found(seen(Kind.MUTATION, -5), down(0), click(90))) == 1


def test_a_disabled_control_is_dead_at_once() -> None:
    [dead] = found(down(0, OFF), until=0)
    assert dead.evidence[0] == "disabled"


def test_quick_clicks_on_a_disabled_control_are_one() -> None:
    assert len(found(down(0, OFF), down(300, OFF), down(900, OFF))) == 1


def test_clicks_within_a_second_are_one_that_carries_the_count() -> None:
    [dead] = found(click(0), click(300), click(600))
    assert dead.count == 3


def test_a_click_a_second_later_is_its_own() -> None:
    assert len(found(click(0), click(1000))) == 2


@pytest.mark.parametrize(
    "on",
    [
        FIELD,
        target(tag="a", role="link", kind="link"),
        target(tag="select", role="combobox"),
        target(tag="input", role="", type="date"),
        target(exempt=True),
        target(tag="html"),
        target(tag="p", role="", name="", id="terms"),
        None,
    ],
)
def test_what_can_not_be_dead_is_not_judged(on: Target | None) -> None:
    assert found(click(0, on)) == []


def test_a_click_with_a_modifier_is_the_browsers() -> None:
    assert found(click(0, flags=MODIFIER)) == []


def test_the_click_that_wakes_the_tab_is_not_judged() -> None:
    assert found(seen(Kind.VISIBILITY, 0, v=1), click(800)) == []
    assert len(found(seen(Kind.VISIBILITY, 0, v=1), click(1000))) == 1


@pytest.mark.parametrize(
    "on", [target(tag="canvas", role="", kind="canvas"), target(kind="media"), target(tag="input", type="file")]
)
def test_what_happens_inside_canvas_media_and_file_dialogs_is_unjudgeable_and_told_once(on: Target) -> None:
    [one] = found(click(0, on), click(5000, on))
    assert one.verdict == "unjudgeable"


def test_thresholds_are_data() -> None:
    slow = alone("dead_click", change_ms=5000, absolute_ms=5250)
    assert found(click(0), seen(Kind.MUTATION, 4000), rules=slow) == []
    assert len(found(click(0), seen(Kind.MUTATION, 4000))) == 1


def test_a_dead_click_tells_what_it_saw_and_when() -> None:
    [dead] = found(down(0), click(50), seen(Kind.SCROLL, 300), seen(Kind.FOCUS, 310, BUTTON))
    assert [(sign.kind, sign.after_ms) for sign in dead.signs] == [("scroll", 300), ("focus", 310)]
    assert dead.t == T + 2750


def test_it_is_certain_when_its_time_is_up_however_late_that_is_noticed() -> None:
    assert [one.t for one in found(down(0), click(80), until=9_000_000)] == [T + 2750]
    assert [one.t for one in found(down(0), click(80), seen(Kind.MUTATION, 60_000))] == [T + 2750]


def test_a_request_that_ends_before_the_click_hides_nothing() -> None:
    assert found(down(0), seen(Kind.REQUEST, 5, v=1), seen(Kind.REQUEST, 20, v=0), click(90)) == []


def test_a_page_that_was_left_has_answered() -> None:
    assert found(down(0), click(80), seen(Kind.LEAVE, 1500), seen(Kind.PAGE, 90_000, text="/")) == []


@pytest.mark.parametrize("v", [Outside.WINDOW, Outside.DIALOG, Outside.CLIPBOARD, Outside.MEDIA, Outside.FILE])
def test_what_opens_outside_of_the_document_is_named(v: Outside) -> None:
    detectors = Detectors(ALONE, all_verdicts=True)
    [fine] = [one for event in (down(0), click(50), seen(Kind.WINDOW_OPEN, 60, v=v)) for one in detectors.feed(event)]
    assert (fine.verdict, fine.signs[0].kind) == ("fine", v.name.lower())


@pytest.mark.parametrize("kind", ["frame", "download"])
def test_foreign_frames_and_downloads_are_unjudgeable(kind: str) -> None:
    [one] = found(click(0, target(tag="div", role="", name="", id="there", kind=kind)))
    assert one.verdict == "unjudgeable"


def test_a_rule_may_hold_for_one_element_alone() -> None:
    patient = overridden(
        ALONE, f'{{"elements": {{"{BUTTON.key}": {{"dead_click": {{"on": true, "absolute_ms": 9000}}}}}}}}'
    )
    assert found(click(0), until=8999, rules=patient) == []
    assert len(found(click(0), until=9000, rules=patient)) == 1
    assert len(found(click(0, target(name="Other", id="other")), until=2750, rules=patient)) == 1
