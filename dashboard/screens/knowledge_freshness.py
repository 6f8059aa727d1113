"""Freshness: how fast changes went live, what failed and why, and which encoder embeds the passages."""

import streamlit as st

from dashboard.charts.fresh import fresh
from dashboard.filters import Filters
from dashboard.furniture import empty, headline, note, panel, pick, picture, section, table
from dashboard.knowledge_words import freshness_news
from dashboard.look import palette
from dashboard.saving import edition
from dashboard.screens.knowledge_encoder import show_encoder
from dashboard.screens.knowledge_given_up import again
from dashboard.session import calls, may
from dashboard.words import at, count, zone
from server.api.views.sources import DeliveriesView, SourceView


def show_freshness(filters: Filters) -> None:
    site = filters.site.id
    view = calls().get("/v1/knowledge/deliveries", DeliveriesView, {"site": site})
    headline(freshness_news(view))
    if view.told:
        with panel("From told to live", "half and 99 % of the changes; the line is the promise"):
            picture(fresh(view, palette()), "freshness", freshness_news(view))
    else:
        empty("No changes yet", "Edits in a folder, webhooks and uploads are timed here, from told to live.")
    _failing(site, view)
    show_encoder(site)


def _failing(site: str, view: DeliveriesView) -> None:
    lost = may("agent") and any(one.given_up for one in view.failing)
    hint = " Select what was given up to have it tried again." if lost else ""
    section("What is not live yet", f"Each is tried again, more and more seldom; what was given up needs you.{hint}")
    if not view.failing:
        note("Nothing.")
        return
    names = {one.id: one.name for one in calls().get("/v1/knowledge/sources", list[SourceView], {"site": site})}
    here = zone(st.context.timezone)
    columns: dict[str, list[object]] = {
        "What": [one.path or "the whole source" for one in view.failing],
        "Source": [names.get(one.source, "–") for one in view.failing],
        "Why": [one.reason or "on its way" for one in view.failing],
        "Tries": [one.attempts for one in view.failing],
        "Told": [at(one.at, here) for one in view.failing],
        "Next try": ["given up" if one.given_up else at(one.due_at, here) for one in view.failing],
    }
    if not lost:
        table(columns, "failing")
        return
    rows = pick(columns, f"failing_{edition()}")
    chosen = [view.failing[row] for row in rows if row < len(view.failing) and view.failing[row].given_up]
    label = f"Try {count(len(chosen), 'change')} again"
    if chosen and st.button(label, icon=":material/refresh:", type="primary", key="retry"):
        again(chosen)
