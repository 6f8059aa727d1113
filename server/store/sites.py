"""Statements on sites and their releases."""

from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from server.store.schema import page_days, releases, sites, struggles, visits

_HOURS = select(sites.c.hours_json).where(sites.c.id == bindparam("site"))


def find_by_key(conn: Connection, key: str) -> Row[Any] | None:
    """The site whose public key this is."""
    return conn.execute(select(sites).where(sites.c.key == key)).first()


def find(conn: Connection, site: str) -> Row[Any] | None:
    return conn.execute(select(sites).where(sites.c.id == site)).first()


def every(conn: Connection) -> list[Row[Any]]:
    return list(conn.execute(select(sites).order_by(sites.c.name)))


def create(conn: Connection, id: str, key: str, name: str, origins: list[str], simulated: bool, now: int) -> None:
    conn.execute(
        insert(sites).values(
            id=id,
            key=key,
            name=name,
            origins_json=msgspec.json.encode(origins).decode(),
            simulated=simulated,
            created_at=now,
        )
    )


def set_origins(conn: Connection, site: str, origins: list[str]) -> None:
    conn.execute(update(sites).where(sites.c.id == site).values(origins_json=msgspec.json.encode(origins).decode()))


def proof_secret(conn: Connection, site: str) -> str:
    """What the site's signed-in visitors are proven with, "" where none was made."""
    return conn.execute(select(sites.c.proof_secret).where(sites.c.id == site)).scalar() or ""


def set_proof_secret(conn: Connection, site: str, secret: str) -> None:
    """Older proofs end with it."""
    conn.execute(update(sites).where(sites.c.id == site).values(proof_secret=secret))


def hours(conn: Connection, site: str) -> str:
    """The site's hours of service as JSON, "" where none are set."""
    return conn.execute(_HOURS, {"site": site}).scalar() or ""


def set_hours(conn: Connection, site: str, hours: str) -> None:
    conn.execute(update(sites).where(sites.c.id == site).values(hours_json=hours))


def span(conn: Connection, site: str) -> tuple[int | None, int | None]:
    """First and last moment of the site's visits."""
    row = conn.execute(
        select(func.min(visits.c.first_at), func.max(visits.c.last_at)).where(visits.c.site == site)
    ).one()
    return row[0], row[1]


def routes(conn: Connection, site: str) -> list[str]:
    """Pages seen, most visited first."""
    seen = (
        select(page_days.c.route, func.sum(page_days.c.views))
        .where(page_days.c.site == site)
        .group_by(page_days.c.route)
        .order_by(func.sum(page_days.c.views).desc())
        .limit(200)
    )
    return [row[0] for row in conn.execute(seen)]


def add_release(conn: Connection, site: str, name: str, at: int) -> None:
    """Marks a release; the first moment it was named stays."""
    conn.execute(upsert(releases).values(site=site, name=name, at=at).on_conflict_do_nothing())


def release_marks(conn: Connection, site: str) -> list[Row[Any]]:
    return list(conn.execute(select(releases).where(releases.c.site == site).order_by(releases.c.at)))


def struggle_count(conn: Connection, site: str) -> int:
    return conn.execute(select(func.count()).select_from(struggles).where(struggles.c.site == site)).scalar_one()
