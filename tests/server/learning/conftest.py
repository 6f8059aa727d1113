"""Learning on real parts: SQLite, the shipped encoder and heads, the demo's help centre, what its visitors say."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from sqlalchemy import Connection, insert

from models.encode import Encoder
from models.registry import Registry
from server.demo.troubles import read_troubles
from server.knowledge.knowledge import Knowledge
from server.knowledge.sync import sync_folder
from server.learning.heldout import held_out
from server.learning.room import LearningRoom
from server.store import corrections, sites, staff
from server.store.database import Database
from server.store.schema import conversations, episodes

HELP = Path(__file__).parents[3] / "server" / "demo" / "help"
SITE, DAY = "quillbook", 86_400_000
NOW = 20_000 * DAY


class Saying(Struct, frozen=True):
    """A question in a visitor's own words with the article that truly helps."""

    text: str
    route: str
    article: str


SAYINGS = [
    Saying(text, trouble.route, f"{SITE}:{trouble.articles[0]}.md")
    for trouble in read_troubles()
    if trouble.articles and not trouble.sensitive
    for text in trouble.sayings
]


class School(Struct):
    """A learning room with short ways to make its past."""

    room: LearningRoom
    episodes: int = 0

    def visitor(self, heldout: bool) -> str:
        """A fresh visitor on the wanted side of the split."""
        self.episodes += 1
        return next(name for n in range(200) if held_out(name := f"visitor-{self.episodes}-{n}") is heldout)

    def episode(self, saying: Saying, heldout: bool = False, outcome: str = "verified", **more: Any) -> str:
        """One episode in a visitor's own words that ended; returns its id."""
        visitor = self.visitor(heldout)
        row = {
            "id": f"episode-{self.episodes:05}",
            "site": SITE,
            "visitor": visitor,
            "session": f"session-{self.episodes:05}",
            "started_at": NOW - DAY,
            "last_at": NOW - DAY,
            "route": saying.route,
            "question": saying.text,
            "involved": True,
            "attempts": 1,
            "outcome": outcome,
            "outcome_at": NOW - DAY,
            "article": saying.article,
            "sentiment_first": 0.0,
        } | more
        self.room.db.write(_add, row)
        return str(row["id"])

    def correction(self, saying: Saying, heldout: bool = False, intent: str = "", answer: str = "Like this.") -> str:
        """A person's correction, live as a memory; returns the memory's id."""
        visitor = self.visitor(heldout)
        id = f"{self.episodes:05}"
        self.room.db.write(_talk, f"talk-{id}", visitor, saying.route)
        facts = {"site": SITE, "question": saying.text, "article": saying.article, "intent": intent}
        self.room.db.write(
            corrections.put_correction,
            {
                "id": f"correction-{id}",
                "conversation": f"talk-{id}",
                "turn": f"turn-{id}",
                "agent": "mara",
                "at": NOW - DAY,
                "right": answer,
                **facts,
            },
            {
                "id": f"memory-{id}",
                "correction": f"correction-{id}",
                "embedding": self.room.encoder.encode(saying.text).tobytes(),
                "answer": answer,
                "live_at": NOW - DAY,
                **facts,
            },
        )
        return f"memory-{id}"


def _add(connection: Connection, row: dict[str, Any]) -> None:
    connection.execute(insert(episodes).values(row))


def _talk(connection: Connection, id: str, visitor: str, route: str) -> None:
    row = {"id": id, "site": SITE, "session": f"s-{id}", "visitor": visitor, "mode": "closed", "route": route}
    connection.execute(insert(conversations).values(row | {"started_at": NOW - DAY, "last_at": NOW - DAY}))


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """A data folder on its first day; tests get copies."""
    data = tmp_path_factory.mktemp("first-day")
    db = Database(f"sqlite:///{data}/handrail.db")
    db.migrate()
    db.write(sites.create, SITE, "key-of-quillbook", "Quillbook", [], True, 0)
    db.write(staff.create, "mara", "mara@example.org", "Mara", "agent", "-", False, 0)
    sync_folder(db, encoder, SITE, HELP, "https://example.org/help/", 0)
    Registry(data / "models").ensure_shipped(0)
    db.close()
    return data


@pytest.fixture
def school(tmp_path: Path, opened: Path, encoder: Encoder) -> Iterator[School]:
    data = tmp_path / "data"
    shutil.copytree(opened, data)
    db = Database(f"sqlite:///{data}/handrail.db")
    ids = iter(range(10_000))
    yield School(LearningRoom(db, Registry(data / "models"), encoder, Knowledge(db), data, lambda: f"id-{next(ids)}"))
    db.close()
