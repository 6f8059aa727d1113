"""One gap: its questions, where they came up, and the draft that an article is written from."""

import streamlit as st

from dashboard.address import go
from dashboard.choosing import choose_article
from dashboard.filters import Filters
from dashboard.furniture import headline, note, section, table
from dashboard.knowledge_words import WHYS, about, file_name
from dashboard.saving import done, edition, say
from dashboard.session import calls, may
from dashboard.words import at, count, zone
from server.api.views.hygiene import Because, DraftView, GapDetail, Written


def show_gap(filters: Filters, id: str) -> None:
    if st.button("All gaps", icon=":material/arrow_back:", type="tertiary", key="all_gaps"):
        go()
    say()
    gap = calls().get(f"/v1/hygiene/gaps/{id}", GapDetail)
    headline(f"{count(gap.visits, 'visit')} asked {about(gap)}; {gap.struggling:,} of them struggled on the page, too.")
    if gap.state != "open":
        why = f": {gap.reason}" if gap.reason else ""
        note(f"{gap.state.capitalize()} by {gap.by}{why}. {gap.article}".strip())
    left, right = st.columns([6, 5], gap="large")
    with left:
        _questions(gap)
    with right:
        if gap.draft is None:
            section("Draft")
            note("It is made of what people were answered: who answers visitors can read it.")
        else:
            _draft(gap.draft)
        if may("agent"):
            _settle(filters, gap)


def _questions(gap: GapDetail) -> None:
    pages = f" On {', '.join(gap.pages[:5])}." if gap.pages else ""
    section("What was asked", f"Names, numbers and addresses are masked. Select a row to read the visit.{pages}")
    here = zone(st.context.timezone)
    asked = sorted(gap.asked, key=lambda one: -one.at)
    columns: dict[str, list[object]] = {
        "Question": [one.text for one in asked],
        "Why here": [WHYS.get(one.why, one.why) for one in asked],
        "On": [one.route or "–" for one in asked],
        "When": [at(one.at, here) for one in asked],
    }
    row = table(columns, "gap-questions", select=True)
    if row is not None:
        go(gap=gap.id, session=asked[row].session)


def _draft(draft: DraftView) -> None:
    made = (
        f"Made of {count(len(draft.quotes), 'sentence')} that people answered with. Check it before you publish it."
        if draft.answered
        else "Nobody has answered it yet: an outline with the questions. Fill in what is right."
    )
    section("Draft", made)
    st.code(draft.markdown, language="markdown", wrap_lines=True, height=320)
    st.download_button(
        "Write it: download as Markdown",
        draft.markdown,
        file_name=file_name(draft.title),
        mime="text/markdown",
        icon=":material/download:",
        type="primary",
        key="draft",
        on_click="ignore",
        help="Put it into a source's folder, or upload it here; the button in the text copies it",
    )


def _settle(filters: Filters, gap: GapDetail) -> None:
    path = f"/v1/hygiene/gaps/{gap.id}"
    with st.container(horizontal=True, gap="small"):
        if gap.state != "open":
            if st.button("Open it again", icon=":material/undo:", key="gap_reopen"):
                done(lambda: calls().tell(f"{path}/reopen"), "The gap is open again.")
            return
        with st.popover("It is written", icon=":material/task_alt:"):
            chosen = choose_article(calls(), filters.site.id, "Written as", f"written_{edition()}")
            if st.button("Close the gap", type="primary", disabled=not chosen, key="gap_written"):
                body = Written(article=chosen)
                done(lambda: calls().tell(f"{path}/written", body), "Closed; asked again, it opens by itself.")
        with st.popover("Dismiss", icon=":material/close:"), st.form(f"dismiss_{edition()}", border=False):
            reason = st.text_input("Why nothing is to be written", placeholder="We don't offer it", max_chars=500)
            if st.form_submit_button("Dismiss it", type="primary"):
                because = Because(reason=reason or "")
                done(lambda: calls().tell(f"{path}/dismiss", because), "The gap is dismissed.")
