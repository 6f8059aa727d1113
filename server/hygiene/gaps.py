"""Gathers questions that nobody could answer into gaps: one gap a missing topic, the same one from day to day.

A new question joins the gap whose middle is nearest, if it is near enough; what is left over is clustered by average
linkage, and three or more of a kind make a gap. So a gap keeps its identity while it grows, and a single odd question
waits until another one is like it.

Questions to one product are all alike: each speaks of invoices. So likeness is measured on what is left of an embedding
without what the site's articles have in common (half their mean and their `COMMON` main directions). On the two sets of
tests/server/hygiene/questions_tuned_on.json that brings the pairwise F1 from .80 and .75 to .97 and .81.

Names are the words that set a gap's questions apart from all others' (c-TF-IDF).
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from msgspec import Struct

from models.encode import DIMENSIONS, Embedding
from server.knowledge.words import words

JOIN = 0.38  # cosine to a gap's middle from which a question is one more of its kind
AHEAD = 0.08  # cosine by which that gap is nearer than the next one; else the question waits
LINK = 0.16  # mean cosine between two clusters from which they are one; .14 to .18 do as well
MEAN = 0.5  # share of the mean that is taken out
COMMON = 3
LEAST_PASSAGES = 20  # from which a site's articles say what its questions have in common
LEAST_QUESTIONS = 3  # of a gap: two may be one person's way to ask
MOST_LOOSE = 1_500  # newest questions without a gap that are clustered: 1.5 s
NAME_WORDS = 3
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
    """What the texts of a site have in common: their mean (d,) and main directions (k, d)."""

    mean: Embedding
    directions: Embedding

    @classmethod
    def of(cls, embeddings: Embedding) -> "Ground":
        """From the embeddings (n, d) of a site's passages."""
        mean = embeddings.mean(axis=0) if len(embeddings) else np.zeros(DIMENSIONS, np.float32)
        if len(embeddings) < LEAST_PASSAGES:
            return cls(mean, np.empty((0, len(mean)), np.float32))
        _, _, directions = np.linalg.svd(embeddings - mean, full_matrices=False)
        return cls(mean, directions[:COMMON].astype(np.float32))

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


def join(questions: Sequence[Question], middles: Sequence[tuple[str, Embedding]]) -> dict[str, str]:
    """Turn -> the gap that the question joins; one that is near to none is left out."""
    if not questions or not middles:
        return {}
    near = np.stack([one.embedding for one in questions]) @ np.stack([vector for _, vector in middles]).T
    found = {}
    for one, row in zip(questions, near, strict=True):
        order = np.argsort(-row, kind="stable")
        lead = row[order[0]] - row[order[1]] if len(row) > 1 else 1.0
        if row[order[0]] >= JOIN and lead >= AHEAD:
            found[one.turn] = middles[int(order[0])][0]
    return found


def cluster(questions: Sequence[Question]) -> list[list[int]]:
    """Groups of at least `LEAST_QUESTIONS` that are of a kind, as places in `questions`, the largest first."""
    if len(questions) < LEAST_QUESTIONS:
        return []
    groups = [[place] for place in range(len(questions))]
    vectors = np.stack([one.embedding for one in questions]).astype(np.float32)
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
    found = [sorted(group) for group in groups if len(group) >= LEAST_QUESTIONS]
    return sorted(found, key=lambda group: (-len(group), group))


def names(texts_of: Sequence[Iterable[str]]) -> list[str]:
    """What each group of questions is about, in three of its own words."""
    counts = [Counter(word for text in texts for word in set(words(text)) - _HOLLOW) for texts in texts_of]
    everywhere: Counter[str] = sum(counts, Counter())
    average = sum(everywhere.values()) / max(len(counts), 1)
    named = []
    for count in counts:
        weighed = {word: many * math.log(1 + average / everywhere[word]) for word, many in count.items()}
        best = sorted(weighed, key=lambda word: (-weighed[word], word))[:NAME_WORDS]
        named.append(", ".join(best) or "questions")
    return named


def rank(visits: int, struggling: int) -> float:
    """What goes first: how many visits asked; one that struggled on the page too counts twice."""
    return float(visits + struggling)


def example(questions: Sequence[Question], centre: Embedding) -> str:
    """The question nearest to the middle; the shorter of two that are as near."""
    return min(questions, key=lambda one: (-round(float(one.embedding @ centre), 3), len(one.text), one.text)).text
