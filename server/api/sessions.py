"""One session, event by event: what stands behind a row of any list."""

from litestar import Controller, get
from litestar.params import FromPath

from server.api.auth import requires
from server.api.given import Db, Log
from server.api.views.friction import SessionView
from server.projections.sessions import session_view


class SessionsController(Controller):
    path = "/v1/sessions"
    tags = ("friction",)

    @get("/{session:str}", guards=[requires("viewer")], sync_to_thread=True)
    def one(self, db: Db, log: Log, session: FromPath[str]) -> SessionView:
        """What the visitor did, in plain words, in the order it happened."""
        return db.read(session_view, session, log.of_session(session))
