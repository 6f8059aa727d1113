"""Left after an error: the page showed an error, and soon the visitor went to another tab or closed this one.

An error that was put right before is none any more, nor one at a field that is being edited again; following a link or
sending the form again is going on, and so is what the page opens by itself.
"""

from msgspec import Struct, structs

from widget.elements import Target
from widget.events import Kind, Outside, Seen
from widget.outcome import succeeded, went_wrong
from widget.signals.detector import NEVER, Detector, Found
from widget.signals.rules import LeftAfterError
from widget.steps import LOAD_MS

CAUSE_MS = 2000.0  # a script error this soon after a press is one that the visitor met
GOING_ON_MS = 1000.0  # a document that ends this soon after a press goes on to another
NOT_OPENED = frozenset({Outside.ELSEWHERE, Outside.CLIPBOARD, Outside.MEDIA})  # by the page


class State(Struct, frozen=True):
    """The error that stands, when something was pressed last, and until when leaving is going on."""

    error_t: float = -NEVER
    code: str = ""
    target: Target | None = None
    n: int = -1
    pressed_t: float = -NEVER
    leads_t: float = -NEVER  # until then the end of the document
    opens_t: float = -NEVER  # until then a hidden tab


def step(state: State, event: Seen, rule: LeftAfterError) -> tuple[State, tuple[Found, ...]]:
    match event.kind:
        case Kind.CLICK | Kind.POINTER_DOWN:
            return _pressed(state, event), ()
        case Kind.SUBMIT:
            return _put_right(structs.replace(state, pressed_t=event.t, leads_t=event.t + LOAD_MS)), ()
        case Kind.INPUT if state.target and event.target and event.target.key == state.target.key:
            return _put_right(state), ()
        case Kind.INVALID:
            return _met(state, event, "field_refused"), ()
        case Kind.STATUS if went_wrong(event):
            return _met(state, event, "failed"), ()
        case Kind.STATUS if succeeded(event):
            return _put_right(state), ()
        case Kind.SCRIPT_ERROR if 0 <= event.t - state.pressed_t <= CAUSE_MS:
            return _met(state, event, "script_error"), ()
        case Kind.NAVIGATE | Kind.PAGE:
            return State(), ()
        case Kind.WINDOW_OPEN if event.v not in NOT_OPENED:
            return structs.replace(state, opens_t=event.t + GOING_ON_MS), ()
        case Kind.VISIBILITY | Kind.LEAVE:
            return _left(state, event, rule)
    return state, ()


def _pressed(state: State, event: Seen) -> State:
    link = event.kind is Kind.CLICK and event.target is not None and event.target.has("link")
    leads_t = max(state.leads_t, event.t + (LOAD_MS if link else GOING_ON_MS))
    return structs.replace(state, pressed_t=event.t, leads_t=leads_t)


def _put_right(state: State) -> State:
    return State(pressed_t=state.pressed_t, leads_t=state.leads_t, opens_t=state.opens_t)


def _met(state: State, event: Seen, code: str) -> State:
    met = structs.replace(state, error_t=event.t, code=code, target=event.target, n=event.n)
    return structs.replace(met, leads_t=min(state.leads_t, state.pressed_t + GOING_ON_MS))  # the press led to an error


def _left(state: State, event: Seen, rule: LeftAfterError) -> tuple[State, tuple[Found, ...]]:
    if state.error_t == -NEVER or (event.kind is Kind.VISIBILITY and event.v != 0):
        return state, ()
    after = event.t - state.error_t
    goes_on = event.t < (state.leads_t if event.kind is Kind.LEAVE else state.opens_t)
    struggles = 0 <= after < rule.window_ms and not goes_on
    words = f"left {after / 1000:.1f} s after the error"
    found = Found(
        "left_after_error",
        event.t,
        state.target,
        "struggle" if struggles else "fine",
        1,
        max(after, 0.0),
        (state.code if struggles else "goes_on" if goes_on else "later", words),
        of=event.n,
    )
    return _put_right(state), (found,)


DETECTOR = Detector(
    "left_after_error",
    frozenset(
        {
            Kind.CLICK, Kind.POINTER_DOWN, Kind.SUBMIT, Kind.INPUT, Kind.INVALID, Kind.STATUS, Kind.SCRIPT_ERROR,
            Kind.NAVIGATE, Kind.PAGE, Kind.WINDOW_OPEN, Kind.VISIBILITY, Kind.LEAVE,
        }
    ),
    State(),
    step,
)  # fmt: skip
