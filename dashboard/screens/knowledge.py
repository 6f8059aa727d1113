"""Knowledge: where articles come from, how they do, what wants tending, and what is asked that none of them answers."""

from collections.abc import Callable

import streamlit as st

from dashboard.address import place
from dashboard.filters import Filters
from dashboard.saving import say
from dashboard.screens.knowledge_article import show_article
from dashboard.screens.knowledge_articles import show_articles
from dashboard.screens.knowledge_freshness import show_freshness
from dashboard.screens.knowledge_gap import show_gap
from dashboard.screens.knowledge_gaps import show_gaps
from dashboard.screens.knowledge_hygiene import show_hygiene
from dashboard.screens.knowledge_source import show_source
from dashboard.screens.knowledge_sources import show_sources
from dashboard.screens.knowledge_tickets import show_tickets
from dashboard.screens.knowledge_try import show_try
from dashboard.screens.knowledge_upload import show_upload
from dashboard.screens.session import show_session

PARTS: dict[str, tuple[str, Callable[[Filters], None]]] = {
    "sources": ("Sources", show_sources),
    "upload": ("Upload", show_upload),
    "articles": ("Articles", show_articles),
    "try": ("Try a question", show_try),
    "hygiene": ("Hygiene", show_hygiene),
    "gaps": ("Gaps", show_gaps),
    "freshness": ("Freshness", show_freshness),
    "tickets": ("Tickets", show_tickets),
}
CLOSER: dict[str, Callable[[Filters, str], None]] = {
    "source": show_source,
    "article": show_article,
    "gap": show_gap,
}


def show(filters: Filters) -> None:
    if session := place("session"):
        show_session(session)
        return
    for name, closer in CLOSER.items():
        if id := place(name):
            closer(filters, id)
            return
    part = st.segmented_control(
        "Show", list(PARTS), default="sources", format_func=lambda part: PARTS[part][0], key="about", required=True,
        label_visibility="collapsed", bind="query-params",
    )  # fmt: skip
    say()
    PARTS[part or "sources"][1](filters)
