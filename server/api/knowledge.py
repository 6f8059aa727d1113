"""The articles that answers come from, and how each of them does."""

import msgspec
from litestar import Controller, get

from server.api.auth import requires
from server.api.given import Db, Word
from server.api.views.knowledge import ArticleView
from server.store import knowledge as store


class KnowledgeController(Controller):
    """Articles are written elsewhere and synchronised: `handrail kb sync`."""

    path = "/v1/knowledge"
    tags = ("knowledge",)
    guards = (requires("viewer"),)

    @get("/articles", sync_to_thread=True)
    def articles(self, db: Db, site: Word) -> list[ArticleView]:
        """A site's articles by category and title."""
        return [
            ArticleView(
                id=row.id,
                path=row.path,
                title=row.title,
                url=row.url,
                category=row.category,
                intent=row.intent,
                pages=msgspec.json.decode(row.pages_json, type=list[str]),
                owner=row.owner,
                updated=row.updated,
                passages=row.passages,
                answers=row.answers,
                solved=row.solved,
            )
            for row in db.read(store.articles_in_use, site)
        ]
