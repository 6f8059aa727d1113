"""Back and forth: A, B, A, B with short stays, told once a run.

Most visits of a run happened in earlier documents: the trail of this tab's visits comes in with the start. Who fills in
or sends something on a page is at work there: the run begins anew after it. So is who goes from a list to its items.
"""

from collections.abc import Iterable

from msgspec import Struct, structs

from widget.events import Kind, Seen
from widget.signals import forms
from widget.signals.detector import NEVER, Detector, Found
from widget.signals.rules import BackAndForth

REMEMBERED = 16  # visits; a run that is longer was told of long ago
ITEM = "/:id"  # a route that ends so stands for many pages


class State(Struct, frozen=True):
    """Visits of this tab, oldest first: route and time; and when something was done last."""

    trail: tuple[tuple[str, float], ...] = ()
    done_t: float = -NEVER


def started(trail: Iterable[tuple[str, float]], acted: bool = False) -> State:
    """A state that knows the visits of earlier documents; `acted` says whether something was done on the last."""
    state = State()
    for route, t in trail:
        state = _visited(state, route, t)
    return structs.replace(state, done_t=state.trail[-1][1]) if acted and state.trail else state


def step(state: State, event: Seen, rule: BackAndForth) -> tuple[State, tuple[Found, ...]]:
    if event.kind is Kind.SUBMIT or event.kind is Kind.INPUT:
        works = event.kind is Kind.SUBMIT or forms.counts(event.target)  # looking for something goes on
        return structs.replace(state, done_t=event.t) if works else state, ()
    after = _visited(state, event.text, event.t)
    if after is state:
        return after, ()
    length = _run(after, rule)
    visits = after.trail[-rule.visits :]
    if length != rule.visits or any(route.endswith(ITEM) for route, _ in visits):
        code = "items" if length == rule.visits else "visits"
        words = (code, f"{length} {'visit' if length == 1 else 'visits'} in turn")
        return after, (Found("back_and_forth", event.t, verdict="fine", count=length, evidence=words, of=event.n),)
    there, here = visits[-2][0], visits[-1][0]
    span = visits[-1][1] - visits[0][1]
    evidence = ("alternating", f"{there} and {here} in turn, {rule.visits} visits in {span / 1000:.0f} s")
    return after, (Found("back_and_forth", event.t, count=rule.visits, span_ms=span, evidence=evidence, of=event.n),)


def _visited(state: State, route: str, t: float) -> State:
    """A visit more; a reload or a hash on the same page is none."""
    if not route or (state.trail and (state.trail[-1][0] == route or t < state.trail[-1][1])):
        return state
    return structs.replace(state, trail=(*state.trail, (route, t))[-REMEMBERED:])


def _run(state: State, rule: BackAndForth) -> int:
    """How many visits at the end of the trail alternate between two pages with short stays and nothing done."""
    trail = state.trail
    length = min(len(trail), 1)
    for at in range(len(trail) - 1, 0, -1):
        came, left = trail[at - 1][1], trail[at][1]
        alternates = at + 1 >= len(trail) or trail[at - 1][0] == trail[at + 1][0]
        if not rule.seen_ms <= left - came < rule.dwell_ms or not alternates or came <= state.done_t:
            break
        length += 1
    return length


DETECTOR = Detector("back_and_forth", frozenset({Kind.PAGE, Kind.NAVIGATE, Kind.INPUT, Kind.SUBMIT}), State(), step)
