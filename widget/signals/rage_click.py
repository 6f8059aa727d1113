"""Rage click: a run of quick clicks at one place, told once when the run is long enough.

A run breaks by time, by distance, or by a click where many clicks are normal: steppers, text, exempt elements.
A disabled control counts too: that is where people click hardest.
"""

from msgspec import Struct

from widget.events import SELECTED, Kind, Seen, pressed
from widget.signals.detector import Detector, Found
from widget.signals.rules import RageClick


class State(Struct, frozen=True):
    """The run so far: number of clicks, time of its first, time and place of its last."""

    clicks: int = 0
    first_t: float = 0.0
    t: float = 0.0
    x: float = 0.0
    y: float = 0.0
    widest_px: float = 0.0


def step(state: State, event: Seen, rule: RageClick) -> tuple[State, tuple[Found, ...]]:
    if not pressed(event):
        return state, ()
    if _many_are_normal(event):
        return State(), ()
    distance = abs(event.x - state.x) + abs(event.y - state.y)
    goes_on = state.clicks > 0 and 0 <= event.t - state.t < rule.gap_ms and distance < rule.distance_px
    if not goes_on:
        state, distance = State(first_t=event.t), 0.0
    run = State(
        clicks=state.clicks + 1,
        first_t=state.first_t,
        t=event.t,
        x=event.x,
        y=event.y,
        widest_px=max(state.widest_px, distance),
    )
    return run, (_found(run, event),) if run.clicks == rule.clicks else ()


def _many_are_normal(event: Seen) -> bool:
    target = event.target
    if target is None:
        return event.flag(SELECTED) and event.kind is Kind.CLICK
    if target.has("exempt") or target.has("typeable") or target.has("stepper"):
        return True
    # Three clicks select a paragraph.
    return event.kind is Kind.CLICK and event.flag(SELECTED) and not target.has("control")


def _found(run: State, event: Seen) -> Found:
    span = run.t - run.first_t
    evidence = ["clicks", f"{run.clicks} clicks in {span:.0f} ms", f"at most {run.widest_px:.0f} px apart"]
    if event.target is not None and event.target.has("disabled"):
        evidence.append("the control is disabled")
    return Found("rage_click", event.t, event.target, count=run.clicks, span_ms=span, evidence=tuple(evidence))


DETECTOR = Detector("rage_click", frozenset({Kind.CLICK, Kind.POINTER_DOWN}), State(), step)
