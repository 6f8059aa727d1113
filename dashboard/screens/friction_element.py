"""One element: its story day by day over releases, and the struggles behind it."""

import streamlit as st

from dashboard.address import go
from dashboard.charts.days import rate_days
from dashboard.filters import Filters
from dashboard.furniture import empty, headline, note, picture, section
from dashboard.look import palette
from dashboard.screens.struggles import struggle_table
from dashboard.session import calls
from dashboard.words import bare, day, told
from server.api.views import ElementStory, Rate

STORY = 300  # CSS pixels


def show_element(filters: Filters, route: str, key: str) -> None:
    if st.button(f"Page {bare(route)}", icon=":material/arrow_back:", key="to_page", type="tertiary"):
        go(page=route)
    view = calls().get("/v1/friction/element", ElementStory, {**filters.params, "route": route, "key": key})
    headline(_sentence(view))
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


def _sentence(view: ElementStory) -> str:
    whole = Rate(hits=sum(one.struggling.hits for one in view.days), n=sum(one.struggling.n for one in view.days))
    name = view.name or view.key
    if not whole.hits:
        return f"Nobody struggled on “{name}” in this period."
    worst = max((one for one in view.days if one.struggling.n), key=lambda one: one.struggling.hits)
    return (
        f"“{name}”: struggled on in {whole.hits:,} of {whole.n:,} visits to {view.route}; "
        f"most on {day(worst.day)}, {told(worst.struggling, 'visits')}."
    )
