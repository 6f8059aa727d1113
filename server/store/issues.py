"""Statements on who saw which page when, and who asked about which step after that."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from server.store.chunks import chunks
from server.store.schema import element_days, episodes, page_days
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
    """(session, step, element, intent, route, started_at) of the episodes in which the visitor opened the chat."""
    columns = [episodes.c[name] for name in ("session", "step", "element", "intent", "route", "started_at")]
    return list(connection.execute(_asking(window, *columns)))


def questions(connection: Connection, window: Window, route: str) -> list[Row[Any]]:
    """The episodes in which the visitor opened the chat on one page, the earliest first."""
    return list(connection.execute(_asking(window, episodes).where(episodes.c.route == route)))


def names(connection: Connection, site: str, keys: Collection[str]) -> dict[str, str]:
    """What elements are called, by key."""
    found: dict[str, str] = {}
    for some in chunks(list(keys)):
        query = (
            select(element_days.c.element, func.max(element_days.c.name))
            .where(element_days.c.site == site, element_days.c.element.in_(some))
            .group_by(element_days.c.element)
        )
        found |= {row[0]: row[1] for row in connection.execute(query)}
    return found


def _asking(window: Window, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .where(episodes.c.site == window.site, episodes.c.conversation.is_not(None))
        .where(episodes.c.started_at >= window.start, episodes.c.started_at < window.end)
        .order_by(episodes.c.started_at, episodes.c.id)
    )
