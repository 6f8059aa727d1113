"""Hygiene: contradictions and duplicates side by side, controls that are gone, articles past review or unowned."""

from html import escape

import streamlit as st

from dashboard.address import go
from dashboard.charts.tending import tending
from dashboard.filters import Filters
from dashboard.furniture import empty, headline, note, panel, picture, section, table
from dashboard.knowledge_words import FINDINGS, differ, hygiene_news, marked
from dashboard.look import palette
from dashboard.saving import done, edition
from dashboard.session import calls, may
from dashboard.words import at, bare, count, percent, zone
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
    every = calls().get("/v1/hygiene/articles", list[CareView], {"site": site})
    if every:
        with panel("Who has what to tend", "articles by owner, each by the worst that is to be said of it"):
            picture(tending(every, palette()), "tending", hygiene_news(view))
    named = {key: f"{words} {counts[key]}" if key in counts else words for key, words in LISTS.items()}
    chosen = st.pills(
        "Which", list(LISTS), default=_first(counts), format_func=named.__getitem__, key="which", required=True,
        label_visibility="collapsed", bind="query-params",
    )  # fmt: skip
    kind = chosen or "contradiction"
    if kind in ("stale", "unowned"):
        _articles(every, kind)
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
    shown = found[:SHOWN]
    together: dict[tuple[str, str], list[int]] = {}  # a control that several articles name is one card
    for number, one in enumerate(shown):
        together.setdefault((one.control, one.route) if one.control else ("", one.id), []).append(number)
    for numbers in together.values():
        with st.container(border=True, key=f"finding_{numbers[0]}"):
            _card([(number, shown[number]) for number in numbers])
    if len(found) > SHOWN:
        note(f"{count(len(found) - SHOWN, 'less sure one')} more.")


def _card(findings: list[tuple[int, FindingView]]) -> None:
    number, first = findings[0]
    if first.kind != "control":
        section(differ(first))
        other = _side(first.other) if first.other else ""
        st.html(f'<div class="pair{"" if other else " single"}">{_side(first.one)}{other}</div>')
        st.html(f'<p class="meta">{percent(first.score, 0)} sure</p>')
        _ways(first, number)
        return
    section(differ(first), gone(first, len(findings)))
    for number, one in findings:
        left, right = st.columns([7, 4], gap="small", vertical_alignment="center")
        left.html(f'<div class="pair single">{_side(one.one)}</div>')
        with right:
            _ways(one, number)


def gone(control: FindingView, articles: int) -> str:
    """Since when a control is gone, how sure that is, what it is called now, how many articles name it."""
    since = f", since release {control.release}" if control.release else ""
    renamed = f" It may be called “{control.suggestion}” now." if control.suggestion else ""
    many = f" {articles:,} articles name it." if articles > 1 else ""
    return f"{percent(control.score, 0)} sure{since}.{renamed}{many}"


def _ways(one: FindingView, number: int) -> None:
    if one.state == "dismissed":
        note(f"Dismissed by {one.by}: {one.reason}" if one.by else "Dismissed.")
    with st.container(horizontal=True, gap="small"):
        for side in (one.one, one.other):
            if side and st.button(f"Open “{bare(side.title)}”", type="tertiary", key=f"open_{number}_{side.passage}"):
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


def _articles(every: list[CareView], kind: str) -> None:
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
