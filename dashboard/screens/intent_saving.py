"""What a change to the intents came to: said once, and then how far its training is, until it is live or refused."""

import time
from collections.abc import Callable
from functools import partial
from html import escape
from typing import NoReturn

import streamlit as st

from dashboard.following import follow
from dashboard.intent_words import saved, state
from dashboard.saving import changed, done
from dashboard.session import calls, may
from dashboard.words import at, short, zone
from server.api.views.intents import GoBack, IntentChange, IntentSaved, IntentsView, TrainIntents

TITLES = {"live": "Live", "busy": "Working", "stopped": "Not live", "shipped": "Shipped"}


def told(change: Callable[[], IntentSaved]) -> NoReturn:
    """Makes a change and draws the page anew, which says what it came to or why it was refused."""
    done(change, saved)


def undo(path: str, to: IntentChange) -> NoReturn:
    """Goes back to before a change, and draws the page anew."""
    calls().post(f"{path}/taxonomy/back", IntentsView, GoBack(change=to.id))
    changed()
    st.rerun(scope="app")


def show_state(path: str, view: IntentsView) -> None:
    """How far training is; while it goes on, the line follows it and the page is drawn anew at its end."""
    kind, _ = state(view, _now())
    if kind == "busy":
        follow(partial(_busy, path), _line)
    else:
        _line(view)
    if kind == "stopped" and view.state in ("rejected", "rolled_back") and may("admin"):
        _way_on(path, view)


def _busy(path: str) -> IntentsView | None:
    view = calls().get(f"{path}/intents", IntentsView)
    return view if state(view, _now())[0] == "busy" else None


def _line(view: IntentsView) -> None:
    kind, words = state(view, _now())
    since = f" since {at(view.at, zone(st.context.timezone))}" if kind == "live" and view.at else ""
    serves = {"live": f" Version {view.version}.", "stopped": f" {view.version} serves."}.get(kind, "")
    st.html(
        f'<p class="state {kind}" role="status"><b>{escape(TITLES[kind] + since)}</b>'
        f"<span>{escape(words + serves)}</span></p>"
    )


def _way_on(path: str, view: IntentsView) -> None:
    with st.container(horizontal=True, gap="small"):
        label = "Make it live all the same" if view.state == "rejected" else "Train my changes"
        if st.button(
            label, icon=":material/bolt:", key="force", help="What you changed serves, whatever the check says"
        ):
            told(lambda: calls().post(f"{path}/taxonomy/train", IntentSaved, TrainIntents(force=True)))
        last = view.changes[0] if view.changes else None
        if last and st.button(f"Undo “{short(last.words, 40)}”", icon=":material/undo:", key="undo_last"):
            undo(path, last)


def _now() -> int:
    return int(time.time() * 1000)
