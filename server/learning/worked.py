"""What became of answers: collected from outcomes by the worker, and counted near a question by whoever decides.

Good is what the page verified, the visitor confirmed, or no return within seven days stands for; bad is what failed,
was said not to help, or went to a person after it. Silence alone ("assumed") says nothing yet. An outcome counts near a
question by the likeness of what was asked, so that new words find the cases that they are like.
"""

import hashlib
import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from typing import Any, Final

import numpy as np
from msgspec import Struct, structs
from numpy.typing import NDArray

from models.encode import DIMENSIONS, Embedding, Encoder
from server.answering.worked import Tally
from server.conversation.episode import DAY_MS
from server.learning.heldout import held_out
from server.store import worked as store
from server.store.database import Database

GOOD: Final = {
    "verified": 1.0,  # the page showed it
    "confirmed": 0.8,  # said so by a visitor, who may only be polite
    "durable": 0.5,  # nobody came back: some gave up
}
BAD = 1.0  # failed, rejected or handed over: whoever says so has seen the answer
HALF_LIFE_MS = 30 * DAY_MS  # products change by the month: what worked before the last change but one is a quarter
HALF_LIFE_OUTCOMES = 40.0  # later ones of the same article near the question: 58 count at most, which tells 80 % from
# 60 %, and the choice turns within some hundred, however busy the site is
HORIZON_MS = 6 * HALF_LIFE_MS  # what is older counts less than 2 %
MOST_OUTCOMES = 4_096  # kept of a site, the latest: 6 MB of embeddings, 1 ms to hold against a question
MOST_OF_VISITOR = 2  # latest outcomes of one visitor that count for an article: nobody turns a choice alone
FAR, NEAR = 0.35, 0.65  # cosines of questions: from nothing in common to the same in other words (tests.bench.novel)


class Outcome(Struct, frozen=True):
    """What became of one article in one episode."""

    id: str
    episode: str
    article: str
    visitor: str
    at: int
    good: bool
    weight: float
    question: str


def collect_outcomes(db: Database, encoder: Encoder, site: str, now: int) -> int:
    """Brings what is kept of a site in line with its episodes up to `now`; returns how many changed.

    Only new questions are encoded, 5 ms each. Doing it twice changes nothing.
    """
    span = (site, now - HORIZON_MS, now, MOST_OUTCOMES)
    found = {one.id: one for one in _found(db.read(store.ended, *span), db.read(store.rejected, *span))}
    known = db.read(store.kept, site)
    gone = sorted(known.keys() - found.keys())
    changed = [one for id, one in sorted(found.items()) if id not in known or _differs(one, known[id])]
    if not gone and not changed:
        return 0
    embeddings = encoder.encode_many([one.question for one in changed]) if changed else ()
    rows = [
        structs.asdict(one) | {"site": site, "heldout": held_out(one.visitor), "embedding": embedding.tobytes()}
        for one, embedding in zip(changed, embeddings, strict=True)
    ]
    db.write(store.put_key, site, secrets.token_hex(32))
    db.write(store.change, gone, rows)
    return len(gone) + len(changed)


def _found(ended: Iterable[Any], rejected: Iterable[Any]) -> list[Outcome]:
    """The latest, each article of an episode once: how the episode ended says more than what was said on the way."""
    said = (_outcome(row.episode, row.article, row.visitor, row.at, 0.0, row.question) for row in rejected)
    ends = (_outcome(row.id, row.article, row.visitor, row.ended_at, _merit(row), row.question) for row in ended)
    found = {one.id: one for one in chain(said, ends)}
    return sorted(found.values(), key=lambda one: (-one.at, one.id))[:MOST_OUTCOMES]


def _merit(row: Any) -> float:
    """How much an episode's end speaks for its last article; 0 speaks against it."""
    to_a_person = row.handoff_reason is not None or row.human_replied
    return 0.0 if to_a_person else GOOD.get(row.outcome, 0.0)


def _outcome(episode: str, article: str, visitor: str, at: int, merit: float, question: str) -> Outcome:
    id = hashlib.sha256(f"{episode} {article}".encode()).hexdigest()[:24]
    return Outcome(id, episode, article, visitor, at, merit > 0, merit or BAD, question)


def _differs(one: Outcome, row: Any) -> bool:
    return (one.at, one.good, one.weight, one.question) != (row.at, row.good, row.weight, row.question)


class Past:
    """What became of a site's answers, ready to be held against a question. Never changes."""

    def __init__(self, rows: Iterable[Any]) -> None:
        """From stored rows, newest first."""
        counted = _capped(rows)
        self._articles = np.array([row.article for row in counted], dtype=np.str_)
        self._at = np.array([row.at for row in counted], np.int64)
        self._good = np.array([row.good for row in counted], bool)
        self._weight = np.array([row.weight for row in counted], np.float64)
        joined = b"".join(row.embedding for row in counted)
        self._embeddings: Embedding = np.frombuffer(joined, np.float32).reshape(-1, DIMENSIONS)

    def tallies(self, near: Embedding, articles: Collection[str], at: int) -> dict[str, Tally]:
        """Of those articles that have any outcome near the question before `at`."""
        if not len(self._at):
            return {}
        likeness = np.clip((self._embeddings @ near - FAR) / (NEAR - FAR), 0.0, 1.0).astype(np.float64)
        likeness[self._at > at] = 0.0
        found = {article: self._tally(article, likeness, at) for article in articles}
        return {article: tally for article, tally in found.items() if tally.solved or tally.failed}

    def _tally(self, article: str, likeness: NDArray[np.float64], at: int) -> Tally:
        own = (self._articles == article) & (likeness > 0)
        like = likeness[own] * self._weight[own]
        later = np.cumsum(like) - like
        counts = like * 2.0 ** -(later / HALF_LIFE_OUTCOMES + (at - self._at[own]) / HALF_LIFE_MS)
        good = self._good[own]
        return Tally(round(float(counts[good].sum()), 6), round(float(counts[~good].sum()), 6))


class Worked:
    """What became of answers on all sites, or on one, as conversation.worked.Outcomes wants it. Never changes."""

    def __init__(self, past: Mapping[str, Past], states: Mapping[str, str], keys: Mapping[str, bytes]) -> None:
        self._past = past
        self._keys = keys
        self.states = states
        self._version = _version_of(states)

    @classmethod
    def of(cls, db: Database, site: str) -> "Worked | None":
        """One site's, without a key: nothing is drawn. None before its first outcome."""
        states = {name: state for name, state in db.read(store.states).items() if name == site}
        return cls({site: Past(db.read(store.learnable, site))}, states, {}) if states else None

    def renewed(self, db: Database) -> "Worked":
        """As it is kept now; itself when nothing changed."""
        states = db.read(store.states)
        if states == self.states:
            return self
        past = {
            site: self._past[site] if self.states.get(site) == state else Past(db.read(store.learnable, site))
            for site, state in states.items()
        }
        return Worked(past, states, {site: bytes.fromhex(key) for site, key in db.read(store.keys).items()})

    def tallies(self, site: str, near: Embedding, articles: Collection[str], at: int) -> dict[str, Tally]:
        """What became of these articles near a question, as of `at`."""
        past = self._past.get(site)
        return past.tallies(near, articles, at) if past else {}

    def draw_key(self, site: str) -> bytes:
        return self._keys.get(site, b"")

    def worked_version(self) -> str:
        return self._version


def _capped(rows: Iterable[Any]) -> list[Any]:
    """Without what one visitor has said of one article before their latest words on it."""
    said: Counter[tuple[str, str]] = Counter()
    counted = []
    for row in rows:
        said[row.visitor, row.article] += 1
        if said[row.visitor, row.article] <= MOST_OF_VISITOR:
            counted.append(row)
    return counted


def _version_of(states: Mapping[str, str]) -> str:
    """A name for what is kept of all sites; "none" for nothing."""
    if not states:
        return "none"
    return f"worked-{hashlib.sha256(repr(sorted(states.items())).encode()).hexdigest()[:8]}"
