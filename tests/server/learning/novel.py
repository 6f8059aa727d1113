"""Leaves one cluster of phrasings out: does what was learned from the others answer the words that nobody has used yet?

Of each article the questions are clustered by how they are put. One cluster of each is left out in turn; the others are
past cases that were resolved. The clusters left out are then asked of the day-one system (the help centre alone) and of
what learned from the cases: the article head, and what worked.
"""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct
from sqlalchemy import Connection, delete

from models.encode import Embedding, Encoder
from models.registry import Registry
from models.train import train_head
from server.conversation.episode import DAY_MS, Episode
from server.knowledge.knowledge import Knowledge
from server.knowledge.sync import sync_folder
from server.learning.dataset import assemble
from server.learning.heldout import held_out
from server.learning.labels import collect_labels
from server.learning.learned import load_head
from server.learning.replay import Question, Replay, System
from server.learning.worked import Worked, collect_outcomes
from server.store import episodes, sites
from server.store.database import Database
from server.store.schema import episodes as stored_episodes

SITE, NOW = "novel", 20_000 * DAY_MS
ROUNDS = 20  # of k-means: it has settled long before
SYSTEMS = ("help centre alone", "with what worked", "with the article head", "with both")


class Case(Struct, frozen=True):
    """A question with the article that helps."""

    text: str
    route: str
    article: str


def clusters(embeddings: Embedding, count: int) -> list[int]:
    """Which of `count` clusters each row is in; begun with the rows that are farthest apart, so always the same."""
    starts = [0]
    while len(starts) < min(count, len(embeddings)):
        nearest = (embeddings @ embeddings[starts].T).max(axis=1)
        starts.append(int(np.argmin(nearest)))
    centres = embeddings[starts].copy()
    own = np.zeros(len(embeddings), np.int64)
    for _ in range(ROUNDS):
        own = np.argmax(embeddings @ centres.T, axis=1)
        for n in range(len(centres)):
            if (own == n).any():
                middle = embeddings[own == n].mean(axis=0)
                centres[n] = middle / np.linalg.norm(middle)
    return [int(n) for n in own]


def phrasings(cases: Sequence[Case], encoder: Encoder, count: int) -> list[int]:
    """The cluster of each case among those of its article."""
    by_article: defaultdict[str, list[int]] = defaultdict(list)
    for row, case in enumerate(cases):
        by_article[case.article].append(row)
    found = [0] * len(cases)
    for rows in by_article.values():
        embeddings = encoder.encode_many([cases[row].text for row in rows])
        for row, cluster in zip(rows, clusters(embeddings, count), strict=True):
            found[row] = cluster
    return found


class Novel:
    """One installation with a help centre; cases come and go."""

    def __init__(self, folder: Path, encoder: Encoder, help_centre: Path) -> None:
        self.db = Database(f"sqlite:///{folder}/handrail.db")
        self.db.migrate()
        self.db.write(sites.create, SITE, "key-of-novel", "Novel", [], True, 0)
        sync_folder(self.db, encoder, SITE, help_centre, "https://example.org/", 0)
        self.registry = Registry(folder / "models")
        self.registry.ensure_shipped(0)
        self.encoder = encoder
        self.replay = Replay(self.registry, encoder, Knowledge(self.db))

    def systems(self, cases: Sequence[Case]) -> dict[str, System]:
        """The day-one system, and what learns from these cases alone."""
        self.db.write(_replaced, cases)
        collect_labels(self.db, SITE, NOW)
        collect_outcomes(self.db, self.encoder, SITE, NOW)
        data = assemble(self.db, self.registry, self.encoder, SITE, "article")
        trained = train_head(data.embeddings, data.labels, data.weights, texts=data.texts, words=False, quick=True)
        meta = {"created_at": NOW, "encoder": self.encoder.version, **data.facts}
        head = load_head(self.registry, self.registry.add("article", trained, meta))
        intent, worked = self.registry.day_one("intent"), Worked.of(self.db, SITE)
        made = (
            System(intent),
            System(intent, None, None, worked),
            System(intent, head),
            System(intent, head, None, worked),
        )
        return dict(zip(SYSTEMS, made, strict=True))

    def right(self, cases: Sequence[Case], system: System) -> list[bool]:
        """Which of them are answered with the article that helps."""
        asked = [Question(SITE, case.text, case.route, case.article, case.article) for case in cases]
        return self.replay.right(asked, system, NOW)


def left_out(
    world: Novel,
    cases: Sequence[Case],
    cluster: Sequence[int],
    asked: Sequence[Case],
    of: Sequence[int],
    names: Sequence[str] = SYSTEMS,
) -> dict[str, list[bool]]:
    """By system, which of `asked` were right while their cluster (`of`) was in none of the `cases`."""
    found: dict[str, list[bool]] = {name: [] for name in names}
    for fold in sorted(set(of)):
        systems = world.systems([case for case, own in zip(cases, cluster, strict=True) if own != fold])
        novel = [case for case, own in zip(asked, of, strict=True) if own == fold]
        for name in names:
            found[name] += world.right(novel, systems[name])
    return found


def _replaced(conn: Connection, cases: Sequence[Case]) -> None:
    """Makes these the site's past: each resolved, by a visitor of its own who is not held out."""
    conn.execute(delete(stored_episodes))
    for number, case in enumerate(cases):
        at = NOW - DAY_MS - number * 60_000
        visitor = next(name for n in range(200) if not held_out(name := f"visitor-{number}-{n}"))
        episode = Episode(
            id=f"episode-{number}",
            site=SITE,
            visitor=visitor,
            session=f"session-{number}",
            started_at=at,
            last_at=at,
            route=case.route,
            question=case.text,
            involved=True,
            attempts=1,
            outcome="verified",
            outcome_at=at,
            article=case.article,
            sentiment_first=0.0,
        )
        episodes.put_episode(conn, episode.row())
