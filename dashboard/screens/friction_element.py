"""One element: its story day by day over releases, and the struggles behind it."""

import json
from typing import Any

import streamlit as st

from dashboard.address import go
from dashboard.charts.days import rate_days
from dashboard.filters import Filters
from dashboard.furniture import empty, headline, note, picture, section
from dashboard.look import palette
from dashboard.rule_words import held
from dashboard.screens.struggles import struggle_table
from dashboard.session import calls
from dashboard.signal_words import scored, signal
from dashboard.words import bare, called, day, told
from server.api.views import Rate
from server.api.views.friction import ElementStory
from server.api.views.rules import RulesView

STORY = 300  # CSS pixels


def show_element(filters: Filters, route: str, key: str) -> None:
    if st.button(f"Page {bare(route)}", icon=":material/arrow_back:", key="to_page", type="tertiary"):
        go(page=route)
    view = calls().get("/v1/friction/element", ElementStory, {**filters.params, "route": route, "key": key})
    headline(_sentence(view))
    if view.score and view.score.n:
        note(f"Struggle score {scored(view.score)}.")
    for words in _rules_there(filters.site.id, key):
        note(words)
    if not any(one.sessions for one in view.days):
        empty("No visit saw this element's page in this period", "Choose a longer period above.")
        return
    rates = [one.struggling for one in view.days]
    figure = rate_days(
        [one.day for one in view.days], rates, palette(), filters.site.releases, height=STORY, of="visits"
    )
    picture(figure, "element-story", "Share of visits that struggled on the element, day by day")
    note("Visits that struggled on the element ÷ visits that saw the page, with 95 % intervals; dotted: releases.")
    section("The struggles, newest first", "Select a row to read the visit from its first event to its last.")
    if not view.recent:
        note("None in this period.")
        return
    if session := struggle_table(view.recent, "element-struggles"):
        go(page=route, element=key, session=session)


def _rules_there(site: str, key: str) -> list[str]:
    """What is judged otherwise on the element: as it taught itself, or as a person set it."""
    rules = calls().get(f"/v1/sites/{site}/rules", RulesView)
    own: dict[str, dict[str, Any]] = {}
    if rules.override:
        own = json.loads(rules.override).get("elements", {}).get(key, {})
    learned = [one for one in rules.calibrations if one.element == key and one.live]
    return [f"Set for this element: {signal(code)}, {held(code, fields)}." for code, fields in own.items()] + [
        f"Learned from its use: {signal(one.signal)}, {held(one.signal, one.fields)}; {one.reason}." for one in learned
    ]


def _sentence(view: ElementStory) -> str:
    whole = Rate(hits=sum(one.struggling.hits for one in view.days), n=sum(one.struggling.n for one in view.days))
    name = called(view.name, view.key)
    if not whole.hits:
        return f"Nobody struggled on “{name}” in this period."
    worst = max((one for one in view.days if one.struggling.n), key=lambda one: one.struggling.hits)
    return (
        f"“{name}”: struggled on in {whole.hits:,} of {whole.n:,} visits to {view.route}; "
        f"most on {day(worst.day)}, {told(worst.struggling, 'visits')}."
    )
