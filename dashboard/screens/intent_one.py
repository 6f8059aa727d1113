"""One intent: its name and meaning, how well it is recognised, its examples, and what visitors said that became it."""

import streamlit as st

from dashboard.address import go
from dashboard.filters import Filters
from dashboard.furniture import empty, headline, note, pick, section
from dashboard.intent_words import called, quality, source, sure
from dashboard.saving import edition, say
from dashboard.screens.intent_saving import show_state, told
from dashboard.session import calls, may
from dashboard.words import at, bare, count, zone
from server.api.views.intents import (
    ExampleView,
    IntentDetail,
    IntentSaved,
    IntentsView,
    IntentView,
    MergeIntent,
    MoveTurns,
    NewExamples,
    RemoveExamples,
    SetExample,
    SetIntent,
    TakenTurn,
)


def show_intent(filters: Filters, path: str, view: IntentsView, id: str) -> None:
    if st.button("All intents", icon=":material/arrow_back:", type="tertiary", key="all_intents"):
        go()
    detail = calls().get(f"{path}/intents/{id}", IntentDetail, filters.params)
    intent = detail.intent
    asked = f"asked {count(intent.asked, 'time')} in this period" if intent.asked else "not asked in this period"
    headline(f"{called(intent)}: {asked}, {count(intent.examples, 'example')}.")
    show_state(path, view)
    say()
    note(quality(intent))
    left, right = st.columns([7, 4], gap="large")
    with left:
        _examples(path, view, detail)
        _turns(path, view, detail)
    with right:
        if may("agent"):
            _paste(path, intent)
        if may("admin"):
            _about(path, intent)
            _merge(path, view, intent)


def _examples(path: str, view: IntentsView, detail: IntentDetail) -> None:
    section("Examples", "Yours first. Select rows to move or remove them; one row to change its words.")
    if not detail.examples:
        empty("No examples yet", "Paste some on this page: three are enough to begin, ten wordings make it good.")
        return
    columns: dict[str, list[object]] = {
        "Sentence": [one.text for one in detail.examples],
        "Where from": [_from(one) for one in detail.examples],
    }
    rows = pick(columns, f"examples_{edition()}")
    chosen = [detail.examples[row] for row in rows if row < len(detail.examples)]
    if not chosen or not may("agent"):
        return
    if len(chosen) == 1:
        _change(path, detail.intent, chosen[0])
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        to = _other(view, detail.intent, "move_examples")
        if st.button(f"Move {count(len(chosen), 'example')}", icon=":material/east:", key="do_move") and to:
            texts = [one.text for one in chosen]
            told(lambda: calls().post(f"{path}/examples", IntentSaved, NewExamples(intent=to, texts=texts)))
        if st.button(f"Remove {count(len(chosen), 'example')}", icon=":material/delete:", key="do_remove"):
            keys = [one.key for one in chosen]
            told(lambda: calls().post(f"{path}/examples/remove", IntentSaved, RemoveExamples(keys=keys)))


def _change(path: str, intent: IntentView, example: ExampleView) -> None:
    with st.form(f"change_{example.key}", border=False):
        words = st.text_input("The sentence", example.text, max_chars=500)
        if st.form_submit_button("Change it", icon=":material/edit:"):
            sent = SetExample(text=words or "", intent=intent.id)
            told(lambda: calls().put(f"{path}/examples/{example.key}", IntentSaved, sent))


def _turns(path: str, view: IntentsView, detail: IntentDetail) -> None:
    section("What visitors said", "The latest turns taken for it. Wrong ones: select them and say what they are.")
    if not detail.turns:
        note("Nobody said anything that was taken for it yet.")
        return
    here = zone(st.context.timezone)
    columns: dict[str, list[object]] = {
        "Turn": [one.text for one in detail.turns],
        "Sure": [sure(one.confidence) for one in detail.turns],
        "When": [at(one.at, here) for one in detail.turns],
        "On": [one.route or "–" for one in detail.turns],
    }
    rows = pick(columns, f"taken_{edition()}")
    chosen = [detail.turns[row] for row in rows if row < len(detail.turns)]
    if chosen and may("agent"):
        _move(path, view, detail.intent, chosen)


def _move(path: str, view: IntentsView, intent: IntentView, chosen: list[TakenTurn]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        to = _other(view, intent, "move_turns")
        turns = [one.turn for one in chosen]
        if st.button(f"Move {count(len(turns), 'turn')}", icon=":material/east:", key="do_move_turns") and to:
            told(lambda: calls().post(f"{path}/examples/move", IntentSaved, MoveTurns(turns=turns, intent=to)))
        if st.button("They are right", icon=":material/check:", key="do_confirm"):
            same = MoveTurns(turns=turns, intent=intent.id)
            told(lambda: calls().post(f"{path}/examples/move", IntentSaved, same))


def _paste(path: str, intent: IntentView) -> None:
    section("More examples", "One a line; paste as many as you like.")
    with st.form("paste", border=False):
        lines = st.text_area("Examples", height=160, key=f"paste_{edition()}", label_visibility="collapsed")
        if st.form_submit_button("Add them", type="primary"):
            texts = [line for line in (lines or "").splitlines() if line.strip()]
            new = NewExamples(intent=intent.id, texts=texts)
            told(lambda: calls().post(f"{path}/examples", IntentSaved, new))


def _about(path: str, intent: IntentView) -> None:
    section("Name and meaning", f"Articles and reports know it as {intent.id}; that stays.")
    with st.form("about", border=False):
        name = st.text_input("Name", called(intent), max_chars=60, key=f"name_{intent.id}_{edition()}")
        about = st.text_area("What it is about", intent.description, height=80, key=f"about_{intent.id}_{edition()}")
        on = st.toggle("Understood", intent.on, disabled=intent.needed, key=f"on_{intent.id}_{edition()}")
        if intent.needed:
            st.caption("Conversations are steered by it, so it stays on.")
        if st.form_submit_button("Save"):
            sent = SetIntent(name=name or "", description=about or "", on=on)
            told(lambda: calls().put(f"{path}/intents/{intent.id}", IntentSaved, sent))


def _merge(path: str, view: IntentsView, intent: IntentView) -> None:
    if intent.needed:
        return
    section("Merge", "Its examples and its turns count for the other one from then on; it can be taken apart again.")
    if intent.merged_into:
        if st.button("Take it apart again", icon=":material/call_split:", key="part"):
            told(lambda: calls().post(f"{path}/intents/{intent.id}/merge", IntentSaved, MergeIntent()))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        into = _other(view, intent, "merge_into")
        if st.button("Merge", icon=":material/call_merge:", key="merge") and into:
            sent = MergeIntent(into=into)
            told(lambda: calls().post(f"{path}/intents/{intent.id}/merge", IntentSaved, sent))


def _other(view: IntentsView, intent: IntentView, key: str) -> str:
    names = {one.id: called(one) for one in view.intents if one.on and not one.merged_into and one.id != intent.id}
    ids = sorted(names, key=names.__getitem__)
    chosen = st.selectbox(
        "To", ids, format_func=names.__getitem__, key=f"{key}_{intent.id}", index=_likely(ids, intent)
    )
    return chosen or ""


def _likely(ids: list[str], intent: IntentView) -> int:
    return ids.index(intent.taken_for) if intent.taken_for in ids else 0


def _from(one: ExampleView) -> str:
    words = source(one.source, bare(one.by))
    return f"{words}; kept aside, tests only" if one.heldout else words
