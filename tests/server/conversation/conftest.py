"""The conversation room on real parts: SQLite, the shipped encoder and heads, the demo's help centre."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from msgspec import Struct, field

from models.encode import Embedding, Encoder
from models.registry import Registry
from server.conversation.consider import Considerer
from server.conversation.conversations import Conversations
from server.conversation.learned import Memory
from server.conversation.visit import Visit
from server.knowledge.knowledge import Knowledge
from server.knowledge.sync import sync_folder
from server.store import corrections, sites, staff
from server.store.database import Database
from server.understanding.pool import UnderstandingPool
from server.understanding.understanding import Understanding
from server.writing import Writer
from widget.protocol import Batch, Event, ServerFrame

HELP = Path(__file__).parents[3] / "server" / "demo" / "help"
SITE, AT = "quillbook", 1_700_000_000_000
AGENT = SimpleNamespace(id="agent-mara", name="Mara")


class Memories:
    """Live memories straight from the store: what server.learning.learned does, less the article head."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._rows: list[tuple[str, Memory, Embedding]] = []
        self.refresh()

    def refresh(self) -> None:
        rows = self._db.read(corrections.live_memories)
        fields = Memory.__struct_fields__
        self._rows = [
            (
                row.site,
                Memory(**{name: getattr(row, name) for name in fields}),
                np.frombuffer(row.embedding, np.float32),
            )
            for row in rows
        ]

    def nearest_memory(self, site: str, embedding: Embedding) -> tuple[Memory, float] | None:
        near = [(memory, float(row @ embedding)) for of, memory, row in self._rows if of == site]
        return max(near, key=lambda pair: pair[1], default=None)

    def article_scores(self, embedding: Embedding) -> dict[str, float]:
        return {}

    def versions(self) -> dict[str, str]:
        return {"article": "none", "memory": f"{len(self._rows)}"}


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


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return Encoder.load()


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    registry = Registry(tmp_path_factory.mktemp("models"))
    registry.ensure_shipped(0)
    return registry


@pytest.fixture(scope="session")
def understanding(registry: Registry, encoder: Encoder) -> Understanding:
    return Understanding.load(registry, encoder)


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """A database file with the site, an agent and the help centre; tests work on copies."""
    folder = tmp_path_factory.mktemp("stocked")
    db = Database(f"sqlite:///{folder / 'handrail.db'}")
    db.migrate()
    db.write(sites.create, SITE, "key-quillbook", "Quillbook", [], True, AT)
    db.write(staff.create, AGENT.id, "mara@quillbook.example", AGENT.name, "agent", "x", False, AT)
    sync_folder(db, encoder, SITE, HELP, "/help/", AT)
    db.close()
    return folder / "handrail.db"


def copied(stocked: Path, folder: Path) -> Database:
    """The stocked database once more, in a folder of its own."""
    folder.mkdir(exist_ok=True)
    for part in stocked.parent.glob("handrail.db*"):
        shutil.copy(part, folder / part.name)
    return Database(f"sqlite:///{folder / 'handrail.db'}")


@pytest.fixture
def db(stocked: Path, tmp_path: Path) -> Iterator[Database]:
    db = copied(stocked, tmp_path)
    yield db
    db.close()


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
