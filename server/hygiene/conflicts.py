"""Says which sentences of two passages can't both be right, and of two texts whether one would do. Pure.

Two sentences conflict when they are near in meaning (statements.py), differ in one thing (differences.py) and speak of
one thing in all else: each word of one of them has a mate in the other (aligned.py), among them rare ones (likely.py).
What a passage says itself elsewhere is no contradiction to it: a rule and its exception.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product

from msgspec import Struct

from server.hygiene.aligned import Fit, Reader, Said, root
from server.hygiene.differences import differences
from server.hygiene.likely import features, likely
from server.hygiene.sentences import Mark, Sentence, sentences, with_clauses
from server.hygiene.slots import Difference
from server.hygiene.statements import Met, Text
from server.knowledge.words import words

LEAST_WORDS = 10  # of a passage that can be a duplicate: two that say "Press Save" aren't
# Likeness of duplicates: of the side that is met less, of both in the mean. Two whole articles that aren't duplicates
# reach .65 and .67 on the development sets, two passages .74 and .77: steps on the way to two ends are the same.
PASSAGES, ARTICLES = (0.68, 0.785), (0.66, 0.72)
# Likelihood from which a conflict is told; a "not" that the other lacks is the weakest evidence, it may deny anything
SURE, SURE_DENIED = 0.4, 0.55
AGREED = 0.8  # cosine of two sentences that say the same
CERTAIN, CERTAIN_DENIED = 0.6, 0.8  # likelihood below which a conflict goes for any better mate that agrees


class Conflict(Struct, frozen=True):
    """Two sentences that can't both be right: what differs, how likely (0..1), and the words that do."""

    subject: str
    score: float
    one: Sentence
    other: Sentence
    marks: tuple[Mark, ...]
    other_marks: tuple[Mark, ...]


def conflicts(one: Text, other: Text, met: Sequence[Met], reader: Reader, rare: Mapping[str, float]) -> list[Conflict]:
    """The conflicts between two passages, the likeliest first, each sentence once; `met` are their sentences that may
    say the same thing, `rare` says how rare the roots of words are in the site."""
    found = [conflict for _, conflict in weighed(one, other, met, reader, rare) if _sure(conflict)]
    chosen: list[Conflict] = []
    for conflict in sorted(found, key=lambda each: (-each.score, each.one.start, each.other.start)):
        if not any(conflict.one.same(each.one) or conflict.other.same(each.other) for each in chosen):
            chosen.append(conflict)
    return [each for each in chosen if not _agreed(each, one, other, reader)]


def _sure(conflict: Conflict) -> bool:
    return conflict.score >= (SURE_DENIED if conflict.subject == "negation" else SURE)


def _agreed(conflict: Conflict, one: Text, other: Text, reader: Reader) -> bool:
    """Whether one passage says itself, elsewhere and more like it, what the other says: a rule and its exception."""
    first, second = conflict.one, conflict.other
    certain = conflict.score >= (CERTAIN_DENIED if conflict.subject == "negation" else CERTAIN)
    near = max(reader.near(first.said, second.said), AGREED if certain else 0.0)
    return any(
        reader.near(each.said, its.said) > near and not differences(each, its)
        for mine, its in ((sentences(one.text), second), (sentences(other.text), first))
        for each in mine
        if not each.same(first) and not each.same(second)
    )


def weighed(
    one: Text, other: Text, met: Sequence[Met], reader: Reader, rare: Mapping[str, float]
) -> Iterator[tuple[dict[str, float], Conflict]]:
    """Every difference between sentences that met, with what is weighed and how likely it is a conflict."""
    near = float(one.embedding @ other.embedding)
    for first, second in met:
        for a, b in product(with_clauses(first), with_clauses(second)):
            if found := differences(a, b):
                its = features(found, _fit(a, b, found, (one, other), reader, rare), near, whole=a.whole and b.whole)
                marks = a.shown(found.marks), b.shown(found.other_marks)
                yield its, Conflict(found.subject, round(likely(its), 3), a, b, *marks)


def _fit(
    a: Sentence, b: Sentence, found: Difference, of: tuple[Text, Text], reader: Reader, rare: Mapping[str, float]
) -> Fit:
    mine = Said(a.said, found.marks, a.about, _roots(of[0].title) | _roots(a.about))
    return reader.fit(mine, Said(b.said, found.other_marks, b.about, _roots(of[1].title) | _roots(b.about)), rare)


@lru_cache(8_192)
def _roots(title: str) -> frozenset[str]:
    return frozenset(root(word) for word in words(title))


def duplicate(one: str, other: str, reader: Reader, least: tuple[float, float] = PASSAGES) -> float:
    """How surely one of two texts would do, 0..1; 0 for too little text or words that the other lacks."""
    if min(len(words(one)), len(words(other))) < LEAST_WORDS:
        return 0.0
    mine, theirs = ([each.said for each in sentences(side)] for side in (one, other))
    there, back = reader.covered(mine, theirs, least[1])
    sure = (there + back) / 2
    return sure if min(there, back) >= least[0] and sure >= least[1] else 0.0
