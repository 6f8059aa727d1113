"""Cursor thrash: the mouse turned on one axis more often than a way to somewhere does.

The shim tells points where the way turned; raw moves give the same turns. Told once, until the mouse rests for a whole
window or turns less often than the rule asks for. A press, another page: the way begins anew.
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
        return State(), ()
    if event.t - state.t >= rule.window_ms:
        state = State()
    x = moved(state.x, event.x, event.t, rule.swing_px, rule.window_ms)
    y = moved(state.y, event.y, event.t, rule.swing_px, rule.window_ms)
    turned = "".join(axis for axis, a, b in (("x", state.x, x), ("y", state.y, y)) if a.turns != b.turns)
    state = State(x, y, event.t, state.told)
    if not turned:
        return state, ()
    turns = max((_within(way, event.t, rule) for way in (x, y)), key=len)
    enough = len(turns) >= rule.turns
    if state.told and enough:
        return state, ()
    words = f"turned {len(turns)}x in {event.t - turns[0]:.0f} ms, last on {' and '.join(turned)}"
    found = Found(
        "cursor_thrash", event.t, None, "struggle" if enough else "fine", len(turns), event.t - turns[0],
        ("turns" if enough else "few_turns", words), of=event.n,
    )  # fmt: skip
    if state.told or (enough and rule.again):
        return _anew(state), (found,)
    return structs.replace(state, told=enough), (found,)


def _within(way: Way, now: float, rule: CursorThrash) -> tuple[float, ...]:
    return tuple(t for t in way.turns if now - t < rule.window_ms)


def _anew(state: State) -> State:
    """The way goes on in its directions, its turns have been judged."""
    x, y = structs.replace(state.x, turns=()), structs.replace(state.y, turns=())
    return State(x, y, state.t)


DETECTOR = Detector("cursor_thrash", frozenset({Kind.TURN, Kind.POINTER_DOWN, Kind.PAGE, Kind.NAVIGATE}), State(), step)
