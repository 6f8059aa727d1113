"""Statements about files that visitors attached. Names and words come in masked."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from server.store.schema import files


def put(conn: Connection, row: dict[str, Any]) -> None:
    """A file that was read."""
    conn.execute(insert(files).values(row))


def find(conn: Connection, id: str) -> Row[Any] | None:
    """One file."""
    return conn.execute(select(files).where(files.c.id == id)).first()


def count_of_session(conn: Connection, site: str, session: str) -> int:
    """How many files the session has."""
    query = select(func.count()).where(files.c.site == site, files.c.session == session)
    return conn.execute(query).scalar_one()


def bytes_since(conn: Connection, site: str, at: int) -> int:
    """Bytes that the site's visitors uploaded since then."""
    query = select(func.coalesce(func.sum(files.c.bytes), 0)).where(files.c.site == site, files.c.at >= at)
    return int(conn.execute(query).scalar_one())


def of_session(conn: Connection, site: str, session: str, ids: Sequence[str], turn: str) -> list[Row[Any]]:
    """Those of `ids` that are the session's own and came with no other turn, in the order of `ids`."""
    mine = (files.c.site == site, files.c.session == session, files.c.turn.in_(["", turn]))
    found = {row.id: row for row in conn.execute(select(files).where(files.c.id.in_(ids), *mine))}
    return [found[id] for id in ids if id in found]


def attach(conn: Connection, ids: Sequence[str], turn: str) -> None:
    """From now on the files belong to this turn."""
    if not ids:
        return
    conn.execute(update(files).where(files.c.id.in_(ids), files.c.turn == "").values(turn=turn))


def of_turns(conn: Connection, turns: Sequence[str]) -> dict[str, list[Row[Any]]]:
    """The files of each turn that has some, the oldest first."""
    found: dict[str, list[Row[Any]]] = {}
    for row in conn.execute(select(files).where(files.c.turn.in_(turns)).order_by(files.c.at, files.c.id)):
        found.setdefault(row.turn, []).append(row)
    return found


def unused(conn: Connection, before: int) -> list[str]:
    """Ids of files older than that which came with no turn."""
    return list(conn.execute(select(files.c.id).where(files.c.turn == "", files.c.at < before)).scalars())


def remove(conn: Connection, ids: Sequence[str]) -> None:
    """Forgets files that came with no turn; one that was attached meanwhile stays."""
    conn.execute(delete(files).where(files.c.id.in_(ids), files.c.turn == ""))


def known(conn: Connection, ids: Sequence[str]) -> set[str]:
    """Those of `ids` that are there."""
    return set(conn.execute(select(files.c.id).where(files.c.id.in_(ids))).scalars())
