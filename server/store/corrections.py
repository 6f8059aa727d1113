"""Statements about corrections and the memories that they become."""

from typing import Any

from sqlalchemy import Connection, Row, func, select, update
from sqlalchemy.dialects.sqlite import insert

from server.store.schema import corrections, memories, staff


def put_correction(conn: Connection, correction: dict[str, Any], memory: dict[str, Any]) -> None:
    """Stores a person's correction and the memory made of it."""
    conn.execute(insert(corrections).values(correction))
    conn.execute(insert(memories).values(memory))


def live_memories(conn: Connection, site: str | None = None) -> list[Row[Any]]:
    """Memories that were not revoked, with `agent` (name) of the person behind each, oldest first."""
    query = (
        select(memories, staff.c.name.label("agent"))
        .join(corrections, corrections.c.id == memories.c.correction)
        .join(staff, staff.c.id == corrections.c.agent)
        .where(memories.c.revoked_at.is_(None))
        .order_by(memories.c.live_at, memories.c.id)
    )
    return list(conn.execute(query if site is None else query.where(memories.c.site == site)))


def count_use(conn: Connection, memory: str, at: int) -> None:
    """A memory was the answer once more."""
    first = func.coalesce(memories.c.first_used_at, at)
    conn.execute(update(memories).where(memories.c.id == memory).values(uses=memories.c.uses + 1, first_used_at=first))


def count_solved(conn: Connection, memory: str) -> None:
    """A memory's answer solved an episode."""
    conn.execute(update(memories).where(memories.c.id == memory).values(solved=memories.c.solved + 1))
