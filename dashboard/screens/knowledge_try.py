"""Try a question: what a visitor, or staff, is told on a page, with everything behind it; nothing is stored."""

from html import escape

import streamlit as st

from dashboard.charts.candidates import candidates, steps
from dashboard.desk.timing import words as spoken
from dashboard.filters import Filters
from dashboard.furniture import headline, note, panel, picture, score_column, section, table
from dashboard.look import palette
from dashboard.said import Source, said, sources_of
from dashboard.session import answers, calls, may
from dashboard.words import percent, plain, short
from server.api.views.knowledge import Ask, Asked

AUDIENCES = {"visitor": "A visitor", "staff": "Staff"}
LISTED = 8  # passages
MOST_QUOTE = 160  # characters of what a citation stands on
SAYS = {"sure": "says it plainly", "unsure": "says that it is not sure", "unknown": "says that it doesn't know"}


def show_try(filters: Filters) -> None:
    headline("What would a visitor be told?")
    if not may("agent"):
        note("Agents and admins can try questions.")
        return
    with st.form("try_question", border=False):
        left, middle, right = st.columns([6, 3, 2], vertical_alignment="bottom")
        text = left.text_input("Question", key="ask_text", placeholder="Why is my VAT number refused?", max_chars=2000)
        page = middle.text_input("On the page", key="ask_page", placeholder="any page, or /billing")
        audience = right.selectbox("Asked by", list(AUDIENCES), format_func=AUDIENCES.__getitem__, key="ask_audience")
        st.form_submit_button("Ask", type="primary", icon=":material/send:")
    if not (text or "").strip():
        note("Nothing is stored, and no visitor sees it. Staff are answered from internal articles, too.")
        return
    body = Ask(
        text=text or "",
        site=filters.site.id,
        page=(page or "").strip(),
        audience="staff" if audience == "staff" else "visitor",
        top=LISTED,
    )
    with answers():
        with st.spinner("Looking for the answer", show_time=True):
            asked = calls().post("/v1/ask", Asked, body)
        _draw(asked)


def _draw(asked: Asked) -> None:
    left, right = st.columns([6, 5], gap="large")
    with left:
        section("The answer", verdict(asked))
        with st.container(border=True, key="asked"):
            st.html(said(asked.answer, asked.citations))
            sources = "".join(f"<li>{escape(one.name)}{_quotes(one)}</li>" for one in sources_of(asked.citations))
            if sources:
                st.html(f'<ul class="facts">{sources}</ul>')
            if asked.clarify:
                note(f"To choose from: {'; '.join(asked.clarify)}.")
        if asked.spans:
            with panel("How long it took", f"{sum(asked.spans.values()):.0f} ms in all"):
                picture(steps(asked.spans, palette()), "steps", spoken(asked.spans))
    with right:
        section("Why", f"Understood as: {plain(asked.intent) or 'nothing known'}.")
        st.html(f'<ul class="facts">{"".join(f"<li>{escape(one)}</li>" for one in asked.reasons)}</ul>')
        versions = " · ".join(sorted({f"{name} {one}" for name, one in asked.versions.items() if one}))
        st.html(f'<p class="meta">{escape(versions)}</p>')
    _passages(asked)


def verdict(asked: Asked) -> str:
    """Whether and how surely it is answered."""
    if asked.clarify:
        return f"It asks back; confidence {percent(asked.confidence, 0)}."
    if not asked.answerable:
        return f"No answer: Handrail {SAYS['unknown']}; confidence {percent(asked.confidence, 0)}."
    return f"Confidence {percent(asked.confidence, 0)}: Handrail {SAYS.get(asked.sure, 'answers')}."


def _quotes(source: Source) -> str:
    """What is quoted of an article, a line for each passage."""
    quotes = [short(one.quote, MOST_QUOTE) for one in source.citations if one.quote]
    return "".join(f"<small>“{escape(quote)}”</small>" for quote in quotes)


def _passages(asked: Asked) -> None:
    section("Passages found", "The nearest first; what is answered comes from these alone.")
    if not asked.passages:
        note("None.")
        return
    cited = frozenset(each.passage for each in asked.citations)
    with panel("What it was chosen from", "the score of each: meaning and words together, with the page's weight"):
        picture(candidates(asked.passages, cited, palette()), "candidates", "Scores of the passages found")
    columns: dict[str, list[object]] = {
        "Score": [one.score for one in asked.passages],
        "Article": [one.title for one in asked.passages],
        "Heading": [one.heading or "–" for one in asked.passages],
        "Cited": ["yes" if one.id in cited else "–" for one in asked.passages],
        "Source": [one.source for one in asked.passages],
    }
    table(columns, "passages", {"Score": score_column("meaning and words together, with the page's weight")})
