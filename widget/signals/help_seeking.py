"""Help-seeking without result: one search after the other, and none of what was found is opened.

A search is sent, or typed and left standing for a moment; taking back what stands there is none. Opening something, or
writing elsewhere, ends the row of searches; the page of results that a search leads to does not.
"""

from msgspec import Struct, structs

from widget.elements import Target
from widget.events import Kind, Seen
from widget.signals.detector import NEVER, Detector, Found
from widget.signals.rules import HelpSeeking

MOST = 1000  # searches remembered: as many as a rule may ask for
RESULTS_MS = 3000.0  # another page this soon after a search is the page of its results


class State(Struct, frozen=True):
    """When searches were and the last of them, the field that is typed into, and when that counts as a search."""

    searches: tuple[float, ...] = ()
    last_t: float = -NEVER
    field: Target | None = None
    due_t: float = NEVER
    n: int = -1


def step(state: State, event: Seen, rule: HelpSeeking) -> tuple[State, tuple[Found, ...]]:
    state, found = _expire(state, event.t, rule)
    target = event.target
    in_search = target is not None and target.has("search")
    match event.kind:
        case Kind.INPUT if in_search:
            return _typed(state, event, rule), found
        case Kind.SUBMIT if in_search or state.due_t < NEVER:
            if state.due_t == NEVER and event.t - state.last_t < RESULTS_MS:
                return structs.replace(state, last_t=event.t), found  # what stood there was counted already
            state, more = _searched(state, event.t, rule, target if in_search else state.field, event.n)
            return state, found + more
        case Kind.INPUT if target is not None:
            return State(), found
        case Kind.CLICK if not in_search and target is not None and target.has("control"):
            return State(), found
        case Kind.NAVIGATE | Kind.PAGE if state.due_t == NEVER and event.t - state.last_t > RESULTS_MS:
            return State(), found
    return state, found


def due(state: State, _rule: HelpSeeking) -> float:
    return state.due_t


def _typed(state: State, event: Seen, rule: HelpSeeking) -> State:
    if state.due_t == NEVER and event.x >= max(event.v, 1):
        return state
    return structs.replace(state, field=event.target, due_t=event.t + rule.pause_ms, n=event.n)


def _expire(state: State, now: float, rule: HelpSeeking) -> tuple[State, tuple[Found, ...]]:
    if now < state.due_t:
        return state, ()
    return _searched(state, state.due_t, rule, state.field, state.n)


def _searched(
    state: State, t: float, rule: HelpSeeking, field: Target | None, n: int
) -> tuple[State, tuple[Found, ...]]:
    searches = (*(one for one in state.searches if t - one < rule.window_ms), t)[-MOST:]
    struggles = len(searches) >= rule.searches
    span = t - searches[0]
    words = f"{len(searches)} {'search' if len(searches) == 1 else 'searches'} in {span / 1000:.0f} s, nothing opened"
    found = Found(
        "help_seeking",
        t,
        field,
        "struggle" if struggles else "fine",
        len(searches),
        span,
        ("searches" if struggles else "few_searches", words),
        of=n,
    )
    return State(() if struggles else searches, t), (found,)


DETECTOR = Detector(
    "help_seeking",
    frozenset({Kind.INPUT, Kind.SUBMIT, Kind.CLICK, Kind.NAVIGATE, Kind.PAGE, Kind.TIME}),
    State(),
    step,
    due,
)
