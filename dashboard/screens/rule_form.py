"""The form of one signal's rule: a field for each threshold, and from what was entered to the site's override."""

import json
from typing import Any

import streamlit as st
from msgspec import structs

from dashboard.rule_words import CHOICES, label, value
from server.api.views.rules import RuleField, RuleView

FIRST = 4  # fields that everybody sees; the others are finer points


def rule_fields(rule: RuleView, beside: str, edition: str = "") -> dict[str, Any]:
    """Draws the switch and the fields; answers what they hold, by name. `beside` says whose value stands beside;
    with another `edition` (another element, another version) what was entered before is forgotten."""
    wanted: dict[str, Any] = {"on": st.toggle("Judged", rule.on, key=f"{rule.signal}_on{edition}")}
    wanted |= _drawn(rule.signal, rule.fields[:FIRST], beside, edition)
    if finer := rule.fields[FIRST:]:
        with st.expander(f"Finer points ({len(finer)})", type="compact"):
            wanted |= _drawn(rule.signal, finer, beside, edition)
    return wanted


def at_element(rule: RuleView, override: str, element: str) -> RuleView:
    """The rule as it holds on one element by what a person set: the site's values stand beside."""
    whole = json.loads(override) if override else {}
    own = whole.get("elements", {}).get(element, {}).get(rule.signal, {})
    fields = [
        structs.replace(field, value=own.get(field.name, field.value), shipped=field.value) for field in rule.fields
    ]
    return structs.replace(rule, on=own.get("on", rule.on), fields=fields if rule.reach == "thresholds" else [])


def changed(override: str, rule: RuleView, wanted: dict[str, Any], element: str = "") -> str:
    """The site's override with the rule's fields as wanted, for all elements or for one.

    `rule` is the site's. Only fields that differ from the shipped ones (for one element: from the site's) are named;
    those that are not wanted are as there.
    """
    whole: dict[str, Any] = json.loads(override) if override else {}
    usual = {"on": rule.on if element else True} | {
        field.name: field.value if element else field.shipped for field in rule.fields
    }
    differing = {name: one for name, one in wanted.items() if one != usual[name]}
    elements = whole.pop("elements", {})
    place = elements.pop(element, {}) if element else whole
    place.pop(rule.signal, None)
    if differing:
        place[rule.signal] = differing
    if element and place:
        elements[element] = place
    if elements:
        whole["elements"] = elements
    return json.dumps(whole, sort_keys=True) if whole else ""


def _drawn(signal: str, fields: list[RuleField], beside: str, edition: str) -> dict[str, Any]:
    """Two fields side by side, each with its reason below it."""
    wanted: dict[str, Any] = {}
    for first in range(0, len(fields), 2):
        for place, field in zip(st.columns(2, gap="medium"), fields[first : first + 2], strict=False):
            with place:
                wanted[field.name] = _field(signal, field, edition)
                st.caption(_reason(field, beside))
    return wanted


def _reason(field: RuleField, beside: str) -> str:
    usual = f"{beside}: {value(field.shipped)}."
    return f"{field.reason[:1].upper()}{field.reason[1:]}. {usual}" if field.reason else usual


def _field(signal: str, field: RuleField, edition: str) -> Any:
    key, words = f"{signal}_{field.name}{edition}", label(signal, field.name, field.unit)
    match field.kind:
        case "switch":
            return st.toggle(words, bool(field.value), key=key)
        case "whole":
            return st.number_input(words, int(field.least or 0), int(field.most or 1000), int(field.value), key=key)
        case "number":
            return _number(words, field, key)
        case "choice":
            index = field.choices.index(field.value)
            return st.selectbox(
                words, field.choices, index=index, key=key, format_func=lambda one: CHOICES.get(one, one)
            )
        case _:
            typed = st.text_input(words, ", ".join(field.value), key=key)
            return [word.strip() for word in (typed or "").split(",") if word.strip()]


def _number(words: str, field: RuleField, key: str) -> float:
    fine = field.unit not in ("ms", "px")
    return st.number_input(
        words,
        float(field.least or 0.0),
        float(field.most or 1e9),
        float(field.value),
        0.05 if fine else 50.0 if field.unit == "ms" else 1.0,
        format="%.2f" if fine else "%.0f",
        key=key,
    )
