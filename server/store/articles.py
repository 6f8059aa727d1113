"""Statements that change articles: what a sync puts and drops, what people set on them, and the days they are valid.

Each belongs into a transaction that ends in `knowledge.commit`.
"""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, Row, case, delete, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from server.store.chunks import chunks
from server.store.schema import article_care, articles, gone_articles, page_links, passages


def of_source(conn: Connection, site: str, source: str) -> list[Row[Any]]:
    """`id`, `path`, `hash`, `revision`, `etag`, `modified` of what a source brought, by path."""
    table = articles.c
    query = select(table.id, table.path, table.hash, table.revision, table.etag, table.modified)
    return list(conn.execute(query.where(table.site == site, table.source == source).order_by(table.path)))


def find(conn: Connection, id: str) -> Row[Any] | None:
    """One article."""
    return conn.execute(select(articles).where(articles.c.id == id)).first()


def internal(conn: Connection, site: str) -> set[str]:
    """Ids of a site's articles that visitors don't see."""
    query = select(articles.c.id).where(articles.c.site == site, articles.c.public.is_(False))
    return set(conn.scalars(query))


def revision_of(conn: Connection, id: str) -> int:
    """The revision with which an article last changed or went; 0 for one that never was."""
    there = conn.scalar(select(articles.c.revision).where(articles.c.id == id))
    if there is None:
        there = conn.scalar(select(gone_articles.c.revision).where(gone_articles.c.article == id))
    return there or 0


def passages_of(conn: Connection, id: str) -> list[Row[Any]]:
    """An article's passages, copies included, with its `title` and their embeddings, in reading order."""
    query = select(passages, articles.c.title).join(articles, articles.c.id == passages.c.article)
    return list(conn.execute(query.where(passages.c.article == id).order_by(passages.c.position)))


def address_taken(conn: Connection, site: str, url: str, but: str) -> str | None:
    """The path of another article than `but` that has this address."""
    query = select(articles.c.path).where(articles.c.site == site, articles.c.url == url, articles.c.id != but)
    path: str | None = conn.scalar(query.limit(1))
    return path


def put(conn: Connection, article: dict[str, Any], its_passages: list[dict[str, Any]]) -> None:
    """Inserts or replaces an article with all its passages; what people set on it goes before what the source says."""
    care = conn.execute(select(article_care).where(article_care.c.article == article["id"])).first()
    if care is not None:
        said = {name: getattr(care, name) for name in ("owner", "review_by", "public")}
        article = article | {name: value for name, value in said.items() if value is not None}
    statement = insert(articles).values(article)
    conn.execute(statement.on_conflict_do_update(index_elements=[articles.c.id], set_=article))
    conn.execute(delete(passages).where(passages.c.article == article["id"]))
    if its_passages:
        conn.execute(insert(passages), its_passages)


def links_of(conn: Connection, id: str) -> str | None:
    """The links of a page as JSON, None where they were not kept."""
    return conn.scalar(select(page_links.c.links_json).where(page_links.c.article == id))


def put_links(conn: Connection, id: str, links_json: str) -> None:
    values = {"links_json": links_json}
    statement = insert(page_links).values(article=id, **values)
    conn.execute(statement.on_conflict_do_update(index_elements=[page_links.c.article], set_=values))


def note_validators(conn: Connection, id: str, etag: str, modified: str, links_json: str) -> None:
    """Remembers what a web server said of an article whose content is as it was."""
    if conn.execute(update(articles).where(articles.c.id == id).values(etag=etag, modified=modified)).rowcount:
        put_links(conn, id, links_json)


def drop(conn: Connection, ids: Collection[str]) -> None:
    """Deletes articles and their passages."""
    for some in chunks(list(ids)):
        conn.execute(delete(passages).where(passages.c.article.in_(some)))
        conn.execute(delete(articles).where(articles.c.id.in_(some)))


def adopt(conn: Connection, site: str, source: str) -> None:
    """Gives the articles that no source claims (of before there were sources) to this one."""
    conn.execute(update(articles).where(articles.c.site == site, articles.c.source == "").values(source=source))


def put_care(conn: Connection, id: str, site: str, values: dict[str, Any]) -> None:
    """Sets `owner`, `review_by`, `public` (None: as the source says), `reviewed_at`, `reviewed_by` of an article."""
    statement = insert(article_care).values(article=id, site=site, **values)
    conn.execute(statement.on_conflict_do_update(index_elements=[article_care.c.article], set_=values))
    said = {name: values[name] for name in ("owner", "review_by", "public") if values.get(name) is not None}
    if said:
        conn.execute(update(articles).where(articles.c.id == id).values(said))


def forget_hash(conn: Connection, id: str) -> None:
    """Has the article read anew at the next look, though its file is the same."""
    conn.execute(update(articles).where(articles.c.id == id).values(hash=""))


def wrongly_live(conn: Connection, site: str, day: str) -> list[Row[Any]]:
    """`id` and `live` of articles whose `live` is not what `published` and the dates say on `day` (ISO)."""
    table = articles.c
    begun = or_(table.valid_from == "", table.valid_from <= day)
    lasting = or_(table.valid_until == "", table.valid_until >= day)
    valid = case((table.published & begun & lasting, True), else_=False)
    return list(conn.execute(select(table.id, table.live).where(table.site == site, table.live != valid)))


def set_live(conn: Connection, ids: Iterable[str], live: bool) -> None:
    """Takes articles into the index, or out of it."""
    for some in chunks(list(ids)):
        conn.execute(update(articles).where(articles.c.id.in_(some)).values(live=live))
