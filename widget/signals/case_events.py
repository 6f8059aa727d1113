"""A case's events as the shim would have told them: types and fields are read by meaning, selectors stand for elements.

Some cases tell more than an event: a click carries what its page did, a change of direction stands for the mouse's way,
and a report of a slow click sums up the clicks and the answer that it waited for. These are unfolded here.
"""

import re
from typing import Any

from msgspec import structs

from widget.elements import Descriptor, Target, describe
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
# What a click may say of its time: (field, kind, v).
# What a click may say of its time: (field, kind, v).
BY_VISITOR = (("selection", Kind.SELECTION, 0), ("scroll", Kind.SCROLL, 0), ("input", Kind.INPUT, 1))
BY_PAGE = (
    ("has_page_activity", Kind.MUTATION, 1), ("page_activity", Kind.MUTATION, 1),
    ("has_error", Kind.SCRIPT_ERROR, 0), ("error", Kind.SCRIPT_ERROR, 0),
)  # fmt: skip
NAMED = ("id", "type", "role", "href", "target", "download", "contenteditable", "disabled")
HOLDING_TAGS = frozenset({"a", "button", "summary", "label"})  # controls that hold what is hit
OPAQUE_TAGS = frozenset({"canvas", "video", "audio", "iframe"})
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
            kind, v = TYPES[type_]
            return self._told(event, Seen(kind, t, x=x, y=y, v=_value(kind, v, event), n=n))
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
        return [structs.replace(seen, target=None if seen.kind in OF_THE_DOCUMENT else on, text=text)]

    def _turned(self, axis: str, t: float, n: int) -> list[Seen]:
        """The mouse's way at a change of direction: to and fro on that axis, after a run-up before the first."""
        run_up = []
        if self._way is None:
            self._way = {"x": STROKE_PX, "y": STROKE_PX}
            run_up = [Seen(Kind.TURN, t, n=n), Seen(Kind.TURN, t, x=STROKE_PX, y=STROKE_PX, n=n)]
        for one in set(axis) & set(self._way):
            self._way[one] = STROKE_PX - self._way[one]
        return [*run_up, Seen(Kind.TURN, t, x=self._way["x"], y=self._way["y"], n=n)]

    def _reported(self, event: dict[str, Any], t: float, n: int) -> list[Seen]:
        """The clicks that a report sums up, all at once, and what ended its wait: for all we know, a change."""
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


def described(selector: str, text: str, rule: dict[str, Any]) -> Target | None:
    """The element that a selector stands for, as the shim would describe it: the innermost control, or what was hit."""
    if not selector or selector == "#text":
        return None
    tags = [found.group() for part in _compounds(selector) if (found := re.match(r"[\w-]*", part))]
    controls = [tag for tag in tags if tag in HOLDING_TAGS]
    hit = tags[-1] if tags else ""
    tag = hit if hit in OPAQUE_TAGS else "a" if "a" in tags else (controls or tags or [""])[-1]
    said = re.findall(r"\[role=[\"']?([\w-]+)", selector)
    leads = any(part.startswith("a") and "[href" in part for part in _compounds(selector))
    words = {"canvas": tag == "canvas", "frame": tag == "iframe", "link": tag == "a" and leads}
    target = describe(
        Descriptor(
            tag=tag,
            role=said[-1] if said else {"a": "link", "button": "button"}.get(tag, ""),
            name=text,
            author=selector,  # who it is; as its path a selector tells what it lies in
            path=selector,
            type="".join(re.findall(r"\[type=[\"']?([\w-]+)", selector)[-1:]),
            disabled="[disabled" in selector or ":disabled" in selector,
            typeable="contenteditable" in selector,
            exempt=_ignored(selector, rule) or "data-handrail-ignore" in selector,
            kind=" ".join(word for word, holds in words.items() if holds),
        )
    )
    return _with_steppers(structs.replace(target, traits=target.traits - OURS_ALONE), text, rule)


def _value(kind: Kind, v: float, event: dict[str, Any]) -> float:
    """What rows of a kind say in `v`, where a case says it in a field of its own."""
    match kind:
        case Kind.TOUCH_START:
            return len(_fingers(event)) or 1
        case Kind.VISIBILITY:
            return float(_first(event, "state", "visibility") != "hidden")
        case Kind.REQUEST if v == 1 and (event.get("failed") or str(event.get("status") or "")[:1] in ("4", "5")):
            return -1
    return v


def _clicked(event: dict[str, Any], click: Seen, selector: str) -> list[Seen]:
    """A click of the main button, with what else its case says of it: what the visitor and the page did meanwhile."""
    if event.get("button") not in (None, 0):
        return []
    modified = any(event.get(key) for key in ("ctrlKey", "metaKey", "altKey", "shiftKey"))
    click = structs.replace(click, v=MODIFIER * modified + KEYBOARD * bool(event.get("keyboard")))
    doing = event.get("user_activity") or event.get("userActivity")
    said = {**event, **(doing if isinstance(doing, dict) else {})}
    by_visitor = [Seen(kind, click.t, v=v, n=click.n) for key, kind, v in BY_VISITOR if said.get(key) is True]
    by_page = [Seen(kind, click.t, v=v, n=click.n) for key, kind, v in BY_PAGE if said.get(key) is True]
    if re.search(r"target=[\"']?_blank|\[download|\[href\^?=[\"']?(mailto|tel):|type=[\"']?file", selector):
        by_page.append(Seen(Kind.WINDOW_OPEN, click.t, n=click.n))
    return [*by_visitor, click, *by_visitor, *by_page]  # nobody says whether before or after


def _first(event: dict[str, Any], *names: str) -> Any:
    return next((event[name] for name in names if event.get(name) is not None), None)


def _fingers(event: dict[str, Any]) -> list[Any]:
    touches = _first(event, "touches", "changed_touches", "changedTouches")
    return touches if isinstance(touches, list) else []


def _place(event: dict[str, Any]) -> tuple[float, float]:
    spot = next((finger for finger in _fingers(event) if isinstance(finger, dict)), event)
    x, y = (_first(spot, axis, f"client{axis.upper()}", f"client_{axis}", f"page{axis.upper()}") for axis in "xy")
    return float(x or 0), float(y or 0)


def _selector(target: Any) -> str:
    """A selector, also where a case says tag, id and attributes of an element each in a field of its own."""
    if not isinstance(target, dict):
        return str(target or "")
    tag = str(_first(target, "tag", "tagName", "tag_name") or "").lower()
    attributes = target.get("attributes")
    held = {**(attributes if isinstance(attributes, dict) else {}), **{k: target[k] for k in NAMED if k in target}}
    id_ = f"#{held.pop('id')}" if held.get("id") else ""
    return f"{tag}{id_}" + "".join(f'[{key}="{value}"]' for key, value in held.items())


def _compounds(selector: str) -> list[str]:
    return re.split(r"\s*>\s*|\s+(?![^\[]*\])", selector.replace("#shadow-root ", "").strip())


def _with_steppers(target: Target, text: str, rule: dict[str, Any]) -> Target:
    """A rule's own list of texts on which many clicks are normal takes the place of ours."""
    listed = rule.get("content_ignorelist")
    if not isinstance(listed, list):
        return target
    said = text.strip().lower()
    words = [str(word).strip().lower() for word in listed]
    stepper = any(word == said or (word.isalnum() and word in said) for word in words)
    return structs.replace(target, traits=target.traits - {"stepper"} | ({"stepper"} if stepper else set()))


def _ignored(selector: str, rule: dict[str, Any]) -> bool:
    listed = _first(rule, "css_ignore", "ignore_selector", "ignore")
    every = listed.split(",") if isinstance(listed, str) else listed if isinstance(listed, list) else []
    simple = [str(one).strip() for one in every if str(one).strip()]
    return any(_matches(part, one) for part in _compounds(selector) for one in simple)


def _matches(part: str, simple: str) -> bool:
    """Whether one compound of a selector carries a tag, class, id or attribute."""
    if simple[0] in ".#[":
        return re.search(re.escape(simple.rstrip("]")) + r"(?![\w-])", part) is not None
    return re.match(re.escape(simple) + r"(?![\w-])", part) is not None
