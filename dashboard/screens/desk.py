"""The desk: who waits, the conversation, and beside it what the agent needs to answer."""

import streamlit as st

from dashboard.address import place, put
from dashboard.desk.beside import show_beside
from dashboard.desk.queue import show_queue
from dashboard.desk.talk import show_talk
from dashboard.filters import Filters
from dashboard.furniture import empty
from dashboard.screens.session import show_session
from dashboard.session import answers, calls
from server.api.views.desk import ConversationDetail

EVERY_S = 2  # what a visitor types is on the desk within it


def show(filters: Filters) -> None:
    if session := place("session"):
        show_session(session)
        return
    with st.container(key="desk"):  # the style keeps it from fading while it looks anew
        left, right = st.columns([3, 9], gap="medium")
    with left:
        _queue(filters.site.id)
    with right:
        _conversation(place("conversation"))


@st.fragment(run_every=EVERY_S)
def _queue(site: str) -> None:
    with answers():
        chosen = show_queue(calls(), site, place("conversation"))
        if chosen:
            put(conversation=chosen)
            st.rerun(scope="app")


@st.fragment(run_every=EVERY_S)
def _conversation(conversation: str) -> None:
    if not conversation:
        empty("No conversation is open", "Choose one on the left, or press N for the one that waits longest.")
        return
    with answers():
        detail = calls().get(f"/v1/conversations/{conversation}", ConversationDetail)
        middle, right = st.columns([5, 4], gap="medium")
        with middle:
            show_talk(calls(), detail)
        with right:
            show_beside(detail)
