"""Questions about how things go over time, one query a function; answers are by day."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from server.store.schema import conversations, handoffs, nudges, page_days, releases, struggles, turns
from server.store.windows import DAY_MS, Window


def sessions(connection: Connection, window: Window) -> dict[int, int]:
    """Sessions that saw a page."""
    return _sessions(connection, window)


def struggling(connection: Connection, window: Window) -> dict[int, int]:
    """Sessions with a struggle."""
    return _sessions(connection, window, page_days.c.struggles > 0)


def signals(connection: Connection, window: Window) -> list[tuple[int, str, int]]:
    """(day, signal, struggles)."""
    day = struggles.c.at // DAY_MS
    on = [struggles.c.release == window.release] if window.release else []
    found = connection.execute(
        select(day, struggles.c.signal, func.count())
        .where(struggles.c.site == window.site, *_within(struggles.c.at, window), *on)
        .where(struggles.c.verdict == "struggle")
        .group_by(day, struggles.c.signal)
    )
    return [(row[0], row[1], row[2]) for row in found]


def conversations_begun(connection: Connection, window: Window) -> dict[int, int]:
    return _by_day(
        connection, conversations.c.started_at, window, conversations.c.site == window.site, counted=conversations.c.id
    )


def mood(connection: Connection, window: Window) -> dict[int, tuple[int, float | None]]:
    """(visitor turns, mean sentiment of those that have one)."""
    day = turns.c.at // DAY_MS
    found = connection.execute(
        select(day, func.count(), func.avg(turns.c.sentiment))
        .join(conversations, conversations.c.id == turns.c.conversation)
        .where(conversations.c.site == window.site, turns.c.who == "visitor", *_within(turns.c.at, window))
        .group_by(day)
    )
    return {row[0]: (row[1], row[2]) for row in found}


def nudges_shown(connection: Connection, window: Window) -> dict[int, int]:
    """Nudges that came into view."""
    return _by_day(
        connection, nudges.c.at, window, nudges.c.site == window.site, nudges.c.reaction != "", counted=nudges.c.id
    )


def handoffs_asked(connection: Connection, window: Window) -> dict[int, int]:
    of_site = handoffs.c.conversation.in_(select(conversations.c.id).where(conversations.c.site == window.site))
    return _by_day(connection, handoffs.c.asked_at, window, of_site, counted=handoffs.c.id)


def release_marks(connection: Connection, window: Window) -> list[Row[Any]]:
    """(name, at) of the releases within the window, oldest first."""
    return list(
        connection.execute(
            select(releases.c.name, releases.c.at)
            .where(releases.c.site == window.site, *_within(releases.c.at, window))
            .order_by(releases.c.at)
        )
    )


def _sessions(connection: Connection, window: Window, *conditions: ColumnElement[bool]) -> dict[int, int]:
    of_release = [page_days.c.release == window.release] if window.release else []
    found = connection.execute(
        select(page_days.c.day, func.count(page_days.c.session.distinct()))
        .where(
            page_days.c.site == window.site,
            page_days.c.day.between(window.first, window.last),
            *of_release,
            *conditions,
        )
        .group_by(page_days.c.day)
    )
    return {row[0]: row[1] for row in found}


def _by_day(
    connection: Connection,
    at: ColumnElement[int],
    window: Window,
    *conditions: ColumnElement[bool],
    counted: ColumnElement[str],
) -> dict[int, int]:
    day = at // DAY_MS
    found = connection.execute(select(day, func.count(counted)).where(*_within(at, window), *conditions).group_by(day))
    return {row[0]: row[1] for row in found}


def _within(at: ColumnElement[int], window: Window) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return at >= window.start, at < window.end
