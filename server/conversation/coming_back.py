"""Brings a visitor who comes back, in another tab or on another day, the conversation in which a person owes an answer.

A conversation belongs to the tab it began in. When that tab is gone and the visitor is here again, it moves to the tab
they are in now, so that what a person says reaches them there. A tab that is still open keeps it.
"""

from typing import Any, Literal

from sqlalchemy import Connection, Row

from server.conversation.session import Session
from server.conversation.sessions import Sessions
from server.conversation.surroundings import Surroundings
from server.store import handoffs
from widget.protocol import Mode

OWED_MS = 30 * 86_400_000  # after that a visitor who comes back begins anew


async def come_back(around: Surroundings, sessions: Sessions, session: Session, at: int) -> tuple[Session, str]:
    """The session as it is now, and the closed conversation whose answer it has not seen ("" for none)."""
    visit = session.visit
    if session.talk is not None:
        return session, ""
    owed = await around.db.aread(handoffs.owed, visit.site, visit.visitor, visit.session, at - OWED_MS)
    if owed is None or _still_there(around, owed):
        return session, ""
    if owed.mode == "closed":
        return session, str(owed.conversation)
    await around.db.awrite(handoffs.move, owed.conversation, visit.session)
    sessions.forget(owed.session)
    sessions.forget(visit.session)
    moved = await sessions.of(visit, at)
    moved.route, moved.title, moved.mode = session.route, session.title, session.mode
    return moved, ""


def delivered(conn: Connection, conversation: str, at: int) -> None:
    """The visitor's page has what a person said."""
    handoffs.set_delivered(conn, conversation, at)


def _still_there(around: Surroundings, owed: Row[Any]) -> bool:
    """Whether the tab is open that the conversation belongs to; it is told how things stand, which it knows."""
    mode: Literal["person", "waiting", "assistant"] = "assistant"
    if owed.mode in ("person", "waiting"):
        mode = owed.mode
    return around.send(owed.session, Mode(mode, name=owed.agent_name))
