"""What every step of the conversation works with: given once by the composition root, replaced in tests."""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from server.answering.answer import Quoter
from server.answering.consider import Considerer
from server.answering.learned import Learned
from server.conversation.identity import Identities
from server.conversation.session import Session
from server.knowledge.knowledge import Knowledge
from server.lookups import Lookups
from server.store.database import Database
from server.understanding.pool import UnderstandingPool
from server.writing import Writer
from widget.protocol import ServerFrame


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`send` gives a frame to a session's page, False when it isn't there; `clock` is Unix ms; `token` makes ids."""

    db: Database
    understanding: UnderstandingPool
    knowledge: Knowledge
    learned: Learned
    considerer: Considerer
    quoter: Quoter
    send: Callable[[str, ServerFrame], bool]
    clock: Callable[[], int]
    token: Callable[[], str]
    lookups: Lookups
    identities: Identities
    writer: Writer | None = None
    count: Callable[[str, str], None] = lambda site, what: None  # failures, by site and name

    def failed(self, site: str, what: str, error: Exception) -> None:
        """Counts and logs a failure that was made up for: its kind, and nothing that was typed."""
        self.count(site, what)
        structlog.get_logger().error(what, error=type(error).__name__)

    def now(self, session: Session, at: int) -> int:
        """When something that follows an event of time `at` happens: a simulated visit lives in its own time."""
        return at + 1 if session.visit.simulated else max(self.clock(), at + 1)
