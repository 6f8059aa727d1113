"""The list of struggles behind a number; from it to the visit."""

from collections.abc import Sequence

import streamlit as st

from dashboard.furniture import table
from dashboard.signal_words import evidence, signal, signs
from dashboard.words import at, called, outcome, zone
from server.api.views.friction import StruggleView


def struggle_table(struggles: Sequence[StruggleView], name: str) -> str:
    """Draws the list; answers the session of the row that was chosen, "" for none."""
    here = zone(st.context.timezone)
    row = table(
        {
            "When": [at(one.at, here) for one in struggles],
            "What": [signal(one.signal) for one in struggles],
            "On": [called(one.element_name, one.element) or "–" for one in struggles],
            "Page": [one.route for one in struggles],
            "The page said": [one.message or "–" for one in struggles],
            "Evidence": [evidence(one.evidence) or "–" for one in struggles],
            "Signs of life": [signs(one.signs) for one in struggles],
            "Outcome": [outcome(one.outcome) if one.outcome else "–" for one in struggles],
            "Visit": [one.session[:12] for one in struggles],
        },
        name,
        select=True,
    )
    return "" if row is None else struggles[row].session
