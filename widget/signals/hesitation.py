"""Hesitation: a field is focused for long before the first edit, or left again without one; once a field and page.

Focus that the page sets itself on load, and time in a hidden tab, count for nothing. Where the rule asks for it, the
time from the mouse's coming to rest on a control to its click counts as well, unless it lay there while the keys were
used.
"""

import zlib

from msgspec import Struct, structs

from widget.elements import Target
from widget.events import KEYBOARD, Kind, Seen
from widget.signals.detector import NEVER, Detector, Found
from widget.signals.rules import Hesitation

FIELDS = 200  # of one page that are remembered as told


class State(Struct, frozen=True):
    """The field in focus that was not edited yet, since when, and check sums of those told of already."""

    target: Target | None = None
    since: float = 0.0
    page_t: float = -NEVER
    told: tuple[int, ...] = ()
    hovered: Seen | None = None


def step(state: State, event: Seen, rule: Hesitation) -> tuple[State, tuple[Found, ...]]:
    match event.kind:
        case Kind.PAGE | Kind.NAVIGATE:
            return State(page_t=event.t), ()
        case Kind.VISIBILITY:
            return structs.replace(state, target=None, hovered=None), ()
        case Kind.FOCUS:
            return _focused(state, event, rule), ()
        case Kind.INPUT | Kind.BLUR:
            return _left(structs.replace(state, hovered=None) if event.kind is Kind.INPUT else state, event, rule)
        case Kind.HOVER:
            return structs.replace(state, hovered=event if event.v else None), ()
        case Kind.CLICK:
            return _clicked(state, event, rule)
    return state, ()


def _focused(state: State, event: Seen, rule: Hesitation) -> State:
    target = event.target
    watched = target is not None and target.has("typeable") and not target.has("exempt")
    by_page = event.t - state.page_t < rule.autofocus_ms
    if target is None or not watched or by_page or _sum(target) in state.told:
        return structs.replace(state, target=None)
    return structs.replace(state, target=target, since=event.t)


def _left(state: State, event: Seen, rule: Hesitation) -> tuple[State, tuple[Found, ...]]:
    target = state.target
    if target is None or event.target is None or event.target.key != target.key:
        return state, ()
    edited = event.kind is Kind.INPUT
    waited = event.t - state.since
    state = structs.replace(state, target=None)
    if waited < (rule.first_input_ms if edited else rule.no_input_ms):
        soon = ("soon", f"{waited / 1000:.1f} s in focus")
        return state, (Found("hesitation", event.t, target, "fine", 1, waited, soon, of=event.n),) if edited else ()
    code, words = ("first_input", "before the first edit") if edited else ("no_input", "in focus, left without an edit")
    evidence = (code, f"{waited / 1000:.0f} s {words}")
    return _told(state, event, target, waited, evidence)


def _clicked(state: State, event: Seen, rule: Hesitation) -> tuple[State, tuple[Found, ...]]:
    hovered, target = state.hovered, event.target
    if event.flag(KEYBOARD):
        return state, ()
    state = structs.replace(state, hovered=None)
    if hovered is None or hovered.target is None or target is None or hovered.target.key != target.key:
        return state, ()
    waited = event.t - hovered.t
    if not rule.hover_ms or waited < rule.hover_ms or _sum(target) in state.told or target.has("exempt"):
        return state, ()
    return _told(state, event, target, waited, ("hover", f"{waited / 1000:.0f} s on it before the click"))


def _told(
    state: State, event: Seen, target: Target, waited: float, evidence: tuple[str, ...]
) -> tuple[State, tuple[Found, ...]]:
    found = Found("hesitation", event.t, target, span_ms=waited, evidence=evidence, of=event.n)
    told = (*state.told, _sum(target))[:FIELDS]
    return structs.replace(state, told=told), (found,)


def _sum(target: Target) -> int:
    return zlib.crc32(target.key.encode())


DETECTOR = Detector(
    "hesitation",
    frozenset({Kind.PAGE, Kind.NAVIGATE, Kind.VISIBILITY, Kind.FOCUS, Kind.INPUT, Kind.BLUR, Kind.HOVER, Kind.CLICK}),
    State(),
    step,
)
