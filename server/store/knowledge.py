"""Statements about the revisions of what a site knows: commits, and what a serving index reads (writes: articles.py).

Every change of a site's knowledge is one transaction that ends in `commit`: it gives the site its next revision, which
the changed articles bear and the gone ones are remembered with. A serving index that stands at revision R asks for
`changed_articles` and `gone_since` R, in one transaction, and is whole again.
"""

import hashlib
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from server.store import parts
from server.store.chunks import chunks
from server.store.schema import (
    articles,
    decision_parts,
    episodes,
    gone_articles,
    knowledge_states,
    knowledge_versions,
    passages,
)

MOST_VERSIONS = 1_000  # of a site that are kept; a decision names its version, and answers are explained for weeks
MOST_LIKE = 12  # words looked for among titles: none that is searched for has more
FOUND_ITSELF = passages.c.copy_of == ""
_TEXT = select(passages.c.text).where(passages.c.id == bindparam("passage"))


# Revisions


def state(conn: Connection, site: str) -> Row[Any]:
    """The site's `revision`, encoders and `digest`; made on the first look by a writer."""
    query = select(knowledge_states).where(knowledge_states.c.site == site)
    row = conn.execute(query).first()
    if row is None:
        everything = conn.scalars(select(articles.c.id).where(articles.c.site == site)).all()
        conn.execute(insert(knowledge_states).values(site=site, digest=digest(conn, everything)))
        row = conn.execute(query).one()
    return row


def encoder(conn: Connection, site: str) -> str:
    """The version of the encoder that embedded the site's passages, "" for the shipped one."""
    return conn.scalar(select(knowledge_states.c.encoder).where(knowledge_states.c.site == site)) or ""


def begin_with(conn: Connection, site: str, way: str) -> None:
    """Writes down what embeds the first passages of a site; of one that has passages nothing is changed."""
    if conn.scalar(select(passages.c.id).where(passages.c.site == site).limit(1)) is None:
        conn.execute(update(knowledge_states).where(knowledge_states.c.site == site).values(embedded_by=way))


def revision(conn: Connection, site: str) -> int:
    """How many commits the site's knowledge has seen."""
    return conn.scalar(select(knowledge_states.c.revision).where(knowledge_states.c.site == site)) or 0


def states(conn: Connection) -> dict[str, Any]:
    """Site -> its `revision`, `encoder`, `embedded_by`; sites whose knowledge nobody has written yet are left out."""
    table = knowledge_states
    query = select(table.c.site, table.c.revision, table.c.encoder, table.c.embedded_by)
    return {row.site: row for row in conn.execute(query)}


def revisions(conn: Connection) -> dict[str, int]:
    """Site -> its revision; sites that never had knowledge are left out."""
    return {
        row.site: row.revision for row in conn.execute(select(knowledge_states.c.site, knowledge_states.c.revision))
    }


def digest(conn: Connection, ids: Collection[str]) -> int:
    """63 bits of what these articles are: the sum (exclusive or) of each one's, so that it can be kept up in steps."""
    total = 0
    columns = (articles.c.id, articles.c.hash, articles.c.live, articles.c.public)
    for some in chunks(list(ids)):
        for row in conn.execute(select(*columns).where(articles.c.id.in_(some))):
            mark = f"{row.id}\n{row.hash}\n{row.live:d}{row.public:d}"
            total ^= int.from_bytes(hashlib.sha256(mark.encode()).digest()[:8], "big") >> 1
    return total


def commit(
    conn: Connection,
    site: str,
    before: int,
    changed: Collection[str],
    now: int,
    gone: Collection[str] = (),
    touched: Collection[str] = (),
) -> int:
    """Ends a change: the next revision on `changed`, `gone` and `touched` articles, and the version that it makes.

    `before` is the `digest` of changed and gone articles before the change; of touched ones only passages changed.
    Returns the revision.
    """
    now_at = state(conn, site)
    number: int = now_at.revision + 1
    for some in chunks([*changed, *touched]):
        conn.execute(update(articles).where(articles.c.id.in_(some)).values(revision=number))
        conn.execute(delete(gone_articles).where(gone_articles.c.article.in_(some)))
    for some in chunks(list(gone)):
        rows = [{"article": id, "site": site, "revision": number} for id in some]
        statement = insert(gone_articles)
        again = {"revision": statement.excluded.revision}
        conn.execute(statement.on_conflict_do_update(index_elements=[gone_articles.c.article], set_=again), rows)
    total = now_at.digest ^ before ^ digest(conn, changed)
    values = {"revision": number, "digest": total}
    conn.execute(update(knowledge_states).where(knowledge_states.c.site == site).values(values))
    named = hashlib.sha256(f"{total} {now_at.embedded_by or now_at.encoder}".encode()).hexdigest()[:10]
    put_version(conn, site, f"kb-{named}", now)
    return number


def touch(conn: Connection, site: str, ids: Collection[str], now: int) -> int:
    """A commit for articles whose passages were changed by other means than a sync. Returns the revision."""
    return commit(conn, site, 0, (), now, touched=ids)


def put_version(conn: Connection, site: str, version: str, now: int) -> None:
    """Names the state that the site's tables are in now; going back to an older state makes that one the latest."""
    counts = {
        "articles": conn.scalar(select(func.count()).where(articles.c.site == site)),
        "passages": conn.scalar(select(func.count()).where(passages.c.site == site)),
        "revision": revision(conn, site),
    }
    # Later than all before it, whatever the clock does: the latest is found by `at`.
    table = knowledge_versions
    last = conn.scalar(select(func.max(table.c.at)).where(table.c.site == site)) or 0
    row = {"site": site, "version": version, "at": max(now, last + 1), **counts}
    key = [table.c.site, table.c.version]
    conn.execute(insert(table).values(row).on_conflict_do_update(index_elements=key, set_=row))
    old = select(table.c.at).where(table.c.site == site).order_by(table.c.at.desc()).offset(MOST_VERSIONS).limit(1)
    conn.execute(delete(table).where(table.c.site == site, table.c.at <= old.scalar_subquery()))


def latest_versions(conn: Connection) -> dict[str, str]:
    """Site -> version of its knowledge now."""
    table = knowledge_versions
    last = select(table.c.site, func.max(table.c.at).label("at")).group_by(table.c.site).subquery()
    query = select(table.c.site, table.c.version).join(last, (table.c.site == last.c.site) & (table.c.at == last.c.at))
    return {row.site: row.version for row in conn.execute(query)}


# What a serving index reads


def changed_articles(conn: Connection, site: str, revision: int) -> list[Row[Any]]:
    """Articles that changed after `revision`, by path; those that are not `live` are to be taken out of an index."""
    query = select(articles).where(articles.c.site == site, articles.c.revision > revision)
    return list(conn.execute(query.order_by(articles.c.path)))


def gone_since(conn: Connection, site: str, revision: int) -> list[str]:
    """Ids of articles deleted after `revision`."""
    query = select(gone_articles.c.article).where(gone_articles.c.site == site, gone_articles.c.revision > revision)
    return list(conn.scalars(query))


def site_articles(conn: Connection, site: str) -> list[Row[Any]]:
    """A site's articles by path, those that are not live too."""
    return list(conn.execute(select(articles).where(articles.c.site == site).order_by(articles.c.path)))


def site_passages(conn: Connection, site: str) -> list[Row[Any]]:
    """Passages of a site's live articles, no copies, with their embeddings, articles together, in reading order."""
    live = select(articles.c.id).where(articles.c.site == site, articles.c.live)
    query = select(passages).where(passages.c.site == site, passages.c.article.in_(live), FOUND_ITSELF)
    return list(conn.execute(query.order_by(passages.c.article, passages.c.position)))


def article_passages(conn: Connection, ids: Collection[str]) -> list[Row[Any]]:
    """Passages of these articles, without copies, with their embeddings, articles together, in reading order."""
    found: list[Row[Any]] = []
    for some in chunks(sorted(ids)):
        query = select(passages).where(passages.c.article.in_(some), FOUND_ITSELF)
        found += conn.execute(query.order_by(passages.c.article, passages.c.position))
    return found


def passage_text(conn: Connection, passage: str) -> str | None:
    """The stored text of a passage, None when it is gone."""
    text: str | None = conn.scalar(_TEXT, {"passage": passage})
    return text


def visible(conn: Connection, ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """Passage -> (title of its article, its text), of those that visitors may read now."""
    query = select(passages.c.id, articles.c.title, passages.c.text).join(articles, articles.c.id == passages.c.article)
    may = (passages.c.id.in_(ids), articles.c.live, articles.c.public, FOUND_ITSELF)
    return {row.id: (row.title, row.text) for row in conn.execute(query.where(*may))}


def counts(conn: Connection, site: str) -> tuple[int, int]:
    """How many articles and passages a site has, copies and what isn't live included."""
    return (
        conn.scalar(select(func.count()).where(articles.c.site == site)) or 0,
        conn.scalar(select(func.count()).where(passages.c.site == site)) or 0,
    )


# For people


def articles_in_use(
    conn: Connection,
    site: str,
    *,
    source: str = "",
    like: str = "",
    article: str = "",
    start: int = 0,
    most: int | None = None,
) -> list[Row[Any]]:
    """Articles with `passages`, `answers` (times each was the answer) and `solved` (episodes it ended well).

    Of one source, of one id, or with each word of `like` in title, path or category, where that is asked; at most
    `most` of them from the `start`-th, by category and title.
    """
    count = select(func.count()).where(passages.c.article == articles.c.id).scalar_subquery()
    used = parts.answers(site, ("answer",))
    good = case((episodes.c.outcome.in_(("verified", "confirmed", "durable")), 1), else_=0)
    ended = (
        select(parts.ARTICLE.label("article"), func.sum(good).label("solved"))
        .select_from(episodes)
        .outerjoin(decision_parts, parts.STANDING)
        .where(episodes.c.site == site)
        .group_by(parts.ARTICLE)
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
        .order_by(articles.c.category, articles.c.title, articles.c.id)
    )
    if source:
        query = query.where(articles.c.source == source)
    if article:
        query = query.where(articles.c.id == article)
    for word in like.split()[:MOST_LIKE]:
        columns = (articles.c.title, articles.c.path, articles.c.category)
        query = query.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    return list(conn.execute(query.offset(start).limit(most)))


# Passages are counted article by article, in their index: joined by site, each article would look at all of them.
_PIECES = select(func.count()).where(passages.c.article == articles.c.id).correlate(articles).scalar_subquery()
_HELD = (func.count().label("articles"), func.coalesce(func.sum(_PIECES), 0).label("passages"))


def held_by_source(conn: Connection, site: str) -> dict[str, tuple[int, int]]:
    """Source -> how many articles and passages it has."""
    query = select(articles.c.source, *_HELD).where(articles.c.site == site)
    return {row.source: (row.articles, row.passages) for row in conn.execute(query.group_by(articles.c.source))}


def holdings(conn: Connection, site: str) -> list[Row[Any]]:
    """`articles` and `passages` of what is live, by `source`, `language` and `updated` (ISO month as it was said)."""
    month = func.substr(articles.c.updated, 1, 7).label("updated")
    by = (articles.c.source, articles.c.language, month)
    query = select(*by, *_HELD).where(articles.c.site == site, articles.c.live)
    return list(conn.execute(query.group_by(*by).order_by(*by)))
