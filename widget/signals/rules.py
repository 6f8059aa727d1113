"""The rules struggle is judged by: data, versioned, the same in the page and on the server.

Each detector has its own rule with a switch. A site overrides some through `Welcome.rules`, JSON such as
`{"rage_click": {"clicks": 4}, "hesitation": {"on": false},
"elements": {"button:Next": {"rage_click": {"clicks": 9}}}}`;
the version then names the shipped rules and the override. Under "elements" stand rules for one element by its key.
"""

import zlib
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

VERSION = "3"

Ms = Annotated[float, Meta(gt=0, le=86_400_000, extra={"unit": "ms"})]
MsOrNone = Annotated[float, Meta(ge=0, le=86_400_000, extra={"unit": "ms"})]
Pixels = Annotated[float, Meta(gt=0, le=10_000, extra={"unit": "px"})]
PixelsOrNone = Annotated[float, Meta(ge=0, le=10_000, extra={"unit": "px"})]
Times = Annotated[int, Meta(ge=1, le=1000, extra={"unit": "times"})]
Share = Annotated[float, Meta(ge=0, le=1, extra={"unit": "share"})]


class RulesError(ValueError):
    """An override is not one: the text says which field is wrong."""


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """What every detector has: its switch."""

    on: bool = True


class RageClick(Rule, frozen=True):
    """Quick clicks at one place."""

    clicks: Times = 3  # a double click is a habit, a third is not
    gap_ms: Ms = 1000  # each click comes sooner than this after the one before
    distance_px: Pixels = 30  # from the click before: a hand at rest
    metric: Literal["l1", "euclid", "box"] = "l1"  # sideways plus up and down; straight line; the box around all
    span_ms: MsOrNone = 0  # the clicks that count lie within this; 0: the whole run
    inclusive: bool = False  # whether gap, span and distance themselves still count
    same_element: bool = False  # a run may cross from a button to its icon
    again: bool = False  # a run that goes on is the same anger, told once
    selection_resets: bool = False  # a selected paragraph is known by the click's own flag
    scroll_resets: bool = False  # who clicks in anger scrolls by accident


class DeadClick(Rule, frozen=True):
    """A click that the page did not answer. Windows count from the pointer's way down."""

    change_ms: Ms = 2500  # change of the document, route, input, status: slower reads as no answer
    request_ms: MsOrNone = 1000  # a request that starts later has another cause; 0: none is an answer
    scroll_ms: MsOrNone = 100  # only a scroll that the click made; 0: none
    selection_ms: MsOrNone = 100  # only a selection that the click made
    focus_ms: MsOrNone = 300  # focus moved to another element, as a label does
    alive_ms: MsOrNone = 1000  # tab or window changed, a window, dialog or download opened; before the click too
    absolute_ms: Ms = 2750  # change_ms and room for rows that come late
    same_ms: MsOrNone = 1000  # clicks on the same element within this are one
    controls_only: bool = True  # clicks on blank page are habits
    with_modifiers: bool = False  # ctrl, shift, alt, meta: the browser answers those


class SlowClick(Rule, frozen=True):
    """A click whose answer came, but late."""

    threshold_ms: Ms = 3000  # an answer before this is soon enough
    timeout_ms: MsOrNone = 7000  # how long an answer is waited for; 0 switches the signal off
    scroll_ms: Ms = 300  # only a scroll that the click made
    same_ms: Ms = 1000  # clicks on the same element within this are one
    gesture_ms: Ms = 150  # clicks quicker than this are counted as one gesture
    silent_too: bool = False  # clicks that nothing ever answered are dead clicks: told there
    request_ms: Ms = 1000  # a request that starts later has another cause
    requests: bool = False  # a request alone shows the visitor nothing: it is no answer


class DeadSwipe(Rule, frozen=True):
    """A swipe that moved nothing."""

    distance_px: Pixels = 30  # shorter is a tap
    change_ms: Ms = 2500  # slower reads as no answer, as for a click
    scroll_ms: Ms = 100  # momentum begins at once
    selection_ms: Ms = 100  # only a selection that the swipe made
    absolute_ms: Ms = 2750  # change_ms and room for rows that come late
    same_ms: Ms = 1000  # swipes over the same element within this are one
    most: Times = 10  # a page: after that it is a game, or known


class CursorThrash(Rule, frozen=True):
    """The mouse goes to and fro: impatience, or somebody who does not find something."""

    turns: Times = 20  # on one axis within the window
    window_ms: Ms = 2000  # ten turns a second: no way to somewhere looks like that
    swing_px: PixelsOrNone = 12  # a shorter way between two turns is a trembling hand
    again: bool = False  # who goes on is told of once, until fewer turns come


class ScrollThrash(Rule, frozen=True):
    """Scrolling up and down without reading."""

    turns: Times = 6  # changes of direction within the window
    window_ms: Ms = 6000  # a second for each way: too quick to read
    swing_px: PixelsOrNone = 300  # half a screen: less is finding the line again


class PinchZoom(Rule, frozen=True):
    """Zoomed in to read or to hit something."""

    scale: Annotated[float, Meta(gt=1, le=10, extra={"unit": "×"})] = 1.2  # below that a pinch went wrong


class ErrorClick(Rule, frozen=True):
    """A script error or failed request right after a click."""

    window_ms: Ms = 2000  # what fails later has another cause
    handled_ms: MsOrNone = 400  # a failed request that the page turns into a message at a field is a validation


class RepeatedValidation(Rule, frozen=True):
    """The same field refused again and again."""

    times: Times = 3  # a second try is normal
    window_ms: Ms = 600_000  # ten minutes: later it is another attempt
    same_ms: Ms = 100  # shown by blur and by submit of one gesture


class Hesitation(Rule, frozen=True):
    """A field that the visitor stands before."""

    first_input_ms: Ms = 10_000  # from focus to the first edit
    no_input_ms: Ms = 15_000  # focus, no edit, left again
    autofocus_ms: Ms = 1000  # focus this soon after the page is the page's own
    hover_ms: MsOrNone = 0  # the mouse rests on a control so long before its click; 0 is off: it may just lie there


class BackAndForth(Rule, frozen=True):
    """A, B, A, B: the visitor looks for something that is on neither page."""

    visits: Times = 4  # there, back, there, back: three may be a look
    dwell_ms: Ms = 20_000  # a longer stay on either page is reading
    seen_ms: MsOrNone = 250  # after a shorter one nobody has seen the page: it sent on by itself


class FieldReentry(Rule, frozen=True):
    """The same field is come back to and edited again."""

    returns: Times = 3  # once or twice is correcting oneself
    window_ms: Ms = 300_000  # five minutes between two edits: later it is another sitting


class RageTyping(Rule, frozen=True):
    """Faster than people type."""

    edits: Times = 30  # in the window: the fastest typists reach 12 a second
    window_ms: Ms = 2000  # longer than a burst of a good typist


class EraseBurst(Rule, frozen=True):
    """Typed and taken back again and again."""

    times: Times = 3  # once is a correction, twice a doubt
    erased: Times = 4  # edits that take back: fewer is a typing error
    share: Share = 0.5  # of what was typed since the last time: less is correcting a sentence
    window_ms: Ms = 60_000  # a minute for one field: later it is another attempt


class FormAbandonment(Rule, frozen=True):
    """A form left unfinished."""

    fields: Times = 2  # edited: one may have been touched in passing
    edits: Times = 12  # or so many edits in a single field


class QuickBack(Rule, frozen=True):
    """A page that was the wrong one."""

    dwell_ms: Ms = 5000  # enough to see that it is the wrong one, too short to read
    seen_ms: MsOrNone = 250  # sooner nobody has seen the page: it sent on by itself


class Stall(Rule, frozen=True):
    """A step at which everything stops."""

    quiet_ms: Ms = 45_000  # longer than reading a label and finding a number takes


class PriceDwell(Rule, frozen=True):
    """A page about money that is looked at for long."""

    dwell_ms: Ms = 45_000  # reading a table of three plans takes half a minute
    words: Annotated[tuple[Annotated[str, Meta(max_length=40)], ...], Meta(max_length=20)] = (
        "pricing", "prices", "plans", "plan", "upgrade", "checkout", "subscription", "subscribe",
    )  # parts of a route  # fmt: skip


class HelpSeeking(Rule, frozen=True):
    """Searches that lead nowhere."""

    searches: Times = 3  # the second is the first in other words
    window_ms: Ms = 120_000  # two minutes: later it is another question
    pause_ms: Ms = 1500  # typing that stops for so long was a search


class ErrorCopy(Rule, frozen=True):
    """An error message taken elsewhere."""

    selected: bool = True  # selecting its text is enough


class LeftAfterError(Rule, frozen=True):
    """Gone after an error."""

    window_ms: Ms = 15_000  # later there is another reason to go


class ExitIntent(Rule, frozen=True):
    """About to leave with work undone."""

    fields: Times = 1  # one is enough where something was really written
    edits: Times = 3  # a letter or two is no work


class Rules(Struct, frozen=True, forbid_unknown_fields=True):
    """All rules. Field names are the signals' names in the protocol."""

    version: str = VERSION
    rage_click: RageClick = RageClick()
    dead_click: DeadClick = DeadClick()
    error_click: ErrorClick = ErrorClick()
    repeated_validation: RepeatedValidation = RepeatedValidation()
    hesitation: Hesitation = Hesitation()
    back_and_forth: BackAndForth = BackAndForth()
    slow_click: SlowClick = SlowClick()
    dead_swipe: DeadSwipe = DeadSwipe()
    cursor_thrash: CursorThrash = CursorThrash()
    scroll_thrash: ScrollThrash = ScrollThrash()
    pinch_zoom: PinchZoom = PinchZoom()
    field_reentry: FieldReentry = FieldReentry()
    rage_typing: RageTyping = RageTyping()
    erase_burst: EraseBurst = EraseBurst()
    form_abandonment: FormAbandonment = FormAbandonment()
    quick_back: QuickBack = QuickBack()
    stall: Stall = Stall()
    price_dwell: PriceDwell = PriceDwell()
    help_seeking: HelpSeeking = HelpSeeking()
    error_copy: ErrorCopy = ErrorCopy()
    left_after_error: LeftAfterError = LeftAfterError()
    exit_intent: ExitIntent = ExitIntent()
    elements: dict[str, dict[str, Rule]] = {}  # element key -> signal -> its whole rule there

    def of(self, signal: str, key: str = "") -> Any:
        """The rule of a signal, on the element with that key where one is given."""
        special = self.elements.get(key)
        rule = special.get(signal) if special else None
        return getattr(self, signal) if rule is None else rule


SIGNALS = tuple(name for name in Rules.__struct_fields__ if name not in ("version", "elements"))
MOST_ELEMENTS = 500  # with rules of their own: what a site's Welcome can carry


def overridden(rules: Rules, override: str) -> Rules:
    """The rules with a JSON override laid over them, the same for "". Raises RulesError."""
    if not override.strip():
        return rules
    try:
        changes = msgspec.json.decode(override, type=dict[str, dict[str, Any]])
        if "version" in changes:
            raise RulesError("version: it follows from the override")
        said = msgspec.json.encode(changes, order="sorted")
        elements = changes.pop("elements", {})
        if len(elements) > MOST_ELEMENTS:
            raise RulesError(f"elements: {len(elements)} have rules of their own, {MOST_ELEMENTS} may")
        merged = {signal: _changed(rules, signal, fields) for signal, fields in changes.items()}
        site = msgspec.structs.replace(rules, **merged)
        special = {key: {signal: _changed(site, signal, of[signal]) for signal in of} for key, of in elements.items()}
    except (msgspec.DecodeError, TypeError, AttributeError) as error:
        raise RulesError(str(error)) from None
    version = f"{rules.version}+{zlib.crc32(said):08x}"
    return msgspec.structs.replace(site, version=version, elements={**rules.elements, **special})


def _changed(rules: Rules, signal: str, fields: dict[str, Any]) -> Rule:
    """The rule of a signal with other fields. Raises RulesError for a signal that is none."""
    if signal not in SIGNALS:
        raise RulesError(f"{signal}: there is no such signal")
    before: Rule = getattr(rules, signal)
    try:
        return msgspec.convert({**msgspec.to_builtins(before), **fields}, type(before))
    except msgspec.ValidationError as error:
        raise RulesError(f"{signal}: {error}") from None
