"""Freshness: how fast changes went live, what failed and why, and which encoder embeds the passages."""

import streamlit as st

from dashboard.charts.fresh import fresh
from dashboard.filters import Filters
from dashboard.furniture import empty, headline, note, panel, picture, section, table
from dashboard.knowledge_words import freshness_news
from dashboard.look import palette
from dashboard.screens.knowledge_saving import done
from dashboard.session import answers, calls, may
from dashboard.words import at, percent, zone
from server.api.views.sources import ChooseEncoder, DeliveriesView, EncoderView, SourceView

SHIPPED = "shipped"
EVERY_S = 2  # looks at a re-embedding under way


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
    _encoder(site)


def _failing(site: str, view: DeliveriesView) -> None:
    section("What is not live yet", "Each is tried again, more and more seldom; what was given up needs you.")
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
    table(columns, "failing")


def _encoder(site: str) -> None:
    section("Encoder", "What turns passages and questions into meaning. Another one is prepared beside it.")
    view = calls().get("/v1/knowledge/encoder", EncoderView, {"site": site})
    if view.next:
        _following(site)
        return
    note("The one that came with Handrail serves." if view.encoder == SHIPPED else f"{view.encoder} serves.")
    if view.state == "failed":
        st.error(f"The last change failed: {view.reason}", icon=":material/error:")
    others = [one for one in view.choices if one != view.encoder]
    if not others or not may("admin"):
        note("Import another one on the server: handrail models import." if not others else "Admins can change it.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.selectbox("Change to", others, key="encoder", width=320)
        if st.button("Embed anew with it", icon=":material/model_training:", key="embed") and chosen:
            body = ChooseEncoder(site=site, version=chosen)
            done(lambda: calls().post("/v1/knowledge/encoder", EncoderView, body), "It begins; the old one serves.")


@st.fragment(run_every=EVERY_S)
def _following(site: str) -> None:
    with answers():
        view = calls().get("/v1/knowledge/encoder", EncoderView, {"site": site})
        if not view.next:
            st.rerun(scope="app")
        share = view.done / view.total if view.total else 0.0
        st.progress(min(1.0, share), f"{view.next}: {percent(share, 0)} embedded; {view.encoder} serves until then")
