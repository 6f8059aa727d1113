"""Statements on what became of answers: what it is read from, what is kept of it, the keys of draws."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, case, delete, func, or_, select
from sqlalchemy.dialects.sqlite import insert

from server.store import parts
from server.store.chunks import chunks
from server.store.schema import decision_parts, decisions, draw_keys, episodes, turns, worked

_OF_EPISODE = [column for column in episodes.c if column.name not in ("article", "question")]
ENDS = ("verified", "confirmed", "durable", "failed")


def ended(conn: Connection, site: str, since: int, until: int, limit: int) -> list[Any]:
    """Episodes in a visitor's own words whose last article has an outcome, or that went to a person after it; latest
    first, a row for each article of an answer to several questions. A sensitive topic's handing over is no article's
    fault."""
    ended_at = func.coalesce(episodes.c.outcome_at, episodes.c.last_at).label("ended_at")
    handed_over = and_(episodes.c.handoff_reason.is_not(None), episodes.c.handoff_reason != "sensitive")
    query = (
        select(*_OF_EPISODE, parts.ARTICLE.label("article"), parts.QUESTION.label("question"), ended_at)
        .select_from(episodes)
        .outerjoin(decision_parts, parts.STANDING)
        .where(
            episodes.c.site == site,
            parts.ARTICLE != "",
            parts.QUESTION != "",
            episodes.c.sentiment_first.is_not(None),
            or_(episodes.c.outcome.in_(ENDS), handed_over),
            ended_at >= since,
            ended_at <= until,
        )
        .order_by(ended_at.desc(), episodes.c.id, decision_parts.c.n)
        .limit(limit)
    )
    return list(conn.execute(query))


def rejected(conn: Connection, site: str, since: int, until: int, limit: int) -> list[Any]:
    """Answers from articles that a visitor said did not help, with what was asked; latest first."""
    asked = turns.alias("asked")
    query = (
        select(
            decisions.c.episode,
            func.coalesce(decision_parts.c.article, decisions.c.article).label("article"),
            episodes.c.visitor,
            turns.c.at,
            func.coalesce(decision_parts.c.question, asked.c.text).label("question"),
        )
        .join(decisions, decisions.c.id == turns.c.decision)
        .join(episodes, episodes.c.id == decisions.c.episode)
        .join(asked, asked.c.id == turns.c.reply_to)
        .outerjoin(decision_parts, and_(decision_parts.c.decision == decisions.c.id, parts.OF_ARTICLE))
        .where(
            decisions.c.site == site,
            decisions.c.kind == "answer",
            func.coalesce(decision_parts.c.article, decisions.c.article) != "",
            or_(turns.c.solved.is_(False), turns.c.rated.is_(False)),
            turns.c.at >= since,
            turns.c.at <= until,
        )
        .order_by(turns.c.at.desc(), turns.c.id, decision_parts.c.n)
        .limit(limit)
    )
    return list(conn.execute(query))


def kept(conn: Connection, site: str) -> dict[str, Any]:
    """What is kept of a site, by id, without the embeddings."""
    columns = (worked.c.id, worked.c.question, worked.c.at, worked.c.good, worked.c.weight)
    return {row.id: row for row in conn.execute(select(*columns).where(worked.c.site == site))}


def change(conn: Connection, gone: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Takes some out and puts others in, or in the place of those with their ids."""
    for some in chunks(gone):
        conn.execute(delete(worked).where(worked.c.id.in_(some)))
    if rows:
        statement = insert(worked)
        new = {column.name: statement.excluded[column.name] for column in worked.c if column.name != "id"}
        conn.execute(statement.on_conflict_do_update(index_elements=["id"], set_=new), list(rows))


def states(conn: Connection) -> dict[str, str]:
    """A fingerprint of what is kept, by site: asked every second."""
    sums = (
        func.count(),
        func.sum(worked.c.at),
        func.sum(case((worked.c.good, worked.c.weight), else_=-worked.c.weight) * worked.c.at),
        func.max(worked.c.at),
    )
    rows = conn.execute(select(worked.c.site, *sums).group_by(worked.c.site))
    return {row[0]: " ".join(map(str, row[1:])) for row in rows}


def learnable(conn: Connection, site: str) -> list[Any]:
    """What may be learned from, newest first."""
    query = (
        select(worked.c.article, worked.c.visitor, worked.c.at, worked.c.good, worked.c.weight, worked.c.embedding)
        .where(worked.c.site == site, worked.c.heldout.is_(False))
        .order_by(worked.c.at.desc(), worked.c.id)
    )
    return list(conn.execute(query))


def put_key(conn: Connection, site: str, key: str) -> None:
    """Gives a site its key; one that has it keeps it."""
    conn.execute(insert(draw_keys).values(site=site, key=key).on_conflict_do_nothing())


def keys(conn: Connection) -> dict[str, str]:
    """By site."""
    return {row.site: row.key for row in conn.execute(select(draw_keys))}
