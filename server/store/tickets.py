"""Statements about imported tickets."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from server.store.chunks import chunks
from server.store.schema import ticket_bands, ticket_imports, tickets

MOST_ALIKE = 50  # tickets that one is compared with
COUNTED = ("brought_by", "requester", "at", "closed_at", "first_reply_ms", "handled_ms", "status", "reopens", "rating",
           "satisfied", "intent", "confidence", "edge", "sentiment", "language", "outcome")  # fmt: skip


def begin(conn: Connection, row: Mapping[str, Any]) -> None:
    """An import begins, or the same file is read again."""
    again = {name: row[name] for name in ("name", "by", "state", "progress_at")} | {"error": "", "done_at": None}
    statement = insert(ticket_imports).values(row)
    conn.execute(statement.on_conflict_do_update(index_elements=["id"], set_=again))


def progress(conn: Connection, id: str, now: int, report: str, **values: Any) -> None:
    """How far an import is."""
    row = {"progress_at": now, "report_json": report} | values
    conn.execute(update(ticket_imports).where(ticket_imports.c.id == id).values(row))


def imports(conn: Connection, site: str) -> list[Row[Any]]:
    """A site's imports with the number of tickets each holds, the newest first."""
    return list(conn.execute(_imports().where(ticket_imports.c.site == site).order_by(ticket_imports.c.at.desc())))


def find_import(conn: Connection, id: str) -> Row[Any] | None:
    return conn.execute(_imports().where(ticket_imports.c.id == id)).first()


def _imports() -> Any:
    held = select(func.count()).select_from(tickets).where(tickets.c.brought_by == ticket_imports.c.id)
    return select(ticket_imports, held.scalar_subquery().label("tickets"))


def forget_import(conn: Connection, id: str) -> int:
    """Deletes an import with all it brought; returns how many tickets."""
    gone = conn.execute(delete(tickets).where(tickets.c.brought_by == id)).rowcount
    conn.execute(delete(ticket_imports).where(ticket_imports.c.id == id))
    return gone


def contents(conn: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Ticket -> digest of its content, of those that are known."""
    found: dict[str, str] = {}
    for some in chunks(ids):
        rows = conn.execute(select(tickets.c.id, tickets.c.content).where(tickets.c.id.in_(some)))
        found |= {row.id: row.content for row in rows}
    return found


def alike(conn: Connection, site: str, bands: Collection[str], requester: str, apart: str) -> list[Row[Any]]:
    """Tickets that share a band and may be of the same person, other than `apart`."""
    near = select(ticket_bands.c.ticket).where(ticket_bands.c.band.in_(bands))
    who = [tickets.c.requester == requester, tickets.c.requester == ""] if requester else [tickets.c.requester != "\0"]
    query = select(tickets.c.id, tickets.c.question, tickets.c.language, tickets.c.requester, tickets.c.at)
    query = query.where(tickets.c.site == site, tickets.c.id.in_(near), or_(*who), tickets.c.id != apart)
    return list(conn.execute(query.order_by(tickets.c.at.desc(), tickets.c.id).limit(MOST_ALIKE)))


def put(conn: Connection, row: Mapping[str, Any], bands: Collection[str]) -> None:
    """Adds or renews a ticket."""
    statement = insert(tickets).values(dict(row))
    conn.execute(statement.on_conflict_do_update(index_elements=["id"], set_=dict(row)))
    conn.execute(delete(ticket_bands).where(ticket_bands.c.ticket == row["id"]))
    if bands:
        conn.execute(insert(ticket_bands), [{"ticket": row["id"], "band": band} for band in sorted(set(bands))])


def counted(conn: Connection, site: str) -> list[Row[Any]]:
    """What a site's tickets are counted by, in the order of time."""
    query = select(*(tickets.c[name] for name in COUNTED)).where(tickets.c.site == site)
    return list(conn.execute(query.order_by(tickets.c.at, tickets.c.id)))


def answered(conn: Connection, site: str, most: int) -> list[Row[Any]]:
    """Tickets that people answered, the newest `most`: `id`, `question`, `answer`, `embedding`."""
    query = select(tickets.c.id, tickets.c.question, tickets.c.answer, tickets.c.embedding)
    query = query.where(tickets.c.site == site, tickets.c.answer != "", tickets.c.outcome != "failed")
    return list(conn.execute(query.order_by(tickets.c.at.desc(), tickets.c.id).limit(most)))


def brought_since(conn: Connection, site: str, at: int) -> bool:
    """Whether an import ended after a moment."""
    query = select(ticket_imports.c.id).where(ticket_imports.c.site == site, ticket_imports.c.done_at > at)
    return conn.execute(query.limit(1)).first() is not None


def proposable(conn: Connection, site: str, intent: str, most: int) -> list[Row[Any]]:
    """English tickets that fit an intent, least sure first: what teaches most."""
    columns = ("id", "question", "intent", "confidence", "edge")
    query = select(*(tickets.c[name] for name in columns)).where(
        tickets.c.site == site,
        tickets.c.edge != "out_of_scope",
        tickets.c.language.in_(("en", "und")),
        tickets.c.dismissed.is_(False),
    )
    if intent:
        query = query.where(tickets.c.intent == intent)
    return list(conn.execute(query.order_by(tickets.c.confidence, tickets.c.id).limit(most)))


def dismiss(conn: Connection, site: str, ids: Sequence[str]) -> int:
    """Tickets that are no examples; returns how many there were."""
    done = 0
    for some in chunks(ids):
        change = update(tickets).where(tickets.c.site == site, tickets.c.id.in_(some)).values(dismissed=True)
        done += conn.execute(change).rowcount
    return done
