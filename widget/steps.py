"""When the page itself shows that a step was completed.

A submit opens a step. A message of success or a change of page within five seconds, with no field refused in between,
completes it. A status that only says it is working, or that something went wrong, completes nothing; nor does a page
that the visitor went to by a link, or one for signing in and for errors.

Where the submit leads to another document, that one goes on from the carried state (step, route, time): its page row
opens it. On the same route only a message of success completes the step; on another the step is done once the document
had the time to show a refused field or an error, and did not.
"""

import math
import re

from msgspec import Struct, structs

from widget.events import Kind, Seen
from widget.outcome import WORKING, succeeded
from widget.redaction import clean_route

NEVER = math.inf
WITHIN_MS = 5000.0  # a slow save; what comes later has another cause
LOAD_MS = 30_000.0  # from a submit to the document that it leads to: the browser waits for a slow server
SETTLED_MS = 3000.0  # by then what stands on a new document was looked at: that waits for idle, and for a file to load

# Where a page goes when it does not do what was asked.
TURNED_AWAY = re.compile(
    r"(?:^|[/#._-])(log-?in|sign-?in|errors?|expired|denied|forbidden|unauthori[sz]ed|not-?found|failed|failure)(?:$|[/._-])",
    re.IGNORECASE,
)


class State(Struct, frozen=True):
    """The step that was submitted and waits for its outcome: its name, the route it is on, and when.

    These three are what one document carries to the next. `to` is the route of the document it led to, `due_t` when
    that one completes it (Unix ms), `parted` whether the visitor pressed a link since.
    """

    step: str = ""
    route: str = ""
    t: float = 0.0
    to: str = ""
    due_t: float = NEVER
    parted: bool = False


class Done(Struct, frozen=True):
    """A step that the page shows to be completed, and when that became certain (Unix ms); texts are not yet masked."""

    step: str
    route: str
    evidence: str
    t: float = 0.0


def follow(state: State, event: Seen, route: str) -> tuple[State, Done | None]:
    """The next state, and the step that the event completes. `route` is the page's before the event."""
    state, done = settled(state, event.t)
    if event.kind is Kind.SUBMIT:
        step = event.text or (event.target.step or event.target.key if event.target else "")
        return (State(step, route, event.t) if step else State()), done
    if not state.step:
        return state, done
    waited = event.t - state.t
    if event.kind is Kind.INVALID or not 0 <= waited <= (LOAD_MS if event.kind is Kind.PAGE else WITHIN_MS):
        return State(), None
    match event.kind:
        case Kind.STATUS:
            return _told(state, event)
        case Kind.CLICK if event.target is not None and event.target.has("link"):
            return structs.replace(state, parted=True), None
        case Kind.PAGE if event.text:
            return _opened(state, event), None
        case Kind.NAVIGATE if not state.to and _another(state, event.text):
            gone = not state.parted and not TURNED_AWAY.search(event.text)
            return State(), Done(state.step, state.route, f"went on to {event.text}", event.t) if gone else None
    return state, None


def settled(state: State, now: float) -> tuple[State, Done | None]:
    """The next state, and the step that is done by `now` (Unix ms) because the document it led to shows no error."""
    if now < state.due_t:
        return state, None
    return State(), Done(state.step, state.route, f"went on to {state.to}", state.due_t)


def due(state: State) -> float:
    """When `settled` may tell of something, Unix ms; infinite when nothing waits."""
    return state.due_t


def _told(state: State, event: Seen) -> tuple[State, Done | None]:
    if succeeded(event):
        return State(), Done(state.step, state.route, event.text, event.t)
    refused = state.to and not WORKING.search(event.text)  # in its own document it may go on to try
    return (State() if refused else state), None


def _opened(state: State, event: Seen) -> State:
    """The state on the document that was opened; on another route it waits for what that one shows."""
    another = _another(state, event.text)
    if another and (state.parted or TURNED_AWAY.search(event.text)):
        return State()
    due_t = event.t + SETTLED_MS if another else NEVER
    return State(state.step, state.route, event.t, event.text, due_t)


def _another(state: State, route: str) -> bool:
    return route != "" and clean_route(route) != clean_route(state.route)
