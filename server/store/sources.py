"""Statements about sources of knowledge, and about the files that were brought to them."""

from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from server.store.schema import source_files, sources

RUNNING = ("new", "syncing", "ready", "failed")  # states in which a source is kept fresh: all but "paused"


def find(conn: Connection, id: str) -> Row[Any] | None:
    return conn.execute(select(sources).where(sources.c.id == id)).first()


def of_site(conn: Connection, site: str) -> list[Row[Any]]:
    """A site's sources, oldest first."""
    return list(
        conn.execute(select(sources).where(sources.c.site == site).order_by(sources.c.created_at, sources.c.id))
    )


def running(conn: Connection, kind: str) -> list[Row[Any]]:
    """The sources of one kind that are kept fresh, of all sites."""
    query = select(sources).where(sources.c.kind == kind, sources.c.state.in_(RUNNING))
    return list(conn.execute(query.order_by(sources.c.id)))


def due(conn: Connection, now: int) -> list[Row[Any]]:
    """The sources whose next complete sync is due, the longest waiting first."""
    query = select(sources).where(sources.c.due_at <= now, sources.c.state.in_(RUNNING))
    return list(conn.execute(query.order_by(sources.c.due_at)))


def add(conn: Connection, row: dict[str, Any]) -> None:
    conn.execute(insert(sources).values(row))


def change(conn: Connection, id: str, values: dict[str, Any]) -> None:
    conn.execute(update(sources).where(sources.c.id == id).values(values))


def remove(conn: Connection, id: str) -> None:
    """With its files and deliveries; its articles are the caller's to drop."""
    conn.execute(delete(sources).where(sources.c.id == id))


def put_file(conn: Connection, source: str, path: str, content_type: str, data: bytes, by: str, now: int) -> None:
    """Keeps a file that was uploaded or sent; one of the same path is replaced."""
    values = {"content_type": content_type, "data": data, "by": by, "at": now}
    statement = upsert(source_files).values(source=source, path=path, **values)
    key = [source_files.c.source, source_files.c.path]
    conn.execute(statement.on_conflict_do_update(index_elements=key, set_=values))


def drop_file(conn: Connection, source: str, path: str) -> bool:
    """Says whether it was there."""
    there = delete(source_files).where(source_files.c.source == source, source_files.c.path == path)
    return conn.execute(there).rowcount > 0


def file(conn: Connection, source: str, path: str) -> Row[Any] | None:
    query = select(source_files).where(source_files.c.source == source, source_files.c.path == path)
    return conn.execute(query).first()


def files(conn: Connection, source: str) -> list[Row[Any]]:
    """`path`, `content_type`, `by`, `at` and `size` (bytes) of the files of a source, by path."""
    table = source_files.c
    query = select(table.path, table.content_type, table.by, table.at, func.length(table.data).label("size"))
    return list(conn.execute(query.where(table.source == source).order_by(table.path)))


def held(conn: Connection, source: str, but: str = "") -> tuple[int, int]:
    """How many files a source has, and their bytes; the one at the path `but` is left out."""
    query = select(func.count(), func.coalesce(func.sum(func.length(source_files.c.data)), 0))
    of = (source_files.c.source == source, source_files.c.path != but)
    count, size = conn.execute(query.where(*of)).one()
    return count, size
