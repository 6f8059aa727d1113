"""Statements on cycles, proofs, memories and the episodes that the ladder counts."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, exists, func, select, update
from sqlalchemy.dialects.sqlite import insert

from server.store.chunks import chunks
from server.store.schema import (
    conversations,
    corrections,
    cycles,
    episodes,
    memories,
    outcomes,
    proofs,
    staff,
    struggles,
)


def put_cycle(connection: Connection, row: Mapping[str, Any]) -> None:
    """Keeps a cycle; the same one again (same moment, same challenger) changes nothing."""
    connection.execute(insert(cycles).values(**row).on_conflict_do_nothing())


def every_cycle(connection: Connection, site: str) -> list[Any]:
    """A site's cycles, newest first."""
    return list(
        connection.execute(select(cycles).where(cycles.c.site == site).order_by(cycles.c.at.desc(), cycles.c.id))
    )


def last_cycle_at(connection: Connection, site: str, task: str) -> int:
    """When the task's last cycle ran; 0 before the first."""
    query = select(func.max(cycles.c.at)).where(cycles.c.site == site, cycles.c.task == task)
    return connection.execute(query).scalar() or 0


def put_proof(connection: Connection, row: Mapping[str, Any]) -> None:
    """Keeps a proof; one made again for the same moment replaces the first."""
    new = {name: row[name] for name in ("at", "body_json")}
    connection.execute(insert(proofs).values(**row).on_conflict_do_update(index_elements=["id"], set_=new))


def last_proof(connection: Connection, site: str) -> str | None:
    """The body of the newest proof."""
    query = select(proofs.c.body_json).where(proofs.c.site == site).order_by(proofs.c.at.desc()).limit(1)
    return connection.execute(query).scalar()


def episodes_begun(connection: Connection, site: str, before: int) -> list[Any]:
    """Every episode that began before that moment, oldest first; `reopened` says that the visitor came back with it."""
    reopened = exists().where(outcomes.c.episode == episodes.c.id, outcomes.c.kind == "reopened").label("reopened")
    query = (
        select(episodes, reopened)
        .where(episodes.c.site == site, episodes.c.started_at <= before)
        .order_by(episodes.c.started_at)
    )
    return list(connection.execute(query))


def struggles_before(connection: Connection, sessions: Sequence[str]) -> list[Any]:
    """The struggles of these sessions, oldest first."""
    return [
        row
        for some in chunks(sessions)
        for row in connection.execute(
            select(struggles)
            .where(struggles.c.session.in_(some), struggles.c.verdict == "struggle")
            .order_by(struggles.c.at)
        )
    ]


def every_memory(connection: Connection, site: str) -> list[Any]:
    """A site's memories with the `agent` (name) and the `visitor` behind each, newest first."""
    query = (
        select(memories, staff.c.name.label("agent"), conversations.c.visitor)
        .join(corrections, corrections.c.id == memories.c.correction)
        .join(staff, staff.c.id == corrections.c.agent)
        .join(conversations, conversations.c.id == corrections.c.conversation)
        .where(memories.c.site == site)
        .order_by(memories.c.live_at.desc(), memories.c.id)
    )
    return list(connection.execute(query))


def live_memory_ids(connection: Connection) -> list[str]:
    """The memories of all sites that were not revoked: asked every second, so without their embeddings."""
    return list(connection.execute(select(memories.c.id).where(memories.c.revoked_at.is_(None))).scalars())


def revoke(connection: Connection, memory: str, at: int) -> bool:
    """Ends a memory; False when there is no such one. Revoking it again changes nothing."""
    if connection.execute(select(memories.c.id).where(memories.c.id == memory)).first() is None:
        return False
    connection.execute(
        update(memories).where(memories.c.id == memory, memories.c.revoked_at.is_(None)).values(revoked_at=at)
    )
    return True
