"""Dwelling on prices: a page about money is in view for long. It tells of doubt, not of a defect. Told once a visit."""

import re

from msgspec import Struct, structs

from widget.events import Kind, Seen
from widget.signals.detector import NEVER, Detector, Found
from widget.signals.rules import PriceDwell


class State(Struct, frozen=True):
    """The page, whether it is about prices, and how long it was in view."""

    route: str = ""
    priced: bool = False
    since: float = NEVER  # in view since; infinite while hidden
    seen_ms: float = 0.0
    told: bool = False
    due_t: float = NEVER
    n: int = -1


def step(state: State, event: Seen, rule: PriceDwell) -> tuple[State, tuple[Found, ...]]:
    state, found = _expire(state, event.t)
    match event.kind:
        case Kind.PAGE | Kind.NAVIGATE if event.text and event.text != state.route:
            priced = is_priced(event.text, rule)
            due_t = event.t + rule.dwell_ms if priced else NEVER
            return State(event.text, priced, event.t, due_t=due_t, n=event.n), found
        case Kind.VISIBILITY if state.priced and not state.told:
            return _shown(state, event, rule), found
        case Kind.LEAVE:
            return structs.replace(state, due_t=NEVER), found
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
        seen = state.seen_ms + (event.t - state.since if state.since < event.t else 0.0)
        return structs.replace(state, since=NEVER, seen_ms=seen, due_t=NEVER)
    if state.since < NEVER:
        return state
    return structs.replace(state, since=event.t, due_t=event.t + max(rule.dwell_ms - state.seen_ms, 0.0))


def _expire(state: State, now: float) -> tuple[State, tuple[Found, ...]]:
    if now < state.due_t:
        return state, ()
    span = state.seen_ms + state.due_t - state.since
    evidence = ("dwelt", f"{state.route} in view for {span / 1000:.0f} s")
    found = Found("price_dwell", state.due_t, None, span_ms=span, evidence=evidence, of=state.n)
    return structs.replace(state, told=True, due_t=NEVER), (found,)


DETECTOR = Detector(
    "price_dwell", frozenset({Kind.PAGE, Kind.NAVIGATE, Kind.VISIBILITY, Kind.LEAVE, Kind.TIME}), State(), step, due
)
