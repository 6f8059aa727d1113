"""Error click: a script error or a failed request within two seconds of a click, once a click.

A script error is told at once. A failed request waits a moment: when the page turns it into a message at a field,
that is validation doing its work.
"""

from msgspec import Struct, structs

from widget.events import Kind, Seen, pressed
from widget.signals.detector import NEVER, Detector, Found
from widget.signals.rules import ErrorClick


class State(Struct, frozen=True):
    """The last click or submit that no error followed yet, and the failed request that waits for a message."""

    click: Seen | None = None
    failed: Seen | None = None


def step(state: State, event: Seen, rule: ErrorClick) -> tuple[State, tuple[Found, ...]]:
    click, failed = state.click, state.failed
    found: tuple[Found, ...] = ()
    if click is not None and failed is not None and event.t >= failed.t + rule.handled_ms:
        state, found = State(), (_found(click, failed, "request", "a request failed"),)
    match event.kind:
        case Kind.CLICK | Kind.POINTER_DOWN | Kind.SUBMIT:
            return _pressed(state, event, rule), found
        case Kind.SCRIPT_ERROR if (cause := _cause(state, event, rule)) is not None:
            return State(), (*found, _found(cause, event, "script_error", event.text))
        case Kind.REQUEST if event.v < 0 and state.failed is None and _cause(state, event, rule) is not None:
            return structs.replace(state, failed=event), found
        case Kind.INVALID:
            return structs.replace(state, failed=None), found
    return state, found


def due(state: State, rule: ErrorClick) -> float:
    return NEVER if state.failed is None else state.failed.t + rule.handled_ms


def _pressed(state: State, event: Seen, rule: ErrorClick) -> State:
    if event.kind is Kind.SUBMIT:
        # The click on the submit button says more than the form; Enter has no click.
        return State(click=event) if _cause(state, event, rule) is None else state
    if not pressed(event) or (event.target is not None and event.target.has("exempt")):
        return state
    return structs.replace(state, click=event) if state.failed is None else state


def _cause(state: State, event: Seen, rule: ErrorClick) -> Seen | None:
    """The click that the event follows closely enough to be its effect."""
    click = state.click
    return click if click is not None and 0 <= event.t - click.t <= rule.window_ms else None


def _found(click: Seen, error: Seen, code: str, words: str) -> Found:
    after = error.t - click.t
    evidence = (code, words, f"{after:.0f} ms after the click")
    return Found("error_click", error.t, click.target, span_ms=after, evidence=evidence)


DETECTOR = Detector(
    "error_click",
    frozenset(
        {Kind.CLICK, Kind.POINTER_DOWN, Kind.SUBMIT, Kind.SCRIPT_ERROR, Kind.REQUEST, Kind.INVALID, Kind.TIME}
    ),
    State(),
    step,
    due,
)  # fmt: skip
