"""Signs of life: what the page did after a gesture, and which of it counts as an answer to it.

Everything counts from the pointer's way down in the capture phase, because pages answer to that too, before the click.
"""

from msgspec import Struct, structs

from widget.elements import Target
from widget.events import Kind, Outside, Seen
from widget.protocol import Sign

SIGNS = 8  # remembered of one gesture, the first of each kind

ANSWERS = frozenset(
    {
        Kind.MUTATION, Kind.NAVIGATE, Kind.PAGE, Kind.INPUT, Kind.SUBMIT, Kind.STATUS, Kind.INVALID, Kind.REQUEST,
        Kind.SCROLL, Kind.SELECTION, Kind.COPY, Kind.FOCUS, Kind.BLUR, Kind.VISIBILITY, Kind.WINDOW_OPEN, Kind.ZOOM,
        Kind.LEAVE,
    }
)  # fmt: skip


class Windows(Struct, frozen=True):
    """For how long after the gesture each kind still is its answer, ms; at that time it no longer is."""

    change_ms: float
    request_ms: float
    scroll_ms: float
    selection_ms: float
    focus_ms: float
    alive_ms: float


def name(event: Seen) -> str:
    """The kind of an event as evidence calls it."""
    if event.kind is Kind.WINDOW_OPEN:
        return Outside(int(event.v)).name.lower() if int(event.v) in set(Outside) else "window"
    return event.kind.name.lower()


def bare(event: Seen) -> Seen:
    """The event without what states need not hold: texts have no bound, and only focus is told apart by its element."""
    return structs.replace(event, text="", target=event.target if event.kind is Kind.FOCUS else None)


def noted(signs: tuple[Sign, ...], event: Seen, since: float) -> tuple[Sign, ...]:
    """The signs with the event's among them: the first of its kind, within the bound."""
    if event.kind is Kind.REQUEST and event.v != 1:
        return signs
    kind = name(event)
    if len(signs) >= SIGNS or any(sign.kind == kind for sign in signs):
        return signs
    after = min(max(round(event.t - since), -86_400_000), 86_400_000)
    return (*signs, Sign(kind, after))


def window(event: Seen, target: Target, windows: Windows) -> float:
    """For how many ms after a gesture on `target` the event is an answer to it; 0 for never."""
    match event.kind:
        case Kind.REQUEST:
            return windows.request_ms if event.v == 1 else 0.0  # its end belongs to an earlier gesture
        case Kind.SCROLL:
            return windows.scroll_ms
        case Kind.SELECTION | Kind.COPY:
            return windows.selection_ms
        case Kind.VISIBILITY | Kind.WINDOW_OPEN | Kind.ZOOM:
            return windows.alive_ms
        case Kind.FOCUS | Kind.BLUR if event.target is None:  # the window's own focus
            return windows.alive_ms
        case Kind.FOCUS:
            # A control that is clicked takes the focus and another loses it: only focus handed on is an answer.
            return windows.focus_ms if event.target is not None and event.target.key != target.key else 0.0
        case Kind.BLUR:
            return 0.0
    return windows.change_ms
