"""A help centre in which two articles answer the same questions, and visitors whom one of them helps more often.

Nothing but the visitors is made up: each question goes through consideration and decision, what became of it is stored
as episodes are, collected and taken over as in service.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, delete

from models.encode import Embedding, Encoder
from models.registry import Registry
from server.answering.consider import Considerer
from server.answering.considered import Considered
from server.answering.inquiry import Inquiry
from server.conversation.episode import DAY_MS, Episode
from server.knowledge.knowledge import Knowledge
from server.knowledge.sync import sync_folder
from server.learning.learned import Learned
from server.learning.worked import collect_outcomes
from server.store import episodes, sites
from server.store import worked as store
from server.store.database import Database
from server.store.schema import draw_keys, worked
from server.store.schema import episodes as stored_episodes
from server.understanding.understanding import Understanding
from server.understanding.understood import Understood

HELP = Path(__file__).parents[3] / "server" / "demo" / "help"
SITE, BEGIN = "vaults", 20_000 * DAY_MS
A_DAY = 20  # questions
SETTLED_EVERY = 5  # questions between two looks of the worker
CODE, DEVICE = "vaults:vault-code.md", "vaults:vault-device.md"
ARTICLES = {
    "vault-code.md": """# Recover your vault with the rescue code

If the vault stays locked after an update, type the rescue code that was shown when you set the vault up.

1. On the lock page choose **Rescue code**.
2. Type the code and choose **Unlock the vault**.
""",
    "vault-device.md": """# Recover your vault with a trusted device

If the vault stays locked after an update, approve it on a device where the vault is still open.

1. On the trusted device open **Devices**.
2. Choose the locked vault there and **Unlock the vault**.
""",
}
QUESTIONS = (
    "My vault stays locked after the update, how do I recover it?",
    "vault is locked since the update",
    "How can I recover a locked vault?",
    "the vault won't unlock after the update",
    "how to recover my vault after an update",
    "locked out of my vault, how do I get it back",
)
WELL, POORLY = 0.8, 0.4  # how often the one and the other resolve it


class Asked(Struct, frozen=True):
    """One episode of the planted world."""

    considered: Considered
    resolved: bool

    @property
    def article(self) -> str:
        return self.considered.decision.article


class Planted:
    """One installation. `resolves` is how often an article truly helps."""

    def __init__(self, folder: Path, encoder: Encoder, knowledge_folder: Path) -> None:
        self.db = Database(f"sqlite:///{folder}/handrail.db")
        self.db.migrate()
        self.db.write(sites.create, SITE, "key-of-vaults", "Vaults", [], True, 0)
        sync_folder(self.db, encoder, SITE, knowledge_folder, "https://example.org/", 0)
        registry = Registry(folder / "models")
        registry.ensure_shipped(0)
        self.encoder = encoder
        self.learned = Learned(self.db, registry)
        self.considerer = Considerer(Knowledge(self.db), self.learned, encoder, self.learned)
        self._understanding = Understanding.load(registry, encoder)
        self._meant: dict[str, tuple[Understood, Embedding]] = {}
        self.number = 0

    @property
    def now(self) -> int:
        return BEGIN + self.number * DAY_MS // A_DAY

    def begin(self, seed: int) -> None:
        """Forgets what became of answers; draws go by another key."""
        self.db.write(_clear)
        self.db.write(store.put_key, SITE, f"{seed:064x}")
        self.number = 0
        self.learned.refresh()

    def consider(self, text: str, drawn_for: str, **more: Any) -> Considered:
        """What is decided about a question."""
        if text not in self._meant:
            self._meant[text] = self._understanding.understand(text, "/vault"), self._understanding.embed(text)
        understood, embedding = self._meant[text]
        inquiry = Inquiry(
            site=SITE,
            text=text,
            route="/vault",
            understood=understood,
            embedding=embedding,
            at=self.now,
            drawn_for=drawn_for,
            **more,
        )
        return self.considerer.consider(inquiry)

    def ask(self, rng: Random, resolves: Mapping[str, float], visitor: str = "") -> Asked:
        """One visitor asks, is answered, and is helped or not; every few the worker comes by."""
        self.number += 1
        text = rng.choice(QUESTIONS)
        considered = self.consider(text, f"turn-{self.number}.0")
        article = considered.decision.article
        resolved = rng.random() < resolves.get(article, 0.0)
        self.keep(text, article, "verified" if resolved else "failed", visitor or f"visitor-{rng.random()}")
        if self.number % SETTLED_EVERY == 0:
            self.settle()
        return Asked(considered, resolved)

    def keep(self, text: str, article: str, outcome: str, visitor: str, nth: int = 0) -> None:
        """Stores an episode that has ended."""
        episode = Episode(
            id=f"episode-{self.number}-{nth}-{article}",
            site=SITE,
            visitor=visitor,
            session=f"session-{self.number}",
            started_at=self.now,
            last_at=self.now,
            question=text,
            involved=True,
            attempts=1,
            outcome=outcome,
            outcome_at=self.now,
            article=article,
            sentiment_first=0.0,
        )
        self.db.write(episodes.put_episode, episode.row())

    def settle(self) -> None:
        """What the worker does each minute, and the server each second."""
        collect_outcomes(self.db, self.encoder, SITE, self.now)
        self.learned.refresh()

    def run(self, seed: int, phases: list[Mapping[str, float]], length: int = 300) -> list[Asked]:
        """Phases of questions one after the other, each with its own truth."""
        self.begin(seed)
        rng = Random(seed)
        return [self.ask(rng, resolves) for resolves in phases for _ in range(length)]


@contextmanager
def planted(folder: Path, encoder: Encoder) -> Iterator[Planted]:
    """The demo's help centre with the two articles."""
    knowledge = folder / "knowledge"
    knowledge.mkdir(parents=True)
    for path in HELP.glob("*.md"):
        (knowledge / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    for name, text in ARTICLES.items():
        (knowledge / name).write_text(text, encoding="utf-8")
    world = Planted(folder, encoder, knowledge)
    try:
        yield world
    finally:
        world.db.close()


def _clear(conn: Connection) -> None:
    for table in (worked, draw_keys, stored_episodes):
        conn.execute(delete(table))


def share(asked: list[Asked], article: str) -> float:
    """Of the traffic that an article got."""
    return sum(one.article == article for one in asked) / len(asked)


def regret(asked: list[Asked], resolves: Mapping[str, float]) -> float:
    """Episodes that the better article would have resolved beyond what was chosen, as expected."""
    return sum(max(resolves.values()) - resolves.get(one.article, 0.0) for one in asked)


def adapted_after(asked: list[Asked], article: str, window: int = 20, enough: float = 0.7) -> int | None:
    """After how many episodes the share of `window` in a row first goes beyond `enough`."""
    rows = range(window, len(asked) + 1)
    return next((n for n in rows if share(asked[n - window : n], article) > enough), None)
