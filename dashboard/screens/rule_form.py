"""The form of one signal's rule: a field for each threshold, and from what was entered to the site's override."""

import json
from typing import Any

import streamlit as st

from dashboard.words import plain
from server.api.views import RuleField, RuleView


def rule_fields(rule: RuleView) -> dict[str, Any]:
    """Draws the switch and the fields; answers what they hold, by name."""
    wanted: dict[str, Any] = {"on": st.toggle("Judged", rule.on, key=f"{rule.signal}_on")}
    for field in rule.fields:
        wanted[field.name] = _field(rule.signal, field)
    return wanted


def changed(override: str, rule: RuleView, wanted: dict[str, Any]) -> str:
    """The site's override with the rule's fields as wanted: only those that differ from the shipped ones are named.

    Fields that are not wanted are the shipped ones.
    """
    whole: dict[str, Any] = json.loads(override) if override else {}
    shipped = {"on": True, **{field.name: field.shipped for field in rule.fields}}
    differing = {name: value for name, value in wanted.items() if value != shipped[name]}
    whole.pop(rule.signal, None)
    if differing:
        whole[rule.signal] = differing
    return json.dumps(whole, sort_keys=True) if whole else ""


def _field(signal: str, field: RuleField) -> Any:
    key = f"{signal}_{field.name}"
    label = f"{plain(field.name.removesuffix('_ms').removesuffix('_px'))}" + (f", {field.unit}" if field.unit else "")
    shipped = f"Shipped: {_said(field.shipped)}."
    reason = f"{field.reason[:1].upper()}{field.reason[1:]}. {shipped}" if field.reason else shipped
    match field.kind:
        case "switch":
            value: Any = st.toggle(label, bool(field.value), key=key)
        case "whole":
            least, most = int(field.least or 0), int(field.most or 1000)
            value = st.number_input(label, least, most, int(field.value), key=key, width=220)
        case "number":
            value = _number(label, field, key)
        case "choice":
            value = st.selectbox(label, field.choices, index=field.choices.index(field.value), key=key, width=220)
        case _:
            words = st.text_input(label, ", ".join(field.value), key=key)
            value = [word.strip() for word in (words or "").split(",") if word.strip()]
    st.caption(reason)
    return value


def _number(label: str, field: RuleField, key: str) -> float:
    fine = field.unit not in ("ms", "px")
    return st.number_input(
        label,
        float(field.least or 0.0),
        float(field.most or 1e9),
        float(field.value),
        0.05 if fine else 50.0 if field.unit == "ms" else 1.0,
        format="%.2f" if fine else "%.0f",
        key=key,
        width=220,
    )


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return f"{value:,g}" if isinstance(value, int | float) else str(value)
