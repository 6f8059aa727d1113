"""Friction: the map of the product; a page, an element and a session are places below it."""

import streamlit as st

from dashboard.address import go, place
from dashboard.charts.product_map import product_map
from dashboard.filters import Filters
from dashboard.furniture import chosen_in, empty, headline, note, rate_column, score_column, section, table
from dashboard.look import palette
from dashboard.screens.friction_element import show_element
from dashboard.screens.friction_page import show_page
from dashboard.screens.session import show_session
from dashboard.screens.visits import visit_table
from dashboard.session import calls
from dashboard.signal_words import band, signal
from dashboard.words import few_or_interval, hundredths, interval, plain, told
from server.api.views.friction import FrictionMap, PageIssues, PageNode

STRUGGLED = "visits with a struggle on the page ÷ visits that saw the page"
SCORE = "mean over all visitors who saw the page of 1 − ∏ (1 − weight of each kind of struggle they had there)"
RANKED = "Ranked by what the score is at least, so that a few visitors never lead."
ASKED = "visits that saw the page and then asked about the step ÷ visits that saw the page"
LIFT = "asked ÷ others, its lower 95 % bound after allowing for every pair of page and question that was looked at"
OTHERS = "visits that asked about the step ÷ visits, among those that did not see the page"


def show(filters: Filters) -> None:
    if session := place("session"):
        show_session(session)
    elif (route := place("page")) and (key := place("element")):
        show_element(filters, route, key)
    elif route:
        show_page(filters, route)
    else:
        _show_map(filters)


def _show_map(filters: Filters) -> None:
    view = calls().get("/v1/friction/map", FrictionMap, filters.params)
    headline(view.headline)
    if not view.pages:
        empty(
            "No visits in this period",
            "Put the script tag from the Set-up page into your pages, or choose a longer period above. "
            "The first visit shows here within seconds.",
        )
        return
    note(f"{told(view.struggling, 'visits')} struggled somewhere. Choose a page to see where on it.")
    words = "Map of the product: pages as circles, darker where more visits struggled; the table below has the figures"
    if route := chosen_in(product_map(view, palette()), "friction-map", words):
        go(page=route)
    section("Pages, hardest first", f"{RANKED} Select a row to open the page.")
    shown = {"Struggled %": rate_column(STRUGGLED), "Score": score_column(SCORE)}
    row = table(_columns(view.pages), "friction-pages", shown, select=True)
    if row is not None:
        go(page=view.pages[row].route)
    _questions(filters)
    section("Hardest visits", "All that a visit showed counts. Select a row to read it event by event.")
    if session := visit_table(filters, "friction-visits"):
        go(session=session)


def _questions(filters: Filters) -> None:
    """Which pages lead to which problem."""
    view = calls().get("/v1/friction/issues", PageIssues, filters.params)
    section("Where a page leads to questions", view.headline)
    if not view.issues:
        return
    columns: dict[str, list[object]] = {
        "Who reaches": [one.title or one.route for one in view.issues],
        "and opens the chat": [
            f"{'asks about' if one.kind == 'intent' else 'is stuck at'} {one.name or plain(one.step)}"
            for one in view.issues
        ],
        "Visits that asked": [one.asked.hits for one in view.issues],
        "Visits there": [one.reached for one in view.issues],
        "Asked %": [hundredths(one.asked.value) for one in view.issues],
        "95 % interval": [few_or_interval(one.asked) for one in view.issues],
        "Others %": [hundredths(one.others.value) for one in view.issues],
        "At least × as many": [one.low for one in view.issues],
    }
    shown = {
        "Asked %": rate_column(ASKED),
        "Others %": rate_column(OTHERS),
        "At least × as many": st.column_config.NumberColumn(help=LIFT, format="%.1f"),
    }
    row = table(columns, "friction-questions", shown, select=True)
    if row is not None:
        go(page=view.issues[row].route)


def _columns(pages: list[PageNode]) -> dict[str, list[object]]:
    return {
        "Page": [page.title or page.route for page in pages],
        "Route": [page.route for page in pages],
        "Score": [page.score.value if page.score else None for page in pages],
        "Score, 95 %": [band(page.score) for page in pages],
        "Visitors": [page.score.n if page.score else 0 for page in pages],
        "Struggled %": [hundredths(page.struggling.value) for page in pages],
        "95 % interval": [interval(page.struggling) for page in pages],
        "Struggling visits": [page.struggling.hits for page in pages],
        "Visits": [page.sessions for page in pages],
        "Most often": [signal(page.top_signal) if page.top_signal else "–" for page in pages],
        "Most on": [page.top_element_name or "–" for page in pages],
    }
