"""Which passages have a sentence that shares its rare words with a sentence of another: an inverted index.

An embedding of a whole passage hides the one sentence that contradicts another article; its words give it away.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from server.hygiene.sentences import sentences
from server.knowledge.words import words

SHARED = 0.5  # share of the weight of the shorter sentence's words that both have
LEAST_SHARED = 2
MOST_ROWS = 200  # sentences with a word from which it isn't looked up: it says nothing
MOST_MATES = 8  # passages that one sentence is compared with, the best first


def alike(texts: Sequence[str], places: Collection[int]) -> set[tuple[int, int]]:
    """Pairs of places in `texts`, one of them among `places`, the smaller first."""
    owners: list[int] = []
    bags: list[frozenset[str]] = []
    for place, text in enumerate(texts):
        for sentence in sentences(text):
            owners.append(place)
            bags.append(frozenset(words(sentence.said)))
    often = Counter(word for bag in bags for word in bag)
    weight = {word: math.log(1 + len(bags) / many) for word, many in often.items()}
    rows: dict[str, list[int]] = defaultdict(list)
    for row, bag in enumerate(bags):
        for word in bag:
            if often[word] <= MOST_ROWS:
                rows[word].append(row)
    wanted = set(places)
    pairs: set[tuple[int, int]] = set()
    for row, bag in enumerate(bags):
        if owners[row] in wanted:
            mates = _mates(row, bag, bags, rows, weight)
            pairs |= {_pair(owners[row], owners[mate]) for mate in mates if owners[mate] != owners[row]}
    return pairs


def _mates(
    row: int, bag: frozenset[str], bags: Sequence[frozenset[str]], rows: dict[str, list[int]], weight: dict[str, float]
) -> list[int]:
    shared: Counter[int] = Counter()
    for word in bag:
        for mate in rows.get(word, ()):
            shared[mate] += 1
    scored = []
    for mate, many in shared.items():
        if mate == row or many < LEAST_SHARED:
            continue
        least = min(sum(weight[word] for word in bag), sum(weight[word] for word in bags[mate]))
        share = sum(weight[word] for word in bag & bags[mate]) / least
        if share >= SHARED:
            scored.append((-share, mate))
    return [mate for _, mate in sorted(scored)[:MOST_MATES]]


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)
