"""Where in the dashboard the reader is: what the URL says beyond the page and the filters."""

from typing import NoReturn

import streamlit as st

PLACES = ("page", "element", "session", "conversation", "intent", "source", "article", "gap")


def place(name: str) -> str:
    """A part of the address, "" where it is not given."""
    return str(st.query_params.get(name, ""))


def go(**to: str) -> NoReturn:
    """Moves to exactly this place within the page and shows it; filters stay."""
    put(**to)
    st.rerun(scope="app")


def put(**to: str) -> None:
    """Writes the place into the address; what is not named is left."""
    for name in PLACES:
        wanted = to.get(name, "")
        if wanted and st.query_params.get(name) != wanted:
            st.query_params[name] = wanted
        elif not wanted and name in st.query_params:
            del st.query_params[name]
