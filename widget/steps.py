"""When the page itself shows that a step was completed.

A submit opens a step. A message of success or a change of page within five seconds, with no field refused in between,
completes it. A status that only says it is working, or that something went wrong, completes nothing.
"""

import re

from msgspec import Struct

from widget.events import Kind, Seen

WITHIN_MS = 5000.0  # a slow save; what comes later has another cause

WORKING = re.compile(r"(…|\.\.\.)\s*$")
WENT_WRONG = re.compile(
    r"\b(fail\w*|error\w*|invalid|unable|wrong|problem|denied|declined|rejected|try again|not (saved|sent|possible)"
    r"|could ?n[o']t|can ?n[o']t|can't|did ?n[o']t|is required)",
    re.IGNORECASE,
)


class State(Struct, frozen=True):
    """The step that was submitted and waits for its outcome: its name, the route it is on, and when."""

    step: str = ""
    route: str = ""
    t: float = 0.0


class Done(Struct, frozen=True):
    """A step that the page shows to be completed; texts are not yet masked."""

    step: str
    route: str
    evidence: str


def follow(state: State, event: Seen, route: str) -> tuple[State, Done | None]:
    """The next state, and the step that the event completes. `route` is the page's before the event."""
    if event.kind is Kind.SUBMIT:
        step = event.text or (event.target.step or event.target.key if event.target else "")
        return (State(step, route, event.t) if step else State()), None
    if not state.step:
        return state, None
    if event.kind is Kind.INVALID or not 0 <= event.t - state.t <= WITHIN_MS:
        return State(), None
    match event.kind:
        case Kind.STATUS if succeeded(event.text):
            return State(), Done(state.step, state.route, event.text)
        case Kind.PAGE | Kind.NAVIGATE if event.text and event.text != state.route:
            return State(), Done(state.step, state.route, f"went on to {event.text}")
    return state, None


def succeeded(text: str) -> bool:
    """Whether a status message tells of success."""
    return bool(text.strip()) and not WORKING.search(text) and not WENT_WRONG.search(text)
