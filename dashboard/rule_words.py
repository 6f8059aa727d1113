"""The thresholds of the struggle rules in the words that people read, and what changed from version to version."""

from collections.abc import Mapping
from typing import Any

from dashboard.signal_words import signal
from dashboard.words import plain
from server.api.views.rules import RuleDifference

# By field, or by "signal.field" where it means something else there.
LABELS = {
    "on": "Judged",
    "clicks": "How many clicks",
    "gap_ms": "Longest pause between two clicks",
    "distance_px": "Farthest from the click before",
    "dead_swipe.distance_px": "Shortest way of a swipe",
    "metric": "How that distance is measured",
    "span_ms": "All within",
    "inclusive": "The limits themselves still count",
    "same_element": "All on the same element",
    "again": "Tell again while it goes on",
    "selection_resets": "Selecting text begins anew",
    "scroll_resets": "Scrolling begins anew",
    "change_ms": "Time for the page to change",
    "request_ms": "Time for a request to begin",
    "scroll_ms": "Time for the page to scroll",
    "selection_ms": "Time for a selection to appear",
    "focus_ms": "Time for focus to move",
    "alive_ms": "Time for a tab, window or dialog",
    "absolute_ms": "No answer after",
    "same_ms": "On the same element, one within",
    "repeated_validation.same_ms": "The same message, one within",
    "controls_only": "Buttons, links and fields alone",
    "with_modifiers": "Clicks with Ctrl, Shift, Alt too",
    "threshold_ms": "Slow from",
    "timeout_ms": "An answer is waited for",
    "gesture_ms": "Clicks of one gesture, within",
    "silent_too": "Clicks without any answer too",
    "requests": "A request alone is an answer",
    "most": "At most, on one page",
    "turns": "Changes of direction",
    "window_ms": "Within",
    "error_click.window_ms": "Error at most so long after the click",
    "field_reentry.window_ms": "Longest time between two edits",
    "left_after_error.window_ms": "Gone at most so long after the error",
    "swing_px": "Shortest way between two turns",
    "scale": "Enlarged at least",
    "handled_ms": "A message at the field in this time is no error",
    "times": "How many times",
    "erase_burst.times": "How many bursts",
    "erased": "Edits taken back, in one burst",
    "first_input_ms": "From entering the field to the first edit",
    "no_input_ms": "In the field, left without an edit",
    "autofocus_ms": "Focus this soon after the page is the page's own",
    "hover_ms": "The mouse rests on a control before its click",
    "visits": "How many visits in turn",
    "dwell_ms": "Longest stay on a page",
    "seen_ms": "A page shown for less was never seen",
    "share": "Part taken back of what was typed",
    "price_dwell.dwell_ms": "Shortest time in view",
    "returns": "How many times back",
    "edits": "How many edits",
    "fields": "Fields edited, at least",
    "quiet_ms": "Nothing done for",
    "words": "Addresses with one of these words",
    "searches": "How many searches",
    "pause_ms": "Typing that rests so long was a search",
    "selected": "Selecting its text is enough",
    "sample": "Visitors recorded",
    "trace": "Raw events kept",
}
CHOICES = {"l1": "sideways plus up and down", "euclid": "in a straight line", "box": "by the box around all clicks"}
UNITS = {"times": "", "edits": ""}  # the label counts already


def label(code: str, field: str, unit: str = "") -> str:
    """ "Longest pause between two clicks, ms"."""
    words = LABELS.get(f"{code}.{field}") or LABELS.get(field) or plain(field)
    unit = UNITS.get(unit, unit)
    return f"{words}, {unit}" if unit else words


def value(held: Any) -> str:
    """A threshold's value as people write it."""
    if held is None:
        return "as shipped"
    if isinstance(held, bool):
        return "on" if held else "off"
    if isinstance(held, list | tuple):
        return ", ".join(map(str, held))
    if isinstance(held, int | float):
        return f"{held:,g}"
    return CHOICES.get(str(held), str(held))


def amount(field: str, held: Any) -> str:
    """A threshold's value with its unit: "20 s", "30 px"."""
    if not isinstance(held, int | float) or isinstance(held, bool):
        return value(held)
    if field.endswith("_ms"):
        return f"{held / 1000:,g} s" if held >= 1000 else f"{held:g} ms"
    return f"{value(held)} px" if field.endswith("_px") else value(held)


def held(code: str, fields: Mapping[str, Any]) -> str:
    """Fields of a rule: "How many clicks: 8"; switched off is said first."""
    if fields.get("on") is False:
        return "not judged here"
    return "; ".join(f"{label(code, name)}: {amount(name, one)}" for name, one in fields.items())


def difference(one: RuleDifference, names: Mapping[str, str]) -> str:
    """ "Rage click on Apply: how many clicks 3 → 8"."""
    if not one.signal:
        as_share = one.field == "sample"
        before, after = (f"{held / 10:g} %" if as_share else value(held) for held in (one.before, one.after))
        return f"{LABELS.get(one.field, one.field)}: {before} → {after}"
    on = f" on {names.get(one.element) or one.element}" if one.element else ""
    if one.field == "on":
        return f"{signal(one.signal)}{on}: {'not judged any more' if one.after is False else 'judged again'}"
    what = label(one.signal, one.field)
    before, after = (amount(one.field, held) for held in (one.before, one.after))
    return f"{signal(one.signal)}{on}: {what[:1].lower()}{what[1:]} {before} → {after}"
