"""Erase burst: typed, taken back, typed, taken back, in one field. Counts of edits only, never their content.

Each time most of what was typed goes again; who corrects words while writing takes back less.
"""

from msgspec import Struct

from widget.events import Kind, Seen
from widget.signals.detector import Detector, Found
from widget.signals.rules import EraseBurst

MOST = 100  # times remembered
MOST_EDITS = 100_000


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
    # A row that holds both goes on with what was being done before it.
    if state.erased:
        state, closes = _erase(state, erased, rule)
        state = _type(state, typed, rule)
    else:
        state, closes = _erase(_type(state, typed, rule), erased, rule)
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


def _type(state: State, edits: int, rule: EraseBurst) -> State:
    """Typing after taking back begins the next cycle, or a word was corrected."""
    if edits and state.erased:
        left = 0 if _taken_back(state, rule) else max(state.typed - state.erased, 0)
        state = State(state.key, left, 0, state.cycles)
    return State(state.key, min(state.typed + edits, MOST_EDITS), state.erased, state.cycles)


def _erase(state: State, edits: int, rule: EraseBurst) -> tuple[State, bool]:
    """The state after taking back, and whether that closes a cycle."""
    after = State(state.key, state.typed, min(state.erased + edits, MOST_EDITS), state.cycles)
    return after, _taken_back(after, rule) and not _taken_back(state, rule)


def _taken_back(state: State, rule: EraseBurst) -> bool:
    return state.typed >= rule.erased and state.erased >= max(rule.erased, rule.share * state.typed)


DETECTOR = Detector("erase_burst", frozenset({Kind.INPUT, Kind.SUBMIT, Kind.PAGE, Kind.NAVIGATE}), State(), step)
