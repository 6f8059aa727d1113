"""Quick back: a page was opened and left again at once for the one before, with nothing done on it."""

from collections.abc import Iterable

from msgspec import Struct

from widget.events import Kind, Seen
from widget.signals.detector import Detector, Found
from widget.signals.rules import QuickBack

DONE = frozenset({Kind.INPUT, Kind.SUBMIT, Kind.COPY})  # a click may be the one that leads back


class State(Struct, frozen=True):
    """The last two visits, oldest first: route and time; and whether something was done on the page."""

    trail: tuple[tuple[str, float], ...] = ()
    acted: bool = False


def started(trail: Iterable[tuple[str, float]]) -> State:
    """A state that knows the visits of earlier documents."""
    state = State()
    for route, t in trail:
        state = _visited(state, route, t)
    return state


def step(state: State, event: Seen, rule: QuickBack) -> tuple[State, tuple[Found, ...]]:
    if event.kind in DONE:
        return State(state.trail, True), ()
    after = _visited(state, event.text, event.t)
    if after is state or len(state.trail) < 2 or after.trail[-1][0] != state.trail[0][0]:
        return after, ()
    page, came = state.trail[-1]
    stayed = event.t - came
    words = f"{page} for {stayed / 1000:.1f} s, then back to {event.text}"
    struggles = 0 <= stayed < rule.dwell_ms and not state.acted
    code = "at_once" if struggles else "acted" if state.acted else "stayed"
    found = Found(
        "quick_back", event.t, None, "struggle" if struggles else "fine", 1, max(stayed, 0.0), (code, words), of=event.n
    )
    return after, (found,)


def _visited(state: State, route: str, t: float) -> State:
    """A visit more; a reload or a hash on the same page is none."""
    if not route or (state.trail and (state.trail[-1][0] == route or t < state.trail[-1][1])):
        return state
    return State((*state.trail, (route, t))[-2:])


DETECTOR = Detector("quick_back", DONE | {Kind.PAGE, Kind.NAVIGATE}, State(), step)
