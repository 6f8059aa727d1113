"""Statements of the durable queue of told changes: claimed under a lease, retried when due, kept for the figures.

A lease is told by (id, attempts): `attempts` grows with each claim, so that who lost the lease can end nothing.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, insert, or_, select, update

from server.store.schema import deliveries

LIGHT = (".md", ".markdown", ".mdown", ".mdx", ".txt", ".text", ".csv", ".tsv", ".tab")  # read in milliseconds

OPEN = deliveries.c.done_at.is_(None)


WHOLE = deliveries.c.kind == "sync"
_NAMED_LIGHT = or_(*(deliveries.c.path.like(f"%{suffix}") for suffix in LIGHT))
QUICK = and_(~WHOLE, _NAMED_LIGHT, ~deliveries.c.path.like("http%://%"))
SLOW = and_(~WHOLE, ~QUICK)


def free(now: int) -> ColumnElement[bool]:
    """Nobody has it under a lease."""
    return or_(deliveries.c.leased_until.is_(None), deliveries.c.leased_until <= now)


def waiting(conn: Connection, source: str, path: str, kinds: Collection[str], now: int) -> Row[Any] | None:
    """An open delivery for the same thing that nobody works on."""
    of = and_(deliveries.c.source == source, deliveries.c.path == path, deliveries.c.kind.in_(kinds))
    return conn.execute(select(deliveries).where(of, OPEN, free(now)).limit(1)).first()


def open_count(conn: Connection, source: str) -> int:
    return conn.scalar(select(func.count()).where(deliveries.c.source == source, OPEN)) or 0


def add(conn: Connection, row: dict[str, Any]) -> None:
    conn.execute(insert(deliveries).values(row))


def renew(conn: Connection, id: str, kind: str, now: int) -> None:
    """Told again: due at once, with all its tries; the moment it was first told stays."""
    fresh = {"kind": kind, "due_at": now, "attempts": 0, "leased_until": None}
    conn.execute(update(deliveries).where(deliveries.c.id == id).values(fresh))


def drop_open(conn: Connection, source: str, now: int) -> None:
    """Forgets what waits for a source: a sync of the whole takes its place."""
    conn.execute(delete(deliveries).where(deliveries.c.source == source, OPEN, free(now)))


def claim(conn: Connection, of: ColumnElement[bool], now: int, until: int, most: int) -> list[Row[Any]]:
    """Leases the due deliveries `of` a lane, the longest waiting first; rows as they are under the lease."""
    due = and_(OPEN, deliveries.c.due_at <= now, of, free(now))
    ids = list(conn.scalars(select(deliveries.c.id).where(due).order_by(deliveries.c.due_at).limit(most)))
    leased = {"leased_until": until, "attempts": deliveries.c.attempts + 1}
    conn.execute(update(deliveries).where(deliveries.c.id.in_(ids)).values(leased))
    return list(conn.execute(select(deliveries).where(deliveries.c.id.in_(ids)).order_by(deliveries.c.at)))


def extend(conn: Connection, id: str, attempts: int, until: int) -> bool:
    """Holds a lease longer; False when it is lost."""
    held = and_(deliveries.c.id == id, deliveries.c.attempts == attempts, OPEN)
    return conn.execute(update(deliveries).where(held).values(leased_until=until)).rowcount > 0


def finish(conn: Connection, id: str, attempts: int, now: int, error: str = "") -> None:
    """Applied, or given up where `error` says why; nothing for one whose lease was lost."""
    held = and_(deliveries.c.id == id, deliveries.c.attempts == attempts, OPEN)
    conn.execute(update(deliveries).where(held).values(done_at=now, leased_until=None, error=error))


def postpone(conn: Connection, id: str, attempts: int, due_at: int, error: str) -> None:
    """Failed: to be tried again at `due_at`."""
    held = and_(deliveries.c.id == id, deliveries.c.attempts == attempts, OPEN)
    conn.execute(update(deliveries).where(held).values(due_at=due_at, leased_until=None, error=error))


def cover(conn: Connection, source: str, before: int, now: int) -> None:
    """Ends what was told of a source before a complete sync of it began and still waits: the sync saw it."""
    seen = and_(deliveries.c.source == source, OPEN, free(now), deliveries.c.at < before)
    conn.execute(update(deliveries).where(seen).values(done_at=now, error=""))


def next_due(conn: Connection, of: ColumnElement[bool] = OPEN) -> int | None:
    """When the first open delivery of a lane is due."""
    first: int | None = conn.scalar(select(func.min(deliveries.c.due_at)).where(and_(OPEN, of)))
    return first


def forget_done(conn: Connection, before: int) -> int:
    """Deletes what was done before; returns how many."""
    return conn.execute(delete(deliveries).where(deliveries.c.done_at < before)).rowcount


def told_since(conn: Connection, site: str, since: int) -> list[Row[Any]]:
    """`kind`, `at`, `done_at`, `error` of a site's deliveries told since, oldest first."""
    table = deliveries.c
    query = select(table.kind, table.at, table.done_at, table.error).where(table.site == site, table.at >= since)
    return list(conn.execute(query.order_by(table.at)))


def troubled(conn: Connection, site: str, most: int) -> list[Row[Any]]:
    """Deliveries of a site that failed at least once and are not applied, the newest first."""
    wrong = and_(deliveries.c.site == site, deliveries.c.error != "")
    return list(conn.execute(select(deliveries).where(wrong).order_by(deliveries.c.at.desc()).limit(most)))


def find(conn: Connection, id: str) -> Row[Any] | None:
    """One delivery."""
    return conn.execute(select(deliveries).where(deliveries.c.id == id)).first()


def retry(conn: Connection, id: str, now: int) -> bool:
    """Opens a delivery that was given up again, with all its tries; says whether it was one."""
    given_up = and_(deliveries.c.id == id, deliveries.c.done_at.is_not(None), deliveries.c.error != "")
    fresh = {"done_at": None, "due_at": now, "attempts": 0, "error": "", "leased_until": None}
    return conn.execute(update(deliveries).where(given_up).values(fresh)).rowcount > 0
