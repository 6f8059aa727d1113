"""Statements about decisions."""

from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update
from sqlalchemy.dialects.sqlite import insert

from server.store.schema import decisions

_PUT, _SET = insert(decisions).on_conflict_do_nothing(), update(decisions).where(decisions.c.id == bindparam("its"))


def put_decision(conn: Connection, row: dict[str, Any]) -> None:
    """Stores a decision; one that is there stays as it is."""
    conn.execute(_PUT, row)


def set_trace(conn: Connection, id: str, trace: dict[str, str]) -> None:
    """How long each step took, known once the answer is out; `trace` are the columns that hold it."""
    conn.execute(_SET, {"its": id, **trace})


def find(conn: Connection, id: str) -> Row[Any] | None:
    """One decision."""
    return conn.execute(select(decisions).where(decisions.c.id == id)).first()


def decisions_of(conn: Connection, ids: list[str]) -> list[Row[Any]]:
    """The decisions with these ids, in no order."""
    return list(conn.execute(select(decisions).where(decisions.c.id.in_(ids))))
