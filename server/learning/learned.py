"""What learning gives to decisions: scores of the champion article head, the nearest live memory, what worked.

All live in one immutable state behind one reference: `refresh` swaps it, a decision never meets half of a change.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace

from models.encode import Embedding
from models.heads import Head
from models.registry import Registry, UnknownVersion
from server.answering.learned import Memory
from server.answering.worked import Tally
from server.learning.memories import MemoryIndex
from server.learning.worked import Worked
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
    worked: Worked


class Learned:
    """As server.answering.learned.Learned and .worked.Outcomes want it; safe to call from several threads."""

    def __init__(self, db: Database, registry: Registry) -> None:
        self._db = db
        self._registry = registry
        self._state = _State(None, {}, {ARTICLE: NONE, "memory": NONE}, Worked({}, {}, {}))
        self.refresh()

    def article_scores(self, embedding: Embedding) -> dict[str, float]:
        """Article id -> probability that it resolves such a question; empty before the first article head."""
        head = self._state.head
        return scores(head, embedding) if head else {}

    def nearest_memory(self, site: str, embedding: Embedding) -> tuple[Memory, float] | None:
        """The site's live memory nearest to a question, with its cosine similarity."""
        index = self._state.memories.get(site)
        return index.nearest(embedding) if index else None

    def tallies(self, site: str, near: Embedding, articles: Collection[str], at: int) -> dict[str, Tally]:
        """What became of these articles near a question, as of `at`."""
        return self._state.worked.tallies(site, near, articles, at)

    def draw_key(self, site: str) -> bytes:
        """What the site's choices are drawn by; b"" before its first outcomes."""
        return self._state.worked.draw_key(site)

    def worked_version(self) -> str:
        """Of what became of answers; "none" before the first outcome."""
        return self._state.worked.worked_version()

    def refresh(self) -> bool:
        """Takes over new memories, revocations, champions and outcomes; says whether anything changed."""
        return any([self._refresh_taught(), self._refresh_outcomes()])

    def _refresh_outcomes(self) -> bool:
        worked = self._state.worked.renewed(self._db)
        if worked is self._state.worked:
            return False
        self._state = replace(self._state, worked=worked)
        return True

    def _refresh_taught(self) -> bool:
        versions = {
            ARTICLE: champion(self._registry) or NONE,
            "memory": _version(self._db.read(store.live_memory_ids)),
        }
        if versions == self._state.versions:
            return False
        rows = self._db.read(corrections.live_memories)
        self._state = replace(
            self._state,
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
