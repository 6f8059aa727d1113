"""Gaps: what visitors ask and no article answers, the most wanted first, each with a draft to write it from."""

import streamlit as st

from dashboard.address import go
from dashboard.charts.wanted import wanted
from dashboard.filters import Filters
from dashboard.furniture import chosen_in, empty, headline, panel, section, table
from dashboard.knowledge_words import gaps_news
from dashboard.look import palette
from dashboard.session import calls
from dashboard.words import at, zone
from server.api.views.hygiene import GapView

STATES = {"open": "Open", "written": "Written", "dismissed": "Dismissed"}
DRAWN = 12  # gaps in the picture


def show_gaps(filters: Filters) -> None:
    top = st.container()
    status = st.pills(
        "Which gaps", list(STATES), default="open", format_func=STATES.__getitem__, key="gaps", required=True,
        label_visibility="collapsed", bind="query-params",
    )  # fmt: skip
    gaps = calls().get("/v1/hygiene/gaps", list[GapView], {"site": filters.site.id, "status": status or "open"})
    with top:
        headline(gaps_news(gaps, status or "open"))
    if not gaps:
        empty(
            "No gaps here",
            "Questions without an answer, or with one that did not help, gather here once three of a kind were asked.",
        )
        return
    with panel("Visits that asked", "the darker part struggled on the page, too; click a bar to read the questions"):
        if id := chosen_in(wanted(gaps[:DRAWN], palette()), "gaps", "Visits that asked, by gap"):
            go(gap=id)
    section("All of them", "Select a row for its questions" + (" and its draft." if gaps[0].draft else "."))
    here = zone(st.context.timezone)
    columns: dict[str, list[object]] = {
        "Typical question": [one.name for one in gaps],
        "Visits": [one.visits for one in gaps],
        "Struggling": [one.struggling for one in gaps],
        "Questions": [one.questions for one in gaps],
        "Last 28 days": [[day.questions for day in one.trend] for one in gaps],
        **_drafts(gaps),
        "Pages": [", ".join(one.pages[:3]) or "–" for one in gaps],
        "Last asked": [at(one.last_at, here) for one in gaps],
    }
    row = table(columns, "gaps", {"Last 28 days": st.column_config.BarChartColumn(y_min=0)}, select=True)
    if row is not None:
        go(gap=gaps[row].id)


def _drafts(gaps: list[GapView]) -> dict[str, list[object]]:
    """What the drafts are made of, for who may read them."""
    made = [one.draft for one in gaps if one.draft is not None]
    return {"Draft": ["from people's answers" if one.answered else "outline" for one in made]} if made else {}
