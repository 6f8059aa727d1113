"""A rule as another product words it -> our rules: keys are read by what they mean.

Keys end in `_exclusive` or `_inclusive` where it matters whether the bound itself still counts; a bare bound of a rage
click is exclusive, as in the products that name none. What no pattern knows is returned by name.
"""

import re
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import structs

from widget.signals.rules import SIGNALS, Rules, RulesError

EDGE = 1e-3  # ms, px: takes an exclusive bound below itself where the others are inclusive
KNOWN_ASIDE = re.compile(
    r"content_ignorelist|content_match|css_ignore|ignore(_selector)?|ignore_text_selection|first_check|note|comment|"
    r"source|metric|rearm|enabled|on"
)

# (pattern of the key, field): the first that matches counts.
WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "rage_click": (
        (r"same_(element|target|node)", "same_element"),
        (r"selection", "selection_resets"),
        (r"scroll", "scroll_resets"),
        (r"(region|box|bounding)", "box"),
        (r"(dist|radius|px)", "distance_px"),
        (r"(gap|between|interval|inter_click)", "gap_ms"),
        (r"(window|within|span|frame|duration|timeout|period|lookback|range|_ms)", "span_ms"),
        (r"(click|count|threshold|min|times)", "clicks"),
    ),
    "dead_click": (
        (r"modifier", "with_modifiers"),
        (r"(dedupe|same)", "same_ms"),
        (r"(liveness|visib|tab|focus_change)", "alive_ms"),
        (r"selection", "selection_ms"),
        (r"scroll", "scroll_ms"),
        (r"(request|network|resource)", "request_ms"),
        (r"(absolute|timeout|max_wait)", "absolute_ms"),
        (r"(mutation|change|dom|activity|threshold|window|_ms)", "change_ms"),
    ),
    "slow_click": (
        (r"(dedupe|same)", "same_ms"),
        (r"scroll", "scroll_ms"),
        (r"timeout", "timeout_ms"),
        (r"(request|network)", "request_ms"),
        (r"(threshold|slow|_ms)", "threshold_ms"),
    ),
    "dead_swipe": (
        (r"(dedupe|same)", "same_ms"),
        (r"(max_per|most|limit)", "most"),
        (r"selection", "selection_ms"),
        (r"scroll", "scroll_ms"),
        (r"(absolute|timeout)", "absolute_ms"),
        (r"(px|dist)", "distance_px"),
        (r"(mutation|change|_ms)", "change_ms"),
    ),
    "error_click": ((r"handled", "handled_ms"), (r"(_ms|window|within|threshold|timeout)", "window_ms")),
    "cursor_thrash": (
        (r"(px|dist|swing|amplitude)", "swing_px"),
        (r"(_ms|window|within|duration)", "window_ms"),
        (r"(change|turn|revers|count|threshold|min)", "turns"),
    ),
}
# What our rules ask for beyond what other products' do.
BARE: dict[str, dict[str, Any]] = {
    "dead_click": {"controls_only": False},
    "slow_click": {"silent_too": True},
    "error_click": {"handled_ms": EDGE},
    "cursor_thrash": {"swing_px": 0},
}


def rules_of(signals: Iterable[str], rule: dict[str, Any]) -> tuple[Rules, list[str]]:
    """Rules that judge `signals` alone by a case's rule, and the keys that none of them understood.

    Raises RulesError for a signal that is none and for values that make no sense.
    """
    judged = tuple(signals)
    wrong = [signal for signal in judged if signal not in SIGNALS]
    if wrong:
        raise RulesError(f"{wrong[0]}: there is no such signal")
    rules = Rules()
    merged, left = {}, set(rule)
    for signal in SIGNALS:
        before = getattr(rules, signal)
        if signal not in judged:
            merged[signal] = structs.replace(before, on=False)
            continue
        own = rule.get(signal) if isinstance(rule.get(signal), dict) else rule  # "combined" may nest them
        fields, used = _fields(signal, own if isinstance(own, dict) else rule)
        left -= used | {signal}
        try:
            merged[signal] = msgspec.convert({**msgspec.to_builtins(before), **fields}, type(before), strict=False)
        except msgspec.ValidationError as error:
            raise RulesError(f"{signal}: {error}") from None
    return structs.replace(rules, version="case", **merged), sorted(left)


def _fields(signal: str, rule: dict[str, Any]) -> tuple[dict[str, Any], set[str]]:
    fields: dict[str, Any] = {**BARE.get(signal, {}), "on": rule.get("enabled", rule.get("on", True)) is not False}
    used = {key for key in rule if KNOWN_ASIDE.fullmatch(key)}
    inclusive = any(_inclusive(key) for key in rule)
    for key, value in rule.items():
        if key in used:
            continue
        field = next((field for pattern, field in WORDS.get(signal, ()) if re.search(pattern, key.lower())), "")
        if not field or isinstance(value, (dict, list)) or value is None:
            continue
        used.add(key)
        if field == "box":
            fields["metric"], field = "box", "distance_px"
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        exclusive = signal == "rage_click" and inclusive and not _inclusive(key)
        fields[field] = (
            value - EDGE if number and exclusive and field in ("gap_ms", "span_ms", "distance_px") else value
        )
    finish = {"rage_click": _rage, "dead_click": _dead}.get(signal)
    return (finish(fields, rule, inclusive) if finish else fields), used


def _inclusive(key: str) -> bool:
    return key.endswith("_inclusive") or "_inclusive_" in key


def _rage(fields: dict[str, Any], rule: dict[str, Any], inclusive: bool) -> dict[str, Any]:
    metric = str(rule.get("metric", "")).lower()
    if re.search(r"euclid|l2|hypot|straight", metric):
        fields["metric"] = "euclid"
    elif re.search(r"box|region|bounding", metric):
        fields["metric"] = "box"
    rearm = str(rule.get("rearm", "")).lower()
    fields["again"] = bool(re.search(r"again|every|clear|restart|reset", rearm)) and "once" not in rearm
    if fields.get("span_ms") and "gap_ms" not in fields:
        fields["gap_ms"] = fields["span_ms"]
    if not any(re.search(r"dist|radius|px|region|box", key) for key in rule) and rule:
        fields["distance_px"] = 10_000  # the rule names no distance
    for field in ("selection_resets", "scroll_resets", "same_element"):
        if isinstance(fields.get(field), str):
            fields[field] = True
    return {**fields, "inclusive": inclusive}


def _dead(fields: dict[str, Any], rule: dict[str, Any], _inclusive: bool) -> dict[str, Any]:
    change = fields.get("change_ms")
    if change is not None and "absolute_ms" not in fields:
        fields["absolute_ms"] = change
        fields.setdefault("request_ms", change)
    if change is None and "absolute_ms" in fields:
        fields["change_ms"] = fields["absolute_ms"]
        fields.setdefault("request_ms", fields["absolute_ms"])
    return fields
