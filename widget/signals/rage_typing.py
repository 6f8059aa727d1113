"""Rage typing: edits of a field come faster than people type. Times and counts only; what was typed is never seen.

What was pasted, dropped, filled in, or repeated by a held key is left out. Told once until the hands rest.
"""

from msgspec import Struct

from widget.events import Kind, Seen
from widget.signals.detector import Detector, Found
from widget.signals.rules import RageTyping

ROWS = 128  # of edits remembered: a window of rows 16 ms apart


class State(Struct, frozen=True):
    """Edits of one field within the window: time and number."""

    key: str = ""
    edits: tuple[tuple[float, int], ...] = ()
    told: bool = False


def step(state: State, event: Seen, rule: RageTyping) -> tuple[State, tuple[Found, ...]]:
    target = event.target
    if event.kind is not Kind.INPUT or target is None or not target.has("typeable") or target.has("exempt"):
        return State(), ()
    if state.key != target.key or (state.edits and event.t - state.edits[-1][0] > rule.window_ms):
        state = State(target.key)
    by_hand = min(max(int(event.v) - max(int(event.y), 0), 0), 10_000)
    edits = tuple(one for one in state.edits if event.t - one[0] < rule.window_ms)
    state = State(target.key, (*edits, (event.t, by_hand))[-ROWS:], state.told)
    total = sum(number for _, number in state.edits)
    span = event.t - state.edits[0][0]
    words = f"{total} edits in {span:.0f} ms"
    if total < rule.edits or state.told:
        return state, (Found("rage_typing", event.t, target, "fine", total, span, ("typing", words), of=event.n),)
    found = Found("rage_typing", event.t, target, count=total, span_ms=span, evidence=("too_fast", words), of=event.n)
    return State(state.key, state.edits, True), (found,)


DETECTOR = Detector(
    "rage_typing", frozenset({Kind.INPUT, Kind.BLUR, Kind.SUBMIT, Kind.PAGE, Kind.NAVIGATE}), State(), step
)
