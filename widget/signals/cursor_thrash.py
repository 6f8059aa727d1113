"""Cursor thrash: the mouse turned on one axis more often than a way to somewhere does.

The shim tells points where the way turned and the ones after; raw moves give the same turns. Told once until the mouse
rests for a whole window. While a button is held the visitor drags or draws: that is fine.
"""

from msgspec import Struct, structs

from widget.events import Kind, Seen
from widget.signals.detector import NEVER, Detector, Found
from widget.signals.rules import CursorThrash
from widget.signals.turns import Way, moved


class State(Struct, frozen=True):
    """The way on both axes, and when the last point came."""

    x: Way = Way()
    y: Way = Way()
    t: float = -NEVER
    told: bool = False


def step(state: State, event: Seen, rule: CursorThrash) -> tuple[State, tuple[Found, ...]]:
    if event.kind is not Kind.TURN:
        return State(), ()  # a press, or another page: the way begins anew
    if event.t - state.t >= rule.window_ms:
        state = State()
    swing = rule.swing_px
    x = moved(state.x, event.x, event.t, swing, rule.window_ms)
    y = moved(state.y, event.y, event.t, swing, rule.window_ms)
    turned = x.turns != state.x.turns or y.turns != state.y.turns
    state = State(x, y, event.t, state.told)
    if not turned or state.told:
        return state, ()
    axis, way = max((("x", x), ("y", y)), key=lambda one: len(one[1].turns))
    times = sum(event.t - one < rule.window_ms for one in way.turns)
    span = event.t - way.turns[-times] if times else 0.0
    evidence = (f"{times} turns on {axis} in {span:.0f} ms",)
    if times < rule.turns:
        return state, (
            Found("cursor_thrash", event.t, None, "fine", times, span, ("few_turns", *evidence), of=event.n),
        )
    found = Found("cursor_thrash", event.t, None, count=times, span_ms=span, evidence=("turns", *evidence), of=event.n)
    return structs.replace(state, told=True), (found,)


DETECTOR = Detector("cursor_thrash", frozenset({Kind.TURN, Kind.POINTER_DOWN, Kind.PAGE, Kind.NAVIGATE}), State(), step)
