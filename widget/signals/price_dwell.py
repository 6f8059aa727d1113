"""Dwelling on prices: a page about money is in view for long. It tells of doubt, not of a defect. Told once a visit.

Time in a hidden tab, and in another window until something is done on the page again, does not count.
"""

import re

from msgspec import Struct, structs

from widget.events import Kind, Outside, Seen
from widget.signals.detector import NEVER, Detector, Found
from widget.signals.rules import PriceDwell

BACK = frozenset({Kind.FOCUS, Kind.POINTER_DOWN, Kind.SCROLL, Kind.TURN, Kind.INPUT})


class State(Struct, frozen=True):
    """The page, whether it is about prices, and how long it was in view."""

    route: str = ""
    priced: bool = False
    since: float = NEVER  # looked at since; infinite while it is not
    seen_ms: float = 0.0
    hidden: bool = False
    told: bool = False
    due_t: float = NEVER
    n: int = -1


def step(state: State, event: Seen, rule: PriceDwell) -> tuple[State, tuple[Found, ...]]:
    state, found = _expire(state, event.t)
    match event.kind:
        case Kind.PAGE | Kind.NAVIGATE if event.text and event.text != state.route:
            fresh = State(event.text, is_priced(event.text, rule), hidden=state.hidden, n=event.n)
            return (fresh if fresh.hidden else _looked_at(fresh, event.t, rule)), found
        case Kind.VISIBILITY:
            return _shown(state, event, rule), found
        case Kind.WINDOW_OPEN if event.v == Outside.ELSEWHERE:
            return _away(state, event.t), found
        case Kind.LEAVE:
            return structs.replace(state, since=NEVER, due_t=NEVER), found
    if event.kind in BACK and state.since == NEVER and not state.hidden:
        return _looked_at(state, event.t, rule), found
    return state, found


def due(state: State, _rule: PriceDwell) -> float:
    return state.due_t


def is_priced(route: str, rule: PriceDwell) -> bool:
    """Whether a route has one of the rule's words as a part of its path; several words in their order."""
    parts = [part for part in re.split(r"[^a-z0-9]+", route.lower()) if part]
    for words in (re.split(r"[^a-z0-9]+", word.lower()) for word in rule.words):
        if any(parts[at : at + len(words)] == words for at in range(len(parts))):
            return True
    return False


def _shown(state: State, event: Seen, rule: PriceDwell) -> State:
    if event.v == 0:
        return structs.replace(_away(state, event.t), hidden=True)
    # Shown though nobody said that it was hidden: it was opened in the background.
    return _looked_at(structs.replace(state, hidden=False), event.t, rule)


def _looked_at(state: State, t: float, rule: PriceDwell) -> State:
    waits = state.priced and not state.told
    return structs.replace(state, since=t, due_t=t + max(rule.dwell_ms - state.seen_ms, 0.0) if waits else NEVER)


def _away(state: State, t: float) -> State:
    seen = state.seen_ms + max(t - state.since, 0.0) if state.since < NEVER else state.seen_ms
    return structs.replace(state, since=NEVER, seen_ms=seen, due_t=NEVER)


def _expire(state: State, now: float) -> tuple[State, tuple[Found, ...]]:
    if now < state.due_t:
        return state, ()
    span = state.seen_ms + state.due_t - state.since
    evidence = ("dwelt", f"{state.route} in view for {span / 1000:.0f} s")
    found = Found("price_dwell", state.due_t, None, span_ms=span, evidence=evidence, of=state.n)
    return structs.replace(state, told=True, due_t=NEVER), (found,)


DETECTOR = Detector(
    "price_dwell",
    BACK | {Kind.PAGE, Kind.NAVIGATE, Kind.VISIBILITY, Kind.WINDOW_OPEN, Kind.LEAVE, Kind.TIME},
    State(),
    step,
    due,
)
