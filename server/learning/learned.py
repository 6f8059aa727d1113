"""What learning gives to decisions: scores of the champion article head and the nearest live memory.

Both live in one immutable state behind one reference: `refresh` swaps it, a decision never meets half of a change.
"""

import hashlib
from dataclasses import dataclass

from models.encode import Embedding
from models.heads import Head
from models.registry import Registry, UnknownVersion
from server.conversation.learned import Memory
from server.learning.memories import MemoryIndex
from server.store import corrections
from server.store import learning as store
from server.store.database import Database

ARTICLE = "article"
NONE = "none"


@dataclass(frozen=True, slots=True)
class _State:
    head: Head | None
    memories: dict[str, MemoryIndex]  # by site
    versions: dict[str, str]


class Learned:
    """As server.conversation.learned.Learned wants it; safe to call from several threads."""

    def __init__(self, db: Database, registry: Registry) -> None:
        self._db = db
        self._registry = registry
        self._state = _State(None, {}, {ARTICLE: NONE, "memory": NONE})
        self.refresh()

    def article_scores(self, embedding: Embedding) -> dict[str, float]:
        """Article id -> probability that it resolves such a question; empty before the first article head."""
        head = self._state.head
        return scores(head, embedding) if head else {}

    def nearest_memory(self, site: str, embedding: Embedding) -> tuple[Memory, float] | None:
        """The site's live memory nearest to a question, with its cosine similarity."""
        index = self._state.memories.get(site)
        return index.nearest(embedding) if index else None

    def refresh(self) -> bool:
        """Takes over new memories, revocations and champions; says whether anything changed."""
        versions = {
            ARTICLE: champion(self._registry) or NONE,
            "memory": _version(self._db.read(store.live_memory_ids)),
        }
        if versions == self._state.versions:
            return False
        rows = self._db.read(corrections.live_memories)
        self._state = _State(
            head=load_head(self._registry, versions[ARTICLE]),
            memories={site: MemoryIndex.of(row for row in rows if row.site == site) for site in {r.site for r in rows}},
            versions=versions,
        )
        return True

    def versions(self) -> dict[str, str]:
        """ "article" (head) and "memory", each "none" on day one."""
        return dict(self._state.versions)


def champion(registry: Registry, task: str = ARTICLE) -> str:
    """The version that serves, "" when none does."""
    try:
        return registry.champion(task)
    except UnknownVersion:
        return ""


def load_head(registry: Registry, version: str) -> Head | None:
    """The article head of a version; None for day one's, which is none."""
    return None if version in ("", NONE) else registry.load(ARTICLE, version)


def scores(head: Head, embedding: Embedding) -> dict[str, float]:
    """Label -> probability."""
    return dict(zip(head.labels, head.predict(embedding).tolist(), strict=True))


def _version(ids: list[str]) -> str:
    if not ids:
        return NONE
    digest = hashlib.sha256(" ".join(sorted(ids)).encode()).hexdigest()[:6]
    return f"memory-{len(ids)}-{digest}"
