"""Stall: a step was begun, the page is in view, and for long nothing happens. Told once a step.

Scrolling and clicking are doing something; a tab in the background is elsewhere.
"""

from msgspec import Struct, structs

from widget.events import Kind, Seen
from widget.signals import forms
from widget.signals.detector import NEVER, Detector, Found
from widget.signals.forms import Forms
from widget.signals.rules import Stall

ACTIVITY = frozenset(
    {Kind.INPUT, Kind.CLICK, Kind.POINTER_DOWN, Kind.SCROLL, Kind.FOCUS, Kind.SUBMIT, Kind.SELECTION, Kind.COPY}
)
TOLD = 32  # steps of one page


class State(Struct, frozen=True):
    """The page's forms, when something was done last, and the steps told of."""

    forms: Forms = Forms()
    active_t: float = 0.0
    due_t: float = NEVER
    n: int = -1
    told: tuple[str, ...] = ()


def step(state: State, event: Seen, rule: Stall) -> tuple[State, tuple[Found, ...]]:
    state, found = _expire(state, event.t)
    route = state.forms.route
    state = structs.replace(state, forms=forms.follow(state.forms, event))
    if state.forms.route != route:
        return State(state.forms), found
    if event.kind is Kind.VISIBILITY:
        hidden = event.v == 0
        return structs.replace(state, due_t=NEVER if hidden else _due(state, event.t, rule), active_t=event.t), found
    if event.kind is Kind.LEAVE:
        return structs.replace(state, due_t=NEVER), found
    if event.kind in ACTIVITY:
        return structs.replace(state, active_t=event.t, due_t=_due(state, event.t, rule), n=event.n), found
    return state, found


def due(state: State, _rule: Stall) -> float:
    return state.due_t


def _due(state: State, now: float, rule: Stall) -> float:
    form = forms.unfinished(state.forms, 1, 1)
    return NEVER if form is None or form.step in state.told else now + rule.quiet_ms


def _expire(state: State, now: float) -> tuple[State, tuple[Found, ...]]:
    form = forms.unfinished(state.forms, 1, 1)
    if now < state.due_t or form is None:
        return state, ()
    quiet = state.due_t - state.active_t
    evidence = ("quiet", f"nothing done for {quiet / 1000:.0f} s", f"{len(form.fields)} fields edited")
    found = Found("stall", state.due_t, form.last, span_ms=quiet, evidence=evidence, of=state.n)
    return structs.replace(state, due_t=NEVER, told=(*state.told, form.step)[-TOLD:]), (found,)


DETECTOR = Detector("stall", ACTIVITY | forms.LISTENS | {Kind.VISIBILITY, Kind.LEAVE, Kind.TIME}, State(), step, due)
