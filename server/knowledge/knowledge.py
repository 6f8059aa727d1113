"""The knowledge of all sites as decisions use it: loaded from the store, exchanged whole when a version changed."""

from collections import Counter

import msgspec
import numpy as np
from sqlalchemy import Connection

from models.encode import DIMENSIONS, Embedding
from server.knowledge.index import Article, Hit, Passage, SiteIndex
from server.knowledge.sync import searchable
from server.store import knowledge as statements
from server.store.database import Database

EMPTY = SiteIndex("none", [], np.empty((0, DIMENSIONS), np.float32), [])


class Knowledge:
    """Search over each site's public articles. Threads may search while another refreshes."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._indexes: dict[str, SiteIndex] = {}
        self.refresh()

    def refresh(self) -> bool:
        """Takes over what was synced since; says whether anything changed."""
        versions = self._db.read(statements.latest_versions)
        stale = [site for site, version in versions.items() if self.version(site) != version]
        if stale:
            fresh = {site: self._db.read(load_index, site, versions[site]) for site in stale}
            self._indexes = {**self._indexes, **fresh}
        return bool(stale)

    def version(self, site: str) -> str:
        """The version being served, "none" before the first sync."""
        return self.index(site).version

    def index(self, site: str) -> SiteIndex:
        """The site's index; an empty one for a site without knowledge."""
        return self._indexes.get(site, EMPTY)

    def search(
        self, site: str, query: str, embedding: Embedding, route: str = "", intent: str = "", limit: int = 8
    ) -> list[Hit]:
        """The best passages of the site's articles, best first."""
        return self.index(site).search(query, embedding, route, intent, limit)


def load_index(conn: Connection, site: str, version: str) -> SiteIndex:
    """The index of what is stored for `site`; articles that are not public stay out of it."""
    rows = statements.site_passages(conn, site)
    counts = Counter(row.article for row in rows)
    articles = {
        row.id: Article(
            id=row.id,
            title=row.title,
            url=row.url,
            pages=tuple(msgspec.json.decode(row.pages_json, type=list[str])),
            intent=row.intent,
            category=row.category,
            passages=counts[row.id],
        )
        for row in statements.site_articles(conn, site)
        if row.public
    }
    rows = [row for row in rows if row.article in articles]
    passages = [Passage(row.id, articles[row.article], row.position, row.heading, row.anchor, row.text) for row in rows]
    embeddings = np.frombuffer(b"".join(row.embedding for row in rows), np.float32).reshape(-1, DIMENSIONS)
    texts = [searchable(passage.article.title, passage.heading, passage.text) for passage in passages]
    return SiteIndex(version, passages, embeddings, texts)
