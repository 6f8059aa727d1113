"""On the edge: what visitors said that nothing known fits, gathered by what it is about, and what to do with it."""

from collections import Counter
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.filters import Filters
from dashboard.furniture import empty, headline, note, pick, section
from dashboard.intent_words import EDGES, called, of_id, sure
from dashboard.saving import edition
from dashboard.screens.intent_saving import told
from dashboard.session import calls, may
from dashboard.words import at, bare, count, short, zone
from server.api.views.intents import (
    EdgeGroup,
    EdgeView,
    IntentSaved,
    IntentsView,
    MoveTurns,
    NewIntent,
    SettleTurns,
    TakenTurn,
)

SHOWN = 12  # groups: who has settled those sees the next
SENTENCES = 4  # of a group; the others are counted


def show_edge(filters: Filters, path: str, view: IntentsView, top: DeltaGenerator) -> None:
    """Draws the list; its sentence goes to `top`, where the page opens."""
    edge = calls().get(f"{path}/edge", EdgeView, filters.params)
    with top:
        headline(edge.headline if view.turns else "Nobody has said anything in this period.")
    if not edge.groups and not edge.alone:
        empty(
            "Nothing on the edge",
            "What nothing known fits, or what the model is unsure of, gathers here as it is said.",
        )
        return
    note(f"{edge.out_of_scope:,} fit nothing known, {edge.low_confidence:,} could be several things.")
    names = {one.id: called(one) for one in view.intents if one.on and not one.merged_into}
    for first in range(0, min(len(edge.groups), SHOWN), 2):
        for place, number in zip(st.columns(2, gap="small"), range(first, min(first + 2, SHOWN)), strict=True):
            if number < len(edge.groups):
                with place, st.container(border=True, key=f"edge_{number}", height="stretch"):
                    _group(path, names, edge.groups[number], number)
    if len(edge.groups) > SHOWN:
        note(f"{count(len(edge.groups) - SHOWN, 'smaller group')} more.")
    _alone(path, names, edge.alone)


def _group(path: str, names: dict[str, str], group: EdgeGroup, number: int) -> None:
    like = f"something like “{short(group.turns[0].text, 60)}”"
    about = f"about {', '.join(group.words)}" if group.words else like
    section(f"{count(group.visitors, 'visitor')} asked {about}")
    said = Counter(one.text for one in group.turns)
    items = "".join(
        f"<li>{escape(text)}{f' × {n}' if n > 1 else ''}</li>" for text, n in list(said.items())[:SENTENCES]
    )
    st.html(f'<ul class="group">{items}</ul>')
    more = len(said) - SENTENCES
    nearest = of_id(_nearest(group.turns), names)
    note(f"{f'And {more:,} more. ' if more > 0 else ''}The nearest known intent is {nearest}.")
    if not may("agent"):
        return
    turns = [one.turn for one in group.turns]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if may("admin"):
            _make(path, group, turns, number)
        _settle(path, names, turns, _nearest(group.turns), str(number))


def _make(path: str, group: EdgeGroup, turns: list[str], number: int) -> None:
    with st.popover("Make an intent of it", icon=":material/add:"), st.form(f"make_{number}", border=False):
        suggested = " ".join(group.words[:3]).capitalize()
        name = st.text_input("Name", suggested, max_chars=60, key=f"make_name_{number}_{edition()}")
        about = st.text_input("What it is about", key=f"make_about_{number}_{edition()}")
        if st.form_submit_button("Add the intent", type="primary"):
            new = NewIntent(name=name or "", description=about or "", turns=turns)
            told(lambda: calls().post(f"{path}/intents", IntentSaved, new))


def _settle(path: str, names: dict[str, str], turns: list[str], nearest: str, key: str) -> None:
    ids = sorted(names, key=names.__getitem__)
    with st.popover("Add to an intent", icon=":material/east:"):
        index = ids.index(nearest) if nearest in ids else 0
        to = st.selectbox("Intent", ids, index=index, format_func=names.__getitem__, key=f"edge_to_{key}")
        if st.button(f"Add {count(len(turns), 'turn')}", type="primary", key=f"edge_add_{key}") and to:
            told(lambda: calls().post(f"{path}/examples/move", IntentSaved, MoveTurns(turns=turns, intent=to)))
    if st.button("Leave as it is", icon=":material/check:", key=f"edge_leave_{key}", help="Takes it off this list"):
        calls().tell(f"{path}/edge/settle", SettleTurns(turns=turns))
        st.rerun()


def _alone(path: str, names: dict[str, str], turns: list[TakenTurn]) -> None:
    section("Said once", "Nothing else on the edge is like these. Select rows to add them to an intent.")
    if not turns:
        note("None.")
        return
    here = zone(st.context.timezone)
    columns: dict[str, list[object]] = {
        "Turn": [one.text for one in turns],
        "Why here": [EDGES.get(one.edge, one.edge) for one in turns],
        "Nearest": [of_id(one.intent, names) for one in turns],
        "Sure": [sure(one.confidence) for one in turns],
        "When": [at(one.at, here) for one in turns],
        "On": [bare(one.route) or "–" for one in turns],
    }
    rows = pick(columns, f"edge_{edition()}")
    chosen = [turns[row].turn for row in rows if row < len(turns)]
    if chosen and may("agent"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            _settle(path, names, chosen, turns[rows[0]].intent, "alone")


def _nearest(turns: list[TakenTurn]) -> str:
    intents = [one.intent for one in turns]
    return max(sorted(set(intents)), key=intents.count)
