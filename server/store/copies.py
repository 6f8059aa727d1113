"""Statements on passages that say nearly the same: their fingerprints, bands, standing, and which one is kept."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Row,
    and_,
    bindparam,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert

from server.store.chunks import chunks
from server.store.schema import article_care, articles, passage_bands, passages

_PUBLIC = func.coalesce(article_care.c.public, articles.c.public)
_OWNER = func.coalesce(article_care.c.owner, articles.c.owner)

# Made once: a large sync runs each of them for every passage.
_LEADER = (
    select(
        *(passages.c[name] for name in ("id", "fingerprint", "standing", "article", "heading", "text", "language")),
        articles.c.title,
        articles.c.language.label("article_language"),
    )
    .join(articles, articles.c.id == passages.c.article)
    .where(passages.c.site == bindparam("its_site"), passages.c.fingerprint == bindparam("print"))
    .where(passages.c.standing > "")
    .order_by(passages.c.standing, passages.c.id)
    .limit(1)
)
_KEPT: BindParameter[str] = bindparam("kept")
_IS_OTHER = and_(
    passages.c.site == bindparam("its_site"),
    passages.c.fingerprint == bindparam("print"),
    or_(passages.c.copy_of < _KEPT, passages.c.copy_of > _KEPT),  # both by the index, which "!=" would not use
    passages.c.standing != "",
    passages.c.id != _KEPT,
)
_OTHERS = select(passages.c.article, passages.c.copy_of).where(_IS_OTHER)
_HIDE = update(passages).where(_IS_OTHER).values(copy_of=_KEPT, kept_in=bindparam("kept_article"))
_IS_KEPT = and_(passages.c.id == _KEPT, passages.c.copy_of != "")
_FREED = select(passages.c.article).where(_IS_KEPT)
_FREE = update(passages).where(_IS_KEPT).values(copy_of="", kept_in="")


def of_articles(conn: Connection, site: str, ids: Collection[str]) -> list[Row[Any]]:
    """The articles' passages, with what their standing depends on."""
    found: list[Row[Any]] = []
    for some in chunks(sorted(ids)):
        query = (
            select(
                *(passages.c[name] for name in ("id", "article", "heading", "text", "language", "copy_of", "kept_in")),
                passages.c.fingerprint,
                passages.c.standing,
                articles.c.title,
                articles.c.updated,
                articles.c.live,
                articles.c.language.label("article_language"),
                _PUBLIC.label("public"),
                _OWNER.label("owner"),
            )
            .join(articles, articles.c.id == passages.c.article)
            .outerjoin(article_care, article_care.c.article == articles.c.id)
            .where(passages.c.site == site, passages.c.article.in_(some))
        )
        found += conn.execute(query)
    return found


def mark(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Sets `fingerprint` and `standing` of passages, each row with its id as `passage`."""
    if rows:
        change = update(passages).where(passages.c.id == bindparam("passage"))
        values: dict[str, Any] = {
            name: bindparam(f"its_{name}") for name in ("fingerprint", "standing", "copy_of", "kept_in")
        }
        conn.execute(change.values(values), list(rows))


def put_bands(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds (site, band, fingerprint); one that is known stays."""
    if rows:
        conn.execute(insert(passage_bands).on_conflict_do_nothing(), list(rows))


def kept_in(conn: Connection, ids: Collection[str]) -> set[str]:
    """Fingerprints of the passages that were hidden for a passage of these articles."""
    found: set[str] = set()
    for some in chunks(sorted(ids)):
        # Neither DISTINCT nor the site: SQLite would walk the whole site along another index.
        found |= set(conn.scalars(select(passages.c.fingerprint).where(passages.c.kept_in.in_(some))))
    return found


def alike(conn: Connection, site: str, fingerprints: Collection[str]) -> dict[str, set[str]]:
    """Fingerprint -> the others that share a band with it."""
    found: dict[str, set[str]] = {each: set() for each in fingerprints}
    table = passage_bands.c
    mine: dict[str, list[str]] = {}  # two look-ups, not a join: SQLite would begin it at the wrong end
    for some in chunks(sorted(fingerprints)):
        rows = conn.execute(
            select(table.band, table.fingerprint).where(table.site == site, table.fingerprint.in_(some))
        )
        for band, fingerprint in rows:
            mine.setdefault(band, []).append(fingerprint)
    for bands in chunks(sorted(mine)):
        rows = conn.execute(select(table.band, table.fingerprint).where(table.site == site, table.band.in_(bands)))
        for band, other in rows:
            for fingerprint in mine[band]:
                found[fingerprint].add(other)
    return {fingerprint: others - {fingerprint} for fingerprint, others in found.items()}


def leaders(conn: Connection, site: str, fingerprints: Collection[str]) -> dict[str, Row[Any]]:
    """Fingerprint -> the live passage of the best standing that bears it; those that none bears are left out."""
    # One look-up each: of a thousand passages with one text only the first is touched.
    found: dict[str, Row[Any]] = {}
    for each in sorted(fingerprints):
        found |= {row.fingerprint: row for row in conn.execute(_LEADER, {"its_site": site, "print": each})}
    return found


def point(conn: Connection, site: str, fingerprint: str, kept: str, kept_article: str) -> set[str]:
    """Makes `kept` stand for every live passage with this fingerprint, itself found if it bears it.

    Returns the articles in which a passage became findable or stopped being so.
    """
    values = {"its_site": site, "print": fingerprint, "kept": kept, "kept_article": kept_article}
    changed: set[str] = set(conn.scalars(_FREED, values))
    if changed:
        conn.execute(_FREE, values)
    if others := conn.execute(_OTHERS, values).all():
        conn.execute(_HIDE, values)
    return changed | {row.article for row in others if not row.copy_of}


def sweep(conn: Connection, site: str) -> int:
    """Drops the bands of texts that no passage has any more; says how many."""
    borne = exists(
        select(literal(1)).where(passages.c.site == site, passages.c.fingerprint == passage_bands.c.fingerprint)
    )
    return conn.execute(delete(passage_bands).where(passage_bands.c.site == site, ~borne)).rowcount
