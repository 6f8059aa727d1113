"""Finds for each sentence of a site those of other articles that are nearest in meaning, whatever their words.

A sentence is read with its surroundings: its vector is its own and half its passage's. How near two are counts less
than whether each is among the nearest of the other: a help centre on one matter is near itself everywhere.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from models.encode import Embedding
from server.hygiene.aligned import Reader
from server.hygiene.sentences import Sentence, sentences

MATES = 10  # nearest sentences of other articles that one is compared with
NEAR = 0.35  # cosine below which two sentences, each with its passage, are about different things
AROUND = 0.5  # what its passage counts beside a sentence
MOST_RANK = 10  # place from which others say it better; plants told of the set "demo, few" are within 8
ALMOST = 1e-6  # cosine that rounding changes
BLOCK = 256  # sentences multiplied at once: 10 MB against 10,000


class Text(Struct, frozen=True):
    """A passage as it is compared: what it is called (title and headings), what it says, whose it is, its vector."""

    title: str
    text: str
    article: str
    embedding: Embedding


Met = tuple[Sentence, Sentence]  # that may say the same thing
Pair = tuple[int, int]


def mates(
    texts: Sequence[Text], changed: Collection[int], alike: Iterable[Pair], read: Iterable[int], reader: Reader
) -> dict[Pair, list[Met]]:
    """Places of two passages, one of them changed, the smaller first -> their sentences that may say the same thing.

    `alike`: places of passages of which all sentences are compared, though their meanings aren't near; `read`: places
    of those that are read at all.
    """
    owned = [(place, each) for place in sorted(read) for each in sentences(texts[place].text)]
    owners, found = [place for place, _ in owned], [each for _, each in owned]
    if not found:
        return {}
    names = {article: number for number, article in enumerate(dict.fromkeys(text.article for text in texts))}
    articles = np.array([names[texts[owner].article] for owner in owners])
    vectors = _vectors(texts, owners, found, reader)
    wanted = set(changed)
    pairs = _nearest(vectors, articles, [row for row, owner in enumerate(owners) if owner in wanted])
    pairs |= _between(alike, owners, articles)
    met: dict[Pair, list[Met]] = defaultdict(list)
    for (one, other), rank in sorted(_ranked(vectors, articles, pairs).items()):
        if rank <= MOST_RANK:
            met[owners[one], owners[other]].append((found[one], found[other]))
    return met


def _vectors(
    texts: Sequence[Text], owners: Sequence[int], found: Sequence[Sentence], reader: Reader
) -> NDArray[np.float32]:
    own = np.stack([reader.embed(each.said) for each in found])
    around = np.stack([texts[owner].embedding for owner in owners])
    both = own + AROUND * around if own.shape == around.shape else own  # another encoder's, until it is exchanged
    unit: NDArray[np.float32] = (both / np.linalg.norm(both, axis=1, keepdims=True)).astype(np.float32)
    return unit


def _nearest(vectors: NDArray[np.float32], articles: NDArray[np.int64], rows: Sequence[int]) -> set[Pair]:
    pairs: set[Pair] = set()
    for start in range(0, len(rows), BLOCK):
        some = rows[start : start + BLOCK]
        for row, near in zip(some, vectors[some] @ vectors.T, strict=True):
            near[articles == articles[row]] = -1.0
            best = np.argpartition(-near, min(MATES, len(near) - 1))[:MATES]
            pairs |= {(min(row, int(mate)), max(row, int(mate))) for mate in best if near[mate] >= NEAR}
    return pairs


def _between(alike: Iterable[Pair], owners: Sequence[int], articles: NDArray[np.int64]) -> set[Pair]:
    of: dict[int, list[int]] = defaultdict(list)
    for row, owner in enumerate(owners):
        of[owner].append(row)
    every = ((one, other) for mine, its in alike for one in of[mine] for other in of[its])
    return {(min(pair), max(pair)) for pair in every if articles[pair[0]] != articles[pair[1]]}


def _ranked(vectors: NDArray[np.float32], articles: NDArray[np.int64], pairs: Collection[Pair]) -> dict[Pair, int]:
    """Each pair -> the worse of the places that each has among what is nearest to the other, from 1."""
    of: dict[int, list[int]] = defaultdict(list)
    for one, other in pairs:
        of[one].append(other)
        of[other].append(one)
    rows, ranked = sorted(of), dict[Pair, int]()
    for start in range(0, len(rows), BLOCK):
        some = rows[start : start + BLOCK]
        for row, near in zip(some, vectors[some] @ vectors.T, strict=True):
            theirs = near[articles != articles[row]]
            for mate in of[row]:
                pair, rank = (min(row, mate), max(row, mate)), 1 + int((theirs > near[mate] + ALMOST).sum())
                ranked[pair] = max(rank, ranked.get(pair, 0))
    return ranked
