"""Statements on who saw which page when, and who asked about which step after that."""

from typing import Any

from sqlalchemy import Connection, Row, func, select

from server.store.schema import episodes, page_days
from server.store.windows import Window


def reached(connection: Connection, window: Window) -> list[tuple[str, str, int]]:
    """(visit, route, first moment it was seen, Unix ms), each visit and page once."""
    query = (
        select(page_days.c.session, page_days.c.route, func.min(page_days.c.first_at))
        .where(page_days.c.site == window.site, page_days.c.day.between(window.first, window.last))
        .group_by(page_days.c.session, page_days.c.route)
    )
    if window.release:
        query = query.where(page_days.c.release == window.release)
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]


def asked(connection: Connection, window: Window) -> list[Row[Any]]:
    """(session, step, element, route, started_at) of the episodes in which the visitor opened the chat."""
    columns = [episodes.c[name] for name in ("session", "step", "element", "route", "started_at")]
    return list(
        connection.execute(
            select(*columns)
            .where(episodes.c.site == window.site, episodes.c.conversation.is_not(None))
            .where(episodes.c.started_at >= window.start, episodes.c.started_at < window.end)
            .order_by(episodes.c.started_at, episodes.c.id)
        )
    )
