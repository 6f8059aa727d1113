"""What goes on by itself: looked at again and again while it lasts; the whole page is drawn anew at its end."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from dashboard.session import answers

EVERY_S = 2  # between two looks: a bar still moves, and a server of a hundred readers feels fifty cheap calls a second
T = TypeVar("T")


@st.fragment(run_every=EVERY_S)
def follow(look: Callable[[], T | None], draw: Callable[[T], None]) -> None:
    """Draws what `look` finds; when it finds None, what was followed has ended."""
    with answers(), st.container(key="following"):  # the style keeps what follows from fading at each look
        found = look()
        if found is None:
            st.rerun(scope="app")
        draw(found)
