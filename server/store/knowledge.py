"""Statements about articles, passages and the versions of a site's knowledge."""

from typing import Any

from sqlalchemy import Connection, Row, case, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from server.store.schema import articles, decisions, episodes, knowledge_versions, passages


def article_hashes(conn: Connection, site: str) -> dict[str, str]:
    """Article id -> hash of what was synced last."""
    rows = conn.execute(select(articles.c.id, articles.c.hash).where(articles.c.site == site))
    return {row.id: row.hash for row in rows}


def put_article(conn: Connection, article: dict[str, Any], its_passages: list[dict[str, Any]]) -> None:
    """Inserts or replaces an article with all its passages."""
    statement = insert(articles).values(article)
    conn.execute(statement.on_conflict_do_update(index_elements=[articles.c.id], set_=article))
    conn.execute(delete(passages).where(passages.c.article == article["id"]))
    if its_passages:
        conn.execute(insert(passages), its_passages)


def drop_articles(conn: Connection, ids: list[str]) -> None:
    """Deletes articles and their passages."""
    conn.execute(delete(passages).where(passages.c.article.in_(ids)))
    conn.execute(delete(articles).where(articles.c.id.in_(ids)))


def put_version(conn: Connection, site: str, version: str, now: int) -> None:
    """Names the state that the site's tables are in now; going back to an older state makes that one the latest."""
    counts = {
        "articles": conn.scalar(select(func.count()).where(articles.c.site == site)),
        "passages": conn.scalar(select(func.count()).where(passages.c.site == site)),
    }
    # Later than all before it, whatever the clock does: the latest is found by `at`.
    last = conn.scalar(select(func.max(knowledge_versions.c.at)).where(knowledge_versions.c.site == site)) or 0
    row = {"site": site, "version": version, "at": max(now, last + 1), **counts}
    key = [knowledge_versions.c.site, knowledge_versions.c.version]
    conn.execute(insert(knowledge_versions).values(row).on_conflict_do_update(index_elements=key, set_=row))


def latest_versions(conn: Connection) -> dict[str, str]:
    """Site -> version of its knowledge now."""
    order = select(knowledge_versions.c.site, knowledge_versions.c.version).order_by(knowledge_versions.c.at)
    return {row.site: row.version for row in conn.execute(order)}


def site_articles(conn: Connection, site: str) -> list[Row[Any]]:
    """A site's articles by path."""
    return list(conn.execute(select(articles).where(articles.c.site == site).order_by(articles.c.path)))


def site_passages(conn: Connection, site: str) -> list[Row[Any]]:
    """A site's passages with their embeddings, articles together, in reading order."""
    return list(
        conn.execute(select(passages).where(passages.c.site == site).order_by(passages.c.article, passages.c.position))
    )


def passage_text(conn: Connection, passage: str) -> str | None:
    """The stored text of a passage, None when it is gone."""
    text: str | None = conn.scalar(select(passages.c.text).where(passages.c.id == passage))
    return text


def articles_in_use(conn: Connection, site: str) -> list[Row[Any]]:
    """Articles with `passages`, `answers` (times each was the answer) and `solved` (episodes it ended well)."""
    count = select(func.count()).where(passages.c.article == articles.c.id).scalar_subquery()
    used = (
        select(decisions.c.article, func.count().label("answers"))
        .where(decisions.c.site == site, decisions.c.kind == "answer")
        .group_by(decisions.c.article)
        .subquery()
    )
    good = case((episodes.c.outcome.in_(("verified", "confirmed", "durable")), 1), else_=0)
    ended = (
        select(episodes.c.article, func.sum(good).label("solved"))
        .where(episodes.c.site == site)
        .group_by(episodes.c.article)
        .subquery()
    )
    query = (
        select(
            articles,
            count.label("passages"),
            func.coalesce(used.c.answers, 0).label("answers"),
            func.coalesce(ended.c.solved, 0).label("solved"),
        )
        .outerjoin(used, used.c.article == articles.c.id)
        .outerjoin(ended, ended.c.article == articles.c.id)
        .where(articles.c.site == site)
        .order_by(articles.c.category, articles.c.title)
    )
    return list(conn.execute(query))
