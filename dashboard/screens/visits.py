"""The list of visits behind a number, the hardest first; from it to the visit."""

import streamlit as st

from dashboard.filters import Filters
from dashboard.furniture import note, score_column, table
from dashboard.session import calls
from dashboard.signal_words import signal
from dashboard.words import at, lasting, outcome, zone
from server.api.views.friction import VisitRow

SCORE = "1 − ∏ (1 − weight of each kind of struggle in the visit); bounds as sure as the weights are"
SHOWN = 50  # rows: who reads more narrows the period


def visit_table(filters: Filters, name: str, **of: str) -> str:
    """Draws the list of the visits with a struggle on a `route`, an element `key`, of a `signal`; answers the session
    of the row that was chosen, "" for none."""
    visits = calls().get("/v1/friction/visits", list[VisitRow], {**filters.params, **of})[:SHOWN]
    if not visits:
        note("No visit struggled in this period.")
        return ""
    here = zone(st.context.timezone)
    row = table(
        {
            "When": [at(one.first_at, here) for one in visits],
            "Score": [one.score for one in visits],
            "Bounds": [f"{one.low:.2f}–{one.high:.2f}" for one in visits],
            "What was seen": [", ".join(map(signal, one.signals)) for one in visits],
            "Struggles": [one.struggles for one in visits],
            "Lasted": [lasting((one.last_at - one.first_at) / 1000) for one in visits],
            "Ended on": [one.route for one in visits],
            "Outcome": [outcome(one.outcome) if one.outcome else "–" for one in visits],
            "Signed in": [one.signed_in[:8] or "–" for one in visits],
            "Visit": [one.session[:12] for one in visits],
        },
        name,
        {"Score": score_column(SCORE)},
        select=True,
    )
    return "" if row is None else visits[row].session
