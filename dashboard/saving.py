"""What a change came to: said once, after the page was drawn anew."""

from collections.abc import Callable
from typing import NoReturn, TypeVar

import streamlit as st

from dashboard.api import ApiError
from dashboard.words import inert

SAID, EDITION = "said", "edition"
T = TypeVar("T")


def done(change: Callable[[], T], words: str | Callable[[T], str]) -> NoReturn:
    """Makes a change and draws the page anew, which says `words`, or why it was refused."""
    attempt(change, words)
    st.rerun(scope="app")


def attempt(change: Callable[[], T], words: str | Callable[[T], str]) -> bool:
    """As `done` within a callback, after which the page is drawn anew anyway; whether it went well."""
    try:
        told = change()
    except ApiError as error:
        st.session_state[SAID] = ("refused", error.message)
        return False
    st.session_state[SAID] = ("saved", words if isinstance(words, str) else words(told))
    changed()
    return True


def changed() -> None:
    """Empties the fields that bear the edition in their key."""
    st.session_state[EDITION] = edition() + 1


def edition() -> int:
    """Counts changes: in the key of a field it empties it after each."""
    return int(st.session_state.get(EDITION, 0))


def say() -> None:
    """Says what the last change came to."""
    kind, words = st.session_state.pop(SAID, ("", ""))
    if kind == "saved":
        st.success(inert(words), icon=":material/check:")
    elif kind:
        st.error(inert(words), icon=":material/error:")
