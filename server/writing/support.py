"""Holds a written sentence to a passage: each of its clauses must be said by one sentence of the passage.

A clause is said when every word of it that carries meaning stands there: numbers with what they count, names, and the
small words that turn a statement around in that very sentence; up to half of the others in the heading or in a
neighbouring sentence. What is negated must be negated there too, and what is not must not. Words that the sentence has
in another clause may not take the place of one that it has in this clause ("Free keeps 7 days, Pro 30" does not say
that Free keeps 30). What is left must be near the sentence in meaning. In doubt a sentence is dropped.

Measured on pairs of our own (tests/server/writing/support_cases.json): docs/writing.md.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from models.encode import Embedding
from server.writing.clauses import Clause, Word, clauses, stems
from server.writing.prompt import Source
from server.writing.sentences import Sentence
from server.writing.support_words import LEANING

LEAST_NEAR = 0.35  # cosine of a sentence to what supports it; the lowest of a supported one was 0.5
MOST_BORROWED = 0.5  # share of a clause's words that may stand in the heading or the neighbours
COUNTED = 3  # words after a number among which what it counts must be
MOST_KEPT = 4_096  # read sentences of passages, about 1 KB each
EXCLUSIVE = "only"

_MARK = re.compile(r"^\d+\. |^- ")  # a step's number counts nothing


class Support(Struct, frozen=True):
    """What supports a sentence: the source's place in the task, and the span of its text."""

    source: int
    start: int
    end: int


class _Unit(Struct, frozen=True):
    """A sentence of a passage. One that leans begins with a word that means something of a neighbour's."""

    parts: tuple[Clause, ...]
    leans: bool
    around: frozenset[str]


class Check:
    """Finds what supports a sentence; safe to call from several threads."""

    def __init__(self, embed: Callable[[str], Embedding]) -> None:
        self._embed = lru_cache(MOST_KEPT)(embed)
        self._read = lru_cache(MOST_KEPT)(clauses)

    def find(self, sentence: Sentence, sources: Sequence[Source]) -> Support | None:
        """The span that supports it, of the source it names where that one does; None where nothing does."""
        said = clauses(sentence.text)
        if not said:
            return None
        named = [n - 1 for n in sentence.cites if 0 < n <= len(sources)]
        for n in dict.fromkeys([*named, *range(len(sources))]):
            places = self._supporting(said, sources[n])
            if places is None:
                continue
            first, last = sources[n].places[min(places)], sources[n].places[max(places)]
            if self._near(sentence.text, sources[n], sources[n].text[first[0] : last[1]]):
                return Support(n, first[0], last[1])
        return None

    def _supporting(self, said: list[Clause], source: Source) -> list[int] | None:
        """For each clause the place of the sentence that says it; None when one is said nowhere, or far off."""
        above = stems(f"{source.title}. {source.heading}")
        units = self._units(source)
        every = frozenset(stem for clause in said for stem in clause.stems)
        places: list[int] = []
        for clause in said:
            here = [n for n, unit in enumerate(units) if _says(unit, clause, every, above)]
            if not here:
                return None
            places.append(min(here, key=lambda n: abs(n - places[-1]) if places else 0))
        return places if _together(source, min(places), max(places)) else None

    def _units(self, source: Source) -> list["_Unit"]:
        texts = [_MARK.sub("", source.text[start:end]) for start, end in source.places]
        read = [self._read(text) for text in texts]
        return [_Unit(tuple(parts), _leans(texts[n]), _around(read, n)) for n, parts in enumerate(read)]

    def _near(self, text: str, source: Source, span: str) -> bool:
        head = f"{source.heading or source.title}. {span}"
        embedding = self._embed(text)
        return float(max(embedding @ self._embed(span), embedding @ self._embed(head))) >= LEAST_NEAR


def _leans(text: str) -> bool:
    first = re.match(r"\W*(\w+)", text)
    return first is not None and first[1].casefold() in LEANING


def _around(read: Sequence[list[Clause]], n: int) -> frozenset[str]:
    """What the sentences right before and after name: "it" and "there" mean something of theirs."""
    beside = [*read[max(n - 1, 0) : n], *read[n + 1 : n + 2]]
    return frozenset(stem for unit in beside for clause in unit for stem in clause.stems)


def _together(source: Source, first: int, last: int) -> bool:
    """Whether the sentences stand together in the passage, so that they are one quote."""
    places = source.places[first : last + 1]
    return all(not source.text[a[1] : b[0]].strip() for a, b in pairwise(places))


def _says(unit: _Unit, clause: Clause, every: frozenset[str], above: frozenset[str]) -> bool:
    here = frozenset(stem for part in unit.parts for stem in part.stems)
    lacking = [word for word in clause.words if word.stem not in here and not _excluded(word, unit.parts)]
    if any(word.kind in ("number", "deciding") or word.stem not in above | unit.around for word in lacking):
        return False
    if len(lacking) > MOST_BORROWED * len(clause.words):
        return False
    subject = clause.words[0]  # "Solo costs 19 €": who costs that must stand there, or be meant by a word that does
    if subject in lacking and subject.stem not in above and not unit.leans:
        return False
    return (
        _counts(unit.parts, clause) and _same_sign(unit.parts, clause) and not _mixed(unit.parts, clause, every, here)
    )


def _excluded(word: Word, unit: Sequence[Clause]) -> bool:
    """ "Only owners can" is what "owners can, admins cannot" comes to."""
    return word.stem == EXCLUSIVE and any(part.negates for part in unit)


def _counts(unit: Sequence[Clause], clause: Clause) -> bool:
    """Whether every number counts the same thing."""
    flat = [word.stem for part in unit for word in part.words]
    for number, thing in pairwise(clause.words):
        if number.kind != "number":
            continue
        at = [place for place, stem in enumerate(flat) if stem == number.stem]
        if not any(thing.stem in flat[place + 1 : place + 1 + COUNTED] for place in at):
            return False
    return True


def _same_sign(unit: Sequence[Clause], clause: Clause) -> bool:
    """Whether what is negated is negated there, and the other way round, as far as it is said of the same."""
    for word in clause.words:
        there = [(part, one.negated) for part in unit for one in part.words if one.stem == word.stem]
        if not there:
            if word.negated:
                return False
            continue
        others = clause.stems - {word.stem}
        closest = max(len(part.stems & others) for part, _ in there)
        signs = {sign for part, sign in there if len(part.stems & others) == closest}
        if word.negated not in signs:
            return False
    return True


def _mixed(unit: Sequence[Clause], clause: Clause, every: frozenset[str], here: frozenset[str]) -> bool:
    """Whether the clause puts together what the unit says of different things."""
    names = [word for part in unit for word in part.words if word.kind == "name"]
    for word in clause.words:
        if word.kind in ("number", "deciding") and _elsewhere(unit, clause, word, names):
            return True
    main = max(unit, key=lambda part: _overlap(part, clause))
    missing = [word for word in clause.words if word.stem in here and word.stem not in main.stems]
    extra = [word for word in main.words if word.stem not in every]
    kinds = {word.kind for word in extra}
    return any(word.kind in kinds for word in missing)


def _overlap(part: Clause, clause: Clause) -> tuple[int, int]:
    shared = [word for word in clause.words if word.stem in part.stems]
    return len(shared), sum(word.kind != "plain" for word in shared)


def _elsewhere(unit: Sequence[Clause], clause: Clause, word: Word, names: Sequence[Word]) -> bool:
    """Whether the word stands by another name than the clause's: "on Starter 10 guests, on Business 100"."""
    mine = {one.stem for one in clause.words if one.kind == "name" or one.stem in {name.stem for name in names}}
    if not mine:
        return False
    parts = [part for part in unit if word.stem in part.stems]
    by = [{one.stem for one in part.words if one.kind == "name"} for part in parts]
    return bool(by) and all(near and not near & mine for near in by)
