"""Statements on staff: who may log in."""

from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from server.store.schema import staff

_ONLINE = (
    select(func.count())
    .select_from(staff)
    .where(staff.c.online_until > bindparam("now"), staff.c.role.in_(("agent", "admin")), staff.c.disabled.is_(False))
)


def find_by_email(conn: Connection, email: str) -> Row[Any] | None:
    return conn.execute(select(staff).where(staff.c.email == email.lower())).first()


def find(conn: Connection, id: str) -> Row[Any] | None:
    return conn.execute(select(staff).where(staff.c.id == id)).first()


def every(conn: Connection) -> list[Row[Any]]:
    return list(conn.execute(select(staff).order_by(staff.c.email)))


def count(conn: Connection) -> int:
    return conn.execute(select(func.count()).select_from(staff)).scalar_one()


def create(
    conn: Connection, id: str, email: str, name: str, role: str, password_hash: str, must_change: bool, now: int
) -> None:
    conn.execute(
        insert(staff).values(
            id=id,
            email=email.lower(),
            name=name,
            role=role,
            password_hash=password_hash,
            must_change=must_change,
            created_at=now,
        )
    )


def set_password(conn: Connection, id: str, password_hash: str, must_change: bool) -> None:
    conn.execute(update(staff).where(staff.c.id == id).values(password_hash=password_hash, must_change=must_change))


def set_disabled(conn: Connection, id: str, disabled: bool) -> None:
    conn.execute(update(staff).where(staff.c.id == id).values(disabled=disabled))


def set_online(conn: Connection, id: str, until: int) -> None:
    """An agent's desk is open until then."""
    conn.execute(update(staff).where(staff.c.id == id).values(online_until=until))


def people_online(conn: Connection, now: int) -> int:
    """Agents and admins whose desk is open."""
    return conn.execute(_ONLINE, {"now": now}).scalar_one()
