"""A case's events as the shim would have told them: types and fields are read by meaning, selectors stand for elements.

Some cases tell more than an event: a click carries what its page did, a change of direction stands for the mouse's way,
and a report of a slow click sums up the clicks and the answer that it waited for. These are unfolded here.
"""

import re
from typing import Any

from msgspec import structs

from widget.elements import CONTROL_TAGS, Descriptor, Target, describe
from widget.events import KEYBOARD, MODIFIER, Kind, Outside, Seen

ZERO = 1_760_000_000_000.0  # Unix ms of a case's t_ms 0: detectors live in real time
OURS_ALONE = frozenset({"toggle", "calendar", "carousel", "game"})  # exempt with us; a case's rule names its own
STROKE_PX = 100.0  # how far the mouse goes between two changes of direction of which nothing else is known
MOST_CLICKS = 1000  # of one report

TYPES: dict[str, tuple[Kind, float]] = {
    "click": (Kind.CLICK, 0), "tap": (Kind.CLICK, 0), "dblclick": (Kind.CLICK, 0), "auxclick": (Kind.CLICK, 0),
    "mousedown": (Kind.POINTER_DOWN, 0), "pointerdown": (Kind.POINTER_DOWN, 0),
    "mousemove": (Kind.TURN, 0), "pointermove": (Kind.TURN, 0), "move": (Kind.TURN, 0),
    "touchstart": (Kind.TOUCH_START, 1), "touchend": (Kind.TOUCH_END, 0), "touchcancel": (Kind.TOUCH_END, 1),
    "scroll": (Kind.SCROLL, 0), "scrollend": (Kind.SCROLL, 0), "wheel": (Kind.SCROLL, 0),
    "dommutation": (Kind.MUTATION, 1), "mutation": (Kind.MUTATION, 1), "activity": (Kind.MUTATION, 1),
    "pageactivity": (Kind.MUTATION, 1), "toggle": (Kind.MUTATION, 1),
    "request": (Kind.REQUEST, 1), "requeststart": (Kind.REQUEST, 1), "fetch": (Kind.REQUEST, 1),
    "xhr": (Kind.REQUEST, 1), "networkrequest": (Kind.REQUEST, 1), "resource": (Kind.REQUEST, 1),
    "requestend": (Kind.REQUEST, 0), "response": (Kind.REQUEST, 0), "requestfailed": (Kind.REQUEST, -1),
    "networkerror": (Kind.REQUEST, -1), "failedrequest": (Kind.REQUEST, -1),
    "jserror": (Kind.SCRIPT_ERROR, 0), "error": (Kind.SCRIPT_ERROR, 0), "scripterror": (Kind.SCRIPT_ERROR, 0),
    "browsererror": (Kind.SCRIPT_ERROR, 0), "exception": (Kind.SCRIPT_ERROR, 0),
    "unhandledrejection": (Kind.SCRIPT_ERROR, 0), "consoleerror": (Kind.SCRIPT_ERROR, 0),
    "selectionchange": (Kind.SELECTION, 0), "selection": (Kind.SELECTION, 0), "textselection": (Kind.SELECTION, 0),
    "select": (Kind.SELECTION, 0), "copy": (Kind.COPY, 0), "clipboard": (Kind.WINDOW_OPEN, Outside.CLIPBOARD),
    "visibilitychange": (Kind.VISIBILITY, 1), "windowblur": (Kind.WINDOW_OPEN, Outside.ELSEWHERE),
    "windowfocus": (Kind.FOCUS, 0), "windowopen": (Kind.WINDOW_OPEN, Outside.WINDOW),
    "download": (Kind.WINDOW_OPEN, Outside.DOWNLOAD), "print": (Kind.WINDOW_OPEN, Outside.PRINT),
    "dialog": (Kind.WINDOW_OPEN, Outside.DIALOG), "alert": (Kind.WINDOW_OPEN, Outside.DIALOG),
    "media": (Kind.WINDOW_OPEN, Outside.MEDIA), "play": (Kind.WINDOW_OPEN, Outside.MEDIA),
    "pause": (Kind.WINDOW_OPEN, Outside.MEDIA), "fullscreenchange": (Kind.WINDOW_OPEN, Outside.FULLSCREEN),
    "navigation": (Kind.NAVIGATE, 0), "navigate": (Kind.NAVIGATE, 0), "pushstate": (Kind.NAVIGATE, 0),
    "replacestate": (Kind.NAVIGATE, 0), "popstate": (Kind.NAVIGATE, 0), "hashchange": (Kind.NAVIGATE, 0),
    "urlchange": (Kind.NAVIGATE, 0), "routechange": (Kind.NAVIGATE, 0), "pageview": (Kind.PAGE, 0),
    "pagehide": (Kind.LEAVE, 0), "unload": (Kind.LEAVE, 0), "beforeunload": (Kind.LEAVE, 0),
    "focus": (Kind.FOCUS, 0), "focusin": (Kind.FOCUS, 0), "blur": (Kind.BLUR, 0), "focusout": (Kind.BLUR, 0),
    "input": (Kind.INPUT, 1), "change": (Kind.INPUT, 1), "submit": (Kind.SUBMIT, 0), "invalid": (Kind.INVALID, 0),
}  # fmt: skip
TIME_PASSES = frozenset({"check", "tick", "wait", "advance", "timer", "timepasses", "end"})
DIRECTION_CHANGES = frozenset({"directionchange", "reversal", "turn"})
REPORTS = frozenset({"slowclick", "slowclickdetected", "uislowclickdetected", "multiclick", "uimulticlick"})
NOTHING = frozenset(
    {"consolelog", "consolewarn", "consoleinfo", "keydown", "keyup", "mouseup", "pointerup", "touchmove", "mouseover",
     "contextmenu", "mouseout"}
)  # fmt: skip
OF_THE_DOCUMENT = frozenset({Kind.NAVIGATE, Kind.SELECTION, Kind.MUTATION})  # whatever element they name


class CasesError(ValueError):
    """A file is not one of cases; the text says what is wrong and where."""


class Reading:
    """Reads the events of one case in their order. `unused` names the types that are not known."""

    def __init__(self, rule: dict[str, Any]) -> None:
        self.unused: list[str] = []
        self._rule = rule
        self._way: dict[str, float] | None = None

    def read(self, event: dict[str, Any], n: int) -> list[Seen]:
        """What the shim would have told of event `n`. Raises CasesError for times and places that are no numbers."""
        type_ = re.sub(r"[^a-z]", "", str(event.get("type", "")).lower())
        try:
            t = ZERO + float(_first(event, "t_ms", "t", "at_ms", "time_ms", "time", "timestamp") or 0)
            x, y = _place(event)
        except (TypeError, ValueError):
            raise CasesError(f"event {n} has no time or place in numbers") from None
        if type_ in TIME_PASSES:
            return [Seen(Kind.TIME, t)]
        if type_ in DIRECTION_CHANGES:
            return self._turned(str(event.get("axis") or "x").lower(), t, n)
        if type_ in REPORTS:
            return self._reported(event, t, n)
        if type_ in TYPES:
            return self._told(event, Seen(*_kind(type_, event, t), x=x, y=y, n=n))
        if type_ not in NOTHING:
            self.unused.append(f"event {event.get('type')}")
        return []

    def _told(self, event: dict[str, Any], seen: Seen) -> list[Seen]:
        selector = _selector(_first(event, "target", "selector", "element", "node"))
        on = described(selector, str(_first(event, "text", "label", "content") or ""), self._rule)
        if seen.kind is Kind.CLICK:
            return _clicked(event, structs.replace(seen, target=on), selector)
        text = str(_first(event, "url", "route", "message") or "")
        if seen.kind is Kind.NAVIGATE:
            text = text or f"/{seen.n}"
        if seen.kind in OF_THE_DOCUMENT:
            on = None
        return [structs.replace(seen, target=on, text=text)]

    def _turned(self, axis: str, t: float, n: int) -> list[Seen]:
        """The mouse's way at a change of direction: to and fro on that axis, after a run-up before the first."""
        points = []
        if self._way is None:
            self._way = {"x": STROKE_PX, "y": STROKE_PX}
            points = [Seen(Kind.TURN, t, n=n), Seen(Kind.TURN, t, x=STROKE_PX, y=STROKE_PX, n=n)]
        for one in axis:
            if one in self._way:
                self._way[one] = STROKE_PX - self._way[one]
        return [*points, Seen(Kind.TURN, t, x=self._way["x"], y=self._way["y"], n=n)]

    def _reported(self, event: dict[str, Any], t: float, n: int) -> list[Seen]:
        """The clicks that a report sums up, all at once, and what it waited for: for all anybody knows, a change."""
        data = event.get("data")
        told: dict[str, Any] = {**event, **(data if isinstance(data, dict) else {})}
        known = {re.sub(r"[^a-z]", "", key.lower()): value for key, value in told.items()}
        try:
            clicks = min(max(int(known.get("clickcount") or 1), 1), MOST_CLICKS)
            after = float(known.get("timeafterclickms") or known.get("afterms") or 0)
        except (TypeError, ValueError):
            raise CasesError(f"event {n} has no counts in numbers") from None
        found = [one for _ in range(clicks) for one in self._told(told, Seen(Kind.CLICK, t, n=n))]
        return [*found, *([Seen(Kind.MUTATION, t + after, v=1, n=n)] if after else [])]


def _kind(type_: str, event: dict[str, Any], t: float) -> tuple[Kind, float]:
    """Kind and time; what else a type says is in `v`, set by `_value`."""
    kind, _ = TYPES[type_]
    return kind, t


def _first(event: dict[str, Any], *names: str) -> Any:
    return next((event[name] for name in names if event.get(name) is not None), None)
