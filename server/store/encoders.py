"""Statements about the encoder of a site's passages, and the one that they are being embedded by beside it."""

from typing import Any

from sqlalchemy import Connection, Row, Select, delete, exists, func, select, update
from sqlalchemy.dialects.sqlite import insert

from server.store import knowledge
from server.store.chunks import chunks
from server.store.schema import articles, knowledge_states, next_embeddings, passages

SWEPT = 5_000  # leftover vectors deleted in one transaction: some ten milliseconds of the writer


def encoders_of(conn: Connection, site: str) -> tuple[str, str]:
    """(the encoder that embedded the site's passages, the next one); "" is the shipped one, as the next one none."""
    query = select(knowledge_states.c.encoder, knowledge_states.c.next_encoder).where(knowledge_states.c.site == site)
    row = conn.execute(query).first()
    return (row.encoder, row.next_encoder) if row else ("", "")


def under_way(conn: Connection) -> list[Row[Any]]:
    """`site`, `next_at`, `next_error` of sites whose passages are being embedded anew, by name."""
    table = knowledge_states
    query = select(table.c.site, table.c.next_at, table.c.next_error).where(table.c.next_encoder != "")
    return list(conn.execute(query.order_by(table.c.site)))


def stopped(conn: Connection, site: str) -> tuple[int, str]:
    """(when a site's passages were last embedded anew, why that stopped); 0 where it has not begun, "" where not."""
    query = select(knowledge_states.c.next_at, knowledge_states.c.next_error).where(knowledge_states.c.site == site)
    row = conn.execute(query).first()
    return (row.next_at, row.next_error) if row else (0, "")


def stop(conn: Connection, site: str, version: str, now: int, reason: str) -> None:
    """Writes down why a site's passages could not be embedded by its next encoder."""
    table = knowledge_states
    still = (table.c.site == site, table.c.next_encoder == version)
    conn.execute(update(table).where(*still).values(next_at=now, next_error=reason))


def go_on(conn: Connection, site: str, version: str, now: int) -> None:
    """Writes down that a site's passages are being embedded by its next encoder."""
    stop(conn, site, version, now, "")


def settled(conn: Connection) -> list[Row[Any]]:
    """`site`, `encoder`, `embedded_by` of sites with passages that are not being embedded anew, by site."""
    table = knowledge_states
    query = select(table.c.site, table.c.encoder, table.c.embedded_by).where(
        table.c.next_encoder == "", exists().where(passages.c.site == table.c.site)
    )
    return list(conn.execute(query.order_by(table.c.site)))


def renew(conn: Connection, site: str, encoder: str, way: str) -> None:
    """Begins to embed a site's passages anew by the encoder that serves, unless it has begun something else."""
    table = knowledge_states
    still = (table.c.site == site, table.c.encoder == encoder, table.c.next_encoder == "")
    conn.execute(update(table).where(*still).values(next_encoder=way, next_at=0, next_error=""))


def begin(conn: Connection, site: str, version: str) -> None:
    """Names the encoder that passages are to be embedded by beside; "" gives it up. What was embedded is kept.

    What stopped is begun again by it, at once.
    """
    knowledge.state(conn, site)
    values = {"next_encoder": version, "next_at": 0, "next_error": ""}
    conn.execute(update(knowledge_states).where(knowledge_states.c.site == site).values(values))


def counts(conn: Connection, site: str, version: str) -> tuple[int, int]:
    """(passages that have a vector of `version` beside, all passages of the site)."""
    total = conn.scalar(select(func.count()).where(passages.c.site == site)) or 0
    if not version:
        return 0, total
    done = select(func.count()).where(passages.c.site == site, _has_next(version))
    return conn.scalar(done) or 0, total


def without_next(conn: Connection, site: str, version: str, after: str, most: int) -> list[Row[Any]]:
    """`id`, `title`, `heading`, `text`, `revision` (of the article) of passages that lack a vector, by id."""
    query = (
        select(passages.c.id, articles.c.title, passages.c.heading, passages.c.text, articles.c.revision)
        .join(articles, articles.c.id == passages.c.article)
        .where(passages.c.site == site, passages.c.id > after, ~_has_next(version))
    )
    return list(conn.execute(query.order_by(passages.c.id).limit(most)))


def put_next(conn: Connection, version: str, embedded: dict[str, tuple[int, bytes]]) -> int:
    """Keeps vectors by passage; those whose article is not at the revision that they were read at are dropped.

    Returns how many were kept.
    """
    kept: list[dict[str, Any]] = []
    for some in chunks(sorted(embedded)):
        query = select(passages.c.id, articles.c.revision).join(articles, articles.c.id == passages.c.article)
        for row in conn.execute(query.where(passages.c.id.in_(some))):
            revision, embedding = embedded[row.id]
            if row.revision == revision:
                kept.append({"passage": row.id, "encoder": version, "embedding": embedding})
    if kept:
        conn.execute(insert(next_embeddings).on_conflict_do_nothing(), kept)
    return len(kept)


def swap(conn: Connection, site: str, version: str, named: str, now: int) -> bool:
    """Makes the next encoder the site's, when every passage has its vector; says whether it did.

    `named` is what is written down for its encoder ("" for the shipped one). All of it is one commit of the site's
    knowledge, which every article bears.
    """
    if encoders_of(conn, site)[1] != version or conn.scalar(select(exists(_missing(site, version)))):
        return False
    theirs = select(next_embeddings.c.embedding).where(
        next_embeddings.c.passage == passages.c.id, next_embeddings.c.encoder == version
    )
    conn.execute(update(passages).where(passages.c.site == site).values(embedding=theirs.scalar_subquery()))
    values = {"encoder": named, "embedded_by": version, "next_encoder": "", "next_at": 0, "next_error": ""}
    conn.execute(update(knowledge_states).where(knowledge_states.c.site == site).values(values))
    everything = conn.scalars(select(articles.c.id).where(articles.c.site == site)).all()
    knowledge.touch(conn, site, everything, now)
    return True


def any_next(conn: Connection) -> bool:
    """Whether there is any vector of a next encoder."""
    return conn.scalar(select(next_embeddings.c.passage).limit(1)) is not None


def sweep(conn: Connection, most: int = SWEPT) -> int:
    """Deletes vectors that no site is waiting for, at most `most`; returns how many there were."""
    waiting = exists().where(
        passages.c.id == next_embeddings.c.passage,
        knowledge_states.c.site == passages.c.site,
        knowledge_states.c.next_encoder == next_embeddings.c.encoder,
    )
    table = next_embeddings
    left = conn.execute(select(table.c.passage, table.c.encoder).where(~waiting).limit(most)).all()
    for encoder in {row.encoder for row in left}:
        for some in chunks([row.passage for row in left if row.encoder == encoder]):
            conn.execute(delete(table).where(table.c.encoder == encoder, table.c.passage.in_(some)))
    return len(left)


def _missing(site: str, version: str) -> Select[tuple[str]]:
    return select(passages.c.id).where(passages.c.site == site, ~_has_next(version))


def _has_next(version: str) -> Any:
    return exists().where(next_embeddings.c.passage == passages.c.id, next_embeddings.c.encoder == version)
