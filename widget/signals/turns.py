"""Turns of a way along one axis: the one algorithm behind cursor thrash and scroll thrash.

A turn is a change of direction after a swing that was long enough; where the way goes on in the same direction, or
trembles below that length, nothing turns. Points may be left out between turns: the turns stay the same.
"""

from msgspec import Struct

MOST = 1000  # turns remembered: as many as a rule may ask for


class Way(Struct, frozen=True):
    """The way so far: its direction (-1, 0 unknown, 1), the farthest point in it, and the times of the turns."""

    direction: int = 0
    farthest: float = 0.0
    started: bool = False
    turns: tuple[float, ...] = ()


def moved(way: Way, to: float, t: float, swing: float, window_ms: float) -> Way:
    """The way after a point at time `t` (ms). Turns older than the window are forgotten."""
    if not way.started:
        return Way(0, to, True)
    way_on = to - way.farthest
    if way.direction == 0:
        if way_on == 0 or abs(way_on) < swing:
            return way
        return Way(1 if way_on > 0 else -1, to, True, way.turns)
    if way_on * way.direction >= 0:
        return Way(way.direction, to, True, way.turns)
    if abs(way_on) < swing:
        return way
    turns = tuple(one for one in way.turns if 0 <= t - one < window_ms)
    return Way(-way.direction, to, True, (*turns, t)[-MOST:])
