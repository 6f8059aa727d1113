"""Pinch zoom: the page had to be enlarged to be read or hit. Told once a page; pictures and maps are there for it."""

from msgspec import Struct, structs

from widget.elements import Target
from widget.events import Kind, Seen
from widget.signals.detector import Detector, Found
from widget.signals.rules import PinchZoom

MEANT_FOR_IT = ("opaque", "media", "game", "exempt", "frame")
PICTURES = frozenset({"img", "picture", "svg", "canvas", "video"})


class State(Struct, frozen=True):
    """Where the fingers came down last, and whether this page was told of."""

    on: Target | None = None
    told: bool = False


def step(state: State, event: Seen, rule: PinchZoom) -> tuple[State, tuple[Found, ...]]:
    match event.kind:
        case Kind.PAGE | Kind.NAVIGATE:
            return State(), ()
        case Kind.TOUCH_START:
            return structs.replace(state, on=event.target), ()
        case Kind.ZOOM:
            return _zoomed(state, event, rule)
    return state, ()


def _zoomed(state: State, event: Seen, rule: PinchZoom) -> tuple[State, tuple[Found, ...]]:
    on, scale = state.on, event.v / 100
    if scale < 1:
        return state, ()
    words = f"zoomed to {event.v:.0f} %"
    if on is not None and (any(map(on.has, MEANT_FOR_IT)) or on.element.tag in PICTURES):
        return state, (Found("pinch_zoom", event.t, on, "fine", evidence=("picture", words), of=event.n),)
    if scale < rule.scale or state.told:
        return state, (Found("pinch_zoom", event.t, on, "fine", evidence=("little", words), of=event.n),)
    found = Found("pinch_zoom", event.t, on, evidence=("zoomed_in", words), of=event.n)
    return structs.replace(state, told=True), (found,)


DETECTOR = Detector("pinch_zoom", frozenset({Kind.ZOOM, Kind.TOUCH_START, Kind.PAGE, Kind.NAVIGATE}), State(), step)
