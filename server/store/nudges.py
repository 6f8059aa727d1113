"""Statements about nudges."""

from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update
from sqlalchemy.dialects.sqlite import insert

from server.store.schema import nudges

_OF_SESSION = select(nudges).where(nudges.c.session == bindparam("session")).order_by(nudges.c.at)
_DISMISSED = select(nudges.c.element).where(
    nudges.c.session.in_(bindparam("sessions", expanding=True)),
    nudges.c.reaction == "dismissed",
    nudges.c.reacted_at >= bindparam("since"),
)


def put_nudge(conn: Connection, row: dict[str, Any]) -> None:
    """Stores a nudge; one that is there stays as it is."""
    conn.execute(insert(nudges).values(row).on_conflict_do_nothing())


def set_reaction(conn: Connection, id: str, reaction: str, at: int) -> None:
    """What the visitor did with it."""
    conn.execute(update(nudges).where(nudges.c.id == id).values(reaction=reaction, reacted_at=at))


def nudges_of_session(conn: Connection, session: str) -> list[Row[Any]]:
    """The visit's nudges, oldest first."""
    return list(conn.execute(_OF_SESSION, {"session": session}))


def dismissed_elements(conn: Connection, sessions: list[str], since: int) -> set[str]:
    """Elements for which "Not now" was said in one of these sessions since then."""
    return set(conn.execute(_DISMISSED, {"sessions": sessions, "since": since}).scalars())
