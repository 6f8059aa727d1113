"""Left after an error: the page showed an error, and soon the visitor went to another tab or closed this one.

An error that was put right before is none any more; following a link or sending the form again is going on.
"""

from msgspec import Struct, structs

from widget.elements import Target
from widget.events import Kind, Seen
from widget.signals.detector import NEVER, Detector, Found
from widget.signals.rules import LeftAfterError
from widget.steps import WENT_WRONG, succeeded

CAUSE_MS = 2000.0  # a script error this soon after a press is one that the visitor met
GOING_ON_MS = 1000.0  # a document that ends this soon after a press goes on to another


class State(Struct, frozen=True):
    """The error that stands, and when something was pressed last."""

    error_t: float = -NEVER
    code: str = ""
    target: Target | None = None
    n: int = -1
    pressed_t: float = -NEVER


def step(state: State, event: Seen, rule: LeftAfterError) -> tuple[State, tuple[Found, ...]]:
    match event.kind:
        case Kind.CLICK | Kind.POINTER_DOWN | Kind.SUBMIT:
            return structs.replace(state, pressed_t=event.t), ()
        case Kind.INVALID:
            return _met(state, event, "field_refused"), ()
        case Kind.STATUS if WENT_WRONG.search(event.text):
            return _met(state, event, "failed"), ()
        case Kind.STATUS if succeeded(event.text):
            return State(pressed_t=state.pressed_t), ()
        case Kind.SCRIPT_ERROR if 0 <= event.t - state.pressed_t <= CAUSE_MS:
            return _met(state, event, "script_error"), ()
        case Kind.NAVIGATE | Kind.PAGE:
            return State(), ()
        case Kind.VISIBILITY | Kind.LEAVE:
            return _left(state, event, rule)
    return state, ()


def _met(state: State, event: Seen, code: str) -> State:
    return State(event.t, code, event.target, event.n, state.pressed_t)


def _left(state: State, event: Seen, rule: LeftAfterError) -> tuple[State, tuple[Found, ...]]:
    if state.error_t == -NEVER or (event.kind is Kind.VISIBILITY and event.v != 0):
        return state, ()
    after = event.t - state.error_t
    goes_on = event.kind is Kind.LEAVE and event.t - state.pressed_t < GOING_ON_MS
    struggles = 0 <= after < rule.window_ms and not goes_on
    words = f"left {after / 1000:.1f} s after the error"
    found = Found(
        "left_after_error",
        event.t,
        state.target,
        "struggle" if struggles else "fine",
        1,
        max(after, 0.0),
        (state.code if struggles else "later", words),
        of=event.n,
    )
    return State(pressed_t=state.pressed_t), (found,)


DETECTOR = Detector(
    "left_after_error",
    frozenset(
        {
            Kind.CLICK,
            Kind.POINTER_DOWN,
            Kind.SUBMIT,
            Kind.INVALID,
            Kind.STATUS,
            Kind.SCRIPT_ERROR,
            Kind.NAVIGATE,
            Kind.PAGE,
            Kind.VISIBILITY,
            Kind.LEAVE,
        }
    ),
    State(),
    step,
)
