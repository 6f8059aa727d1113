"""What a change to the knowledge came to: said once, after the page was drawn anew."""

from collections.abc import Callable

import streamlit as st

from dashboard.api import ApiError

SAID, EDITION = "knowledge_said", "knowledge_edition"


def done(change: Callable[[], object], words: str) -> None:
    """Makes a change and draws the page anew, which says `words`, or why it was refused."""
    attempt(change, words)
    st.rerun(scope="app")


def attempt(change: Callable[[], object], words: str) -> bool:
    """As `done` within a callback, after which the page is drawn anew anyway; whether it went well."""
    try:
        change()
    except ApiError as error:
        st.session_state[SAID] = ("refused", error.message)
        return False
    st.session_state[SAID] = ("saved", words)
    st.session_state[EDITION] = edition() + 1
    return True


def edition() -> int:
    """Counts changes: in the key of a field it empties it after each."""
    return int(st.session_state.get(EDITION, 0))


def say() -> None:
    """Says what the last change came to."""
    kind, words = st.session_state.pop(SAID, ("", ""))
    if kind == "saved":
        st.success(words, icon=":material/check:")
    elif kind:
        st.error(words, icon=":material/error:")
