"""Reads from the store what an index holds: all of a site's knowledge, or what changed of it since a revision.

Each is read in one transaction, so that it is the site's knowledge at one revision. Public passages and internal ones
are parted here, and never meet in an index again but in the one for staff.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct
from sqlalchemy import Connection, Row

from models.encode import DIMENSIONS, Embedding
from server.knowledge.index import Article, Passage
from server.store import knowledge as statements
from server.store.chunks import chunks

TOGETHER = 500  # articles whose rows are in memory at once while a site is loaded


class Stand(Struct, frozen=True):
    """Where a site's knowledge stands: its version's name, its revision, the encoder of its passages.

    `embedded_by` is that encoder with its way of reading them: vectors of two ways are not for one index.
    """

    version: str = "none"
    revision: int = -1
    encoder: str = ""
    embedded_by: str = ""


class Passages(Struct, frozen=True):
    """Passages of one audience, an article's together, with their embeddings row by row."""

    passages: Sequence[Passage]
    embeddings: Embedding


NO_PASSAGES = Passages((), np.empty((0, DIMENSIONS), np.float32))


class Change(Struct, frozen=True):
    """What a site's knowledge became: `gone` are articles to be taken out, also where they come back changed."""

    stand: Stand
    public: Passages
    internal: Passages
    gone: frozenset[str]

    @property
    def touched(self) -> frozenset[str]:
        """All articles that are not what they were."""
        return self.gone.union(one.article.id for one in (*self.public.passages, *self.internal.passages))


def stands(conn: Connection) -> dict[str, Stand]:
    """Site -> where its knowledge stands now."""
    states = statements.states(conn)
    found = {}
    for site, version in statements.latest_versions(conn).items():
        state = states.get(site)
        found[site] = Stand(version, state.revision, state.encoder, state.embedded_by) if state else Stand(version, 0)
    return found


def everything(conn: Connection, site: str) -> Change:
    """All that may be found of a site."""
    return _change(conn, site, statements.site_articles(conn, site), ())


def since(conn: Connection, site: str, revision: int) -> Change:
    """What changed after `revision`."""
    changed = statements.changed_articles(conn, site, revision)
    gone = [*(row.id for row in changed), *statements.gone_since(conn, site, revision)]
    return _change(conn, site, changed, gone)


def _change(conn: Connection, site: str, articles: list[Row[Any]], gone: Iterable[str]) -> Change:
    live = [row for row in articles if row.live]
    public = _passages(conn, [row for row in live if row.public])
    internal = _passages(conn, [row for row in live if not row.public])
    stand = stands(conn).get(site, Stand())
    return Change(stand, _as_wide(public, internal), _as_wide(internal, public), frozenset(gone))


def _as_wide(these: Passages, others: Passages) -> Passages:
    """An audience without passages takes vectors of the other's width: its first ones will come from that encoder."""
    return these if these.passages else Passages((), np.empty((0, others.embeddings.shape[1]), np.float32))


def _passages(conn: Connection, rows: list[Row[Any]]) -> Passages:
    passages: list[Passage] = []
    embeddings: list[Embedding] = []
    for some in chunks(rows, TOGETHER):
        found = statements.article_passages(conn, [row.id for row in some])
        counts = Counter(row.article for row in found)
        articles = {row.id: _article(row, counts[row.id]) for row in some}
        passages += [_passage(row, articles[row.article]) for row in found]
        if found:
            numbers = np.frombuffer(b"".join(row.embedding for row in found), np.float32)
            embeddings.append(numbers.reshape(len(found), -1))
    return Passages(passages, np.concatenate(embeddings)) if passages else NO_PASSAGES


def _article(row: Row[Any], passages: int) -> Article:
    return Article(
        id=row.id,
        title=row.title,
        url=row.url,
        pages=tuple(msgspec.json.decode(row.pages_json, type=list[str])),
        intent=row.intent,
        category=row.category,
        passages=passages,
        public=row.public,
        review_by=row.review_by,
    )


def _passage(row: Row[Any], article: Article) -> Passage:
    return Passage(row.id, article, row.position, row.heading, row.anchor, row.text, row.language)
