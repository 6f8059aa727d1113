"""Articles: searched and filtered, cared for one by one or in the table itself, with how each of them does."""

from datetime import date

import streamlit as st
from msgspec import UNSET, Struct

from dashboard.address import go
from dashboard.api import Params
from dashboard.charts.reviews import reviews
from dashboard.filters import Filters
from dashboard.furniture import empty, headline, note, panel, pick, picture
from dashboard.knowledge_words import articles_news
from dashboard.look import palette
from dashboard.saving import attempt, done, edition
from dashboard.session import calls, may
from dashboard.words import count
from server.api.views.hygiene import CareChange, NextReview, Reviewed
from server.api.views.knowledge import ArticleView
from server.api.views.sources import SourceView

MOST = 1_000  # articles of one answer of the API
MOST_LIKE = 200  # characters
ANY = "Any"
STATES = {
    "all": "All",
    "stale": "Past review",
    "unowned": "No owner",
    "unused": "Never the answer",
    "off": "Not live",
}
SEEN = {"all": ANY, "public": "Visitors", "internal": "Staff only"}
EDITED = {"Owner", "Review by", "Seen by"}


class Wanted(Struct, frozen=True):
    """What of the articles is looked at; "" and "all" are everything."""

    like: str = ""
    source: str = ""
    format: str = ""
    seen: str = "all"
    state: str = "all"
    owner: str = ""


def show_articles(filters: Filters) -> None:
    site = filters.site.id
    every = calls().get("/v1/knowledge/articles", list[ArticleView], {"site": site, "most": MOST})
    headline(articles_news(every))
    if not every:
        empty("No articles yet", "Add a source or upload files: each file or page becomes an article.")
        return
    never = sum(not one.review_by for one in every)
    detail = f"by the month of their review date; {never:,} have none" if never else "by the month of their review date"
    with panel("When articles are due for a look", detail):
        picture(reviews(every, date.today(), palette()), "reviews", "Articles by the month of their review")
    names = {one.id: one.name for one in calls().get("/v1/knowledge/sources", list[SourceView], {"site": site})}
    by = _choose(every, names)
    if len(every) == MOST and (by.like or by.source):
        some: Params = {"site": site, "most": MOST, "like": by.like, "source": by.source}
        every = calls().get("/v1/knowledge/articles", list[ArticleView], some)
    elif len(every) == MOST:
        note(f"The first {MOST:,} by category and title: search for others, or choose a source.")
    shown = wanted(every, by)
    if not shown:
        empty("No article fits", "Take a filter away.")
        return
    edit = may("agent") and st.toggle("Edit in the table", key="edit_articles")
    if edit:
        _edit(shown, names)
    else:
        _read(shown, names)


def _choose(every: list[ArticleView], names: dict[str, str]) -> Wanted:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        like = st.text_input(
            "Search", key="like", placeholder="Title, path or category", width=240, max_chars=MOST_LIKE
        )
        sources = ["", *sorted(names, key=lambda id: names[id])]
        source = _box("Source", "of_source", sources, {"": ANY, **names})
        format = _box("Format", "format", ["", *sorted({one.format for one in every if one.format})], {"": ANY})
        seen = _box("Seen by", "seen", list(SEEN), SEEN)
        state = _box("State", "state", list(STATES), STATES)
        owner = _box("Owner", "owner", ["", *sorted({one.owner for one in every if one.owner})], {"": ANY})
    return Wanted((like or "").strip(), source, format, seen, state, owner)


def _box(label: str, key: str, options: list[str], names: dict[str, str]) -> str:
    chosen = st.selectbox(
        label, options, key=key, format_func=lambda one: names.get(one, one), width=140, bind="query-params"
    )
    return chosen if chosen in options else options[0]


def wanted(every: list[ArticleView], by: Wanted) -> list[ArticleView]:
    """The articles that fit, those past their review first."""
    found = [one for one in every if _fits(one, by)]
    return sorted(found, key=lambda one: (not one.stale, one.title.lower(), one.id))


def _fits(one: ArticleView, by: Wanted) -> bool:
    texts = f"{one.title}\n{one.path}\n{one.category}".lower()
    return (
        all(word in texts for word in by.like.lower().split())
        and by.source in ("", one.source)
        and by.format in ("", one.format)
        and by.owner in ("", one.owner)
        and (by.seen == "all" or one.public is (by.seen == "public"))
        and {"stale": one.stale, "unowned": not one.owner, "unused": not one.answers, "off": not one.live}.get(
            by.state, True
        )
    )


def _read(shown: list[ArticleView], names: dict[str, str]) -> None:
    several = ", or several to mark them as reviewed" if may("agent") else ""
    note(f"Select one to read it as visitors get it{several}.")
    columns: dict[str, list[object]] = {
        "Article": [one.title for one in shown],
        "State": [_state(one) for one in shown],
        "Answers": [one.answers for one in shown],
        "Ended well": [one.solved for one in shown],
        "Owner": [one.owner or "–" for one in shown],
        "Review by": [one.review_by or "–" for one in shown],
        "Seen by": [_seen(one) for one in shown],
        "Passages": [one.passages for one in shown],
        "Format": [one.format or "–" for one in shown],
        "Source": [names.get(one.source, "–") for one in shown],
        "Updated": [one.updated or "–" for one in shown],
        "Path": [one.path for one in shown],
    }
    formulas = {
        "Answers": st.column_config.NumberColumn(help="times it was the answer"),
        "Ended well": st.column_config.NumberColumn(
            help="episodes solved with it, by an answer or by help in the page"
        ),
    }
    rows = [row for row in pick(columns, f"articles_{edition()}", formulas) if row < len(shown)]
    if not rows:
        return
    chosen = [shown[row] for row in rows]
    with st.container(horizontal=True, gap="small"):
        if len(chosen) == 1 and st.button("Open it", icon=":material/article:", type="primary", key="open"):
            go(article=chosen[0].id)
        label = f"{count(len(chosen), 'article')} reviewed"
        if may("agent") and st.button(f"Mark {label}", icon=":material/task_alt:", key="reviewed"):
            done(lambda: [review(one.id) for one in chosen], f"{label[:1].upper()}{label[1:]} today.")


def _edit(shown: list[ArticleView], names: dict[str, str]) -> None:
    note("A change is live with the next key: owner, review date and who sees it go before what the source says.")
    key = f"edit_{edition()}"
    columns: dict[str, list[object]] = {
        "Article": [one.title for one in shown],
        "Owner": [one.owner for one in shown],
        "Review by": [date.fromisoformat(one.review_by) if one.review_by else None for one in shown],
        "Seen by": [_seen(one) for one in shown],
        "Source": [names.get(one.source, "–") for one in shown],
        "Path": [one.path for one in shown],
    }
    st.data_editor(
        columns,
        key=key,
        hide_index=True,
        placeholder="–",
        disabled=[name for name in columns if name not in EDITED],
        column_config={
            "Owner": st.column_config.TextColumn(max_chars=200),
            "Review by": st.column_config.DateColumn(format="YYYY-MM-DD"),
            "Seen by": st.column_config.SelectboxColumn(options=["visitors", "staff only"], required=True),
        },
        on_change=_save,
        args=(key, [one.id for one in shown]),
    )


def _save(key: str, ids: list[str]) -> None:
    edited: dict[int, dict[str, object]] = st.session_state[key]["edited_rows"]
    changes = [care_of(ids[row], cells) for row, cells in edited.items()]

    def save() -> None:
        for one in changes:
            calls().tell("/v1/hygiene/care", one)

    attempt(save, "Saved, and live.")


def care_of(article: str, cells: dict[str, object]) -> CareChange:
    """What the cells that were edited say; one that was emptied goes back to what the source says."""
    owner = cells.get("Owner", UNSET)
    day = cells.get("Review by", UNSET)
    seen = cells.get("Seen by", UNSET)
    return CareChange(
        article=article,
        owner=owner if owner is UNSET else (str(owner).strip() if owner else None),
        review_by=day if day is UNSET else (str(day)[:10] if day else None),
        public=seen if seen is UNSET else seen == "visitors",
    )


def review(article: str) -> NextReview:
    """Marks an article as looked at and found right."""
    return calls().post("/v1/hygiene/reviewed", NextReview, Reviewed(article=article))


def _state(one: ArticleView) -> str:
    if not one.live:
        return "not live"
    return "past review" if one.stale else "live"


def _seen(one: ArticleView) -> str:
    return "visitors" if one.public else "staff only"
