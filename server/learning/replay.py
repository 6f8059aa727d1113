"""Answers questions of the past with any set of versions, through the very decisions that live visitors get.

Knowledge and policy are those that serve now; the intent head, the article head and the memories are given.
"""

from collections.abc import Sequence

from msgspec import Struct

from models.encode import Embedding, Encoder
from models.heads import Head
from models.registry import Registry
from server.answering.answerability import Weigher
from server.answering.consider import Considerer
from server.answering.inquiry import Inquiry, Means
from server.answering.learned import Memory
from server.answering.stuck import Stuck
from server.answering.worked import Outcomes
from server.knowledge.knowledge import Knowledge
from server.learning.learned import NONE, champion, load_head, scores
from server.learning.memories import MemoryIndex
from server.understanding.understanding import Understanding
from server.understanding.understood import Understood


class Question(Struct, frozen=True):
    """A question with what is known to be its right article; `slice` groups it, `stuck` is what the page showed."""

    site: str
    text: str
    route: str
    right: str
    slice: str
    stuck: Stuck | None = None


class System(Struct, frozen=True):
    """The versions to answer with: `intent` a version, `article` a head or None; without `memories` or `outcomes` none
    are used."""

    intent: str
    article: Head | None = None
    memories: MemoryIndex | None = None
    outcomes: Outcomes | None = None


class GivenMemories:
    """The learned side of a replay: memories that were chosen for it, and no article head of its own."""

    def __init__(self, memories: MemoryIndex | None) -> None:
        self._memories = memories

    def article_scores(self, embedding: Embedding) -> dict[str, float]:
        """The head of a replay comes with each question."""
        return {}

    def nearest_memory(self, site: str, embedding: Embedding) -> tuple[Memory, float] | None:
        return self._memories.nearest(embedding) if self._memories else None

    def refresh(self) -> bool:
        """A replay's versions stay what they are."""
        return False

    def versions(self) -> dict[str, str]:
        return {"article": NONE, "memory": "replayed" if self._memories else NONE}


class Replay:
    """Asks questions again. Understanding is loaded once for each intent version, passages are read once for all."""

    def __init__(self, registry: Registry, encoder: Encoder, knowledge: Knowledge) -> None:
        self._registry = registry
        self._encoder = encoder
        self._knowledge = knowledge
        self._weigher = Weigher(encoder)
        self._understanding: dict[str, Understanding] = {}
        self._read: dict[tuple[str, Question], tuple[Understood, Embedding]] = {}

    def right(self, questions: Sequence[Question], system: System, at: int) -> list[bool]:
        """Which questions are answered with their right article, at `at` (Unix ms); about 5 ms each."""
        memories = GivenMemories(system.memories)
        considerer = Considerer(self._knowledge, memories, self._encoder, system.outcomes, self._weigher)
        return [self._answered(considerer, question, system, at) == question.right for question in questions]

    def names_intent(self, questions: Sequence[Question], version: str) -> list[bool]:
        """Which questions an intent head understands as the intent in `right`."""
        understanding = self._understands(version)
        return [understanding.understand(one.text, one.route).intent == one.right for one in questions]

    def champion(self) -> System:
        """What serves now, without memories."""
        version = champion(self._registry)
        return System(self._registry.champion("intent"), load_head(self._registry, version))

    def day_one(self) -> System:
        """What was shipped: no article head, no memory."""
        return System(self._registry.day_one("intent"))

    def _answered(self, considerer: Considerer, question: Question, system: System, at: int) -> str:
        understood, embedding = self._meant(system.intent, question)
        head = system.article
        inquiry = Inquiry(
            site=question.site,
            text=question.text,
            route=question.route,
            stuck=question.stuck,
            understood=understood,
            embedding=embedding,
            at=at,
        )
        means = Means(
            memories=system.memories is not None,
            article_head=(lambda embedding: scores(head, embedding)) if head else None,
        )
        considered = considerer.consider(inquiry, means)
        return considered.memory.article if considered.memory else considered.decision.article

    def _meant(self, version: str, question: Question) -> tuple[Understood, Embedding]:
        """Understood once for each intent version: systems that differ in the rest share it."""
        known = self._read.get((version, question))
        if known is None:
            understanding = self._understands(version)
            known = understanding.understand(question.text, question.route), understanding.embed(question.text)
            self._read[version, question] = known
        return known

    def _understands(self, version: str) -> Understanding:
        known = self._understanding.get(version)
        if known is None:
            known = Understanding.load(self._registry, self._encoder, intent_version=version)
            self._understanding[version] = known
        return known
