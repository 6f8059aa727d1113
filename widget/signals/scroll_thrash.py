"""Scroll thrash: up and down the page by half screens, more often than reading does. Told once a page."""

from msgspec import Struct, structs

from widget.events import Kind, Seen
from widget.signals.detector import Detector, Found
from widget.signals.rules import ScrollThrash
from widget.signals.turns import Way, moved


class State(Struct, frozen=True):
    """The way of the page's own scrolling; areas within the page are left alone."""

    way: Way = Way()
    told: bool = False


def step(state: State, event: Seen, rule: ScrollThrash) -> tuple[State, tuple[Found, ...]]:
    match event.kind:
        case Kind.PAGE | Kind.NAVIGATE:
            return State(), ()
        case Kind.SCROLL if event.target is None:
            return _scrolled(state, event, rule)
        case Kind.POINTER_DOWN | Kind.INPUT:
            return structs.replace(state, way=Way()), ()  # the visitor found something to do
    return state, ()


def _scrolled(state: State, event: Seen, rule: ScrollThrash) -> tuple[State, tuple[Found, ...]]:
    way = moved(state.way, event.y, event.t, rule.swing_px, rule.window_ms)
    turned = way.turns != state.way.turns
    state = structs.replace(state, way=way)
    if not turned or state.told:
        return state, ()
    times = sum(event.t - one < rule.window_ms for one in way.turns)
    span = event.t - way.turns[-times] if times else 0.0
    words = f"{times} times up or down in {span / 1000:.1f} s"
    if times < rule.turns:
        return state, (Found("scroll_thrash", event.t, None, "fine", times, span, ("few_turns", words), of=event.n),)
    found = Found("scroll_thrash", event.t, None, count=times, span_ms=span, evidence=("turns", words), of=event.n)
    return structs.replace(state, told=True), (found,)


DETECTOR = Detector(
    "scroll_thrash",
    frozenset({Kind.SCROLL, Kind.PAGE, Kind.NAVIGATE, Kind.POINTER_DOWN, Kind.INPUT}),
    State(),
    step,
)
