"""The conversation room on real parts: SQLite, the shipped encoder and heads, the demo's help centre."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from msgspec import Struct, field

from models.encode import Encoder
from server.answering.consider import Considerer
from server.conversation.conversations import Conversations
from server.conversation.visit import Visit
from server.knowledge.knowledge import Knowledge
from server.store.database import Database
from server.understanding.pool import UnderstandingPool
from server.understanding.understanding import Understanding
from server.writing import Writer
from tests.server.help_centre import AT, SITE, Memories
from widget.protocol import Batch, Event, ServerFrame


class Room(Struct):
    """A running room; `tell` is a page that says something, `sent` what the server answered."""

    db: Database
    conversations: Conversations
    sent: list[tuple[str, ServerFrame]]
    clock: Callable[[], int]
    session: str = "session-1"
    seq: int = 0
    gone: set[str] = field(default_factory=set)  # sessions whose page isn't there

    def visit(self, **changes: Any) -> Visit:
        facts = {
            "site": SITE,
            "visitor": "visitor-1",
            "session": self.session,
            "stream": "stream-1",
            "simulated": True,
            "language": "en",
            "shift_ms": 0,
            "product": "Quillbook",
        }
        return Visit(**{**facts, **changes})

    async def tell(self, *events: Event, at: int = AT, **visit: Any) -> list[ServerFrame]:
        """Sends one batch and returns the frames that came back."""
        self.seq += 1
        before = len(self.sent)
        await self.conversations.heard(self.visit(**visit), Batch(self.seq, at, events))
        return [frame for _, frame in self.sent[before:]]


@pytest.fixture
def make_room(db: Database, understanding: Understanding, encoder: Encoder) -> Iterator[Callable[..., Room]]:
    pools: list[UnderstandingPool] = []
    numbers = itertools.count()

    def make(db: Database = db, writer: Writer | None = None) -> Room:
        pool = UnderstandingPool(understanding)
        pools.append(pool)
        knowledge, learned = Knowledge(db), Memories(db)
        sent: list[tuple[str, ServerFrame]] = []
        gone: set[str] = set()

        def send(session: str, frame: ServerFrame) -> bool:
            sent.append((session, frame))
            return session not in gone

        conversations = Conversations(
            db,
            pool,
            knowledge,
            learned,
            Considerer(knowledge, learned, encoder),
            send,
            lambda: AT + 3_600_000,
            lambda: f"token-{next(numbers):04d}",
            writer=writer,
        )
        return Room(db, conversations, sent, lambda: AT, gone=gone)

    yield make
    for pool in pools:
        pool.close()


@pytest.fixture
def room(make_room: Callable[[], Room]) -> Room:
    return make_room()
