"""The conversation in the middle of the desk: turns, what the agent does, the reply, the correction."""

from html import escape

import streamlit as st

from dashboard.api import Api
from dashboard.desk.attached import forget_others, show_files
from dashboard.desk.correction import show_correction
from dashboard.desk.timing import timing
from dashboard.furniture import note
from dashboard.said import said, sources_of, verbatim
from dashboard.session import who
from dashboard.words import clock, percent, plain, zone
from server.api.views.desk import ConversationDetail, LookupView, Say, TurnDetail

FACES = {"visitor": ":material/person:", "handrail": ":material/smart_toy:", "person": ":material/support_agent:"}
NAMES = {"visitor": "Visitor", "handrail": "Handrail"}
REPLY = "reply"


def show_talk(api: Api, detail: ConversationDetail) -> None:
    _actions(api, detail)
    forget_others(detail)
    with st.container(height=520, border=True, autoscroll=True, key="turns"):
        for turn in detail.turns:
            _turn(api, turn)
        if not detail.turns:
            note("Nothing was said yet.")
    if mine(detail):
        written = st.chat_input("Write to the visitor", key=REPLY)
        if written:
            api.tell(f"/v1/conversations/{detail.row.id}/say", Say(text=written))
            st.rerun(scope="fragment")
    elif detail.row.mode != "closed":
        note("Take the conversation to write; Handrail then keeps silent.")
    show_correction(api, detail)


def mine(detail: ConversationDetail) -> bool:
    """Whether the reader has the conversation."""
    reader = who()
    return detail.row.mode == "person" and reader is not None and detail.row.agent == reader.name


def _actions(api: Api, detail: ConversationDetail) -> None:
    path = f"/v1/conversations/{detail.row.id}"
    with st.container(horizontal=True, gap="small"):
        if detail.row.mode in {"waiting", "assistant"} and st.button(
            "Take", shortcut="T", type="primary", icon=":material/front_hand:", key="take"
        ):
            _do(api, f"{path}/take")
        if mine(detail) and st.button("Give back", shortcut="B", icon=":material/reply:", key="give_back"):
            _do(api, f"{path}/return")
        if (mine(detail) or detail.row.mode == "waiting") and st.button(
            "Close", shortcut="X", icon=":material/check:", key="close"
        ):
            _do(api, f"{path}/close")
        if detail.row.mode == "person" and not mine(detail):
            note(f"{detail.row.agent} has this conversation.")


def _do(api: Api, path: str) -> None:
    api.tell(path)
    st.rerun(scope="app")


def _turn(api: Api, turn: TurnDetail) -> None:
    name = turn.name or NAMES.get(turn.who, plain(turn.who))
    when = clock(turn.at, zone(st.context.timezone))
    words = verbatim(turn.text) if turn.who == "visitor" else said(turn.text, turn.citations)
    with st.chat_message(name, avatar=FACES.get(turn.who)):
        st.html(
            words
            + f'<p class="meta">{escape(" · ".join([name, when, *facts(turn)]))}</p>'
            + (timing(turn.decision) if turn.decision is not None else "")
        )
        show_files(api, turn.files)


OUTCOMES = {
    "told": "told",
    "not_found": "not known there",
    "unverified": "not asked, the visitor is not proven",
    "no_sentence": "nothing to tell",
    "slow": "too slow",
    "busy": "no place in time",
    "refused": "refused",
    "resting": "left alone after failures",
}


def looked_up(one: LookupView) -> str:
    """A look-up of live data: which, what became of it, how long it took."""
    return f"looked up {one.title}: {OUTCOMES.get(one.outcome, 'failed')}, {one.ms:.0f} ms"


def facts(turn: TurnDetail) -> list[str]:
    """What an agent should know of a turn, in a few words each."""
    found = []
    if turn.intent:
        found.append(turn.intent_name or plain(turn.intent).lower())
    if turn.who == "visitor" and turn.sentiment is not None:
        found.append("upset" if turn.sentiment <= -0.3 else "content" if turn.sentiment >= 0.3 else "neutral")
    if turn.decision is not None:
        found.append(f"confidence {percent(turn.decision.confidence, 0)}")
        found += [looked_up(one) for one in turn.decision.lookups]
    if turn.sure == "unsure":
        found.append("said to be unsure")
    found += [source.name for source in sources_of(turn.citations)]
    if turn.solved is not None:
        found.append("solved it" if turn.solved else "did not solve it")
    if turn.rated is not None:
        found.append("thumbs up" if turn.rated else "thumbs down")
    if turn.corrected:
        found.append("corrected")
    return found
