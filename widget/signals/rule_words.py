"""A rule as another product words it -> our rules: keys are read by what they mean.

Keys end in `_exclusive` or `_inclusive` where it matters whether the bound itself still counts; a bare bound of a rage
click is exclusive, as in the products that name none. Of two keys that mean the same the first counts. What no pattern
knows, and prose where we need a number, is returned by its key.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import structs

from widget.protocol import Signal
from widget.signals.rules import SIGNALS, Rule, Rules, RulesError

EDGE = 1e-3  # ms, px: takes an exclusive bound below itself where the others are inclusive
DAY_MS = 86_400_000
FAR_PX = 10_000
KNOWN_ASIDE = re.compile(
    r"content_ignorelist|content_match|css_ignore|ignore(_selector)?|ignore_text_selection|first_check(_ms)?|note|"
    r"comment|source|metric|rearm|enabled|on|name|product|description"
)
LATER = r"cooldown|debounce|flush|emit|report|delay|poll"  # when a product tells, not what it judges

# (pattern of the key, field): the first that matches counts; no field: it is not understood.
WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "rage_click": (
        (LATER, ""),
        (r"same_(element|target|node)", "same_element"),
        (r"selection", "selection_resets"),
        (r"scroll", "scroll_resets"),
        (r"(region|box|bounding|bounds)", "box"),
        (r"(dist|radius|px)", "distance_px"),
        (r"(gap|between|interval|inter_click|timeout|time_diff)", "gap_ms"),
        (r"(window|within|span|frame|duration|period|lookback|range|_ms)", "span_ms"),
        (r"(click|count|threshold|min|times|events)", "clicks"),
    ),
    "dead_click": (
        (r"modifier", "with_modifiers"),
        (r"(tags|clickable|interactive|controls)", "controls_only"),
        (r"(dedupe|same|throttle)", "same_ms"),
        (LATER, ""),
        (r"(liveness|visib|tab|focus_change)", "alive_ms"),
        (r"selection", "selection_ms"),
        (r"scroll", "scroll_ms"),
        (r"(request|network|resource)", "request_ms"),
        (r"(absolute|timeout|max_wait|after_click)", "absolute_ms"),
        (r"(mutation|change|dom|activity|threshold|window|within|_ms)", "change_ms"),
    ),
    "slow_click": (
        (r"(dedupe|same)", "same_ms"),
        (LATER, ""),
        (r"scroll", "scroll_ms"),
        (r"timeout", "timeout_ms"),
        (r"(request|network)", "request_ms"),
        (r"(threshold|slow|_ms)", "threshold_ms"),
    ),
    "dead_swipe": (
        (r"(dedupe|same)", "same_ms"),
        (LATER, ""),
        (r"(max_per|most|limit)", "most"),
        (r"selection", "selection_ms"),
        (r"scroll", "scroll_ms"),
        (r"(absolute|timeout)", "absolute_ms"),
        (r"(px|dist)", "distance_px"),
        (r"(mutation|change|_ms)", "change_ms"),
    ),
    "error_click": ((LATER, ""), (r"handled", "handled_ms"), (r"(_ms|window|within|threshold|timeout)", "window_ms")),
    "cursor_thrash": (
        (LATER, ""),
        (r"(px|dist|swing|amplitude)", "swing_px"),
        (r"(_ms|window|within|duration)", "window_ms"),
        (r"(change|turn|revers|count|threshold|min)", "turns"),
    ),
}
# What our rules ask for beyond what other products' do.
BARE: dict[str, dict[str, Any]] = {
    "dead_click": {"controls_only": False, "same_ms": 0},
    "slow_click": {"silent_too": True},
    "error_click": {"handled_ms": 0},
    "cursor_thrash": {"swing_px": 0},
}
EVERY_TURN = {"turns": 1, "window_ms": DAY_MS, "again": True}
# Whose a key is in a rule for several signals.
OWN_WORDS: tuple[tuple[str, Signal], ...] = (
    ("rage", "rage_click"), ("dead", "dead_click"), ("activity", "dead_click"), ("error", "error_click"),
    ("slow", "slow_click"), ("swipe", "dead_swipe"),
)  # fmt: skip


def rules_of(signals: Iterable[str], rule: Mapping[str, Any], *, every_time: bool = False) -> tuple[Rules, list[str]]:
    """Rules that judge `signals` alone by a case's rule, and the keys that none of them understood. `every_time`: each
    turn of a cursor is told.

    Raises RulesError for a signal that is none and for numbers that make no sense.
    """
    judged = tuple(signals)
    wrong = [signal for signal in judged if signal not in SIGNALS]
    if wrong:
        raise RulesError(f"{wrong[0]}: there is no such signal")
    rules = Rules()
    merged, left = {}, set(rule)
    for signal in SIGNALS:
        before: Rule = getattr(rules, signal)
        if signal not in judged:
            merged[signal] = structs.replace(before, on=False)
            continue
        nested = rule.get(signal)  # "combined" may nest them
        own = nested if isinstance(nested, dict) else _own(rule, signal, judged)
        fields, keys = _fields(signal, own)
        if every_time:
            fields |= EVERY_TURN
        merged[signal], refused = _ruled(signal, before, fields)
        aside = {key for key in own if KNOWN_ASIDE.fullmatch(key)}
        left -= aside | {signal} | {key for key, field in keys.items() if field not in refused}
    return structs.replace(rules, version="case", **merged), sorted(left)


def _own(rule: Mapping[str, Any], signal: str, judged: tuple[str, ...]) -> dict[str, Any]:
    """The keys that mean the signal where the rule is one for several."""
    if len(judged) == 1:
        return dict(rule)
    whose = {key: next((owner for word, owner in OWN_WORDS if word in key.lower()), signal) for key in rule}
    return {key: value for key, value in rule.items() if whose[key] == signal}


def _ruled(signal: str, before: Rule, fields: dict[str, Any]) -> tuple[Rule, set[str]]:
    """The rule with the fields, and those whose value is prose. Raises RulesError."""
    plain, refused = msgspec.to_builtins(before), set()
    for field, value in fields.items():
        try:
            msgspec.convert({**plain, field: value}, type(before), strict=False)
        except msgspec.ValidationError as error:
            if not isinstance(value, str):
                raise RulesError(f"{signal}: {error}") from None
            refused.add(field)
    kept = {field: value for field, value in fields.items() if field not in refused}
    return msgspec.convert({**plain, **kept}, type(before), strict=False), refused


def _fields(signal: str, rule: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Fields of our rule with their values, and which key each came from."""
    fields: dict[str, Any] = {**BARE.get(signal, {}), "on": rule.get("enabled", rule.get("on", True)) is not False}
    keys: dict[str, str] = {}
    inclusive = any(map(_inclusive, rule))
    for key, value in rule.items():
        field = next((field for pattern, field in WORDS.get(signal, ()) if re.search(pattern, key.lower())), "")
        if not field or field in keys.values() or value is None or KNOWN_ASIDE.fullmatch(key):
            continue
        if field == "controls_only":
            value = bool(value)
        if isinstance(value, (dict, list)):
            continue
        if field == "box":
            fields["metric"], field = "box", "distance_px"
        keys[key] = field
        fields[field] = _bound(signal, field, key, value, inclusive)
    finish = {"rage_click": _rage, "dead_click": _dead}.get(signal)
    return (finish(fields, rule, inclusive) if finish else fields), keys


def _bound(signal: str, field: str, key: str, value: Any, inclusive: bool) -> Any:
    """The value as our detector compares it: most of our bounds are exclusive, a rage click's by its rule."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not field.endswith(("_ms", "_px")):
        return value
    if signal == "rage_click":
        return value - EDGE if inclusive and not _inclusive(key) else value
    if signal == "error_click":
        return value - EDGE if "exclusive" in key else value
    return value + EDGE if _inclusive(key) else value


def _inclusive(key: str) -> bool:
    return key.endswith("_inclusive") or "_inclusive_" in key


def _rage(fields: dict[str, Any], rule: dict[str, Any], inclusive: bool) -> dict[str, Any]:
    metric = str(rule.get("metric", "")).lower()
    if re.search(r"euclid|l2|hypot|straight", metric):
        fields["metric"] = "euclid"
    elif re.search(r"box|region|bounding", metric):
        fields["metric"] = "box"
    rearm = rule.get("rearm", "")
    anew = re.search(r"again|every|clear|restart|reset|empt|fresh|anew|each", str(rearm).lower())
    fields["again"] = rearm is True or (anew is not None and "once" not in str(rearm).lower())
    if fields.get("span_ms") and "gap_ms" not in fields:
        fields["gap_ms"] = fields["span_ms"]
    if "distance_px" not in fields and rule:
        fields["distance_px"] = FAR_PX
    for field in ("selection_resets", "scroll_resets", "same_element"):
        if isinstance(fields.get(field), str):
            fields[field] = True
    return {**fields, "inclusive": inclusive}


def _dead(fields: dict[str, Any], _rule: dict[str, Any], _inclusive: bool) -> dict[str, Any]:
    """A rule that names one time means it for every answer."""
    change = fields.get("change_ms", fields.get("absolute_ms"))
    if change is None:
        return fields
    named = {"scroll_ms", "selection_ms", "focus_ms", "request_ms"} & set(fields)
    whole = {"change_ms": change, "absolute_ms": change, "request_ms": change}
    more = {} if named else {"scroll_ms": change, "selection_ms": change, "focus_ms": change}
    return {**whole, **more, **fields}
