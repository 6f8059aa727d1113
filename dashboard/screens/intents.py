"""Intents: what visitors can mean on a site, how well each is recognised, and what nothing known fits; all editable."""

import streamlit as st

from dashboard.address import go, place
from dashboard.api import ApiError
from dashboard.filters import Filters
from dashboard.furniture import headline, note, rate_column, section, table
from dashboard.intent_words import called, share, standing
from dashboard.saving import say
from dashboard.screens.intent_edge import show_edge
from dashboard.screens.intent_one import show_intent
from dashboard.screens.intent_record import show_record
from dashboard.screens.intent_saving import show_state, told
from dashboard.session import answers, calls, may
from dashboard.why import show_why
from server.api.views.intents import IntentSaved, IntentsView, NewExamples, NewIntent, TryText, Why

FOUND = "held-out examples of the intent that were taken for it ÷ its examples, by a model that had not seen them"
RIGHT = "held-out examples that are of the intent ÷ all that were taken for it"
PARTS = {"list": "Intents", "edge": "On the edge", "record": "Changes and files"}


def show(filters: Filters) -> None:
    path = f"/v1/sites/{filters.site.id}"
    view = calls().get(f"{path}/intents", IntentsView, filters.params)
    if id := place("intent"):
        show_intent(filters, path, view, id)
        return
    top = st.container()
    show_state(path, view)
    say()
    part = st.segmented_control(
        "Show", list(PARTS), default="list", format_func=PARTS.__getitem__, key="part", required=True,
        label_visibility="collapsed", bind="query-params",
    )  # fmt: skip
    if part == "edge":
        show_edge(filters, path, view, top)
        return
    with top:
        headline(view.headline)
    if part == "record":
        show_record(path, view)
    else:
        _list(path, view)


def _list(path: str, view: IntentsView) -> None:
    left, right = st.columns([7, 4], gap="large")
    with right:
        show_try(path, view)
    with left:
        section(
            "What visitors can mean",
            "Your own first, then what is asked most. Select a row to read, change, merge or switch it off.",
        )
        row = table(_columns(view), "intents", _shown(), select=True, whole=True)
        if row is not None:
            go(intent=view.intents[row].id)
        if may("admin"):
            _new(path)


def _columns(view: IntentsView) -> dict[str, list[object]]:
    return {
        "Intent": [called(one) for one in view.intents],
        "Asked": [one.asked for one in view.intents],
        "Recognised %": [share(one.found) for one in view.intents],
        "Right %": [share(one.right) for one in view.intents],
        "Examples": [one.examples for one in view.intents],
        "Your own": [one.own for one in view.intents],
        "State": [standing(one, view.left_out) for one in view.intents],
        "About": [one.description or "–" for one in view.intents],
    }


def _shown() -> dict[str, object]:
    return {
        "Asked": st.column_config.NumberColumn(help="turns of visitors in the period that were taken for it"),
        "Recognised %": rate_column(FOUND),
        "Right %": rate_column(RIGHT),
    }


def show_try(path: str, view: IntentsView) -> None:
    """A box that says what a sentence would be taken for, and why; the sentence can become an example at once."""
    section("Try a sentence", "As a visitor would write it. Nothing is stored.")
    if not may("agent"):
        note("Agents and admins can try sentences.")
        return
    text = st.text_input("Sentence", key="try_text", placeholder="I was charged twice this month")
    page = st.text_input("On the page", key="try_page", placeholder="any page, or /billing")
    if not (text or "").strip():
        return
    with answers():
        why = calls().post(f"{path}/understand", Why, TryText(text=text or "", page=(page or "").strip()))
        with st.container(border=True, key="tried"):
            show_why(why)
        _teach(path, view, text or "", why)


def _teach(path: str, view: IntentsView, text: str, why: Why) -> None:
    ids = [one.id for one in view.intents if one.on and not one.merged_into]
    named = {one.id: called(one) for one in view.intents}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        index = ids.index(why.intent) if why.intent in ids else 0
        right = st.selectbox("It should be", ids, index=index, format_func=named.__getitem__, key="try_right")
        if st.button("Teach it", icon=":material/add:", key="try_teach") and right:
            told(lambda: calls().post(f"{path}/examples", IntentSaved, NewExamples(intent=right, texts=[text])))


def _new(path: str) -> None:
    with st.expander("Add an intent", icon=":material/add:", type="compact"), st.form("new_intent", border=False):
        name = st.text_input("Name", placeholder="Pay by invoice", max_chars=60)
        about = st.text_input("What it is about", placeholder="Companies that want to pay by bank transfer")
        lines = st.text_area(
            "Examples, one a line",
            height=140,
            placeholder="can we pay by invoice instead of card\ndo you accept purchase orders\nonly by transfer",
            help="Three are enough to begin; ten different wordings make it good.",
        )
        if st.form_submit_button("Add the intent", type="primary"):
            texts = [line for line in (lines or "").splitlines() if line.strip()]
            new = NewIntent(name=name or "", description=about or "", examples=texts)
            try:
                done = calls().post(f"{path}/intents", IntentSaved, new)
            except ApiError as error:
                st.error(error.message, icon=":material/error:")
                return
            told(lambda: done)
