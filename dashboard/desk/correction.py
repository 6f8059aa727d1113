"""A correction: the answer, the wrong part, the right words; live for the next visitor when it is saved."""

import re
from collections.abc import Sequence

import streamlit as st

from dashboard.api import Api
from dashboard.choosing import choose_article
from dashboard.furniture import note
from dashboard.words import bare, clock, plain, short, zone
from server.api.views.desk import ConversationDetail, Correct, Corrected, TurnDetail

WHOLE = "The whole answer"
_OPEN, _DONE = "correcting", "corrected_at"
SENTENCE = re.compile(r"(?<!\d\.)(?<=[.!?:])\s+|\n+")  # "1. Open Billing" stays one step
MARK = re.compile(r" \[\d\]")


def show_correction(api: Api, detail: ConversationDetail) -> None:
    answers = correctable(detail.turns)
    if not answers:
        return
    done: dict[str, int] = st.session_state.get(_DONE, {})
    if detail.row.id in done:
        when = clock(done[detail.row.id], zone(st.context.timezone))
        st.success(f"Live for the next visitor since {when}.", icon=":material/bolt:")
    opened = st.session_state.get(_OPEN) == detail.row.id
    label = "Leave it" if opened else "Correct an answer"
    if st.button(label, shortcut="E", icon=":material/edit:", type="tertiary", key="correct"):
        st.session_state[_OPEN] = "" if opened else detail.row.id
        st.rerun(scope="fragment")
    if opened:
        _form(api, detail, answers)


def correctable(turns: Sequence[TurnDetail]) -> list[TurnDetail]:
    """Handrail's answers; what it says about the waiting answers nothing."""
    return [turn for turn in turns if turn.who == "handrail" and turn.reply_to and turn.decision is not None]


def unmarked(answer: str) -> str:
    """The answer without its source marks."""
    return MARK.sub("", answer).strip()


def parts_of(answer: str) -> list[str]:
    """The sentences and steps of an answer: what can be marked as wrong."""
    return [part.strip() for part in SENTENCE.split(unmarked(answer)) if len(part.strip()) > 2]


def _form(api: Api, detail: ConversationDetail, answers: list[TurnDetail]) -> None:
    by_id = {turn.id: turn for turn in answers}
    latest = list(reversed(by_id))
    chosen = st.selectbox(
        "Which answer", latest, key="wrong_turn", format_func=lambda id: short(unmarked(by_id[id].text), 80)
    )
    if chosen is None:
        return
    wrong = st.radio(
        "What is wrong in it", [WHOLE, *parts_of(by_id[chosen].text)], key=f"wrong_part_{chosen}", format_func=bare
    )
    right = st.text_area("What is right", key=f"right_{chosen}", placeholder="In the words a visitor should read")
    with st.expander("Also say what it is about", type="compact"):
        article = choose_article(api, detail.row.site, "Article that answers it", "right_article", optional=True)
        intent = st.text_input("Intent", key="right_intent", placeholder=plain(detail.row.intent).lower())
    if st.button("Save correction", type="primary", key="save_correction"):
        if not (right or "").strip():
            note("Type what is right first.")
            return
        part = "" if wrong == WHOLE else str(wrong)
        sent = Correct(turn=chosen, right=right or "", wrong=part, intent=_code(intent or ""), article=article)
        told = api.post(f"/v1/conversations/{detail.row.id}/correct", Corrected, sent)
        st.session_state[_DONE] = {detail.row.id: told.live_at}
        st.session_state[_OPEN] = ""
        st.rerun(scope="fragment")


def _code(words: str) -> str:
    return words.strip().lower().replace(" ", "_")
