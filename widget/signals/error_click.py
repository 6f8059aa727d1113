"""Error click: a script error or a failed request right after a click, told once a click.

A script error is told at once. A failed request waits a moment: when the page turns it into a message at a field, that
is validation doing its work. A click that neither follows in time is fine.
"""

from msgspec import Struct, structs

from widget.events import Kind, Seen, pressed
from widget.signals.detector import NEVER, Detector, Found
from widget.signals.rules import ErrorClick


class State(Struct, frozen=True):
    """The last click or submit that was not judged yet, and the failed request that waits for a message."""

    click: Seen | None = None
    over_t: float = NEVER
    failed: Seen | None = None
    failed_t: float = NEVER


def step(state: State, event: Seen, rule: ErrorClick) -> tuple[State, tuple[Found, ...]]:
    state, found = _expire(state, event.t)
    match event.kind:
        case Kind.CLICK | Kind.POINTER_DOWN | Kind.SUBMIT:
            state, more = _pressed(state, event, rule)
            return state, found + more
        case Kind.SCRIPT_ERROR if state.click is not None and event.t >= state.click.t:
            return State(), (*found, _error(state.click, event, event.t, "script_error", event.text))
        case Kind.REQUEST if event.v < 0 and state.click is not None and state.failed is None:
            return structs.replace(state, failed=event, failed_t=event.t + rule.handled_ms), found
        case Kind.INVALID if state.failed is not None:
            return structs.replace(state, failed=None, failed_t=NEVER), found
    return state, found


def due(state: State, _rule: ErrorClick) -> float:
    if state.click is None:
        return NEVER
    return state.failed_t if state.failed is not None else state.over_t + 1  # at that time an error still counts


def _expire(state: State, now: float) -> tuple[State, tuple[Found, ...]]:
    if state.click is None:
        return state, ()
    if state.failed is not None and now >= state.failed_t:
        return State(), (_error(state.click, state.failed, state.failed_t, "request", "a request failed"),)
    if state.failed is None and now > state.over_t:
        return State(), (_fine(state.click, state.over_t, "no error followed"),)
    return state, ()


def _pressed(state: State, event: Seen, rule: ErrorClick) -> tuple[State, tuple[Found, ...]]:
    if event.kind is Kind.SUBMIT:
        # The click on the submit button says more than the form; Enter has no click.
        return (state, ()) if state.click is not None else (State(event, event.t + rule.window_ms), ())
    if not pressed(event) or (event.target is not None and event.target.has("exempt")):
        return state, ()
    if state.failed is not None:
        return state, ()
    fine = (_fine(state.click, event.t, "clicked on before anything failed"),) if state.click else ()
    return State(event, event.t + rule.window_ms), fine


def _error(click: Seen, error: Seen, t: float, code: str, words: str) -> Found:
    after = error.t - click.t
    evidence = (code, words, f"{after:.0f} ms after the click")
    return Found("error_click", t, click.target, span_ms=after, evidence=evidence, of=click.n)


def _fine(click: Seen, t: float, words: str) -> Found:
    return Found("error_click", t, click.target, "fine", evidence=("no_error", words), of=click.n)


DETECTOR = Detector(
    "error_click",
    frozenset(
        {Kind.CLICK, Kind.POINTER_DOWN, Kind.SUBMIT, Kind.SCRIPT_ERROR, Kind.REQUEST, Kind.INVALID, Kind.TIME}
    ),
    State(),
    step,
    due,
)  # fmt: skip
