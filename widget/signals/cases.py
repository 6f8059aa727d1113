"""Case files: what happened on some page, restated as data, with the rule of the product that it was written for.

Format `friction-cases/1`: `{"cases": [{"id", "signal", "rule", "events": [{"t_ms", "type", "target"}]}]}`. A case's
`rule` sets the thresholds: its keys are read by meaning (rule_words.py), its events as the shim would have told them
(case_events.py). What is not understood is named beside the verdicts, never guessed.
"""

import re
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct

from widget.events import Kind, Seen
from widget.protocol import Signal
from widget.signals.case_events import ZERO, CasesError, Reading
from widget.signals.detector import Found
from widget.signals.detectors import Detectors
from widget.signals.rule_words import rules_of
from widget.signals.rules import SIGNALS, Rules, RulesError, overridden

__all__ = ["ALL", "Case", "CasesError", "Judged", "lines", "read", "verdicts"]

AFTERWARDS_MS = 86_400_000.0  # time goes on after the last event until nothing waits
MOST_EVENTS = 100_000

# What a case calls a signal -> what is judged for it.
MEANT: dict[str, tuple[Signal, ...]] = {
    "thrashed_cursor": ("cursor_thrash",),
    "direction_change": ("cursor_thrash",),
    "click_chain": ("rage_click",),
    "server_classification": ("rage_click", "dead_click"),
    "combined": ("rage_click", "dead_click", "error_click"),
}

PARTS: tuple[tuple[str, Signal], ...] = (
    ("swipe", "dead_swipe"), ("rage", "rage_click"), ("thrash|cursor|mouse", "cursor_thrash"), ("slow", "slow_click"),
    ("error", "error_click"), ("dead", "dead_click"), ("back", "quick_back"), ("zoom|pinch", "pinch_zoom"),
    ("abandon", "form_abandonment"), ("scroll", "scroll_thrash"), ("hesit", "hesitation"),
)  # fmt: skip

ALL = "all"  # what a case without a signal of its own is judged for


class Case(Struct, frozen=True):
    """One case, or one document of a stored session (its `signal` is ALL).

    `events` have their index in the file as `n`; a `Kind.TIME` is there where only time passes. `trail` are the visits
    (route, Unix ms) of earlier documents. A case that makes no sense has no events, and `error` says why.
    """

    id: str
    signal: str
    rules: Rules
    events: tuple[Seen, ...]
    unused: tuple[str, ...] = ()
    error: str = ""
    trail: tuple[tuple[str, float], ...] = ()


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
    rule: dict[str, Any] | None = None
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
    detectors = Detectors(case.rules, case.trail, all_verdicts=True)
    zero = _zero(case)
    last = max((event.t for event in case.events), default=zero)
    found: list[Found] = []
    for event in case.events:
        found += detectors.tick(event.t) if event.kind is Kind.TIME else detectors.feed(event)
    found += _afterwards(detectors, last)
    judged = [_judged(one, case, zero, last) for one in found]
    return sorted(_one_each(judged), key=lambda one: (one.t_ms, one.event_index))


def _one_each(judged: Iterable[Judged]) -> Iterable[Judged]:
    """One verdict a signal, event and moment: an event may stand for several of the page, the last says all."""
    return {(one.signal, one.event_index, one.t_ms): one for one in judged}.values()


def _afterwards(detectors: Detectors, last: float) -> list[Found]:
    """What became certain after the last event, nothing more happening."""
    found: list[Found] = []
    end, due = last + AFTERWARDS_MS, detectors.due()
    while due < end:
        found += detectors.tick(max(due, last))
        if detectors.due() == due:
            break
        due = detectors.due()
    return found + detectors.feed(Seen(Kind.TIME, end))  # for those that told nobody that they wait


def _judged(found: Found, case: Case, zero: float, last: float) -> Judged:
    signal = case.signal if judged_for(case.signal) == (found.signal,) else found.signal
    return Judged(signal, found.of, found.t - zero, found.verdict, evidence(found), found.t > last)


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
    if found.target is not None:
        told["element"] = found.target.key
    match found.signal:
        case "rage_click":
            told["click_count"] = found.count
        case "dead_click" | "slow_click":
            told |= {"reason": code, "after_ms": found.span_ms, "click_count": found.count}
        case "dead_swipe" if words and (way := re.match(r"(\d+) px (\w+)$", words[0])):
            told |= {"reason": code, "distance_px": int(way[1]), "direction": way[2]}
    return told


def _case(case: _Case, override: str) -> Case:
    rule = case.rule or {}
    rules, unused = rules_of(judged_for(case.signal), rule, every_time=case.signal == "direction_change")
    rules = overridden(rules, override)
    if len(case.events) > MOST_EVENTS:
        raise CasesError(f"{len(case.events)} events, {MOST_EVENTS} are read")
    reading = Reading(rule)
    events = [seen for n, event in enumerate(case.events) for seen in reading.read(event, n)]
    ordered = sorted(events, key=lambda seen: seen.t)
    return Case(case.id, case.signal, rules, tuple(ordered), tuple(dict.fromkeys([*unused, *reading.unused])))


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
