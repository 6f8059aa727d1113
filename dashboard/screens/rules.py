"""Rules, for admins: how struggle is judged on the site, what its elements taught, how it came to be so, and how much
of a visit is recorded."""

import json

import streamlit as st

from dashboard.charts.weights import weights
from dashboard.filters import Filters
from dashboard.furniture import headline, note, picture, score_column, section, table
from dashboard.look import palette
from dashboard.rule_words import held
from dashboard.saving import done, say
from dashboard.screens.rule_edit import set_here, show_edit
from dashboard.screens.rule_history import show_history
from dashboard.screens.rule_saving import LIVE, save
from dashboard.session import calls
from dashboard.signal_words import SIGNALS_MEAN, signal, weighed
from dashboard.words import at, count, zone
from server.api.views.rules import CalibrationView, RulesView, UndoCalibration

DOTS = "Full: learned from this site's visits. Hollow: seen too seldom, the prior at the site's level. Tick: the prior."
WEIGHT = "What the signal says about a bad end, 0 to 1. Ended badly: failed, given up, went to a person, thumbs down"


def show(filters: Filters) -> None:
    path = f"/v1/sites/{filters.site.id}/rules"
    view = calls().get(path, RulesView)
    headline(_sentence(view))
    say()
    left, right = st.columns([6, 5], gap="large")
    with left:
        show_edit(path, view)
    with right:
        section("What each signal weighs in the score", DOTS)
        picture(weights(view.weights, palette()), "signal-weights", "Weights of the signals with their intervals")
    _overview(view)
    _learned(path, view)
    show_history(path, view)
    _recorded(path, view)
    _by_hand(path, view)


def _sentence(view: RulesView) -> str:
    on = sum(rule.on for rule in view.rules)
    differ = sum(bool(set_here(rule)) for rule in view.rules)
    live = len({one.element for one in view.calibrations if one.live})
    own = len(json.loads(view.override).get("elements", {})) if view.override else 0
    judged = f"{'All' if on == len(view.rules) else f'{on} of'} {len(view.rules)} signals are judged"
    parts = [f"{judged}, {count(differ, 'rule')} set here" if differ else f"{judged} by the shipped rules"]
    if own:
        parts.append(f"{count(own, 'element has', 'elements have')} a rule set here")
    if live:
        parts.append(f"{count(live, 'element has taught itself', 'elements have taught themselves')} a gentler one")
    if view.sample != 1000:
        parts.append(f"{view.sample / 10:g} % of visitors are recorded")
    return f"{'; '.join(parts)}. Version {view.version}."


def _overview(view: RulesView) -> None:
    section(
        "All signals",
        "Weights are learned from how visits ended, once thirty visits showed the signal and thirty ended badly; "
        "a prior that says why holds until then.",
    )
    of = {one.signal: one for one in view.weights}
    rules = sorted(view.rules, key=lambda rule: -of[rule.signal].weight)
    columns: dict[str, list[object]] = {
        "Signal": [signal(rule.signal) for rule in rules],
        "Weight": [of[rule.signal].weight for rule in rules],
        "95 %": [f"{of[rule.signal].low:.2f}–{of[rule.signal].high:.2f}" for rule in rules],
        "From": [weighed(of[rule.signal]) for rule in rules],
        "Judged": ["yes" if rule.on else "off" for rule in rules],
        "Set here": ["; ".join(set_here(rule)) or "–" for rule in rules],
        "Means": [SIGNALS_MEAN.get(rule.signal, "") for rule in rules],
        "Prior": [of[rule.signal].prior for rule in rules],
        "Why the prior": [of[rule.signal].why for rule in rules],
    }
    table(columns, "rules", {"Weight": score_column(WEIGHT), "Prior": score_column("Before anything is known")})


def _learned(path: str, view: RulesView) -> None:
    section(
        "What elements taught",
        "An element often clicked fast in peace stops being rage; help that is sent away becomes rarer. "
        "Evidence is at most thirty days old. Select a row to undo it: what you undo is not learned again.",
    )
    if not view.calibrations:
        note("Nothing yet: it takes twenty visits to an element, or ten offers of help on it, to learn something.")
        return
    here = zone(st.context.timezone)
    columns: dict[str, list[object]] = {
        "Element": [one.name or one.element for one in view.calibrations],
        "Signal": [signal(one.signal) for one in view.calibrations],
        "Rule there": [held(one.signal, one.fields) for one in view.calibrations],
        "Why": [one.reason for one in view.calibrations],
        "State": [_state(one) for one in view.calibrations],
        "Since": [at(one.at, here) for one in view.calibrations],
        "Key": [one.element for one in view.calibrations],
    }
    row = table(columns, "calibrations", select=True)
    if row is not None:
        _undo(path, view.calibrations[row])


def _undo(path: str, one: CalibrationView) -> None:
    words = "Let it hold again" if one.undone else "Undo"
    if st.button(f"{words}: {signal(one.signal)} on {one.name or one.element}", icon=":material/undo:", key="undo"):
        body = UndoCalibration(element=one.element, signal=one.signal, undone=not one.undone)
        done(lambda: calls().post(f"{path}/calibrations/undo", RulesView, body), LIVE)


def _recorded(path: str, view: RulesView) -> None:
    section(
        "How much is recorded",
        "Visitors outside the sample have the chat alone; one who is in it stays in it.",
    )
    with st.form("told", border=False):
        share = st.number_input("Visitors recorded, %", 0.0, 100.0, view.sample / 10, 0.1, format="%.1f", width=220)
        trace = st.toggle(
            "Keep raw events (times and places, never text), to judge visits again by other rules", view.trace
        )
        if st.form_submit_button("Save"):
            save(path, view, sample=round(share * 10), trace=trace)


def _by_hand(path: str, view: RulesView) -> None:
    with st.expander("All that is set here, as JSON", type="compact"):
        note(
            'Under "elements" by an element\'s key, as in {"elements": {"button:Next": {"rage_click": {"clicks": 9}}}}.'
        )
        with st.form("by_hand", border=False):
            shown = json.dumps(json.loads(view.override), indent=2) if view.override else ""
            words = st.text_area("Override", shown, height=200, label_visibility="collapsed", key="override")
            if st.form_submit_button("Save the override"):
                save(path, view, override=words or "")


def _state(one: CalibrationView) -> str:
    if one.undone:
        return "undone"
    return "live" if one.live else "set by a person"
