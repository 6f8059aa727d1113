"""Why a turn was understood as it was, drawn: the verdict, the marked words, what spoke for it, what else was heard."""

from html import escape

import streamlit as st

from dashboard.furniture import note
from dashboard.intent_words import because, feelings, likenesses, marked, of_id, sure, verdict
from server.api.views.intents import Why

OTHERS = 3  # alternatives named
LEAST = 0.02  # share from which one is worth naming


def show_why(why: Why, brief: bool = False) -> None:
    """Draws an explanation into the place where it is called; `brief` leaves most of the evidence to be unfolded."""
    st.html(f'<p class="verdict">{escape(verdict(why))}</p><p class="said marked">{marked(why)}</p>')
    others = [f"{of_id(intent, why.names)} {sure(share)}" for intent, share in why.alternatives[1:] if share >= LEAST]
    if others:
        note(f"Or: {', '.join(others[:OTHERS])}.")
    if why.second:
        note(f"It also says: {', '.join(f'{of_id(intent, why.names)} {sure(share)}' for intent, share in why.second)}.")
    if heard := feelings(why):
        note(f"Also heard: {', '.join(heard)}.")
    words, near = because(why), likenesses(why)
    if not brief:
        _facts([*words, *near])
        _versions(why)
        return
    _facts([*words[:1], *near[:1]])
    with st.expander("More of why", type="compact"):
        _facts([*words[1:], *near[1:]])
        _versions(why)


def _facts(lines: list[tuple[str, str]]) -> None:
    items = "".join(f"<li>{escape(fact)}<small>{escape(finer)}</small></li>" for fact, finer in lines)
    st.html(f'<ul class="facts">{items}</ul>')


def _versions(why: Why) -> None:
    versions = " · ".join(sorted(set(why.versions.values())))
    st.html(f'<p class="meta">Models: {escape(versions)}</p>')
