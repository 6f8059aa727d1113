"""Rules, for admins: how struggle is judged on the site, what its elements taught, and how much of it is told."""

import json
from typing import Any

import streamlit as st

from dashboard.api import ApiError
from dashboard.charts.weights import weights
from dashboard.filters import Filters
from dashboard.furniture import headline, note, picture, section, table
from dashboard.look import palette
from dashboard.screens.rule_form import changed, rule_fields
from dashboard.session import calls
from dashboard.words import SIGNALS_MEAN, at, count, plain, signal, zone
from server.api.views import CalibrationView, RulesView, RuleView, SetRules, UndoCalibration

LIVE = "Saved. Live for every page that connects from three seconds later on; open pages keep the rules they came with."
SAID = "rules_said"  # what the last run saved or was refused, told once


def show(filters: Filters) -> None:
    path = f"/v1/sites/{filters.site.id}/rules"
    view = calls().get(path, RulesView)
    headline(_sentence(view))
    _say()
    left, right = st.columns([6, 5], gap="medium")
    with left:
        _edit(path, view)
    with right:
        section(
            "What each signal weighs in the score", "Full: learned here; hollow: the prior; tick: where the prior is."
        )
        picture(weights(view.weights, palette()), "signal-weights", "Weights of the signals with their intervals")
    _overview(view)
    _learned(path, view)
    _told(path, view)
    _by_hand(path, view)


def _sentence(view: RulesView) -> str:
    off = sum(not rule.on for rule in view.rules)
    differ = sum(_differs(rule) for rule in view.rules)
    live = len({one.element for one in view.calibrations if one.live})
    parts = [f"{count(len(view.rules) - off, 'signal')} of {len(view.rules)} judged"]
    parts.append("by the shipped rules" if not differ else f"{count(differ, 'rule')} set here")
    parts.append(f"{count(live, 'element')} taught {'itself' if live == 1 else 'themselves'}" if live else "")
    share = "" if view.sample == 1000 else f"{view.sample / 10:g} % of visitors told of"
    return f"{'; '.join(part for part in (*parts, share) if part)}. Version {view.version}."


def _say() -> None:
    kind, words = st.session_state.pop(SAID, ("", ""))
    if kind == "saved":
        st.success(words, icon=":material/check:")
    elif kind:
        st.error(words, icon=":material/error:")


def _save(path: str, view: RulesView, **changes: Any) -> None:
    """Saves with these changes; the next run says that it is done, or why not."""
    kept = {"override": view.override, "sample": view.sample, "trace": view.trace}
    try:
        calls().put(path, RulesView, SetRules(**{**kept, **changes}))
        st.session_state[SAID] = ("saved", LIVE)
    except ApiError as error:
        st.session_state[SAID] = ("refused", error.message)
    st.rerun()


def _edit(path: str, view: RulesView) -> None:
    section("One signal's rule", "Every threshold with its unit and its reason; the shipped value stands beside it.")
    rules = {rule.signal: rule for rule in view.rules}
    code = st.selectbox("Signal", list(rules), format_func=signal, key="rule_of", width=320)
    rule = rules[code]
    note(f"{rule.about} In short: {SIGNALS_MEAN.get(rule.signal, '')}.")
    with st.form(f"rule_{rule.signal}", border=False):
        wanted = rule_fields(rule)
        if st.form_submit_button("Save this rule", type="primary"):
            _save(path, view, override=changed(view.override, rule, wanted))
    if _differs(rule) and st.button("Back to the shipped rule", key="shipped", type="tertiary"):
        _save(path, view, override=changed(view.override, rule, {}))


def _overview(view: RulesView) -> None:
    section("All signals", "What differs from the shipped rules is named.")
    columns: dict[str, list[object]] = {
        "Signal": [signal(rule.signal) for rule in view.rules],
        "Judged": ["yes" if rule.on else "off" for rule in view.rules],
        "Means": [SIGNALS_MEAN.get(rule.signal, "") for rule in view.rules],
        "Set here": [", ".join(_set_here(rule)) or "–" for rule in view.rules],
    }
    table(columns, "rules")


def _learned(path: str, view: RulesView) -> None:
    section(
        "What elements taught",
        "An element often clicked fast in peace stops being rage; help that is sent away becomes rarer. "
        "Evidence is at most thirty days old. What you undo is not learned again; what you set goes before.",
    )
    if not view.calibrations:
        note("Nothing yet: it takes twenty visits to an element, or ten offers of help on it, to learn something.")
        return
    here = zone(st.context.timezone)
    columns: dict[str, list[object]] = {
        "Element": [one.name or one.element for one in view.calibrations],
        "Signal": [signal(one.signal) for one in view.calibrations],
        "Rule there": [_fields(one) for one in view.calibrations],
        "Why": [one.reason for one in view.calibrations],
        "State": [_state(one) for one in view.calibrations],
        "Since": [at(one.at, here) for one in view.calibrations],
        "Key": [one.element for one in view.calibrations],
    }
    row = table(columns, "calibrations", select=True)
    if row is not None:
        _undo(path, view.calibrations[row])


def _undo(path: str, one: CalibrationView) -> None:
    label = "Let it hold again" if one.undone else "Undo"
    if st.button(f"{label}: {signal(one.signal)} on {one.name or one.element}", icon=":material/undo:", key="undo"):
        body = UndoCalibration(element=one.element, signal=one.signal, undone=not one.undone)
        calls().post(f"{path}/calibrations/undo", RulesView, body)
        st.session_state[SAID] = ("saved", LIVE)
        st.rerun()


def _told(path: str, view: RulesView) -> None:
    section("How much is told", "Who is not in the sample has the chat alone; a visitor is always on the same side.")
    with st.form("told", border=False):
        share = st.number_input("Visitors told of, in %", 0.0, 100.0, view.sample / 10, 0.1, format="%.1f", width=200)
        trace = st.toggle("Keep raw rows, so that sessions can be judged anew under other rules", view.trace)
        if st.form_submit_button("Save"):
            _save(path, view, sample=round(share * 10), trace=trace)


def _by_hand(path: str, view: RulesView) -> None:
    with st.expander("The site's override as JSON, rules of single elements among it", type="compact"):
        note(
            'Under "elements" by an element\'s key, as in {"elements": {"button:Next": {"rage_click": {"clicks": 9}}}}.'
        )
        with st.form("by_hand", border=False):
            shown = json.dumps(json.loads(view.override), indent=2) if view.override else ""
            words = st.text_area("Override", shown, height=200, label_visibility="collapsed", key="override")
            if st.form_submit_button("Save the override"):
                _save(path, view, override=words or "")


def _differs(rule: RuleView) -> bool:
    return bool(_set_here(rule))


def _set_here(rule: RuleView) -> list[str]:
    fields = [
        f"{plain(field.name)} {field.value} (shipped {field.shipped})"
        for field in rule.fields
        if field.value != field.shipped
    ]
    return fields if rule.on else ["switched off", *fields]


def _fields(one: CalibrationView) -> str:
    if one.fields.get("on") is False:
        return "can't be judged here"
    return ", ".join(f"{plain(name).lower()} {value:g}" for name, value in one.fields.items())


def _state(one: CalibrationView) -> str:
    if one.undone:
        return "undone"
    return "live" if one.live else "set by a person"
