"""Hygiene: contradictions and duplicates side by side, controls that are gone, articles past review or unowned."""

from html import escape

import streamlit as st

from dashboard.address import go
from dashboard.filters import Filters
from dashboard.furniture import empty, headline, note, section, table
from dashboard.knowledge_words import FINDINGS, differ, hygiene_news, marked
from dashboard.screens.knowledge_saving import done, edition
from dashboard.session import calls, may
from dashboard.words import at, count, percent, zone
from server.api.views.hygiene import Because, CareView, FindingSide, FindingView, HygieneView

SHOWN = 20  # findings of a kind: who has settled those sees the next
LISTS = {
    "contradiction": "Contradictions",
    "duplicate": "Duplicates",
    "control": "Controls that are gone",
    "stale": "Past review",
    "unowned": "No owner",
    "dismissed": "Dismissed",
}


def show_hygiene(filters: Filters) -> None:
    site = filters.site.id
    view = calls().get("/v1/hygiene", HygieneView, {"site": site})
    headline(hygiene_news(view))
    counts = {
        "contradiction": view.contradictions,
        "duplicate": view.duplicates,
        "control": view.controls,
        "stale": view.stale,
        "unowned": view.unowned,
    }
    if view.looked_at:
        note(f"Last looked through {at(view.looked_at, zone(st.context.timezone))}.")
    else:
        note("Not looked through yet: the worker (handrail work) does it within a minute of a change.")
    named = {key: f"{words} {counts[key]}" if key in counts else words for key, words in LISTS.items()}
    chosen = st.pills(
        "Which", list(LISTS), default=_first(counts), format_func=named.__getitem__, key="which", required=True,
        label_visibility="collapsed", bind="query-params",
    )  # fmt: skip
    kind = chosen or "contradiction"
    if kind in ("stale", "unowned"):
        _articles(site, kind)
    elif kind == "dismissed":
        _findings(site, "", "dismissed")
    else:
        _findings(site, kind, "open")


def _first(counts: dict[str, int]) -> str:
    return next((kind for kind, n in counts.items() if n), "contradiction")


def _findings(site: str, kind: str, status: str) -> None:
    found = calls().get("/v1/hygiene/findings", list[FindingView], {"site": site, "status": status, "kind": kind})
    if not found:
        what = FINDINGS.get(kind, "Nothing").lower()
        empty(
            "Nothing dismissed" if status == "dismissed" else f"No {what}",
            "What the worker finds when articles or pages change stands here.",
        )
        return
    for number, one in enumerate(found[:SHOWN]):
        with st.container(border=True, key=f"finding_{number}"):
            _finding(one, number)
    if len(found) > SHOWN:
        note(f"{count(len(found) - SHOWN, 'less sure one')} more.")


def _finding(one: FindingView, number: int) -> None:
    section(differ(one), f"It may be called “{one.suggestion}” now." if one.suggestion else "")
    other = _side(one.other) if one.other else ""
    st.html(f'<div class="pair{"" if other else " single"}">{_side(one.one)}{other}</div>')
    since = f" since release {one.release}" if one.release else ""
    st.html(f'<p class="meta">{percent(one.score, 0)} sure{escape(since)}</p>')
    if one.state == "dismissed":
        note(f"Dismissed by {one.by}: {one.reason}" if one.by else "Dismissed.")
    with st.container(horizontal=True, gap="small"):
        for side in (one.one, one.other):
            if side and st.button(f"Open “{side.title}”", type="tertiary", key=f"open_{number}_{side.passage}"):
                go(article=side.article)
        if may("agent"):
            _settle(one, number)


def _settle(one: FindingView, number: int) -> None:
    path = f"/v1/hygiene/findings/{one.id}"
    if one.state == "dismissed":
        if st.button("Open it again", icon=":material/undo:", key=f"reopen_{number}"):
            done(lambda: calls().tell(f"{path}/reopen"), "It is open again.")
        return
    with st.popover("Dismiss", icon=":material/close:"), st.form(f"dismiss_{number}_{edition()}", border=False):
        reason = st.text_input("Why it is none", placeholder="Two different plans", max_chars=500)
        if st.form_submit_button("Dismiss it", type="primary"):
            body = Because(reason=reason or "")
            done(lambda: calls().tell(f"{path}/dismiss", body), "Dismissed; it is not found again.")


def _side(side: FindingSide) -> str:
    owner = f" · {side.owner}" if side.owner else " · no owner"
    return (
        f"<div><b>{escape(side.title)}</b><small>{escape(owner.removeprefix(' · '))}</small>"
        f"<p>{marked(side.quote, side.marks)}</p></div>"
    )


def _articles(site: str, kind: str) -> None:
    every = calls().get("/v1/hygiene/articles", list[CareView], {"site": site})
    found = [one for one in every if (one.stale if kind == "stale" else one.unowned)]
    if not found:
        empty(
            "Nothing is past its review" if kind == "stale" else "Every article has an owner",
            "Owners and review dates are set on the articles, or come with them.",
        )
        return
    note("Select a row to open the article, review it or give it an owner.")
    columns: dict[str, list[object]] = {
        "Article": [one.title for one in found],
        "Owner": [one.owner or "–" for one in found],
        "Review by": [one.review_by or "–" for one in found],
        "Answers": [one.answers for one in found],
        "Open findings": [one.findings for one in found],
        "Updated": [one.updated or "–" for one in found],
        "Path": [one.path for one in found],
    }
    row = table(columns, f"care_{kind}", select=True)
    if row is not None and row < len(found):
        go(article=found[row].id)
