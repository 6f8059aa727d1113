"""One article out of many: searched on the server by words of its title, chosen from what fits."""

import streamlit as st

from dashboard.api import Api, Params
from dashboard.furniture import note
from server.api.views.knowledge import ArticleView

MOST = 50  # of one search: who sees more types a further word
MOST_WORDS = 120  # characters


def choose_article(api: Api, site: str, label: str, key: str, optional: bool = False) -> str:
    """Draws the search and the choice; the id of the article, "" for none."""
    words = st.text_input(
        label,
        key=f"{key}_like",
        placeholder="Words of its title or path",
        max_chars=MOST_WORDS,
        icon=":material/search:",
    )
    asked: Params = {"site": site, "like": (words or "").strip(), "most": MOST}
    found = {one.id: one for one in api.get("/v1/knowledge/articles", list[ArticleView], asked)}
    if not found:
        note("No article has these words in title or path." if words else "There are no articles yet.")
        return ""
    chosen = st.selectbox(
        f"{label}: the one",
        [*([""] if optional else []), *found],
        format_func=lambda id: named(found[id]) if id in found else "None",
        key=f"{key}_one",
        label_visibility="collapsed",
    )
    if len(found) == MOST:
        note(f"The first {MOST} that fit: a further word finds the rest.")
    return chosen or ""


def named(article: ArticleView) -> str:
    """An article by its title and its path: titles repeat."""
    return f"{article.title} · {article.path}"
