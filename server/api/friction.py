"""Where visitors struggle: the map, a page, an element, and the list behind every number."""

from typing import Any

from litestar import Controller, get
from sqlalchemy import Connection, Row

from server.api.auth import requires
from server.api.given import Db, Moment, Now, Word
from server.api.views.friction import ElementStory, FrictionMap, PageFriction, PageIssues, StruggleView, VisitRow
from server.projections.friction import element_story, friction_map, page_friction, struggle_views
from server.projections.identity import Names
from server.projections.issues import page_issues
from server.projections.periods import window
from server.projections.visits import hardest
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

    @get("/visits", sync_to_thread=True)
    def visits(
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
    ) -> list[VisitRow]:
        """The visits behind a number, hardest first, 200 at most."""

        def found(conn: Connection) -> list[VisitRow]:
            span = window(conn, site, now, start, end, release)
            return hardest(conn, span, route, _keys(conn, span, route, key), signal)

        return db.read(found)

    @get("/issues", sync_to_thread=True)
    def issues(
        self, db: Db, now: Now, site: Word, start: Moment = None, end: Moment = None, release: Word = ""
    ) -> PageIssues:
        """Who reaches which page and then opens the chat is stuck at which step, beyond chance."""
        return db.read(lambda conn: page_issues(conn, window(conn, site, now, start, end, release)))


def _recent(conn: Connection, span: Window, route: str, key: str, signal: str) -> list[Row[Any]]:
    """The struggles of the window; those of one element by every key that it ever had."""
    return store.recent(conn, span, MOST_LISTED, route, _keys(conn, span, route, key), signal)


def _keys(conn: Connection, span: Window, route: str, key: str) -> set[str] | None:
    """Every key that an element ever had; None where none is asked for."""
    return Names.of(conn, span.site, route).earlier(route, key) if key else None
