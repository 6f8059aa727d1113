"""Which passages have a sentence that shares its rare words with a sentence of another: an inverted index.

An embedding of a whole passage hides the one sentence that contradicts another article; its words give it away.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from msgspec import Struct

from server.hygiene.aligned import root
from server.hygiene.sentences import sentences
from server.knowledge.words import words

SHARED = 0.5  # share of the weight of the shorter sentence's words that both have
LEAST_SHARED = 2
MOST_ROWS = 200  # sentences with a word from which it isn't looked up: it says nothing
LEAST_SENTENCES = 50  # of a site that tells which words are rare
MOST_MATES = 8  # passages that one sentence is compared with, the best first


class Bags(Struct, frozen=True):
    """All sentences of some passages: whose they are (a place among the passages), their words, in how many each is."""

    owners: list[int]
    words: list[frozenset[str]]
    often: Counter[str]


def bags(texts: Sequence[str]) -> Bags:
    """The sentences of passages as bags of words."""
    owners, found = [], []
    for place, text in enumerate(texts):
        for sentence in sentences(text):
            owners.append(place)
            found.append(frozenset(words(sentence.said)))
    return Bags(owners, found, Counter(word for bag in found for word in bag))


def rarity(of: Bags) -> dict[str, float]:
    """Root of a word -> 0 (in every sentence) to 1 (in two or one); nothing for a site too small to tell."""
    if len(of.words) < LEAST_SENTENCES:
        return {}
    often: Counter[str] = Counter()
    for word, many in of.often.items():
        often[root(word)] += many
    most = math.log(len(of.words) / 6)
    return {word: min(1.0, max(0.0, math.log(len(of.words) / max(many, 6)) / most)) for word, many in often.items()}


def alike(of: Bags, places: Collection[int]) -> set[tuple[int, int]]:
    """Pairs of places of passages, one of them among `places`, the smaller first."""
    weight = {word: math.log(1 + len(of.words) / many) for word, many in of.often.items()}
    rows: dict[str, list[int]] = defaultdict(list)
    for row, bag in enumerate(of.words):
        for word in bag:
            if of.often[word] <= MOST_ROWS:
                rows[word].append(row)
    wanted = set(places)
    pairs: set[tuple[int, int]] = set()
    for row, bag in enumerate(of.words):
        if of.owners[row] in wanted:
            mates = _mates(row, bag, of.words, rows, weight)
            pairs |= {_pair(of.owners[row], of.owners[mate]) for mate in mates if of.owners[mate] != of.owners[row]}
    return pairs


def _mates(
    row: int,
    bag: frozenset[str],
    others: Sequence[frozenset[str]],
    rows: dict[str, list[int]],
    weight: dict[str, float],
) -> list[int]:
    shared: Counter[int] = Counter()
    for word in bag:
        for mate in rows.get(word, ()):
            shared[mate] += 1
    scored = []
    for mate, many in shared.items():
        if mate == row or many < LEAST_SHARED:
            continue
        least = min(sum(weight[word] for word in bag), sum(weight[word] for word in others[mate]))
        share = sum(weight[word] for word in bag & others[mate]) / least
        if share >= SHARED:
            scored.append((-share, mate))
    return [mate for _, mate in sorted(scored)[:MOST_MATES]]


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)
