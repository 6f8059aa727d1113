"""Case files: what happened on some page, restated as data, with the rule of the product that it was written for.

Format `friction-cases/1`: `{"cases": [{"id", "signal", "rule", "events": [{"t_ms", "type", "target"}]}]}`. A case's
`rule` sets the thresholds: its keys are read by meaning (rule_words.py), its events as the shim would have told them.
Selectors stand for elements. What is not understood is named in the verdicts, never guessed.
"""

import re
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct, structs

from widget.elements import Descriptor, Target, describe
from widget.events import KEYBOARD, MODIFIER, Kind, Outside, Seen
from widget.protocol import Signal
from widget.signals.detector import Found
from widget.signals.detectors import Detectors
from widget.signals.rule_words import rules_of
from widget.signals.rules import SIGNALS, Rules, RulesError, overridden

ZERO = 1_760_000_000_000.0  # Unix ms of a case's t_ms 0: detectors live in real time
AFTERWARDS_MS = 86_400_000.0  # time goes on after the last event until nothing waits
MOST_EVENTS = 100_000
OURS_ALONE = frozenset({"toggle", "calendar", "carousel", "game"})  # exempt with us; a case's rule names its own

# What a case calls a signal -> what is judged for it.
MEANT: dict[str, tuple[Signal, ...]] = {
    "thrashed_cursor": ("cursor_thrash",),
    "direction_change": ("cursor_thrash",),
    "click_chain": ("rage_click",),
    "server_classification": ("rage_click",),
    "combined": ("rage_click", "dead_click", "error_click"),
}

PARTS: tuple[tuple[str, Signal], ...] = (
    ("swipe", "dead_swipe"), ("rage", "rage_click"), ("thrash|cursor|mouse", "cursor_thrash"), ("slow", "slow_click"),
    ("error", "error_click"), ("dead", "dead_click"), ("back", "quick_back"), ("zoom|pinch", "pinch_zoom"),
    ("abandon", "form_abandonment"), ("scroll", "scroll_thrash"), ("hesit", "hesitation"),
)  # fmt: skip

TYPES: dict[str, tuple[Kind, float]] = {
    "click": (Kind.CLICK, 0), "tap": (Kind.CLICK, 0), "dblclick": (Kind.CLICK, 0), "auxclick": (Kind.CLICK, 0),
    "mousedown": (Kind.POINTER_DOWN, 0), "pointerdown": (Kind.POINTER_DOWN, 0),
    "mousemove": (Kind.TURN, 0), "pointermove": (Kind.TURN, 0), "move": (Kind.TURN, 0),
    "touchstart": (Kind.TOUCH_START, 1), "touchend": (Kind.TOUCH_END, 0), "touchcancel": (Kind.TOUCH_END, 1),
    "scroll": (Kind.SCROLL, 0), "wheel": (Kind.SCROLL, 0),
    "dom_mutation": (Kind.MUTATION, 1), "mutation": (Kind.MUTATION, 1),
    "request": (Kind.REQUEST, 1), "request_start": (Kind.REQUEST, 1), "fetch": (Kind.REQUEST, 1),
    "xhr": (Kind.REQUEST, 1), "network_request": (Kind.REQUEST, 1), "resource": (Kind.REQUEST, 1),
    "page_activity": (Kind.REQUEST, 1), "activity": (Kind.MUTATION, 1),
    "request_end": (Kind.REQUEST, 0), "request_failed": (Kind.REQUEST, -1), "network_error": (Kind.REQUEST, -1),
    "failed_request": (Kind.REQUEST, -1),
    "js_error": (Kind.SCRIPT_ERROR, 0), "error": (Kind.SCRIPT_ERROR, 0), "script_error": (Kind.SCRIPT_ERROR, 0),
    "exception": (Kind.SCRIPT_ERROR, 0), "unhandledrejection": (Kind.SCRIPT_ERROR, 0),
    "unhandled_rejection": (Kind.SCRIPT_ERROR, 0), "console_error": (Kind.SCRIPT_ERROR, 0),
    "selectionchange": (Kind.SELECTION, 0), "selection": (Kind.SELECTION, 0), "text_selection": (Kind.SELECTION, 0),
    "copy": (Kind.COPY, 0), "clipboard": (Kind.WINDOW_OPEN, Outside.CLIPBOARD),
    "visibilitychange": (Kind.VISIBILITY, 1), "window_blur": (Kind.WINDOW_OPEN, Outside.ELSEWHERE),
    "window_focus": (Kind.FOCUS, 0), "window_open": (Kind.WINDOW_OPEN, Outside.WINDOW),
    "download": (Kind.WINDOW_OPEN, Outside.DOWNLOAD), "print": (Kind.WINDOW_OPEN, Outside.PRINT),
    "dialog": (Kind.WINDOW_OPEN, Outside.DIALOG), "alert": (Kind.WINDOW_OPEN, Outside.DIALOG),
    "media": (Kind.WINDOW_OPEN, Outside.MEDIA), "play": (Kind.WINDOW_OPEN, Outside.MEDIA),
    "navigation": (Kind.NAVIGATE, 0), "navigate": (Kind.NAVIGATE, 0), "pushstate": (Kind.NAVIGATE, 0),
    "replacestate": (Kind.NAVIGATE, 0), "popstate": (Kind.NAVIGATE, 0), "hashchange": (Kind.NAVIGATE, 0),
    "url_change": (Kind.NAVIGATE, 0), "route_change": (Kind.NAVIGATE, 0), "page_view": (Kind.PAGE, 0),
    "focus": (Kind.FOCUS, 0), "focusin": (Kind.FOCUS, 0), "blur": (Kind.BLUR, 0), "focusout": (Kind.BLUR, 0),
    "input": (Kind.INPUT, 1), "change": (Kind.INPUT, 1), "submit": (Kind.SUBMIT, 0), "invalid": (Kind.INVALID, 0),
}  # fmt: skip
ALL = "all"  # what a case without a signal of its own is judged for
TIME_PASSES = frozenset({"check", "tick", "wait", "advance", "timer"})
NOTHING = frozenset(
    {"console_log", "console_warn", "keydown", "keyup", "mouseup", "pointerup", "touchmove", "mouseover"}
)


class CasesError(ValueError):
    """A file is not one of cases; the text says what is wrong and where."""


class Case(Struct, frozen=True):
    """One case, or one document of a stored session (its `signal` is ALL).

    `events` have their index in the file as `n`; a `Kind.TIME` is there where only time passes. A case that makes no
    sense has no events, and `error` says why.
    """

    id: str
    signal: str
    rules: Rules
    events: tuple[Seen, ...]
    unused: tuple[str, ...] = ()
    error: str = ""


class Judged(Struct, frozen=True):
    """One verdict, on the case's own clock."""

    signal: str
    event_index: int
    t_ms: float
    verdict: str
    evidence: dict[str, Any]
    pending_at_end: bool = False


class _Case(Struct):
    id: str
    signal: str = ""
    rule: dict[str, Any] = {}
    events: list[dict[str, Any]] = []


class _File(Struct):
    cases: list[_Case]


def read(data: bytes, override: str = "") -> list[Case]:
    """The cases of a file, rules overridden where asked; a case that makes no sense carries its error.

    Raises CasesError for a file of another kind, RulesError for an override that is none.
    """
    try:
        found = msgspec.json.decode(data, type=_File).cases
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CasesError(f"not a file of cases: {error}") from None
    overridden(Rules(), override)
    return [_case_or_error(one, override) for one in found]


def _case_or_error(case: _Case, override: str) -> Case:
    try:
        return _case(case, override)
    except (CasesError, RulesError) as error:
        return Case(case.id, case.signal, Rules(), (), error=str(error))


def judged_for(signal: str) -> tuple[str, ...]:
    """Our signals for a case's word; a word nobody knows is taken by the signal that it names a part of."""
    if signal in SIGNALS or signal == ALL:
        return (signal,)
    if signal in MEANT:
        return MEANT[signal]
    for part, ours in PARTS:
        if re.search(part, signal.lower()):
            return (ours,)
    return (signal,)


def verdicts(case: Case) -> list[Judged]:
    """A verdict for every candidate, by the time it became certain; what waits at the end is waited for."""
    detectors = Detectors(case.rules, all_verdicts=True)
    found: list[Found] = []
    zero = _zero(case)
    last = zero
    for event in case.events:
        found += detectors.tick(event.t) if event.kind is Kind.TIME else detectors.feed(event)
        last = max(last, event.t)
    judged = [_judged(one, case, False) for one in found]
    while detectors.due() < last + AFTERWARDS_MS:
        later = detectors.tick(max(detectors.due(), last))
        judged += [_judged(one, case, True) for one in later]
        if not later:
            break
    return sorted(judged, key=lambda one: (one.t_ms, one.event_index))


def _judged(found: Found, case: Case, late: bool) -> Judged:
    meant = judged_for(case.signal)
    signal = case.signal if meant == (found.signal,) else found.signal
    return Judged(signal, found.of, found.t - _zero(case), found.verdict, evidence(found), late)


def _zero(case: Case) -> float:
    """Unix ms of the case's own zero: a stored session counts from its first event."""
    return case.events[0].t if case.signal == ALL and case.events else ZERO


def evidence(found: Found) -> dict[str, Any]:
    """The evidence of a verdict as plain data."""
    code, *words = found.evidence or ("",)
    told: dict[str, Any] = {
        "code": code,
        "words": words,
        "signs": [{"kind": sign.kind, "after_ms": sign.after_ms} for sign in found.signs],
        "count": found.count,
        "span_ms": found.span_ms,
    }
    way = re.match(r"(\d+) px (\w+)$", words[0]) if words and found.signal == "dead_swipe" else None
    return told | ({"distance_px": int(way[1]), "direction": way[2]} if way else {})


def _case(case: _Case, override: str) -> Case:
    meant = judged_for(case.signal)
    rules, unused = rules_of(meant, case.rule)
    rules = overridden(rules, override)
    if len(case.events) > MOST_EVENTS:
        raise CasesError(f"{case.id}: {len(case.events)} events, {MOST_EVENTS} are read")
    events: list[Seen] = []
    for n, event in enumerate(case.events):
        seen = _seen(event, n, case)
        unused += [] if seen is not None else [f"event {event.get('type')}"]
        events += seen or []
    ordered = sorted((one for one in events), key=lambda one: one.t)
    return Case(case.id, case.signal, rules, tuple(ordered), tuple(dict.fromkeys(unused)))


def _seen(event: dict[str, Any], n: int, case: _Case) -> list[Seen] | None:
    """What the shim would have told of an event; None for one that is not known."""
    type_ = str(event.get("type", "")).lower()
    try:
        t = ZERO + float(event.get("t_ms", 0))
        x, y = _place(event)
    except (TypeError, ValueError):
        raise CasesError(f"{case.id}: event {n} has no time or place in numbers") from None
    if type_ in TIME_PASSES:
        return [Seen(Kind.TIME, t)]
    if type_ in NOTHING:
        return []
    if type_ not in TYPES:
        return None
    kind, v = TYPES[type_]
    selector = str(event.get("target") or "")
    on = described(selector, str(event.get("text", "")), case.rule) if selector else None
    match kind:
        case Kind.CLICK:
            return _clicked(event, Seen(kind, t, on, x, y, n=n), selector)
        case Kind.TOUCH_START:
            v = len(event.get("touches") or [0])
        case Kind.VISIBILITY:
            v = float(event.get("state") != "hidden")
        case Kind.REQUEST if int(event.get("status") or 0) >= 400 or event.get("failed"):
            v = -1
        case Kind.SCROLL | Kind.NAVIGATE | Kind.SELECTION | Kind.MUTATION if on is not None and kind is not Kind.SCROLL:
            on = None
    text = str(event.get("url") or event.get("route") or "") or (f"/{n}" if kind is Kind.NAVIGATE else "")
    return [Seen(kind, t, on, x, y, v, text or str(event.get("message", "")), n)]


def _clicked(event: dict[str, Any], click: Seen, selector: str) -> list[Seen]:
    """A click, and what the shim tells with it where it leads out of the document."""
    modified = any(event.get(key) for key in ("ctrlKey", "metaKey", "altKey", "shiftKey"))
    flags = MODIFIER * modified + KEYBOARD * bool(event.get("keyboard"))
    click = structs.replace(click, v=flags)
    leaves = re.search(r"target=\"?_blank|\[download|\[href\^?=\"?(mailto|tel):|type=file", selector)
    return [click, Seen(Kind.WINDOW_OPEN, click.t, n=click.n)] if leaves else [click]


def _place(event: dict[str, Any]) -> tuple[float, float]:
    touches = event.get("touches") or []
    spot = touches[0] if touches and isinstance(touches[0], dict) else event
    return float(spot.get("x") or 0), float(spot.get("y") or 0)


def described(selector: str, text: str, rule: dict[str, Any]) -> Target | None:
    """The element that a selector stands for, as the shim would describe it: the innermost control, or what was hit."""
    if selector == "#text":
        return None
    parts = [part.removeprefix("#shadow-root ").strip() for part in selector.split(">")]
    tags = [re.match(r"[\w-]*", part) for part in parts]
    names = [found.group() if found else "" for found in tags]
    tag = "a" if "a" in names else names[-1]
    target = describe(
        Descriptor(
            tag=tag,
            role={"a": "link", "button": "button"}.get(tag, ""),
            name=text,
            path=selector,
            type="".join(re.findall(r"\[type=\"?([\w-]+)", selector)),
            disabled="[disabled" in selector or ":disabled" in selector,
            typeable="contenteditable" in selector,
            exempt=_ignored(selector, rule) or "data-handrail-ignore" in selector,
            kind="link" if "a[href" in selector else "canvas" if tag == "canvas" else "",
        )
    )
    kept = structs.replace(target, traits=target.traits - OURS_ALONE)
    return _with_steppers(kept, text, rule)


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
    listed = rule.get("css_ignore") or rule.get("ignore_selector") or rule.get("ignore") or []
    every = listed.split(",") if isinstance(listed, str) else [str(one) for one in listed]
    parts = [part.removeprefix("#shadow-root ").strip() for part in selector.split(">")]
    return any(_matches(part, one.strip()) for part in parts for one in every if one.strip())


def _matches(part: str, simple: str) -> bool:
    """Whether one compound of a selector carries a tag, class, id or attribute."""
    if simple[0] in ".#[":
        bare = simple.rstrip("]")
        return re.search(re.escape(bare) + r"(?![\w-])", part) is not None
    return re.match(r"[\w-]*", part).group() == simple  # type: ignore[union-attr]


def lines(cases: Iterable[Case]) -> Iterable[bytes]:
    """A JSON object a case: `{"id", "verdicts": [...], "unused"?}`."""
    for case in cases:
        judged = [_plain(one) for one in verdicts(case)]
        yield msgspec.json.encode(
            {"id": case.id, "verdicts": judged}
            | ({"unused": case.unused} if case.unused else {})
            | ({"error": case.error} if case.error else {})
        )


def _plain(judged: Judged) -> dict[str, Any]:
    told: dict[str, Any] = {
        "signal": judged.signal,
        "event_index": judged.event_index,
        "t_ms": round(judged.t_ms, 3),
        "verdict": judged.verdict,
        "evidence": judged.evidence,
    }
    return told | ({"pending_at_end": True} if judged.pending_at_end else {})
