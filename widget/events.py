"""What the shim saw: rows of six float64 decoded into events with their elements and strings."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum

from msgspec import Struct

from widget.elements import Target

ROW = 6  # float64 a row: kind, t, el, x, y, v

LARGEST = 2.0**53  # of a number in a row: beyond it whole numbers are none
MODIFIER, KEYBOARD, SELECTED = 1, 2, 4  # bits of a click's v


class Outside(IntEnum):
    """What lives outside of the document: v of a WINDOW_OPEN row."""

    WINDOW = 0  # window.open, or a link into another tab
    DOWNLOAD = 1
    PRINT = 2
    DIALOG = 3  # alert, confirm, prompt
    ELSEWHERE = 4  # the window lost focus: native dialog, other program, frame
    CLIPBOARD = 5
    MEDIA = 6  # play, pause, seek, volume
    FILE = 7  # file chooser
    PROTOCOL = 8  # mailto:, tel: and the like
    FULLSCREEN = 9


class Kind(IntEnum):
    """What a row is about; the numbers are the shim's (static/MESSAGES.md)."""

    TIME = 0  # made here, not by the shim: time passed
    PAGE = 1
    POINTER_DOWN = 2
    CLICK = 3
    FOCUS = 4
    BLUR = 5
    INPUT = 6
    SUBMIT = 7
    SCROLL = 8
    MUTATION = 9
    REQUEST = 10
    SCRIPT_ERROR = 11
    INVALID = 12
    STATUS = 13
    NAVIGATE = 14
    VISIBILITY = 15
    SELECTION = 16
    WINDOW_OPEN = 17
    HOVER = 18
    TURN = 19
    TOUCH_START = 20
    TOUCH_END = 21
    ZOOM = 22
    COPY = 23
    EXIT = 24
    LEAVE = 25


WITH_TEXT = frozenset(
    {
        Kind.PAGE, Kind.SUBMIT, Kind.SCRIPT_ERROR, Kind.INVALID, Kind.STATUS, Kind.NAVIGATE, Kind.SELECTION, Kind.COPY,
    }
)  # fmt: skip
# v is an index into the strings, -1 for none
KINDS = {int(kind): kind for kind in Kind if kind is not Kind.TIME}


class Seen(Struct, frozen=True):
    """One event. `t` is Unix time in ms, `x` and `y` CSS pixels; `text` is as the page had it: mask before sending."""

    kind: Kind
    t: float
    target: Target | None = None
    x: float = 0.0
    y: float = 0.0
    v: float = 0.0
    text: str = ""
    n: int = -1  # place in the stream, where somebody counts

    def flag(self, bit: int) -> bool:
        """Whether a click carries MODIFIER, KEYBOARD or SELECTED."""
        return bool(int(self.v) & bit)


def pressed(event: Seen) -> bool:
    """Whether the visitor pressed something: a click, or a pointer put down on a disabled control.

    Disabled controls emit no click, so their clicks are counted on the way down, by the main button only.
    """
    disabled = event.target is not None and event.target.has("disabled")
    if event.kind is Kind.POINTER_DOWN:
        return disabled and event.v == 0
    return event.kind is Kind.CLICK and not disabled


def rows_of(buffer: bytes | bytearray | memoryview) -> Iterator[tuple[float, ...]]:
    """The rows in a buffer of float64 (a Float64Array, or its bytes). An incomplete last row is left out."""
    view = memoryview(buffer)
    flat = view if view.format == "d" and view.ndim == 1 else view.cast("B").cast("d")
    numbers = flat.tolist()
    return (tuple(numbers[at : at + ROW]) for at in range(0, len(numbers) - ROW + 1, ROW))


def decode(
    rows: Iterable[Sequence[float]], element: Callable[[int], Target | None], strings: Sequence[str]
) -> Iterator[Seen]:
    """Events of rows, in order. Rows of unknown kind or with a number that is none, or too large, are left out.

    So is the second click of a gesture: a click on a label is followed by one on its control at the same instant.
    """
    clicked: tuple[float, float] | None = None
    for row in rows:
        if not all(map(math.isfinite, row)) or max(row) > LARGEST or min(row) < -LARGEST:
            continue
        number, t, el, x, y, v = row
        kind = KINDS.get(int(number))
        if kind is None:
            continue
        if kind is Kind.CLICK:
            if clicked == (t, el):
                continue
            clicked = (t, el)
        place = int(v)
        text = strings[place] if kind in WITH_TEXT and 0 <= place < len(strings) else ""
        yield Seen(kind, t, element(int(el)), x, y, v, text)
