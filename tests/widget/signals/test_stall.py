"""Stall."""

import pytest

from tests.widget.page import FIELD, NAME, VAT, T, alone, judged, seen, target
from widget.elements import Target
from widget.events import Kind, Outside, Seen
from widget.signals import Detectors, Rules
from widget.signals.detector import NEVER, Found
from widget.signals.rules import Stall
from widget.signals.stall import ACTIVITY, TOLD, State, step

ALONE = alone("stall")
FORM = target(tag="form", role="form", name="", id="billing-form", step="billing-form")
PAGE = seen(Kind.PAGE, -1000, text="/billing")
SAVED = seen(Kind.STATUS, 3000, text="Saved")


def found(
    *events: Seen, until: float | None = 900_000, rules: Rules = ALONE, all_verdicts: bool = False
) -> list[Found]:
    return judged(rules, PAGE, *events, until=until, all_verdicts=all_verdicts)


def typed(ms: float = 0, on: Target = FIELD) -> Seen:
    return seen(Kind.INPUT, ms, on, v=1)


def sent(ms: float) -> Seen:
    return seen(Kind.SUBMIT, ms, FORM, text="billing-form")


def refused(ms: float) -> Seen:
    return seen(Kind.INVALID, ms, FIELD, text="Not valid")


def test_a_step_begun_and_nothing_done_for_long_is_told_with_its_last_field() -> None:
    [one] = found(typed())
    assert (one.signal, one.verdict, one.target, one.span_ms, one.t) == (
        "stall", "struggle", FIELD, 45_000, T + 45_000,
    )  # fmt: skip
    assert one.evidence == ("quiet", "nothing done for 45 s", "1 field edited")


def test_not_before_its_time() -> None:
    assert found(typed(), until=44_999) == []
    assert len(found(typed(), until=45_000)) == 1


def test_it_is_certain_at_that_time_however_late_that_is_noticed() -> None:
    assert found(typed()) == found(typed(), typed(80_000), until=None)


def test_a_page_on_which_nothing_was_begun_is_being_read() -> None:
    assert found(seen(Kind.SCROLL, 0), seen(Kind.FOCUS, 500, FIELD), seen(Kind.CLICK, 900, FIELD)) == []


@pytest.mark.parametrize("kind", sorted(ACTIVITY - {Kind.SUBMIT}))
def test_whatever_is_done_begins_the_wait_anew(kind: Kind) -> None:
    [one] = found(typed(), seen(kind, 40_000, FIELD, v=1))
    assert one.t == T + 85_000


@pytest.mark.parametrize("kind", [Kind.MUTATION, Kind.REQUEST, Kind.TURN])
def test_what_the_page_does_and_a_mouse_that_moves_are_no_work(kind: Kind) -> None:
    [one] = found(typed(), seen(kind, 40_000, v=1))
    assert one.t == T + 45_000


def test_it_is_told_once_a_step() -> None:
    assert len(found(typed(), typed(100_000), typed(200_000))) == 1
    other = target(NAME, step="newsletter")
    assert len(found(typed(), typed(100_000, other))) == 2


@pytest.mark.parametrize("end", [sent(2000), SAVED, seen(Kind.LEAVE, 2000), seen(Kind.NAVIGATE, 2000, text="/x")])
def test_what_was_sent_saved_or_left_does_not_stall(end: Seen) -> None:
    assert found(typed(), end) == []


def test_a_form_that_is_done_wants_no_look_any_more() -> None:
    detectors = Detectors(ALONE)
    for event in (PAGE, typed(), SAVED):
        detectors.feed(event)
    assert detectors.due() == NEVER


def test_who_stands_before_a_refusal_stalls() -> None:
    [one] = found(typed(), sent(2000), refused(2500))
    assert one.t == T + 47_500


@pytest.mark.parametrize(
    "away",
    [
        seen(Kind.VISIBILITY, 5000, v=0),
        seen(Kind.WINDOW_OPEN, 5000, v=Outside.ELSEWHERE),
        seen(Kind.WINDOW_OPEN, 5000, v=Outside.FILE),
        seen(Kind.WINDOW_OPEN, 5000, v=Outside.WINDOW),
        seen(Kind.WINDOW_OPEN, 5000, v=Outside.DIALOG),
        seen(Kind.WINDOW_OPEN, 5000, v=Outside.PRINT),
        seen(Kind.WINDOW_OPEN, 5000, v=Outside.MEDIA),
    ],
)
def test_who_looks_something_up_elsewhere_does_not_stall(away: Seen) -> None:
    assert found(typed(), away) == []
    back = seen(Kind.FOCUS, 300_000, FIELD)
    shown = (seen(Kind.VISIBILITY, 299_000, v=1),) if away.kind is Kind.VISIBILITY else ()
    assert [one.t for one in found(typed(), away, *shown, back)] == [T + 345_000]


@pytest.mark.parametrize("v", [Outside.CLIPBOARD, Outside.DOWNLOAD])
def test_copying_and_downloading_leave_nobody_elsewhere(v: Outside) -> None:
    assert len(found(typed(), seen(Kind.WINDOW_OPEN, 5000, v=v))) == 1


@pytest.mark.parametrize("on", [target(VAT, type="search", role="searchbox"), target(VAT, exempt=True)])
def test_searches_and_exempt_fields_begin_nothing(on: Target) -> None:
    assert found(typed(0, on)) == []


def test_what_the_browser_filled_in_was_no_beginning() -> None:
    assert found(seen(Kind.INPUT, 0, FIELD, v=1, y=1)) == []


def test_thresholds_are_data() -> None:
    [one] = found(typed(), rules=alone("stall", quiet_ms=4000))
    assert (one.t, one.evidence[1]) == (T + 4000, "nothing done for 4 s")


def test_it_can_be_switched_off() -> None:
    assert found(typed(), rules=alone("rage_click")) == []


def test_no_more_steps_are_remembered_than_a_page_has() -> None:
    state = State()
    for n in range(3 * TOLD):
        state, _ = step(state, typed(n * 90_000, target(VAT, step=f"step {n}")), Stall())
        state, _ = step(state, Seen(Kind.TIME, T + n * 90_000 + 80_000), Stall())
    assert len(state.told) == TOLD
