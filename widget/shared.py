"""What the page tells about a visit, in plain words for the visitor."""

from typing import Any, assert_never

from msgspec import Struct

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

STRUGGLES = {
    "rage_click": "You clicked {on} several times quickly",
    "dead_click": "You clicked {on} and nothing happened",
    "error_click": "Something failed after you clicked {on}",
    "repeated_validation": "{On} was refused several times",
    "hesitation": "You stayed at {on} for a while",
    "back_and_forth": "You went back and forth between two pages",
    "slow_click": "You clicked {on} and waited long for an answer",
    "dead_swipe": "You swiped over {on} and nothing moved",
    "cursor_thrash": "You moved the mouse to and fro quickly",
    "scroll_thrash": "You scrolled up and down several times",
    "field_reentry": "You came back to {on} several times",
    "rage_typing": "You typed into {on} in a hurry (counts and times only, no text)",
    "erase_burst": "You took back what you had typed into {on} several times (counts only, no text)",
    "form_abandonment": "You left the form {on} unfinished",
    "quick_back": "You opened a page and left it again at once",
    "stall": "You stayed at one step for a while",
    "price_dwell": "You stayed on a page about prices for a while",
    "help_seeking": "You searched several times",
    "error_copy": "You selected or copied an error message",
    "pinch_zoom": "You zoomed into the page",
    "left_after_error": "You left the tab after an error",
    "exit_intent": "You moved to leave with a form unfinished",
}


def words(event: Event) -> str:
    """A sentence for the visitor about what an event tells."""
    match event:
        case PageView(route=route):
            return f"You opened the page {route}"
        case Clicked(element=element):
            return f"You clicked {_name(element)}"
        case Dwelt():
            seconds = event.visible_ms // 1000
            return f"{seconds} s on {event.route}: {event.clicks} clicks, {event.edits} edits (no text)"
        case Struggled():
            on = _name(event.element)
            return STRUGGLES[event.signal].format(on=on, On=on[:1].upper() + on[1:])
        case Snapshot():
            return f"What the page {event.route} shows: headings, messages, disabled buttons; nothing you typed"
        case Skeleton():
            return f"The layout of the page {event.route}: {len(event.boxes)} boxes"
        case StepDone(step=step):
            return f"You completed {step}"
        case Said(files=files):
            return "Your message in this chat" + (", with what you attached" if files else "")
        case Rated(up=up):
            return f"Your thumb {'up' if up else 'down'} on an answer"
        case Solved(solved=solved):
            return "You said that it is solved" if solved else "You said that it is not solved yet"
        case _:
            return _rest(event)


def _rest(event: PersonWanted | Nudged | PanelUsed | Sharing | Released | Observed | Identified) -> str:
    match event:
        case PersonWanted():
            return "You asked for a person"
        case Nudged(reaction=reaction):
            return f"Help was offered: {reaction}"
        case PanelUsed(what=what):
            return "You followed a source" if what == "citation" else f"You {what} this panel"
        case Sharing(paused=paused, mode=mode):
            how = " without anything that outlives this tab" if mode == "anonymous" else ""
            return "You paused sharing" if paused else f"You shared this visit{how}"
        case Released(name=name):
            return f"The page runs release {name}"
        case Observed():
            return "Times and places of clicks, edits, scrolls and changes of the page; no text you typed"
        case Identified(who=who):
            return "The page told who is signed in" if who else "The page told that nobody is signed in"
        case _:
            assert_never(event)


def data(value: Any) -> Any:
    """A frame as plain objects: fields by their names, `kind` the frame's tag."""
    if isinstance(value, Struct):
        tag = value.__struct_config__.tag
        fields = {name: data(getattr(value, name)) for name in value.__struct_fields__}
        return {"kind": tag, **fields} if tag else fields
    return [data(item) for item in value] if isinstance(value, (tuple, list)) else value


def _name(element: Element | None) -> str:
    if element is None:
        return "the page"
    return f"“{element.name}”" if element.name else f"a {element.role or element.tag or 'place'}"
