"""One signal's rule on the rules page: its thresholds for the whole site or for one element, and back again."""

import json
from typing import Any

import streamlit as st

from dashboard.furniture import note, section
from dashboard.rule_words import amount, held, label
from dashboard.screens.rule_form import at_element, changed, rule_fields
from dashboard.screens.rule_saving import edition, save
from dashboard.signal_words import SIGNALS_MEAN, signal
from dashboard.words import called
from server.api.views.rules import RulesView, RuleView

WHOLE = ""  # in place of an element's key


def show_edit(path: str, view: RulesView) -> None:
    section("One signal's rule", "Every threshold with its unit and the reason for it.")
    rules = {rule.signal: rule for rule in view.rules}
    first, second = st.columns(2, gap="medium")
    code = first.selectbox("Signal", list(rules), format_func=signal, key="rule_of")
    places = _places(view)
    element = second.selectbox("On", list(places), format_func=lambda key: places[key], key="rule_on")
    rule = rules[code]
    note(f"{rule.about} In short: {SIGNALS_MEAN.get(code, '')}.")
    if element == WHOLE:
        _form(path, view, rule, rule, WHOLE)
    elif rule.reach == "none":
        note("This signal is about the way through pages, not about one element: there is nothing to set on it.")
    else:
        _of_element(path, view, rule, element)


def _of_element(path: str, view: RulesView, rule: RuleView, element: str) -> None:
    for one in view.calibrations:
        if (one.element, one.signal) == (element, rule.signal) and one.live:
            note(f"Learned here: {held(one.signal, one.fields)} ({one.reason}). What you set goes before it.")
    if rule.reach == "switch":
        note("Its clocks run on when the visitor is elsewhere, so on one element it can only be switched on or off.")
    _form(path, view, rule, at_element(rule, view.override, element), element)


def _form(path: str, view: RulesView, rule: RuleView, shown: RuleView, element: str) -> None:
    with st.form(f"rule_{rule.signal}_{element}", border=False):
        wanted = rule_fields(shown, "The site's" if element else "Shipped", edition(element))
        if st.form_submit_button("Save this rule", type="primary"):
            save(path, view, override=changed(view.override, rule, wanted, element))
    differs = _own(view, element).get(rule.signal) if element else set_here(rule)
    back = "Back to the site's rule" if element else "Back to the shipped rule"
    if differs and st.button(back, key="shipped", type="tertiary", icon=":material/undo:"):
        save(path, view, override=changed(view.override, rule, {}, element))


def _places(view: RulesView) -> dict[str, str]:
    """What a rule can be for, as it is shown: the site, then its elements, those with rules of their own first."""
    routes: dict[str, list[str]] = {}
    for one in view.elements:
        routes.setdefault(one.key, []).append(one.route)
    known = names(view)
    own = json.loads(view.override).get("elements", {}) if view.override else {}
    keys = dict.fromkeys([*own, *(one.element for one in view.calibrations if one.live), *routes])
    shown = {key: " · ".join([called(known.get(key, ""), key), *routes.get(key, [])[:1]]) for key in keys}
    return {WHOLE: "The whole site"} | {
        key: f"{text} (own rule)" if key in own else text for key, text in shown.items()
    }


def names(view: RulesView) -> dict[str, str]:
    """What elements are called, by key."""
    return {one.key: one.name for one in view.elements} | {
        one.element: one.name for one in view.calibrations if one.name
    }


def _own(view: RulesView, element: str) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(view.override) if view.override else {}
    own: dict[str, Any] = whole.get("elements", {}).get(element, {})
    return own


def set_here(rule: RuleView) -> list[str]:
    """What of a rule differs from the shipped one, in words."""
    fields = [
        f"{label(rule.signal, one.name)} {amount(one.name, one.value)}, shipped {amount(one.name, one.shipped)}"
        for one in rule.fields
        if one.value != one.shipped
    ]
    return fields if rule.on else ["switched off", *fields]
