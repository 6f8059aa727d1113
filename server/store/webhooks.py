"""Statements about the calls that sources' webhooks have heard: each is heard once."""

from sqlalchemy import Connection, delete
from sqlalchemy.dialects.sqlite import insert

from server.store.schema import heard_webhooks


def hear(conn: Connection, source: str, call: str, now: int) -> bool:
    """Notes a call; False where it was heard before."""
    statement = insert(heard_webhooks).values(source=source, call=call, at=now)
    return conn.execute(statement.on_conflict_do_nothing()).rowcount > 0


def forget(conn: Connection, before: int) -> None:
    """Deletes what was heard before: its timestamp alone refuses it by now."""
    conn.execute(delete(heard_webhooks).where(heard_webhooks.c.at < before))
