"""The articles that answers come from, how each of them does, and how fresh they are."""

from typing import Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from server.api import shown
from server.api.auth import ROLES, requires
from server.api.given import Db, Moment, Now, Word
from server.api.views.knowledge import ArticleView
from server.api.views.sources import ArticleDetail, ChooseEncoder, DeliveriesView, EncoderView, HoldingView, TakenView
from server.errors import Forbidden, Invalid, NotFound
from server.knowledge import deliveries
from server.knowledge.encoders import Encoders
from server.store import sites

MOST_ARTICLES = 1_000  # of one answer, about half a megabyte

Number = FromQuery[int]
Shelf = NamedDependency[SkipValidation[Encoders]]


class KnowledgeController(Controller):
    """What is written elsewhere and kept here."""

    path = "/v1/knowledge"
    tags = ("knowledge",)
    guards = (requires("viewer"),)

    @get("/articles", sync_to_thread=True)
    def articles(
        self,
        db: Db,
        now: Now,
        site: Word,
        source: Word = "",
        like: Word = "",
        start: Number = 0,
        most: Number = MOST_ARTICLES,
    ) -> list[ArticleView]:
        """A site's articles by category and title, of one source or with all words of `like` in title, path or
        category; from the `start`-th at most `most` so many."""
        if not 0 <= start < 10**9 or not 0 < most <= MOST_ARTICLES or len(like) > MOST_ARTICLES:
            raise Invalid(f"Ask for 1 to {MOST_ARTICLES:,} articles from one on.")
        return db.read(shown.site_articles, site, now, source=source, like=like.strip(), start=start, most=most)

    @get("/article", sync_to_thread=True)
    def article(self, request: Request[Any, Any, Any], db: Db, now: Now, id: Word) -> ArticleDetail:
        """One article with its passages; what is internal takes the role agent."""
        found = db.read(shown.article, id, now)
        if not found.article.public and ROLES.index(request.user.role) < ROLES.index("agent"):
            raise Forbidden("internal articles take the role agent", "wrong_role")
        return found

    @get("/holdings", sync_to_thread=True)
    def holdings(self, db: Db, site: Word) -> list[HoldingView]:
        """How many articles and passages are live, by source, language and month of the last update."""
        return db.read(shown.holdings, site)

    @get("/deliveries", sync_to_thread=True)
    def deliveries(self, db: Db, now: Now, site: Word, since: Moment = None) -> DeliveriesView:
        """How the changes that were told went, of the last week or since a moment in it."""
        earliest = now - deliveries.KEEP_DONE_MS
        return db.read(shown.told, site, max(since or earliest, earliest), now)

    @post("/deliveries/{delivery:str}/retry", guards=[requires("agent")], status_code=202, sync_to_thread=True)
    def retry(self, delivery: FromPath[str], db: Db, now: Now) -> TakenView:
        """Has a change that was given up tried again, as soon as `handrail work` gets to it."""
        db.write(deliveries.retry, delivery, now)
        return TakenView(deliveries=[delivery])

    @get("/encoder", sync_to_thread=True)
    def encoder(self, db: Db, encoders: Shelf, now: Now, site: Word) -> EncoderView:
        """Which encoder embeds the site's passages, and how far the next one is."""
        return shown.encoder(db, encoders, site, now)

    @post("/encoder", guards=[requires("admin")], status_code=202, sync_to_thread=True)
    def choose(self, data: JSONBody[ChooseEncoder], db: Db, encoders: Shelf, now: Now) -> EncoderView:
        """Another encoder; the passages are embedded beside by `handrail work`, and the old ones serve until then."""
        if db.read(sites.find, data.site) is None:
            raise NotFound("There is no such site.", "unknown_site")
        encoders.choose(data.site, data.version)
        return shown.encoder(db, encoders, data.site, now)
