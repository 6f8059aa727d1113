"""Gathers questions that nobody could answer into gaps: one gap a missing topic, the same one from day to day.

A new question joins the gap whose middle is nearest, if it is near enough; what is left over is clustered by average
linkage, each question leaning towards the two next to it: who asks for a quote stands beside who asks for an estimate
in the same words. Three or more of a kind make a gap. So a gap keeps its identity while it grows, and a single odd
question waits until another one is like it.

Questions to one product are all alike: each speaks of invoices. So likeness is measured on what is left of an embedding
without what the site's articles have in common (half their mean and their `COMMON` main directions), and the words that
its articles seldom use count once more, each by its own embedding. On the three sets of
tests/server/hygiene/questions_tuned_on.json the pairwise F1 is .97, .81 and .43 with what is apart alone, and 1.0, .83
and .59 with words and leaning.

Names are the words that set a gap's questions apart from all others' (c-TF-IDF).
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from msgspec import Struct

from models.encode import DIMENSIONS, Embedding
from server.knowledge.words import words

Encode = Callable[[str], Embedding]

JOIN = 0.38  # cosine to a gap's middle from which a question is one more of its kind
AHEAD = 0.08  # cosine by which that gap is nearer than the next one; else the question waits
LINK = 0.40  # mean cosine between two clusters of leaning questions from which they are one; .36 to .42 do as well
LEANS_ON = 2  # questions next to one, which it leans towards
LEAN = 1.0  # weight of those beside its own
SELDOM = 0.3  # weight of the words that the site's articles seldom use, beside the whole question
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
    vectors = _leaning(np.stack([one.embedding for one in questions]).astype(np.float32))
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
