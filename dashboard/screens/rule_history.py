"""The versions of a site's rules: when, by whom, what differed; any of them can be brought back."""

import streamlit as st

from dashboard.furniture import note, section, table
from dashboard.rule_words import difference
from dashboard.screens.rule_saving import save
from dashboard.words import at, count, zone
from server.api.views.rules import RuleChange, RulesView

TOLD = 4  # differences named in one row


def show_history(path: str, view: RulesView) -> None:
    section("Versions", "Each struggle names the version it was judged by. Select a row to bring its settings back.")
    if not view.history:
        note("No change is noted yet. Each one will stand here with who made it and what it was before.")
        return
    here = zone(st.context.timezone)
    called = {one.key: one.name for one in view.elements} | {one.element: one.name for one in view.calibrations}
    columns: dict[str, list[object]] = {
        "Since": [at(one.at, here) for one in view.history],
        "By": [one.by or "learned from use" for one in view.history],
        "What changed": [_changes(one, called) for one in view.history],
        "Version": [one.version for one in view.history],
    }
    row = table(columns, "rule-versions", select=True)
    if row is None:
        return
    then = view.history[row]
    if (then.override, then.sample, then.trace) == (view.override, view.sample, view.trace):
        note("What people set then is what is set now.")
    elif st.button(f"Bring back the settings of {at(then.at, here)}", icon=":material/history:", key="bring_back"):
        save(path, view, override=then.override, sample=then.sample, trace=then.trace)


def _changes(one: RuleChange, called: dict[str, str]) -> str:
    words = [difference(found, called) for found in one.differences[:TOLD]]
    more = len(one.differences) - len(words)
    return "; ".join([*words, f"and {count(more, 'more')}".removesuffix("s") if more else ""]).removesuffix("; ") or "–"
