"""How struggle, conversations and sentiment go over time."""

from litestar import Controller, get

from server.api.auth import requires
from server.api.views import Trends
from server.projections.periods import window
from server.projections.trends import trends
from server.store.database import Database


class TrendsController(Controller):
    """One point a UTC day."""

    path = "/v1/trends"
    tags = ("trends",)

    @get("/", guards=[requires("viewer")], sync_to_thread=True)
    def every(
        self, db: Database, now: int, site: str, start: int | None = None, end: int | None = None, release: str = ""
    ) -> Trends:
        """Every day of the period, with release markers. Conversations know no release: they are counted whole."""
        return db.read(lambda conn: trends(conn, window(conn, site, now, start, end, release)))
