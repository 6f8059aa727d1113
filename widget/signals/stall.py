"""Stall: a step was begun, the page is in view, and for long nothing happens. Told once a step.

Scrolling and clicking are doing something; who is in another tab, window or program, or watches something, is elsewhere
until something is done on the page again.
"""

from msgspec import Struct, structs

from widget.events import Kind, Outside, Seen
from widget.signals import forms
from widget.signals.detector import NEVER, Detector, Found
from widget.signals.forms import Forms
from widget.signals.rules import Stall

ACTIVITY = frozenset(
    {
        Kind.INPUT, Kind.CLICK, Kind.POINTER_DOWN, Kind.TOUCH_START, Kind.ZOOM, Kind.SCROLL, Kind.FOCUS, Kind.SUBMIT,
        Kind.SELECTION, Kind.COPY, Kind.INVALID,
    }
)  # fmt: skip
HERE = frozenset({Outside.CLIPBOARD, Outside.DOWNLOAD})  # what is done outside without going there
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
    if _goes(event):
        return structs.replace(state, due_t=NEVER), found
    if event.kind in ACTIVITY or event.kind is Kind.VISIBILITY:
        n = state.n if event.kind is Kind.VISIBILITY else event.n
        return structs.replace(state, active_t=event.t, due_t=_due(state, event.t, rule), n=n), found
    if forms.unfinished(state.forms, 1, 1) is None:
        return structs.replace(state, due_t=NEVER), found
    return state, found


def due(state: State, _rule: Stall) -> float:
    return state.due_t


def _goes(event: Seen) -> bool:
    """Whether the visitor turns to something else than the page."""
    if event.kind is Kind.WINDOW_OPEN:
        return event.v not in HERE
    return event.kind is Kind.LEAVE or (event.kind is Kind.VISIBILITY and event.v == 0)


def _due(state: State, now: float, rule: Stall) -> float:
    form = forms.unfinished(state.forms, 1, 1)
    return NEVER if form is None or form.step in state.told else now + rule.quiet_ms


def _expire(state: State, now: float) -> tuple[State, tuple[Found, ...]]:
    form = forms.unfinished(state.forms, 1, 1)
    if now < state.due_t or form is None:
        return (state if now < state.due_t else structs.replace(state, due_t=NEVER)), ()
    quiet = state.due_t - state.active_t
    fields = f"{len(form.fields)} {'field' if len(form.fields) == 1 else 'fields'} edited"
    evidence = ("quiet", f"nothing done for {quiet / 1000:.0f} s", fields)
    found = Found("stall", state.due_t, form.last, span_ms=quiet, evidence=evidence, of=state.n)
    return structs.replace(state, due_t=NEVER, told=(*state.told, form.step)[-TOLD:]), (found,)


DETECTOR = Detector(
    "stall",
    ACTIVITY | forms.LISTENS | {Kind.VISIBILITY, Kind.WINDOW_OPEN, Kind.LEAVE, Kind.TIME},
    State(),
    step,
    due,
)
