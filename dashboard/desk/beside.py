"""Beside the conversation: the suggestion and its reasons, the page as the visitor sees it, what was tried, sources."""

from html import escape

import streamlit as st

from dashboard.address import go
from dashboard.charts.wireframe import proportions, wireframe
from dashboard.desk.correction import unmarked
from dashboard.desk.talk import REPLY, mine
from dashboard.furniture import note, picture, section
from dashboard.look import clip, palette
from dashboard.said import said, sources_of
from dashboard.session import calls
from dashboard.signal_words import signal
from dashboard.why import show_why
from dashboard.words import CUES, percent, plain
from server.api.views.desk import CitationView, ConversationDetail, Suggestion
from server.api.views.friction import PageFriction
from server.api.views.intents import Why

_WHY = "desk_why"
ROOM = 370  # CSS pixels of this column on a usual screen


def show_beside(detail: ConversationDetail) -> None:
    if detail.suggestion is not None:
        _suggestion(detail.suggestion, mine(detail))
    if detail.risk is not None and detail.risk.high:
        section("Goes badly", f"Risk {percent(detail.risk.value, 0)}")
        _facts([(CUES.get(cue, plain(cue)), "") for cue in detail.risk.because])
    if detail.summary:
        section("In short")
        _facts([(line, "") for line in detail.summary.splitlines()])
    _meaning(detail)
    _page(detail)
    if detail.tried:
        section("Tried already")
        _facts([(one, "") for one in detail.tried])
    if detail.struggles:
        section("Struggles of this visit")
        _facts([(f"{signal(one.signal)}: {one.element_name or one.route}", one.message) for one in detail.struggles])
    if st.button("Read the whole visit", icon=":material/history:", type="tertiary", key="visit"):
        go(conversation=detail.row.id, session=detail.row.session)


def _suggestion(suggestion: Suggestion, writable: bool) -> None:
    section("Suggested reply", f"Confidence {percent(suggestion.confidence, 0)}")
    with st.container(border=True):
        why = "".join(f"<li>{escape(reason)}</li>" for reason in suggestion.reasons)
        st.html(f'{said(suggestion.text, suggestion.citations)}<ul class="why">{why}</ul>')
        note(_sources(suggestion.citations))
        st.button(
            "Insert",
            shortcut="I",
            icon=":material/north_west:",
            key="insert",
            disabled=not writable,
            help=None if writable else "Take the conversation first",
            on_click=_insert,
            args=(unmarked(suggestion.text),),
        )


def _meaning(detail: ConversationDetail) -> None:
    """What the visitor's last turn was taken for, and why; asked once for each turn."""
    said = next((turn for turn in reversed(detail.turns) if turn.who == "visitor"), None)
    if said is None:
        return
    known: dict[str, Why] = st.session_state.get(_WHY, {})
    if said.id not in known:
        known = {said.id: calls().get(f"/v1/turns/{said.id}/why", Why)}
        st.session_state[_WHY] = known
    section("Understood as")
    show_why(known[said.id], brief=True)


def _sources(citations: list[CitationView]) -> str:
    """The articles behind a reply with their numbers: "Source: [1] VAT number"."""
    named = ", ".join(source.name for source in sources_of(citations))
    return f"Source: {named}" if named else "No source: answer in your own words."


def _insert(text: str) -> None:
    st.session_state[REPLY] = text


def _page(detail: ConversationDetail) -> None:
    page = detail.page
    section("The visitor's page", page.title or page.route if page is not None else detail.row.route or "unknown")
    now = [(f"Error shown: {error}", "") for error in detail.errors]
    now += [(f"Can't be used: {name}", "") for name in detail.disabled]
    if detail.focused:
        now.append((f"In the field: {detail.focused}", ""))
    _facts(now)
    if page is not None and page.boxes:
        marked = _keys(page, [detail.focused, *detail.disabled])
        figure = wireframe(page, palette(), marked, ROOM, ranked=False)
        clip("desk-page", proportions(page))
        picture(figure, "desk-page", f"Wireframe of {page.title or page.route}")


def _keys(page: PageFriction, names: list[str]) -> list[str]:
    return [box.key for box in page.boxes if box.key and box.label and box.label in names]


def _facts(lines: list[tuple[str, str]]) -> None:
    if lines:
        items = [f"<li>{escape(one)}{f'<small>{escape(more)}</small>' if more else ''}</li>" for one, more in lines]
        st.html(f'<ul class="facts">{"".join(items)}</ul>')
