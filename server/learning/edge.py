"""Turns that nothing known fits, gathered by what they are about: "12 visitors asked something like this". Pure.

A turn joins the group whose middle it is nearest to, if it is near enough; groups are made anew each time from the
turns of the period, so that they follow what a person settled. Largest first, by visitors.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.encode import Embedding

NEAR = 0.45  # cosine to a group's middle; among 45 strangers, sentences of 12 intents are paired with F1 .66 on
# CLINC150's and .61 on BANKING77's training sentences (.55: .46 and .70; .40: .72 and .53)
LEAST_GROUP = 2
ROUNDS = 3  # of giving every turn to its nearest middle; a fourth moves almost nothing
COMMON = 0.2  # a word in more of all turns than this says nothing about a group
MOST_WORDS = 4
LEAST_LETTERS = 3
_PLAIN = frozenset(
    {
        "about", "all", "also", "and", "any", "are", "been", "being", "but", "can", "could", "did", "does", "don't",
        "for", "from", "get", "got", "had", "has", "have", "hello", "here", "hi", "how", "i'm", "into", "it's", "its",
        "just", "need", "not", "our", "out", "please", "should", "some", "than", "that", "the", "their", "them",
        "then", "there", "they", "this", "want", "was", "what", "when", "where", "which", "who", "whom", "why",
        "will", "with", "would", "you", "your"
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """`rows` of the turns, the most typical first; `words` that they share and others do not."""

    rows: list[int]
    words: list[str]


def groups(embeddings: Embedding, texts: Sequence[str], visitors: Sequence[str]) -> tuple[list[Group], list[int]]:
    """(groups, largest first; rows that stand alone) of turns: `embeddings` (n, 384), `texts` and `visitors` (n,)."""
    if not len(texts):
        return [], []
    of = _settled(embeddings, _first(embeddings))
    rows_of = [np.flatnonzero(of == number) for number in range(int(of.max()) + 1)]
    shared = Counter(word for text in texts for word in _words(text))
    found = [
        Group(_typical(embeddings, rows), _telling([texts[int(row)] for row in rows], shared, len(texts)))
        for rows in rows_of
        if len(rows) >= LEAST_GROUP and len({visitors[int(row)] for row in rows}) >= LEAST_GROUP
    ]
    gathered = {row for group in found for row in group.rows}
    order = sorted(found, key=lambda group: (-len({visitors[row] for row in group.rows}), group.rows[0]))
    return order, [row for row in range(len(texts)) if row not in gathered]


def _first(embeddings: Embedding) -> NDArray[np.int64]:
    """One pass: each turn joins the first middle that is near enough, or begins a group."""
    sums: list[Embedding] = []
    of = np.zeros(len(embeddings), np.int64)
    for row, embedding in enumerate(embeddings):
        near = [float(total @ embedding / np.linalg.norm(total)) for total in sums]
        best = int(np.argmax(near)) if near else -1
        if best >= 0 and near[best] >= NEAR:
            sums[best] = sums[best] + embedding
        else:
            best = len(sums)
            sums.append(embedding.copy())
        of[row] = best
    return of


def _settled(embeddings: Embedding, of: NDArray[np.int64]) -> NDArray[np.int64]:
    """Every turn at its nearest middle; one that is near to none stands alone, as -1."""
    for _ in range(ROUNDS):
        middles = np.stack([embeddings[of == number].sum(axis=0) for number in np.unique(of[of >= 0])])
        middles /= np.linalg.norm(middles, axis=1, keepdims=True)
        cosines = embeddings @ middles.T
        of = np.where(cosines.max(axis=1) >= NEAR, cosines.argmax(axis=1), -1)
        if not (of >= 0).any():
            return of
    return of


def _typical(embeddings: Embedding, rows: NDArray[np.int64]) -> list[int]:
    middle = embeddings[rows].sum(axis=0)
    return [int(row) for row in rows[np.argsort(-(embeddings[rows] @ middle), kind="stable")]]


def _telling(texts: Sequence[str], shared: Counter[str], n: int) -> list[str]:
    """Words that most of a group's turns have and few others."""
    inside = Counter(word for text in texts for word in _words(text))
    score = {
        word: count / len(texts) * (1 - (shared[word] - count) / max(n - len(texts), 1))
        for word, count in inside.items()
        if count >= LEAST_GROUP and (shared[word] - count) <= COMMON * n
    }
    return sorted(score, key=lambda word: (-score[word], word))[:MOST_WORDS]


def _words(text: str) -> set[str]:
    words = ("".join(c for c in word if c.isalnum() or c == "'") for word in text.casefold().split())
    return {word for word in words if len(word) >= LEAST_LETTERS and word not in _PLAIN}
