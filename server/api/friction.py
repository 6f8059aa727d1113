"""Where visitors struggle: the map, a page, an element, and the list behind every number."""

from typing import Any

from litestar import Controller, get
from sqlalchemy import Connection, Row

from server.api.auth import requires
from server.api.given import Db, Moment, Now, Word
from server.api.views import ElementStory, FrictionMap, PageFriction, StruggleView
from server.projections.friction import element_story, friction_map, page_friction, struggle_views
from server.projections.identity import Names
from server.projections.periods import window
from server.store import friction as store
from server.store.windows import Window

MOST_LISTED = 500  # struggles in one list; the period narrows it


class FrictionController(Controller):
    """Days are whole UTC days; a session counts once however often it struggled."""

    path = "/v1/friction"
    tags = ("friction",)
    guards = (requires("viewer"),)

    @get("/map", sync_to_thread=True)
    def map(
        self, db: Db, now: Now, site: Word, start: Moment = None, end: Moment = None, release: Word = ""
    ) -> FrictionMap:
        """All pages and the moves between them."""
        return db.read(lambda conn: friction_map(conn, window(conn, site, now, start, end, release)))

    @get("/page", sync_to_thread=True)
    def page(
        self,
        db: Db,
        now: Now,
        site: Word,
        route: Word,
        start: Moment = None,
        end: Moment = None,
        release: Word = "",
    ) -> PageFriction:
        """One page's layout with its elements, most struggling first."""
        return db.read(lambda conn: page_friction(conn, window(conn, site, now, start, end, release), route))

    @get("/element", sync_to_thread=True)
    def element(
        self,
        db: Db,
        now: Now,
        site: Word,
        route: Word,
        key: Word,
        start: Moment = None,
        end: Moment = None,
        release: Word = "",
    ) -> ElementStory:
        """One element day by day."""
        return db.read(lambda conn: element_story(conn, window(conn, site, now, start, end, release), route, key))

    @get("/struggles", sync_to_thread=True)
    def struggles(
        self,
        db: Db,
        now: Now,
        site: Word,
        start: Moment = None,
        end: Moment = None,
        release: Word = "",
        route: Word = "",
        key: Word = "",
        signal: Word = "",
    ) -> list[StruggleView]:
        """The struggles behind a number, newest first, 500 at most."""
        return db.read(
            lambda conn: struggle_views(
                conn,
                _recent(conn, window(conn, site, now, start, end, release), route, key, signal),
            )
        )


def _recent(conn: Connection, span: Window, route: str, key: str, signal: str) -> list[Row[Any]]:
    """The struggles of the window; those of one element by every key that it ever had."""
    keys = Names.of(conn, span.site, route).earlier(route, key) if key else None
    return store.recent(conn, span, MOST_LISTED, route, keys, signal)
