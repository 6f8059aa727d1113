"""The colours of every picture: one friction scale, one diverging scale, the Okabe-Ito categories, two grounds."""

from msgspec import Struct


class Palette(Struct, frozen=True):
    """What a picture is drawn with on a light or a dark ground; the same tokens as the panel's."""

    ink: str
    muted: str
    surface: str
    raised: str
    line: str
    plate: str  # ground of the friction pictures: lighter than the worst shade, darker than the calmest
    page: str  # a wireframe's ground, areas, controls and edges
    area: str
    control: str
    edge: str


LIGHT = Palette(
    "#1a1d21", "#59606a", "#ffffff", "#f4f5f7", "#e1e4e9", "#f4f5f7", "#ffffff", "#f4f5f7", "#e8ebf0", "#c3c9d3"
)
DARK = Palette(
    "#e9ebee", "#a8afba", "#1b1e23", "#262a31", "#353a43", "#b4bac6", "#c6cbd4", "#b9bfca", "#a9b0bd", "#868d98"
)

PLATE_INK = "#1a1d21"  # both plates are light: ink on them is dark in either theme
PLATE_MUTED = "#454b55"

# Light = calm, dark = struggle, on every ground; lightness falls steadily, so that it reads in greyscale.
FRICTION = ("#fff4e2", "#fdddb1", "#fabb77", "#ee903f", "#cf621a", "#9a3b0c", "#5b1d05")
RATE = FRICTION[4]  # lines and bars that show the friction rate itself

ORANGE, SKY, GREEN = "#e69f00", "#56b4e9", "#009e73"
BLUE, VERMILION, PURPLE, GREY = "#0072b2", "#d55e00", "#cc79a7", "#868d98"

SIGNAL = {
    "rage_click": VERMILION,
    "dead_click": ORANGE,
    "error_click": PURPLE,
    "repeated_validation": BLUE,
    "hesitation": SKY,
    "back_and_forth": GREEN,
    # Twenty-two signals have no colours of their own: each has that of its family, and its name stands beside it.
    "slow_click": ORANGE,
    "dead_swipe": ORANGE,
    "cursor_thrash": VERMILION,
    "scroll_thrash": GREEN,
    "field_reentry": SKY,
    "rage_typing": VERMILION,
    "erase_burst": SKY,
    "form_abandonment": BLUE,
    "quick_back": GREEN,
    "stall": SKY,
    "price_dwell": GREY,
    "help_seeking": GREEN,
    "error_copy": PURPLE,
    "pinch_zoom": GREY,
    "left_after_error": PURPLE,
    "exit_intent": BLUE,
}
OUTCOME = {
    "verified": GREEN,
    "confirmed": BLUE,
    "durable": SKY,
    "assumed": PURPLE,
    "failed": VERMILION,
    "resolved": GREEN,
    "escalated": VERMILION,
}
TODAY, DAY_ONE = BLUE, GREY
BETTER, WORSE = BLUE, VERMILION  # the two arms of the diverging scale; zero is the ground


def shade(share: float, top: float) -> str:
    """The friction colour of a rate where `top` is the darkest, both 0 to 1."""
    place = 0.0 if top <= 0 else min(1.0, max(0.0, share / top)) * (len(FRICTION) - 1)
    lower = min(int(place), len(FRICTION) - 2)
    return mixed(FRICTION[lower], FRICTION[lower + 1], place - lower)


def mixed(one: str, other: str, part: float) -> str:
    """`part` (0 to 1) of the way from one colour to the other."""
    ends = zip(_rgb(one), _rgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in ends)


def clear(colour: str, alpha: float) -> str:
    """The colour, see-through."""
    red, green, blue = _rgb(colour)
    return f"rgba({red},{green},{blue},{alpha})"


def lightness(colour: str) -> float:
    """Relative luminance after WCAG, 0 (black) to 1 (white)."""
    parts = [part / 255 for part in _rgb(colour)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def text_on(colour: str) -> str:
    """Black or white, whichever reads better on it."""
    light = lightness(colour)
    return "#ffffff" if 1.05 / (light + 0.05) > (light + 0.05) / 0.05 else "#000000"


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
