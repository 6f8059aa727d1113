"""One article: who looks after it, how it does, and its passages as visitors get them."""

from datetime import date
from html import escape

import streamlit as st
from msgspec import UNSET

from dashboard.address import go
from dashboard.filters import Filters
from dashboard.furniture import headline, note, section
from dashboard.saving import done, edition, say
from dashboard.screens.knowledge_articles import review
from dashboard.session import calls, may
from dashboard.words import at, count, zone
from server.api.views.hygiene import CareChange
from server.api.views.knowledge import ArticleView
from server.api.views.sources import ArticleDetail, PieceView


def show_article(filters: Filters, id: str) -> None:
    if st.button("All articles", icon=":material/arrow_back:", type="tertiary", key="all_articles"):
        go()
    say()
    detail = calls().get("/v1/knowledge/article", ArticleDetail, {"id": id})
    one = detail.article
    headline(f"{one.title}: {does(one)}.")
    note(_about(one))
    left, right = st.columns([7, 4], gap="large")
    with left:
        section("Passages", "What an answer is made of, cut along the article's own headings.")
        for piece in detail.passages:
            _passage(piece)
    with right:
        if may("agent"):
            _care(one)


def does(one: ArticleView) -> str:
    """How an article does, in a few words."""
    if not one.answers and not one.solved:
        return "never the answer yet"
    return f"{count(one.answers, 'time')} the answer; {count(one.solved, 'issue')} ended well with it"


def _about(one: ArticleView) -> str:
    here = zone(st.context.timezone)
    facts = [
        "visitors see it" if one.public else "only staff see it",
        f"owner {one.owner}" if one.owner else "no owner",
        f"to be reviewed by {one.review_by}{', which is past' if one.stale else ''}" if one.review_by else "no review",
        f"updated {one.updated}" if one.updated else "",
        f"live since {at(one.synced_at, here)}" if one.synced_at else "",
        f"valid from {one.valid_from}" if one.valid_from else "",
        f"valid until {one.valid_until}" if one.valid_until else "",
        "" if one.live else "not live now",
        one.path,
    ]
    said = "; ".join(fact for fact in facts if fact)
    return f"{said[:1].upper()}{said[1:]}."


def _passage(piece: PieceView) -> None:
    copy = "<small>A copy of another article's passage, which is found in its stead.</small>" if piece.copy_of else ""
    st.html(
        f'<div class="piece"><b>{escape(piece.heading or "Beginning")}</b>{copy}'
        f'<p class="said">{escape(piece.text)}</p></div>'
    )


def _care(one: ArticleView) -> None:
    section("Care", "It goes before what the source says; no sync takes it away.")
    if st.button("I have read it, it is right", icon=":material/task_alt:", key="reviewed", type="primary"):
        done(lambda: review(one.id), "Reviewed today.")
    with st.form("care", border=False):
        key = f"{one.id}_{edition()}"
        owner = st.text_input("Owner", one.owner, key=f"care_owner_{key}", max_chars=200)
        due = date.fromisoformat(one.review_by) if one.review_by else None
        day = st.date_input("Review by", due, key=f"care_day_{key}", format="YYYY-MM-DD")
        public = st.toggle("Visitors may be answered from it", one.public, key=f"care_public_{key}")
        if st.form_submit_button("Save"):
            change = CareChange(
                article=one.id,
                owner=UNSET if owner == one.owner else (owner or None),
                review_by=UNSET if day == due else (day.isoformat() if isinstance(day, date) else None),
                public=UNSET if public is one.public else public,
            )
            done(lambda: calls().tell("/v1/hygiene/care", change), "Saved, and live.")
