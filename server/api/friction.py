"""Where visitors struggle: the map, a page, an element, and the list behind every number."""

from litestar import Controller, get

from server.api.auth import requires
from server.api.views import ElementStory, FrictionMap, PageFriction, StruggleView
from server.projections.friction import element_story, friction_map, page_friction, struggle_views
from server.projections.periods import window
from server.store import friction as store
from server.store.database import Database

MOST_LISTED = 500  # struggles in one list; the period narrows it


class FrictionController(Controller):
    """Days are whole UTC days; a session counts once however often it struggled."""

    path = "/v1/friction"
    tags = ("friction",)
    guards = (requires("viewer"),)

    @get("/map", sync_to_thread=True)
    def map(
        self, db: Database, now: int, site: str, start: int | None = None, end: int | None = None, release: str = ""
    ) -> FrictionMap:
        """All pages and the moves between them."""
        return db.read(lambda conn: friction_map(conn, window(conn, site, now, start, end, release)))

    @get("/page", sync_to_thread=True)
    def page(
        self,
        db: Database,
        now: int,
        site: str,
        route: str,
        start: int | None = None,
        end: int | None = None,
        release: str = "",
    ) -> PageFriction:
        """One page's layout with its elements, most struggling first."""
        return db.read(lambda conn: page_friction(conn, window(conn, site, now, start, end, release), route))

    @get("/element", sync_to_thread=True)
    def element(
        self,
        db: Database,
        now: int,
        site: str,
        route: str,
        key: str,
        start: int | None = None,
        end: int | None = None,
        release: str = "",
    ) -> ElementStory:
        """One element day by day."""
        return db.read(lambda conn: element_story(conn, window(conn, site, now, start, end, release), route, key))

    @get("/struggles", sync_to_thread=True)
    def struggles(
        self,
        db: Database,
        now: int,
        site: str,
        start: int | None = None,
        end: int | None = None,
        release: str = "",
        route: str = "",
        key: str = "",
        signal: str = "",
    ) -> list[StruggleView]:
        """The struggles behind a number, newest first, 500 at most."""
        return db.read(
            lambda conn: struggle_views(
                conn,
                store.recent(conn, window(conn, site, now, start, end, release), MOST_LISTED, route, key, signal),
            )
        )
