"""Makes the view of one session: what the visitor did, event by event, from the log itself."""

from collections.abc import Sequence

from sqlalchemy import Connection

from server.api.views import SessionEvent, SessionView
from server.errors import NotFound
from server.eventlog.log import Logged
from server.projections.events import Unreadable, events
from server.projections.observed import Timed
from server.projections.words import told
from server.store import friction as store
from server.store.chunks import chunks
from widget.protocol import Said


def session_view(connection: Connection, session: str, logged: Sequence[Logged]) -> SessionView:
    """`logged` is everything of the session. Raises NotFound for a session that nothing is known of."""
    visit = store.visit(connection, session)
    if visit is None:
        raise NotFound("there is no such session, or its events are not projected yet", "no_session")
    happened = sorted((timed for entry in logged for timed in _readable(entry)), key=lambda timed: timed[0])
    turns = [event.turn for _, event in happened if isinstance(event, Said)]
    said = {id: text for some in chunks(turns) for id, text in store.masked_texts(connection, list(some)).items()}
    return SessionView(
        session=session,
        visitor=visit.visitor,
        first_at=visit.first_at,
        last_at=visit.last_at,
        language=visit.language,
        events=[
            SessionEvent(at=at, kind=kind, words=words, route=route)
            for at, event in happened
            if (line := told(event, said)) is not None
            for kind, words, route in (line,)
        ],
    )


def _readable(entry: Logged) -> list[Timed]:
    try:
        return events(entry)
    except Unreadable:  # counted when it was projected
        return []
