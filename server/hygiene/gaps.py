"""Gathers questions that nobody could answer into gaps: one gap a missing topic, the same one from day to day.

A new question joins the gap of which the questions next to it are nearest, if near enough; what is left over is
clustered by average linkage, each question leaning towards the two next to it: who asks for a quote stands beside who
asks for an estimate in the same words. What isn't near to three of its cluster by itself is left out again. Three or
more of a kind make a gap. So a gap keeps its identity while it grows, and an odd question waits for others like it.

Questions to one product are all alike: each speaks of invoices. So likeness is measured on what is left of an embedding
without what the site's articles have in common (half their mean and their `COMMON` main directions), and the words that
its articles seldom use count once more, each by its own embedding. Measured on tests/server/hygiene/questions*.json and
on ten questions each of ten intents of banking77's training part, filed by the 25 among twenty of clinc150 that belong
to no intent: purity .82 (.70 before), 8.8 gaps (13.5), none of the twenty in any (all).

A gap is called by its most typical question.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct

from models.encode import DIMENSIONS, Embedding
from server.knowledge.words import words

Encode = Callable[[str], Embedding]

NEXT_TO = 3  # questions of a gap that another is held against
JOIN = 0.42  # their mean cosine from which it is one more of its kind
AHEAD = 0.08  # cosine by which that gap is nearer than the next one; else the question waits
LINK = 0.42  # mean cosine between two clusters of leaning questions from which they are one
STAY = 0.30  # mean cosine to the questions next to it in its cluster, from which a question belongs there
LEANS_ON = 2  # questions next to one, which it leans towards
LEAN = 1.0  # weight of those beside its own
SELDOM = 0.3  # weight of the words that the site's articles seldom use, beside the whole question
MEAN = 0.5  # share of the mean that is taken out
COMMON = 3
LEAST_PASSAGES = 20  # from which a site's articles say what its questions have in common
LEAST_QUESTIONS = 3  # of a gap: two may be one person's way to ask
MOST_LOOSE = 1_500  # newest questions without a gap that are clustered: 1.5 s
LONGEST_NAME = 80  # characters
_HOLLOW = frozenset(
    words(
        "how what when where why which who can could would should want need please help get make use there way any"
        " possible know tell me hi hello thanks quillbook still just like does don't can't not no have has"
    )
)


class Question(Struct, frozen=True):
    """A question without an answer, masked; its embedding is what is apart from the ground."""

    turn: str
    text: str
    embedding: Embedding


class Ground(Struct, frozen=True):
    """What the texts of a site have in common: their mean (d,), main directions (k, d), how many use which word."""

    mean: Embedding
    directions: Embedding
    many: int
    often: dict[str, int]

    @classmethod
    def of(cls, texts: Sequence[str], encode: Encode) -> "Ground":
        """From a site's passages."""
        often = Counter(word for text in texts for word in set(words(text)))
        if not texts:
            return cls(np.zeros(DIMENSIONS, np.float32), np.empty((0, DIMENSIONS), np.float32), 0, often)
        embeddings = np.stack([encode(text) for text in texts])
        mean = embeddings.mean(axis=0)
        if len(texts) < LEAST_PASSAGES:
            return cls(mean, np.empty((0, len(mean)), np.float32), len(texts), often)
        _, _, directions = np.linalg.svd(embeddings - mean, full_matrices=False)
        return cls(mean, directions[:COMMON].astype(np.float32), len(texts), often)

    def read(self, question: str, encode: Encode) -> Embedding:
        """What is apart in a question: (d,), unit length."""
        whole = self.apart(encode(question))
        weighed = [(math.log((1 + self.many) / (1 + self.often.get(word, 0))), word) for word in words(question)]
        its = [weight * encode(word) for weight, word in weighed if weight > 0 and word not in _HOLLOW]
        return _unit((1 - SELDOM) * whole + SELDOM * self.apart(_unit(np.sum(its, axis=0)))) if its else whole

    def apart(self, embedding: Embedding) -> Embedding:
        """What is left of an embedding, unit length."""
        rest = embedding - MEAN * self.mean
        rest -= self.directions.T @ (self.directions @ rest)
        return _unit(rest)


def middle(embeddings: Embedding) -> Embedding:
    """The mean direction of unit vectors (n, d), float32, unit length."""
    return _unit(embeddings.mean(axis=0))


def _unit(vector: Embedding) -> Embedding:
    unit: Embedding = (vector / max(float(np.linalg.norm(vector)), 1e-9)).astype(np.float32)
    return unit


def join(questions: Sequence[Question], gaps: Sequence[tuple[str, Embedding]]) -> dict[str, str]:
    """Turn -> the gap that the question joins, of gaps with their questions' embeddings (n, d); else it is left out."""
    if not questions or not gaps:
        return {}
    asked = np.stack([one.embedding for one in questions])
    near = np.stack([np.sort(asked @ members.T, axis=1)[:, -NEXT_TO:].mean(axis=1) for _, members in gaps], axis=1)
    found = {}
    for one, row in zip(questions, near, strict=True):
        order = np.argsort(-row, kind="stable")
        lead = row[order[0]] - row[order[1]] if len(row) > 1 else 1.0
        if row[order[0]] >= JOIN and lead >= AHEAD:
            found[one.turn] = gaps[int(order[0])][0]
    return found


def cluster(questions: Sequence[Question]) -> list[list[int]]:
    """Groups of at least `LEAST_QUESTIONS` that are of a kind, as places in `questions`, the largest first."""
    if len(questions) < LEAST_QUESTIONS:
        return []
    asked = np.stack([one.embedding for one in questions]).astype(np.float32)
    found = [_of_a_kind(group, asked) for group in _linked(_leaning(asked))]
    kept = [sorted(group) for group in found if len(group) >= LEAST_QUESTIONS]
    return sorted(kept, key=lambda group: (-len(group), group))


def _of_a_kind(group: list[int], asked: Embedding) -> list[int]:
    """Those of a group that are near to the ones next to them there, without anything leaning."""
    while len(group) >= LEAST_QUESTIONS:
        near = asked[group] @ asked[group].T
        np.fill_diagonal(near, -1.0)
        beside = np.sort(near, axis=1)[:, -min(NEXT_TO, len(group) - 1) :].mean(axis=1)
        odd = int(beside.argmin())
        if beside[odd] >= STAY:
            break
        group = group[:odd] + group[odd + 1 :]
    return group


def _linked(vectors: Embedding) -> list[list[int]]:
    """Clusters of unit vectors (n, d) by average linkage, as places."""
    groups = [[place] for place in range(len(vectors))]
    near = vectors @ vectors.T
    np.fill_diagonal(near, -1.0)
    sizes = np.ones(len(groups), np.float32)
    while len(groups) > 1:
        flat = int(near.argmax())
        one, other = sorted(divmod(flat, len(near)))
        if near[one, other] < LINK:
            break
        weight = sizes[one] + sizes[other]
        merged = (near[one] * sizes[one] + near[other] * sizes[other]) / weight
        near[one], near[:, one] = merged, merged
        near[one, one] = -1.0
        near[other], near[:, other] = -1.0, -1.0
        sizes[one] = weight
        groups[one], groups[other] = groups[one] + groups[other], []
    return [group for group in groups if group]


def _leaning(vectors: Embedding) -> Embedding:
    """Unit vectors (n, d), each drawn towards those next to it, the more the nearer they are."""
    near = vectors @ vectors.T
    np.fill_diagonal(near, -1.0)
    next_to = np.argsort(-near, axis=1, kind="stable")[:, :LEANS_ON]
    pull = np.maximum(np.take_along_axis(near, next_to, axis=1), 0.0)
    drawn = (pull[:, :, None] * vectors[next_to]).sum(axis=1) / np.maximum(pull.sum(axis=1, keepdims=True), 1e-9)
    leaning = vectors + LEAN * drawn
    unit: Embedding = (leaning / np.linalg.norm(leaning, axis=1, keepdims=True)).astype(np.float32)
    return unit


def name(question: str) -> str:
    """What a gap with this example is called: the question on one line, cut between words."""
    line = " ".join(question.split())
    if len(line) <= LONGEST_NAME:
        return line
    return line[: LONGEST_NAME - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def rank(visits: int, struggling: int) -> float:
    """What goes first: how many visits asked; one that struggled on the page too counts twice."""
    return float(visits + struggling)


def example(questions: Sequence[Question], centre: Embedding) -> str:
    """The question nearest to the middle; the shorter of two that are as near."""
    return min(questions, key=lambda one: (-round(float(one.embedding @ centre), 3), len(one.text), one.text)).text
