"""One visit, event by event, in words."""

from collections.abc import Sequence
from html import escape
from itertools import groupby

import streamlit as st

from dashboard.address import go, place
from dashboard.furniture import download, headline, note
from dashboard.session import calls
from dashboard.signal_words import evidence, signs
from dashboard.words import clock, count, lasting, plain, zone
from server.api.views.friction import SessionEvent, SessionView


def show_session(session: str) -> None:
    if st.button("Back", icon=":material/arrow_back:", key="from_session", type="tertiary"):
        go(**{name: place(name) for name in ("page", "element", "conversation", "gap")})
    view = calls().get(f"/v1/sessions/{session}", SessionView)
    struggles = sum(event.kind == "struggle" for event in view.events)
    headline(
        f"A visit of {lasting((view.last_at - view.first_at) / 1000)} with {count(struggles, 'struggle')} "
        f"in {count(len(view.events), 'event')}."
    )
    if view.score:
        note(f"Struggle score {view.score:.2f} ({view.low:.2f}–{view.high:.2f}, as sure as the signals' weights are).")
    note(f"{_who(view)}, language {view.language or 'unknown'}. Values of fields are never kept.")
    here = zone(st.context.timezone)
    lines = (_line(event, clock(event.at, here), times) for event, times in _runs(view.events))
    st.html(f'<ol class="trail">{"".join(lines)}</ol>')
    download(
        {
            "When": [clock(event.at, here) for event in view.events],
            "Kind": [plain(event.kind) for event in view.events],
            "What": [event.words for event in view.events],
            "Evidence": [evidence(event.evidence) for event in view.events],
            "Signs of life": [signs(event.signs) if event.signs else "" for event in view.events],
            "Page": [event.route for event in view.events],
        },
        "visit",
    )


def _who(view: SessionView) -> str:
    if not view.signed_in:
        return f"Visitor {view.visitor[:12]}"
    traits = ", ".join(f"{name} {value}" for name, value in view.traits.items())
    return f"Signed-in visitor, pseudonym {view.signed_in[:8]}" + (f" ({traits})" if traits else "")


def _runs(events: Sequence[SessionEvent]) -> list[tuple[SessionEvent, int]]:
    """The same said several times on end is one line: the first of them, and how often."""
    runs = (list(run) for _, run in groupby(events, lambda event: (event.kind, event.words, event.evidence)))
    return [(run[0], len(run)) for run in runs]


def _line(event: SessionEvent, when: str, times: int) -> str:
    mark = "▲ " if event.kind == "struggle" else ""
    kind = escape(event.kind)
    return (
        f'<li class="{"struggle" if mark else ""}"><time>{when}</time><span class="kind">{mark}{plain(kind)}</span>'
        f'<span class="words">{escape(event.words)}{f", {times} times" if times > 1 else ""}{_why(event)}</span></li>'
    )


def _why(event: SessionEvent) -> str:
    """What a struggle was told by: the evidence, and the signs of life that came too late or were too little."""
    seen = f"Signs of life: {signs(event.signs)}" if event.signs else ""
    judged = f"Rules {event.rules}" if event.rules else ""
    said = ". ".join(words for words in (evidence(event.evidence), seen, judged) if words)
    return f"<small>{escape(said)}</small>" if said else ""
