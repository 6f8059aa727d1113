"""Quick back: a page was opened and left again at once for the one before, with nothing done on it.

A page that sends on by itself, as signing in does, was not seen by anybody; and who sent a form was led on by it, and
goes back to send another.
"""

from collections.abc import Iterable

from msgspec import Struct, structs

from widget.events import Kind, Seen
from widget.protocol import Verdict
from widget.signals.detector import Detector, Found
from widget.signals.rules import QuickBack

DONE = frozenset({Kind.INPUT, Kind.SUBMIT, Kind.COPY})  # a click may be the one that leads back
REMEMBERED = 3  # visits: this one, the one before, and one that nobody saw between


class State(Struct, frozen=True):
    """The last visits, oldest first: route and time; whether something was done on the page, whether a form was sent on
    it, and whether one led to it.
    """

    trail: tuple[tuple[str, float], ...] = ()
    acted: bool = False
    sent: bool = False
    led: bool = False


def started(trail: Iterable[tuple[str, float]], acted: bool = False) -> State:
    """A state that knows the visits of earlier documents; `acted` says whether something was done on the last."""
    state = State()
    for route, t in trail:
        state = _visited(state, route, t, 0)
    return structs.replace(state, acted=acted, sent=acted)


def step(state: State, event: Seen, rule: QuickBack) -> tuple[State, tuple[Found, ...]]:
    if event.kind in DONE:
        sent = event.kind is Kind.SUBMIT and not (event.target is not None and event.target.has("search"))
        return structs.replace(state, acted=True, sent=state.sent or sent), ()
    after = _visited(state, event.text, event.t, rule.seen_ms)
    if after is state or len(state.trail) < 2 or event.text != state.trail[-2][0]:
        return after, ()
    page, came = state.trail[-1]
    stayed = event.t - came
    words = f"{page} for {stayed / 1000:.1f} s, then back to {event.text}"
    code = _why_fine(state, stayed, rule) or "at_once"
    verdict: Verdict = "struggle" if code == "at_once" else "fine"
    return after, (Found("quick_back", event.t, None, verdict, 1, stayed, (code, words), of=event.n),)


def _why_fine(state: State, stayed: float, rule: QuickBack) -> str:
    if state.acted or state.led:
        return "acted"
    if stayed >= rule.dwell_ms:
        return "stayed"
    return "sent_on" if stayed < rule.seen_ms else ""


def _visited(state: State, route: str, t: float, seen_ms: float) -> State:
    """A visit more; a reload or a hash on the same page is none, and what nobody saw is taken out."""
    trail = state.trail
    if not route or (trail and (trail[-1][0] == route or t < trail[-1][1])):
        return state
    led = state.sent
    if trail and t - trail[-1][1] < seen_ms:
        trail, led = trail[:-1], state.led
        if trail and trail[-1][0] == route:
            return State(trail, led=led)
    return State((*trail, (route, t))[-REMEMBERED:], led=led)


DETECTOR = Detector("quick_back", DONE | {Kind.PAGE, Kind.NAVIGATE}, State(), step)
