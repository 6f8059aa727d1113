"""Statements about handoffs: who waits for a person, since when, and how long others waited."""

from typing import Any

from sqlalchemy import Connection, desc, func, select, update
from sqlalchemy.dialects.sqlite import insert

from server.store.schema import conversations, handoffs


def put_handoff(conn: Connection, row: dict[str, Any]) -> None:
    """A conversation begins to wait."""
    conn.execute(insert(handoffs).values(row).on_conflict_do_nothing())


def last_asked(conn: Connection, session: str) -> int:
    """When the session asked for a person last, -1 for never."""
    query = select(func.max(handoffs.c.asked_at)).join(conversations, conversations.c.id == handoffs.c.conversation)
    at: int | None = conn.scalar(query.where(conversations.c.session == session))
    return -1 if at is None else at


def raise_urgency(conn: Connection, conversation: str, urgency: float) -> None:
    """Who waits becomes more urgent, never less: what was pressing stays so until somebody comes."""
    waiting = (handoffs.c.conversation == conversation) & handoffs.c.ended_at.is_(None) & handoffs.c.taken_at.is_(None)
    conn.execute(update(handoffs).where(waiting & (handoffs.c.urgency < urgency)).values(urgency=urgency))


def take_handoff(conn: Connection, conversation: str, agent: str, at: int) -> None:
    """A person took the conversation; one that nobody had asked for gets no handoff by it."""
    waiting = (handoffs.c.conversation == conversation) & handoffs.c.ended_at.is_(None) & handoffs.c.taken_at.is_(None)
    conn.execute(update(handoffs).where(waiting).values(taken_at=at, agent=agent))


def end_handoff(conn: Connection, conversation: str, at: int) -> None:
    """The person gave the conversation back or closed it."""
    still = (handoffs.c.conversation == conversation) & handoffs.c.ended_at.is_(None)
    conn.execute(update(handoffs).where(still).values(ended_at=at))


def latest_waits(conn: Connection, site: str, limit: int) -> list[int]:
    """How long the latest handoffs that were taken had waited, in ms."""
    query = (
        select(handoffs.c.asked_at, handoffs.c.taken_at)
        .join(conversations, conversations.c.id == handoffs.c.conversation)
        .where(conversations.c.site == site, handoffs.c.taken_at.is_not(None))
        .order_by(desc(handoffs.c.asked_at))
        .limit(limit)
    )
    return [row.taken_at - row.asked_at for row in conn.execute(query)]
