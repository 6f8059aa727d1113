"""What a visitor is stuck on, from the struggle and the page's latest state: put in words, to be searched."""

from msgspec import Struct

from widget.protocol import Element, Snapshot, Struggled

SIGNAL_WORDS = {
    "rage_click": "nothing happens when I press it",
    "dead_click": "nothing happens when I press it",
    "error_click": "it shows an error when I press it",
    "repeated_validation": "what I enter is refused again and again",
    "hesitation": "I don't know what to enter",
    "back_and_forth": "I can't find what I need",
    "slow_click": "it takes long after I press it",
    "dead_swipe": "it does not move when I swipe",
    "cursor_thrash": "I can't find what I need",
    "scroll_thrash": "I can't find what I need on this page",
    "field_reentry": "I don't know what to enter",
    "rage_typing": "what I enter is not taken",
    "erase_burst": "I don't know what to enter",
    "form_abandonment": "I can't finish this form",
    "quick_back": "this is not the page I need",
    "stall": "I don't know how to go on",
    "price_dwell": "which plan do I need",
    "help_seeking": "I can't find help",
    "error_copy": "what does this error mean",
    "pinch_zoom": "it is too small to read",
    "left_after_error": "it shows an error",
    "exit_intent": "I can't finish this form",
}
# Signals that do not call for help by themselves: they add to the picture of a page, and to its score.
NOT_ALONE = {
    "price_dwell": "who looks at prices for long weighs them up; a card would be a salesman",
    "pinch_zoom": "the page is too small; no article makes it larger",
    "cursor_thrash": "says that somebody is impatient, not with what",
    "scroll_thrash": "says that something is not found, not what",
    "quick_back": "the visitor is already where they want to be",
    "form_abandonment": "the page is gone before help could come",
    "left_after_error": "nobody is there to see it",
    "slow_click": "an answer is on its way",
}
DISABLED_WORDS = "the button stays grey and can't be pressed"


class Stuck(Struct, frozen=True):
    """A visitor's problem as the page shows it. `element` is where the way out is, not where the anger fell."""

    route: str
    element: str = ""
    name: str = ""
    message: str = ""
    signal: str = ""
    step: str = ""
    disabled: str = ""  # name of the control that can't be used

    @property
    def words(self) -> str:
        """The problem as a visitor would put it, for the search."""
        what = f"{self.name}: {self.message}" if self.name and self.message else self.name or self.message
        how = f"{self.disabled}: {DISABLED_WORDS}" if self.disabled else SIGNAL_WORDS.get(self.signal, "")
        return ". ".join(part for part in (what, how) if part)


def stuck_on(struggle: Struggled, snapshot: Snapshot | None) -> Stuck:
    """The problem behind a struggle.

    A dead or disabled button beside a visible error is about the error: the way out is the field that shows it.
    """
    state = snapshot if snapshot is not None and snapshot.route == struggle.route else None
    element = struggle.element or Element("?")
    errors = {message.element.key: message for message in state.errors} if state else {}
    disabled = {control.key for control in state.disabled} if state else set()
    step = state.step if state else ""
    if struggle.message or element.key in errors or not errors:
        message = struggle.message or (errors[element.key].text if element.key in errors else "")
        off = element.name if element.key in disabled else ""
        key = struggle.element.key if struggle.element else ""
        return Stuck(struggle.route, key, element.name, message, struggle.signal, step, off)
    shown = next(iter(errors.values()))
    off = element.name if element.key in disabled or struggle.signal in {"rage_click", "dead_click"} else ""
    return Stuck(struggle.route, shown.element.key, shown.element.name, shown.text, struggle.signal, step, off)


def stuck_by(snapshot: Snapshot) -> Stuck | None:
    """The problem that a page's state shows by itself: its first visible error. None when it shows none."""
    if not snapshot.errors:
        return None
    shown = snapshot.errors[0]
    off = snapshot.disabled[0].name if snapshot.disabled else ""
    return Stuck(snapshot.route, shown.element.key, shown.element.name, shown.text, "", snapshot.step, off)
