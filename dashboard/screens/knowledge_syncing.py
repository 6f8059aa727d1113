"""A sync as it goes: asked for, waited for while the worker gets to it, followed with a bar until its end."""

import time
from functools import partial
from html import escape
from typing import NoReturn

import streamlit as st

from dashboard.following import follow
from dashboard.furniture import note
from dashboard.saving import done
from dashboard.session import calls
from dashboard.source_words import share_done, under_way
from dashboard.words import bare, short
from server.api.views.sources import SourceView

PATH = "/v1/knowledge/sources"
AWAITED = "syncs_awaited"  # source -> (when it was last read as the sync was asked for, when that was)
PATIENCE_S = 20.0  # a worker looks every second; one that reads another source first says so by that one's bar
MOST_PATH = 90  # characters
NO_WORKER = "The worker has not begun yet: handrail work must be running, and may be reading another source first."


def sync_now(source: SourceView) -> NoReturn:
    """Asks for a sync of the whole source, and has the page follow it."""

    def ask() -> None:
        calls().tell(f"{PATH}/{source.id}/sync")
        await_sync(source)

    done(ask, f"{source.name} is read as soon as the worker gets to it, within seconds.")


def await_sync(source: SourceView) -> None:
    """Has the page follow a sync that was just asked for."""
    awaited: dict[str, tuple[int | None, float]] = st.session_state.setdefault(AWAITED, {})
    awaited[source.id] = (source.synced_at, time.monotonic())


def show_syncing(site: str, sources: list[SourceView], source: str = "") -> None:
    """Follows what is read or about to be, of one source or ("") of all; nothing where nothing is."""
    if any(busy(one) for one in sources if source in ("", one.id)):
        follow(partial(_look, site, source), _draw)


def busy(source: SourceView) -> bool:
    """Whether a source is being read, or is waited for; one that nobody takes up is waited for so long only."""
    awaited: dict[str, tuple[int | None, float]] = st.session_state.get(AWAITED, {})
    if source.progress is not None:
        awaited.pop(source.id, None)
        return True
    if source.id not in awaited:
        return False
    before, asked = awaited[source.id]
    if source.synced_at != before or source.state == "failed" or time.monotonic() - asked > PATIENCE_S:
        awaited.pop(source.id)
        return False
    return True


def _look(site: str, source: str) -> list[SourceView] | None:
    sources = calls().get(PATH, list[SourceView], {"site": site})
    return [one for one in sources if source in ("", one.id) and busy(one)] or None


def _draw(sources: list[SourceView]) -> None:
    for one in sources:
        doing = f" · {short(one.progress.doing, MOST_PATH)}" if one.progress and one.progress.doing else ""
        words = under_way(one) if one.progress else "Waits for the worker"
        told = f"{one.name}: {words}{doing}"
        if (share := share_done(one)) is not None:
            st.progress(share, bare(told))
        else:
            st.html(f'<p class="going" role="status"><i></i><span>{escape(told)}</span></p>')


def show_waiting(sources: list[SourceView]) -> None:
    """Says what to do about a source that nobody has begun to read."""
    if any(one.state == "new" and not busy(one) for one in sources):
        note(NO_WORKER)
