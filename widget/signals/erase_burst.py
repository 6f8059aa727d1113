"""Erase burst: typed, taken back, typed, taken back, in one field. Counts of edits only, never their content."""

from msgspec import Struct

from widget.events import Kind, Seen
from widget.signals.detector import Detector, Found
from widget.signals.rules import EraseBurst

MOST = 100  # times remembered


class State(Struct, frozen=True):
    """One field: edits typed and taken back in the present cycle, and when earlier cycles were."""

    key: str = ""
    typed: int = 0
    erased: int = 0
    cycles: tuple[float, ...] = ()


def step(state: State, event: Seen, rule: EraseBurst) -> tuple[State, tuple[Found, ...]]:
    target = event.target
    if event.kind is not Kind.INPUT or target is None or not target.has("typeable") or target.has("exempt"):
        return State(), ()
    if state.key != target.key:
        state = State(target.key)
    erased = min(max(int(event.x), 0), 10_000)
    typed = min(max(int(event.v) - erased, 0), 10_000)
    if typed and state.erased >= rule.erased:
        state = State(state.key, 0, 0, state.cycles)  # typing again after taking back: the next cycle
    was = state.erased
    state = State(state.key, min(state.typed + typed, 100_000), min(was + erased, 100_000), state.cycles)
    closes = was < rule.erased <= state.erased and state.typed >= rule.erased
    if not closes:
        return state, ()
    cycles = (*(t for t in state.cycles if event.t - t < rule.window_ms), event.t)[-MOST:]
    struggles = len(cycles) >= rule.times
    span = event.t - cycles[0]
    words = f"typed and took back {len(cycles)} {'time' if len(cycles) == 1 else 'times'} in {span / 1000:.0f} s"
    found = Found(
        "erase_burst",
        event.t,
        target,
        "struggle" if struggles else "fine",
        len(cycles),
        span,
        ("cycles" if struggles else "few_cycles", words),
        of=event.n,
    )
    return State(state.key, state.typed, state.erased, () if struggles else cycles), (found,)


DETECTOR = Detector("erase_burst", frozenset({Kind.INPUT, Kind.SUBMIT, Kind.PAGE, Kind.NAVIGATE}), State(), step)
