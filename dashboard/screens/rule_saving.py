"""Saves what was set on the rules page, and says once that it holds, or why it was refused."""

from typing import Any

import streamlit as st

from dashboard.api import ApiError
from dashboard.session import calls
from server.api.views.rules import RulesView, SetRules

LIVE = "Saved. Live for every page that connects from three seconds later on; open pages keep the rules they came with."
SAID, SAVES = "rules_said", "rules_saves"


def save(path: str, view: RulesView, **changes: Any) -> None:
    """Saves with these changes of override, sample or trace, and draws the page anew."""
    kept = {"override": view.override, "sample": view.sample, "trace": view.trace}
    try:
        calls().put(path, RulesView, SetRules(**{**kept, **changes}))
        tell("saved")
    except ApiError as error:
        tell("refused", error.message)
    st.rerun()


def tell(kind: str, words: str = LIVE) -> None:
    """What the next run of the page says."""
    st.session_state[SAID] = (kind, words)
    st.session_state[SAVES] = st.session_state.get(SAVES, 0) + (kind == "saved")


def edition(element: str = "") -> str:
    """Marks the fields of the rules as they hold now: after a save, or for another element, they are drawn anew."""
    saves = st.session_state.get(SAVES, 0)
    return (f"_{element}" if element else "") + (f"_{saves}" if saves else "")


def say() -> None:
    """Says what the last run left to be said."""
    kind, words = st.session_state.pop(SAID, ("", ""))
    if kind == "saved":
        st.success(words, icon=":material/check:")
    elif kind:
        st.error(words, icon=":material/error:")
