"""One event of the log in plain words, as a person reads a session."""

from typing import assert_never

from widget.protocol import (
    Clicked,
    Dwelt,
    Element,
    Event,
    Identified,
    Nudged,
    Observed,
    PageView,
    PanelUsed,
    PersonWanted,
    Rated,
    Released,
    Said,
    Sharing,
    Skeleton,
    Snapshot,
    Solved,
    StepDone,
    Struggled,
)

SIGNALS = {
    "rage_click": "Clicked again and again",
    "dead_click": "Clicked and nothing happened",
    "error_click": "Clicked and ran into an error",
    "repeated_validation": "Was shown the same error again",
    "hesitation": "Hesitated",
    "back_and_forth": "Went back and forth",
    "slow_click": "Clicked and waited long",
    "dead_swipe": "Swiped and nothing moved",
    "cursor_thrash": "Moved the mouse to and fro",
    "scroll_thrash": "Scrolled up and down",
    "field_reentry": "Came back to a field again and again",
    "rage_typing": "Typed in anger",
    "erase_burst": "Typed and took back again and again",
    "form_abandonment": "Left a form unfinished",
    "quick_back": "Opened a page and went back at once",
    "stall": "Stopped in the middle of a step",
    "price_dwell": "Looked at prices for long",
    "help_seeking": "Searched again and again",
    "error_copy": "Took an error message elsewhere",
    "pinch_zoom": "Zoomed in",
    "left_after_error": "Left after an error",
    "exit_intent": "Moved to leave with a form unfinished",
}

REACTIONS = {"shown": "Was offered help", "opened": "Opened the help", "dismissed": "Declined the help"}

WHOLE_PAGE = frozenset({"html", "body", "main"})

Told = tuple[str, str, str]  # kind, words, route


def told(event: Event, said: dict[str, str]) -> Told | None:
    """(kind, words, route) of an event; None for those that say nothing about what the visitor did.

    `said` holds the masked text of visitor turns by id: what was typed is never read from the log itself.
    """
    match event:
        case PageView() | Clicked() | Dwelt() | Struggled() | StepDone() | Snapshot():
            return _did(event)
        case Said() | Rated() | Solved() | PersonWanted() | Nudged() | PanelUsed() | Sharing():
            return _talked(event, said)
        case Identified(who=who):  # who it is stays a pseudonym
            return ("signed in", "Was signed in", "") if who else ("signed out", "Signed out", "")
        case Skeleton() | Released() | Observed():
            return None  # the last one's rows are told as the events they stand for
        case _:
            assert_never(event)


def _did(event: PageView | Clicked | Dwelt | Struggled | StepDone | Snapshot) -> Told | None:
    match event:
        case PageView():
            return "page", f"Opened {event.title or event.route}", event.route
        case Clicked():
            return "click", f"Clicked {_named(event.element)}", ""
        case Dwelt():
            return "stay", f"Looked at the page for {_seconds(event.visible_ms)}", event.route
        case Struggled():
            return _struggle(event)
        case StepDone():
            return "done", f"Completed {event.step}" + (f": {event.evidence}" if event.evidence else ""), event.route
        case Snapshot():
            return _errors(event)


def _talked(event: Said | Rated | Solved | PersonWanted | Nudged | PanelUsed | Sharing, said: dict[str, str]) -> Told:
    match event:
        case Said():
            return "said", f"Asked: {said[event.turn]}" if event.turn in said else "Asked something", event.route
        case Rated():
            return "rated", "Found the answer helpful" if event.up else "Did not find the answer helpful", ""
        case Solved():
            return "solved", "Said that it was solved" if event.solved else "Said that it was not solved yet", ""
        case PersonWanted():
            return "person", "Asked for a person", event.route
        case Nudged():
            return "nudge", REACTIONS[event.reaction], ""
        case PanelUsed():
            return "panel", _panel(event), ""
        case Sharing():
            return "sharing", "Paused sharing" if event.paused else "Resumed sharing", ""


def _struggle(event: Struggled) -> Told:
    on = f" on {_named(event.element)}" if event.element else ""
    if event.verdict != "struggle":
        return (
            "unjudged",
            f"Can't be judged: {SIGNALS[event.signal][:1].lower()}{SIGNALS[event.signal][1:]}{on}",
            event.route,
        )
    times = f", {event.count} times in {_seconds(event.span_ms)}" if event.count > 1 else ""
    message = f": “{event.message}”" if event.message else ""
    return "struggle", f"{SIGNALS[event.signal]}{on}{times}{message}", event.route


def _errors(event: Snapshot) -> Told | None:
    if not event.errors:
        return None
    shown = "; ".join(f"“{message.text}” at {_named(message.element)}" for message in event.errors)
    return "state", f"The page showed {shown}", event.route


def _panel(event: PanelUsed) -> str:
    if event.what == "citation":
        return f"Followed a source: {event.detail}" if event.detail else "Followed a source"
    return "Opened the panel" if event.what == "opened" else "Closed the panel"


def _named(element: Element) -> str:
    if element.name:
        return f"“{element.name}”"
    if element.tag in WHOLE_PAGE:
        return "the page itself"
    return element.role or element.key


def _seconds(ms: int) -> str:
    seconds = ms / 1000
    if seconds < 1:
        return "under a second"
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min"
