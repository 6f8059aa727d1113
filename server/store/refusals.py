"""Statements on what the gateway turned away: counts by day, site and reason."""

from collections.abc import Mapping

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from server.store.schema import refusals

Key = tuple[int, str, str]  # day since 1970, site id ("" when the key was unknown), reason


def add(conn: Connection, counts: Mapping[Key, int]) -> None:
    """Adds to the counts that are there."""
    rows = [
        {"day": day, "site": site, "reason": reason, "count": count} for (day, site, reason), count in counts.items()
    ]
    if not rows:
        return
    change = insert(refusals)
    conn.execute(
        change.on_conflict_do_update(
            index_elements=["day", "site", "reason"], set_={"count": refusals.c.count + change.excluded["count"]}
        ),
        rows,
    )


def since(conn: Connection, day: int) -> list[tuple[Key, int]]:
    """Counts from that day on, newest first."""
    query = select(refusals).where(refusals.c.day >= day)
    rows = conn.execute(query.order_by(refusals.c.day.desc(), refusals.c.site, refusals.c.reason))
    return [((day, site, reason), count) for day, site, reason, count in rows]
