"""What learning gives to decisions, as this room sees it. server.learning.learned implements it: arrows point here."""

from typing import Protocol

from msgspec import Struct

from models.encode import Embedding


class Memory(Struct, frozen=True, kw_only=True):
    """An approved correction. `agent` is the name of the person behind it, `article` and `intent` may be ""."""

    id: str
    question: str
    answer: str
    agent: str
    live_at: int
    article: str = ""
    intent: str = ""


class Learned(Protocol):
    """Hot-swapped behind its methods; each call answers from one consistent state."""

    def article_scores(self, embedding: Embedding) -> dict[str, float]:
        """Article id -> probability that it resolves such a question; empty before the first article head."""
        ...

    def nearest_memory(self, site: str, embedding: Embedding) -> tuple[Memory, float] | None:
        """The live memory nearest to a question, with its cosine similarity."""
        ...

    def refresh(self) -> object:
        """Takes over new memories and champions."""
        ...

    def versions(self) -> dict[str, str]:
        """ "article" (head) and "memory"."""
        ...
