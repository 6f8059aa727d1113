"""Statements about handoffs: who waits for a person, since when, and how long others waited."""

from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, desc, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from server.store.schema import conversations, handoffs, staff

_LAST_ASKED = (
    select(func.max(handoffs.c.asked_at))
    .join(conversations, conversations.c.id == handoffs.c.conversation)
    .where(conversations.c.session == bindparam("session"))
)
_OPEN_STILL = handoffs.c.ended_at.is_(None) & conversations.c.mode.in_(("waiting", "person"))
_UNSEEN = handoffs.c.replied_at.is_not(None) & handoffs.c.delivered_at.is_(None)
_OWED: Select[Any] = (
    select(
        handoffs.c.conversation,
        conversations.c.session,
        conversations.c.mode,
        func.coalesce(staff.c.name, "").label("agent_name"),
    )
    .join(conversations, conversations.c.id == handoffs.c.conversation)
    .outerjoin(staff, staff.c.id == conversations.c.agent)
    .where(
        conversations.c.site == bindparam("site"),
        conversations.c.visitor == bindparam("visitor"),
        conversations.c.session != bindparam("session"),
        handoffs.c.asked_at >= bindparam("since"),
        or_(_OPEN_STILL, _UNSEEN),
    )
    .order_by(desc(handoffs.c.asked_at))
    .limit(1)
)


def put_handoff(conn: Connection, row: dict[str, Any]) -> None:
    """A conversation begins to wait."""
    conn.execute(insert(handoffs).values(row).on_conflict_do_nothing())


def last_asked(conn: Connection, session: str) -> int:
    """When the session asked for a person last, -1 for never."""
    at: int | None = conn.scalar(_LAST_ASKED, {"session": session})
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


def latest_waits(conn: Connection, site: str, limit: int) -> list[tuple[int, int]]:
    """When the latest handoffs that were taken had been asked for, and when they were taken."""
    query = (
        select(handoffs.c.asked_at, handoffs.c.taken_at)
        .join(conversations, conversations.c.id == handoffs.c.conversation)
        .where(conversations.c.site == site, handoffs.c.taken_at.is_not(None))
        .order_by(desc(handoffs.c.asked_at))
        .limit(limit)
    )
    return [(row.asked_at, row.taken_at) for row in conn.execute(query)]


def waiting(conn: Connection, site: str) -> int:
    """How many conversations wait for a person now."""
    query = select(func.count()).select_from(conversations)
    return conn.execute(query.where(conversations.c.site == site, conversations.c.mode == "waiting")).scalar_one()


def promise_of(conn: Connection, conversation: str) -> tuple[int, int] | None:
    """The reply time that the visitor was told and that nobody has kept yet."""
    query = select(handoffs.c.promised_from, handoffs.c.promised_by).where(
        handoffs.c.conversation == conversation,
        handoffs.c.ended_at.is_(None),
        handoffs.c.replied_at.is_(None),
        handoffs.c.promised_by.is_not(None),
    )
    row = conn.execute(query.order_by(desc(handoffs.c.asked_at)).limit(1)).first()
    return None if row is None else (row.promised_from, row.promised_by)


def set_replied(conn: Connection, conversation: str, at: int) -> None:
    """A person has said something; the first words after the asking count."""
    its = (handoffs.c.conversation == conversation) & handoffs.c.ended_at.is_(None) & handoffs.c.replied_at.is_(None)
    conn.execute(update(handoffs).where(its).values(replied_at=at))


def set_delivered(conn: Connection, conversation: str, at: int) -> None:
    """The visitor's page has what a person replied."""
    its = (handoffs.c.conversation == conversation) & handoffs.c.replied_at.is_not(None)
    conn.execute(update(handoffs).where(its & handoffs.c.delivered_at.is_(None)).values(delivered_at=at))


def owed(conn: Connection, site: str, visitor: str, session: str, since: int) -> Row[Any] | None:
    """The visitor's latest conversation of another session in which a person owes an answer or has one undelivered."""
    its = {"site": site, "visitor": visitor, "session": session, "since": since}
    return conn.execute(_OWED, its).first()


def move(conn: Connection, conversation: str, session: str) -> None:
    """The conversation goes on in another session of its visitor."""
    conn.execute(update(conversations).where(conversations.c.id == conversation).values(session=session))


def promised(conn: Connection, site: str, start: int, end: int) -> list[Row[Any]]:
    """Handoffs asked for in [start, end) that were told a reply time."""
    query = (
        select(handoffs)
        .join(conversations, conversations.c.id == handoffs.c.conversation)
        .where(conversations.c.site == site, handoffs.c.promised_by.is_not(None))
        .where(handoffs.c.asked_at >= start, handoffs.c.asked_at < end)
    )
    return list(conn.execute(query.order_by(handoffs.c.asked_at)))
