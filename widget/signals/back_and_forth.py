"""Back and forth: A, B, A, B with short stays, told once a run.

Most visits of a run happened in earlier documents: the trail of this tab's visits comes in with the start.
"""

from collections.abc import Iterable

from msgspec import Struct

from widget.events import Kind, Seen
from widget.signals.detector import Detector, Found
from widget.signals.rules import BackAndForth

REMEMBERED = 16  # visits; a run that is longer was told of long ago


class State(Struct, frozen=True):
    """Visits of this tab, oldest first: route and time."""

    trail: tuple[tuple[str, float], ...] = ()


def started(trail: Iterable[tuple[str, float]]) -> State:
    """A state that knows the visits of earlier documents."""
    state = State()
    for route, t in trail:
        state = _visited(state, route, t)
    return state


def step(state: State, event: Seen, rule: BackAndForth) -> tuple[State, tuple[Found, ...]]:
    after = _visited(state, event.text, event.t)
    if after is state:
        return after, ()
    length = _run(after.trail, rule)
    if length != rule.visits:
        words = ("visits", f"{length} visits in turn")
        return after, (Found("back_and_forth", event.t, verdict="fine", count=length, evidence=words, of=event.n),)
    visits = after.trail[-rule.visits :]
    there, here = visits[-2][0], visits[-1][0]
    span = visits[-1][1] - visits[0][1]
    evidence = ("alternating", f"{there} and {here} in turn, {rule.visits} visits in {span / 1000:.0f} s")
    return after, (Found("back_and_forth", event.t, count=rule.visits, span_ms=span, evidence=evidence, of=event.n),)


def _visited(state: State, route: str, t: float) -> State:
    """A visit more; a reload or a hash on the same page is none."""
    if not route or (state.trail and (state.trail[-1][0] == route or t < state.trail[-1][1])):
        return state
    return State((*state.trail, (route, t))[-REMEMBERED:])


def _run(trail: tuple[tuple[str, float], ...], rule: BackAndForth) -> int:
    """How many visits at the end of the trail alternate between two pages with short stays."""
    length = min(len(trail), 1)
    for at in range(len(trail) - 1, 0, -1):
        stayed = trail[at][1] - trail[at - 1][1]
        alternates = at + 1 >= len(trail) or trail[at - 1][0] == trail[at + 1][0]
        if not 0 <= stayed < rule.dwell_ms or not alternates:
            break
        length += 1
    return length


DETECTOR = Detector("back_and_forth", frozenset({Kind.PAGE, Kind.NAVIGATE}), State(), step)
