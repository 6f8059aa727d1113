"""Statements about episodes and their outcomes."""

from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, desc, func, or_, select
from sqlalchemy.dialects.sqlite import Insert, insert

from server.store.schema import conversations, episodes, outcomes

_FIRST = frozenset({"id", "site", "visitor", "started_at"})  # what an episode keeps from its beginning
_OF_VISITOR = (
    select(episodes)
    .where(
        episodes.c.visitor == bindparam("visitor"),
        episodes.c.site == bindparam("site"),
        episodes.c.last_at >= bindparam("since"),
    )
    .order_by(desc(episodes.c.last_at))
    .limit(bindparam("most"))
)


def put_episode(conn: Connection, row: dict[str, Any]) -> None:
    """Inserts an episode or brings the stored one to this state; when it began stays as it was."""
    conn.execute(_put(tuple(row)), row)


def put_outcome(conn: Connection, row: dict[str, Any]) -> None:
    """Adds a line to an episode's history: verified, confirmed, failed_attempt, reopened, assumed, durable, failed."""
    conn.execute(insert(outcomes).values(row).on_conflict_do_nothing())


def episodes_of_visitor(conn: Connection, site: str, visitor: str, since: int, limit: int = 20) -> list[Row[Any]]:
    """A visitor's episodes that had any life since then, latest first."""
    return list(conn.execute(_OF_VISITOR, {"visitor": visitor, "site": site, "since": since, "most": limit}))


def outcomes_of(conn: Connection, episode: str) -> list[Row[Any]]:
    """An episode's history, oldest first."""
    return list(conn.execute(select(outcomes).where(outcomes.c.episode == episode).order_by(outcomes.c.at)))


def due(conn: Connection, site: str, silent_since: int, mature_since: int, limit: int) -> list[Row[Any]]:
    """Episodes whose time has come: open and silent, or assumed and mature. One that a person is busy with has time."""
    open_and_silent = and_(episodes.c.outcome == "", episodes.c.last_at <= silent_since)
    mature = and_(episodes.c.outcome == "assumed", episodes.c.last_at <= mature_since)
    untouched = and_(episodes.c.handoff_reason.is_(None), episodes.c.human_replied.is_(False))
    query = (
        select(episodes)
        .outerjoin(conversations, conversations.c.id == episodes.c.conversation)
        .where(episodes.c.site == site, or_(open_and_silent, and_(mature, untouched)))
        .where(func.coalesce(conversations.c.mode, "") != "person")
        .order_by(episodes.c.last_at)
        .limit(limit)
    )
    return list(conn.execute(query))


@cache
def _put(columns: tuple[str, ...]) -> Insert:
    """The statement that brings in a row of these columns; there are one or two such sets."""
    statement = insert(episodes)
    changed = {name: statement.excluded[name] for name in columns if name not in _FIRST}
    return statement.on_conflict_do_update(index_elements=[episodes.c.id], set_=changed)
