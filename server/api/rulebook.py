"""The struggle rules as a person reads them: each threshold with its unit, its bounds and its reason.

All of it stands in one place, widget/signals/rules.py: units and bounds in the types, reasons beside the fields.
"""

import inspect
import re
from functools import cache
from typing import Any

import msgspec
from msgspec.inspect import BoolType, FloatType, IntType, LiteralType, Metadata, StructType, type_info

from server.api.views.rules import RuleField, RuleView
from widget.signals.rules import SIGNALS, Rule, Rules

REASON = re.compile(r"^    (\w+): [^#]*?  # (.+?)(?:  # fmt: skip)?$", re.MULTILINE)
OF_SEVERAL_LINES = re.compile(r"^    (\w+): [^#\n]*\(\n(?:.*\n)*?    \)  # (.+?)(?:  # fmt: skip)?$", re.MULTILINE)

# Judged by what happens at the element itself, so that each of its thresholds may differ there.
AT_ELEMENT = frozenset(
    {"rage_click", "repeated_validation", "hesitation", "stall", "field_reentry", "erase_burst", "rage_typing"}
)
# About a way through pages or a movement of the hand: no element has a part in them.
OF_NO_ELEMENT = frozenset({"back_and_forth", "quick_back", "cursor_thrash", "scroll_thrash", "price_dwell"})


def listed(rules: Rules) -> list[RuleView]:
    """The rule of every signal, with the shipped value of each threshold beside the one that holds."""
    return [_rule(signal, getattr(rules, signal), getattr(Rules(), signal)) for signal in SIGNALS]


def _rule(signal: str, rule: Rule, shipped: Rule) -> RuleView:
    values, defaults = msgspec.to_builtins(rule), msgspec.to_builtins(shipped)
    about, fields = _told(type(rule))
    return RuleView(
        signal=signal,
        on=rule.on,
        about=about,
        fields=[
            msgspec.structs.replace(field, value=values[field.name], shipped=defaults[field.name]) for field in fields
        ],
        reach="thresholds" if signal in AT_ELEMENT else "none" if signal in OF_NO_ELEMENT else "switch",
    )


@cache
def _told(rule: type[Rule]) -> tuple[str, tuple[RuleField, ...]]:
    """What a rule is about, and its fields without their values."""
    source = inspect.getsource(rule)
    reasons = dict(OF_SEVERAL_LINES.findall(source)) | dict(REASON.findall(source))
    shape = type_info(rule)
    if not isinstance(shape, StructType):
        raise TypeError(f"{rule.__name__} is no Struct")
    fields = [_field(field.name, field.type, reasons.get(field.name, "")) for field in shape.fields]
    return inspect.cleandoc(rule.__doc__ or ""), tuple(field for field in fields if field.name != "on")


def _field(name: str, kind: Any, reason: str) -> RuleField:
    unit = ""
    if isinstance(kind, Metadata):
        unit, kind = str((kind.extra or {}).get("unit", "")), kind.type
    shape: dict[str, Any] = {}
    match kind:
        case BoolType():
            shape = {"kind": "switch"}
        case IntType():
            shape = {"kind": "whole", "least": kind.ge, "most": kind.le}
        case FloatType():
            shape = {"kind": "number", "least": _above(kind.gt) if kind.ge is None else kind.ge, "most": kind.le}
        case LiteralType():
            shape = {"kind": "choice", "choices": [str(value) for value in kind.values]}
        case _:
            shape = {"kind": "words"}
    return RuleField(name=name, value=None, shipped=None, reason=reason, unit=unit, **shape)


def _above(bound: float | None) -> float | None:
    """The least number above a bound that is not reached itself, as a person would write it."""
    return None if bound is None else 1.0 if bound == 0 else bound + 0.01
