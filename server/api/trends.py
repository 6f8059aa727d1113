"""How struggle, conversations and sentiment go over time."""

from litestar import Controller, get

from server.api.auth import requires
from server.api.given import Db, Moment, Now, Word
from server.api.views.trends import Trends
from server.projections.periods import window
from server.projections.trends import trends


class TrendsController(Controller):
    """One point a UTC day."""

    path = "/v1/trends"
    tags = ("trends",)

    @get("/", guards=[requires("viewer")], sync_to_thread=True)
    def every(
        self, db: Db, now: Now, site: Word, start: Moment = None, end: Moment = None, release: Word = ""
    ) -> Trends:
        """Every day of the period, with release markers. Conversations know no release: they are counted whole."""
        return db.read(lambda conn: trends(conn, window(conn, site, now, start, end, release)))
