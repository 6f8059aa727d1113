"""Signals of friction, what the page did, scores and weights in the words that people read."""

from collections.abc import Sequence

from dashboard.words import count, plain
from server.api.views import Score
from server.api.views.friction import SignView
from server.api.views.rules import WeightView

SIGNALS = {
    "rage_click": "Rage click",
    "dead_click": "Dead click",
    "error_click": "Click into an error",
    "repeated_validation": "Same error again",
    "hesitation": "Hesitation",
    "back_and_forth": "Back and forth",
    "slow_click": "Slow click",
    "dead_swipe": "Dead swipe",
    "cursor_thrash": "Cursor thrash",
    "scroll_thrash": "Scroll thrash",
    "field_reentry": "Field re-entry",
    "rage_typing": "Rage typing",
    "erase_burst": "Erase burst",
    "form_abandonment": "Form left unfinished",
    "quick_back": "Quick back",
    "stall": "Stall",
    "price_dwell": "Dwelling on prices",
    "help_seeking": "Search without result",
    "error_copy": "Error copied",
    "pinch_zoom": "Pinch zoom",
    "left_after_error": "Left after an error",
    "exit_intent": "Exit intent",
}
SIGNALS_MEAN = {
    "rage_click": "three clicks on one element within a second",
    "dead_click": "a click that changed nothing",
    "error_click": "a click that was followed by an error",
    "repeated_validation": "the same error shown again on the same field",
    "hesitation": "long in a field without finishing it",
    "back_and_forth": "between the same pages again and again",
    "slow_click": "a click that the page answered only after three seconds or more",
    "dead_swipe": "a swipe that moved nothing",
    "cursor_thrash": "the mouse turned twenty times within two seconds",
    "scroll_thrash": "up and down the page by half screens, six times in six seconds",
    "field_reentry": "back to the same field three times, edited each time",
    "rage_typing": "edits faster than people type; counts only, no text",
    "erase_burst": "typed and taken back three times in one field; counts only, no text",
    "form_abandonment": "two fields or more edited, not sent, page left",
    "quick_back": "back to the page before within five seconds, with nothing done",
    "stall": "a step was begun, and for 45 seconds nothing happened",
    "price_dwell": "45 seconds or more on a page about prices",
    "help_seeking": "three searches in two minutes with nothing opened",
    "error_copy": "an error message was selected or copied",
    "pinch_zoom": "the page was enlarged to be read or hit",
    "left_after_error": "the tab was left within 15 seconds of an error",
    "exit_intent": "the mouse left the window with a form unfinished",
}
SIGNS = {  # of life, as evidence names them: what the page did
    "mutation": "the page changed",
    "request": "a request began",
    "navigate": "another page came",
    "page": "another page came",
    "focus": "focus moved on",
    "blur": "the field was left",
    "input": "a field changed",
    "submit": "the form was sent",
    "scroll": "it scrolled",
    "selection": "text was selected",
    "copy": "text was copied",
    "status": "a message showed",
    "invalid": "a field was refused",
    "visibility": "the tab changed",
    "zoom": "it was zoomed",
    "leave": "the page was left",
    "window": "a window opened",
    "download": "a download began",
    "print": "it was printed",
    "dialog": "a dialog opened",
    "elsewhere": "the window lost focus",
    "clipboard": "the clipboard was used",
    "media": "media was played or stopped",
    "file": "a file was chosen",
    "protocol": "another program was called",
    "fullscreen": "it filled the screen",
}


def scored(score: Score | None) -> str:
    """A score with its interval and n: "0.18 (0.12–0.26), 140 visitors"; too small an n is said."""
    if score is None or score.value is None or score.low is None or score.high is None:
        return "nobody yet"
    few = ": too few to tell" if score.few else ""
    return f"{score.value:.2f} ({score.low:.2f}–{score.high:.2f}), {count(score.n, 'visitor')}{few}"


def band(score: Score | None) -> str:
    """The 95 % interval of a score; said instead where there are too few visitors to tell."""
    if score is None or score.low is None or score.high is None:
        return "–"
    return "too few to tell" if score.few else f"{score.low:.2f}–{score.high:.2f}"


def weighed(weight: WeightView) -> str:
    """Where a weight comes from: "61 of 214 visits ended badly", or that there were too few to learn from."""
    if weight.learned:
        return f"learned: {weight.bad:,} of {count(weight.n, 'visit')} ended badly"
    return f"prior: {count(weight.n, 'visit')}, too few to tell" if weight.n else "prior: not seen yet"


def evidence(said: Sequence[str]) -> str:
    """The evidence of a verdict in words; its code alone only where there are none."""
    return "; ".join(said[1:]) or (plain(said[0]) if said else "")


def signs(seen: Sequence[SignView]) -> str:
    """Signs of life with their times: "the page changed after 3.2 s"; a dash where there was none."""
    if not seen:
        return "–"
    return "; ".join(f"{SIGNS.get(one.kind) or plain(one.kind).lower()} {_when(one.after_ms)}" for one in seen)


def _when(ms: int) -> str:
    seconds = f"{abs(ms) / 1000:.1f} s"
    return f"{seconds} before" if ms < 0 else f"after {seconds}"


def signal(code: str) -> str:
    return SIGNALS.get(code) or plain(code)
