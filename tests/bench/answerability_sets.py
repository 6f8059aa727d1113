"""Help centres with questions that they answer and questions that they don't, and how a policy decides them.

A set is a folder of articles and a CSV of question, route and the articles that answer it (names apart by spaces, none:
nothing answers it). The sets with PROOF in their name are never tuned on.
"""

import csv
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct

from models.encode import Embedding, Encoder
from models.registry import Registry
from server.answering.consider import Considerer
from server.answering.considered import Considered
from server.answering.inquiry import Inquiry, Means
from server.answering.learned import Memory
from server.answering.policy import POLICY, Policy
from server.knowledge.index import SiteIndex
from server.knowledge.knowledge import Knowledge
from server.knowledge.sync import sync_folder
from server.store import sites
from server.store.database import Database
from server.understanding.understanding import Understanding

ROOT = Path(__file__).parents[2]
HELP = ROOT / "server" / "demo" / "help"
QUESTIONS = ROOT / "tests" / "server" / "answering"
OWN = QUESTIONS / "answerability"
AT = 1_700_000_000_000
SETS: dict[str, tuple[Path, tuple[Path, ...]]] = {
    "demo": (HELP, (QUESTIONS / "questions.csv", OWN / "development.csv")),
    "pedal": (OWN / "pedal", (OWN / "pedal.csv",)),
    "pantry": (OWN / "pantry", (OWN / "pantry.csv",)),
    "tern": (OWN / "tern", (OWN / "tern.csv",)),
    "harbor": (OWN / "harbor", (OWN / "harbor.csv",)),
    "slate": (OWN / "slate", (OWN / "slate.csv",)),
    "demo PROOF": (HELP, (OWN / "proof.csv",)),
    "lumen PROOF": (OWN / "lumen", (OWN / "lumen.csv",)),
}
DEVELOPMENT = tuple(name for name in SETS if not name.endswith("PROOF"))


class Question(Struct, frozen=True):
    """A question of a set; `right` are the articles that answer it."""

    text: str
    route: str
    right: frozenset[str]


class Judged(Struct, frozen=True):
    """What became of a question: whether anything answers it, what was decided, whether the best article is right."""

    question: Question
    kind: str
    article: str
    confidence: float
    right: bool
    features: dict[str, float]
    options: tuple[str, ...]

    @property
    def answerable(self) -> bool:
        """Whether an article of the set answers it."""
        return bool(self.question.right)


class Untaught:
    """The learned side of a first day."""

    def nearest_memory(self, site: str, embedding: Embedding) -> tuple[Memory, float] | None:
        """There is none."""
        return None

    def article_scores(self, embedding: Embedding) -> dict[str, float]:
        """There is no head."""
        return {}

    def refresh(self) -> bool:
        """Nothing is learned."""
        return False

    def versions(self) -> dict[str, str]:
        """None."""
        return {"article": "none", "memory": "none"}


class Desk:
    """Decides questions of any set as a visitor's would be; models are loaded once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.encoder = Encoder.load()
        registry = Registry(folder / "models")
        registry.ensure_shipped(0)
        self.understanding = Understanding.load(registry, self.encoder)

    def considered(self, name: str, policy: Policy = POLICY) -> list[tuple[Question, Considered]]:
        """Each question of a set with what is decided about it."""
        articles, files = SETS[name]
        site = name.split()[0]
        considerer = self.considerer(site, articles)
        return [(one, self._consider(considerer, site, one, policy)) for one in questions(files)]

    def considerer(self, site: str, articles: Path | None) -> Considerer:
        """What decides questions about a folder of articles, on its first day."""
        db = Database(f"sqlite:///{tempfile.mkdtemp(dir=self._folder)}/handrail.db")
        db.migrate()
        db.write(sites.create, site, f"key-{site}", site.title(), [], True, AT)
        if articles is not None:
            sync_folder(db, self.encoder, site, articles, "/help/", AT)
        considerer = Considerer(Knowledge(db), Untaught(), self.encoder)
        db.close()
        return considerer

    def judged(self, name: str, policy: Policy = POLICY) -> list[Judged]:
        """The same, as it is measured."""
        return [judged(asked, considered) for asked, considered in self.considered(name, policy)]

    def hidden(self, name: str, policy: Policy = POLICY) -> list[Judged]:
        """Each answerable question of a set with its own articles out of the index: near misses on what is left."""
        articles, files = SETS[name]
        site = name.split()[0]
        considerer = self.considerer(site, articles)
        known = considerer.known(site)
        nothing = np.empty((0, known.dimensions), np.float32)
        found = []
        for asked in questions(files):
            if asked.right:
                left = known.changed("left", [], nothing, {f"{site}:{article}.md" for article in asked.right})
                lost = Question(asked.text, asked.route, frozenset())
                found.append(judged(lost, self._consider(considerer, site, lost, policy, left)))
        return found

    def strangers(self, name: str, texts: Sequence[str]) -> list[Judged]:
        """Questions from elsewhere, which nothing in a set answers, asked at its help centre."""
        site = name.split()[0]
        considerer = self.considerer(site, SETS[name][0])
        asked = [Question(text, "", frozenset()) for text in texts]
        return [judged(one, self._consider(considerer, site, one, POLICY)) for one in asked]

    def _consider(
        self, considerer: Considerer, site: str, asked: Question, policy: Policy, known: SiteIndex | None = None
    ) -> Considered:
        understood = self.understanding.understand(asked.text, asked.route or None)
        embedding = self.understanding.embed(asked.text)
        inquiry = Inquiry(
            site=site, text=asked.text, route=asked.route, understood=understood, embedding=embedding, at=AT
        )
        return considerer.consider(inquiry, Means(index=known, policy=policy))


def judged(asked: Question, considered: Considered) -> Judged:
    """A decision as it is measured."""
    decision = considered.decision
    best = name_of(decision.alternatives[0].article) if decision.alternatives else ""
    return Judged(
        question=asked,
        kind=decision.kind,
        article=best,
        confidence=decision.confidence,
        right=best in asked.right,
        features=decision.features,
        options=decision.options,
    )


def questions(files: Sequence[Path]) -> list[Question]:
    """The questions of some files, in order."""
    rows = [row for file in files for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())]
    return [Question(row["question"], row["route"], frozenset(row["article"].split())) for row in rows]


def name_of(article: str) -> str:
    """What a set calls an article."""
    return article.partition(":")[2].removesuffix(".md")
