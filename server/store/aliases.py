"""Statements about elements that a release gave another key, and the layouts from which that is known."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from server.store.schema import aliases, skeletons

Rows = Sequence[Mapping[str, Any]]


def layouts(connection: Connection, site: str, route: str, most: int) -> list[Any]:
    """(version, at, width, boxes_json) of a page's layouts, the one seen last first, at most `most`."""
    found = connection.execute(
        select(skeletons.c.version, skeletons.c.at, skeletons.c.width, skeletons.c.boxes_json)
        .where(skeletons.c.site == site, skeletons.c.route == route)
        .order_by(skeletons.c.at.desc())
        .limit(most)
    )
    return list(found)


def put(connection: Connection, rows: Rows) -> None:
    """Adds aliases; one that is known from the same moment stays as it was."""
    if rows:
        connection.execute(insert(aliases).on_conflict_do_nothing(), list(rows))


def of_site(connection: Connection, site: str, route: str = "") -> list[Any]:
    """(route, old, new, at, confidence, reused) of a site or one page of it, in the order of time."""
    on = [aliases.c.route == route] if route else []
    found = connection.execute(
        select(aliases.c.route, aliases.c.old, aliases.c.new, aliases.c.at, aliases.c.confidence, aliases.c.reused)
        .where(aliases.c.site == site, *on)
        .order_by(aliases.c.at, aliases.c.old)
    )
    return list(found)
