"""Statements on labels: what they are made from, and the labels themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from server.store import parts
from server.store.chunks import chunks
from server.store.schema import articles, conversations, corrections, decision_parts, episodes, labels


def ended_episodes(connection: Connection, site: str) -> list[Any]:
    """Episodes in a visitor's own words that ended verified, confirmed or failed, oldest first.

    `article_intent` is the intent of the article that was the last answer, None when it is gone or there was none. An
    answer to several questions has a row for each, with its own `question` and `article`; `part` is its place then.
    """
    query = (
        select(
            episodes.c.id,
            episodes.c.visitor,
            episodes.c.session,
            episodes.c.conversation,
            episodes.c.started_at,
            episodes.c.route,
            parts.QUESTION.label("question"),
            episodes.c.intent,
            parts.ARTICLE.label("article"),
            decision_parts.c.n.label("part"),
            episodes.c.decision,
            episodes.c.outcome,
            episodes.c.outcome_at,
            episodes.c.evidence,
            articles.c.intent.label("article_intent"),
        )
        .select_from(episodes)
        .outerjoin(decision_parts, parts.STANDING)
        .outerjoin(articles, articles.c.id == parts.ARTICLE)
        .where(
            episodes.c.site == site,
            episodes.c.question != "",
            episodes.c.sentiment_first.is_not(None),  # a nudge's episode holds the page's words, not the visitor's
            episodes.c.outcome.in_(("verified", "confirmed", "failed")),
        )
        .order_by(episodes.c.started_at, episodes.c.id, decision_parts.c.n)
    )
    return list(connection.execute(query))


def corrections_made(connection: Connection, site: str) -> list[Any]:
    """Corrections with the visitor who had asked, oldest first; `article_intent` as for episodes."""
    query = (
        select(
            corrections,
            conversations.c.visitor,
            conversations.c.session,
            conversations.c.route,
            articles.c.intent.label("article_intent"),
        )
        .join(conversations, conversations.c.id == corrections.c.conversation)
        .outerjoin(articles, articles.c.id == corrections.c.article)
        .where(corrections.c.site == site, corrections.c.question != "")
        .order_by(corrections.c.at, corrections.c.id)
    )
    return list(connection.execute(query))


def article_titles(connection: Connection) -> list[Any]:
    """(id, title) of every public article."""
    query = select(articles.c.id, articles.c.title).where(articles.c.public).order_by(articles.c.id)
    return list(connection.execute(query))


def replace(connection: Connection, site: str, rows: Sequence[Mapping[str, Any]]) -> int:
    """Makes `rows` the site's labels; returns how many of them are new. What an outcome took back disappears."""
    known = set(connection.execute(select(labels.c.id).where(labels.c.site == site)).scalars())
    fresh = {row["id"] for row in rows}
    for some in chunks(sorted(known - fresh)):
        connection.execute(delete(labels).where(labels.c.id.in_(some)))
    if rows:
        statement = insert(labels)
        new = {column.name: statement.excluded[column.name] for column in labels.c if column.name != "id"}
        connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=new), list(rows))
    return len(fresh - known)


def usable(connection: Connection, task: str, heldout: bool) -> list[Any]:
    """The labels of a task that count, of all sites, oldest first: those to learn from, or those held out."""
    query = (
        select(labels)
        .where(labels.c.task == task, labels.c.weight > 0, labels.c.heldout.is_(heldout))
        .order_by(labels.c.at, labels.c.id)
    )
    return list(connection.execute(query))


def by_source(connection: Connection, site: str) -> dict[str, int]:
    """How many labels there are, by where they come from."""
    query = select(labels.c.source, func.count()).where(labels.c.site == site).group_by(labels.c.source)
    return {row[0]: row[1] for row in connection.execute(query)}


def since(connection: Connection, site: str, task: str, at: int) -> int:
    """Labels to learn from that are younger than `at`."""
    query = select(func.count()).where(
        labels.c.site == site,
        labels.c.task == task,
        labels.c.at > at,
        labels.c.weight > 0,
        labels.c.heldout.is_(False),
    )
    return connection.execute(query).scalar_one()
