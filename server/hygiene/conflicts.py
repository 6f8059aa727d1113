"""Says of two sentences about one thing whether both can be right, and of two passages whether one would do. Pure.

Two sentences conflict when they differ in exactly one thing (a number of the same measure, a side of a question, a
control or name in the same words) and speak of one thing in all else: each word of one of them has a mate in the other
(aligned.py). Two differences are two cases: "before you send it, you can; after that, you can't".
How well they must fit was set on tests/server/hygiene/pairs.json, plants_tuned_on.json and plants.json; the other sets
were only measured.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from math import exp

from msgspec import Struct

from server.hygiene.aligned import Fit, Reader, Said, root
from server.hygiene.denials import answers
from server.hygiene.quantities import by_measure, quantities
from server.hygiene.sentences import Mark, Sentence, sentences, with_clauses
from server.hygiene.stances import DENIAL, QUOTED, Flip, compare, meet, stances
from server.knowledge import telling
from server.knowledge.words import words

LEAST_WORDS = 10  # of a passage that can be a duplicate: two that say "Press Save" aren't
LEAST_COVERED, COVERED = 0.68, 0.785  # likeness of duplicates: of the side that is met less, of both in the mean
PLAIN = {DENIAL, "let", "need", "part", "free"}  # questions that two sides of one fact never answer differently
NOTHING = {"no", "without", "none"}  # denials of things
SURE = 0.4
# Fitted on the development pairs and sets, measured on the others
WEIGHTS = {
    "whole": 3.91,
    "near": 4.31,
    "better": 0.44,
    "worse": 2.74,
    "least": 0.82,
    "lone": -0.85,
    "strange": -0.39,
    "other_lonely": -0.36,
    "shared": 0.97,
    "word": -3.89,
    "negation": -0.89,
}
BIAS = -8.03
STRANGE = 0.4  # likeness below which a lone word is another thing altogether
MOST_LONELY, MOST_SHARED = 6, 4  # words that count

LEAST_SHARED = 2  # words with meaning of sentences that may differ by a name only
LEAST_SAME, SAME_WORDS = 5, 0.75  # words, and their share, that sentences have in common but for a name
_CONTROL = re.compile(
    r"\b(?:press|click|choose|select|tap|tick|open|pick)\s+(?:on\s+|the\s+)?[\"“]?"
    r"(?P<name>[A-Z][\w'’-]*(?:\s+(?:[A-Z][\w'’-]*|my|the|of|for|to|a|an|and|as|all|no)\b)*)"
)
_ORDER = re.compile(
    r"(?:press|click|open|choose|select|type|enter|wait|look|see|read|confirm|scroll|find|check|go|take|set|switch|tick|"
    r"unfold|follow|use|ask|run|save|sign|reload|try|make|compare|count|add|write|fill|put|leave|keep|tell|correct|"
    r"turn|return|pick|tap|invite|remove|delete|call|bring|show|send|to \w+)\b",
    re.IGNORECASE,
)
_CASE = re.compile(r"(?:if|unless|in case)\b", re.IGNORECASE)
LEAST_STATED = 3  # words
_BACK = re.compile(r"(?:it|this|that|they|these|those)\b", re.IGNORECASE)
_ORDINAL = re.compile(r"\b(?:second|third|1st|2nd|3rd)\b(?! of)", re.IGNORECASE)
_ROLES = ("owner", "admin", "member", "accountant", "viewer", "editor", "manager", "everybody", "anybody", "everyone")


class Text(Struct, frozen=True):
    """A passage: what it is called (title and headings) and what it says."""

    title: str
    text: str


class Conflict(Struct, frozen=True):
    """Two sentences that can't both be right: what differs, how likely (0..1), and the words that do."""

    subject: str
    score: float
    one: Sentence
    other: Sentence
    marks: tuple[Mark, ...]
    other_marks: tuple[Mark, ...]


class Difference(Struct, frozen=True):
    """What makes two sentences differ, and where in both."""

    subject: str
    marks: tuple[Mark, ...]
    other_marks: tuple[Mark, ...]

    def meets(self, other: "Difference") -> bool:
        """Whether both stand in one place."""
        return meet(self.marks, other.marks) or meet(self.other_marks, other.other_marks)


def conflicts(one: Text, other: Text, near: float, reader: Reader) -> list[Conflict]:
    """The conflicts between two passages, the likeliest first, each sentence once; `near` is their cosine."""
    found = [conflict for _, _, conflict in weighed(one, other, near, reader) if conflict.score >= SURE]
    chosen: list[Conflict] = []
    for conflict in sorted(found, key=lambda each: (-each.score, each.one.start, each.other.start)):
        if not any(conflict.one.same(each.one) or conflict.other.same(each.other) for each in chosen):
            chosen.append(conflict)
    return chosen


def weighed(one: Text, other: Text, near: float, reader: Reader) -> "Iterator[tuple[Difference, Fit, Conflict]]":
    """Every difference between sentences of the two, with how well these fit and how likely it is a conflict."""
    around, its_around = _roots(one.title), _roots(other.title)
    for a, b in product(with_clauses(sentences(one.text)), with_clauses(sentences(other.text))):
        for found in differences(a, b):
            mine = Said(a.said, found.marks, a.about, around | _roots(a.about))
            fit = reader.fit(mine, Said(b.said, found.other_marks, b.about, its_around | _roots(b.about)))
            score = round(likely(found.subject, fit, near), 3)
            yield found, fit, Conflict(found.subject, score, a, b, a.shown(found.marks), b.shown(found.other_marks))


def differences(first: Sentence, second: Sentence) -> list[Difference]:
    """What the two differ in, where that is one thing. Most pairs end here, unread."""
    one, other = first.said, second.said
    if one.endswith("?") or other.endswith("?") or not _content(first.about) & _content(second.about):
        return []
    if (first.cell or second.cell) and not _names_row(first, second):
        return []
    numbers = list(_numbers(one, other))
    sides = [each for each in _sides(one, other) if not any(map(each.meets, numbers))]
    if len(numbers) + len(sides) > 1:
        return []
    cases = bool(_CASE.match(one)) + bool(_CASE.match(other))
    if numbers or sides:
        stated = first.whole and second.whole and not cases and _states(one) and _states(other)
        return [] if _of_another(one, other) or (sides and not stated) else numbers + sides
    if cases == 1 or len(_content(one) & _content(other)) < LEAST_SHARED:
        return []
    return [*_roles(one, other), *_controls(one, other), *_names(one, other)][:1]


def _sides(one: str, other: str) -> Iterator[Difference]:
    """Questions on which the two stand on different sides."""
    same_number = _same_number(one, other)
    for flip in compare(stances(one), stances(other)):
        if (not same_number or flip.question in PLAIN) and _answered(flip, one, other):
            subject = "negation" if flip.question == DENIAL else "opposite"
            yield Difference(subject, flip.marks, flip.other_marks)


def _answered(flip: Flip, one: str, other: str) -> bool:
    """Whether a thing that one says there is none of is what the other says there is."""
    here = {one[slice(*mark)].lower() for mark in flip.marks}
    there = {other[slice(*mark)].lower() for mark in flip.other_marks}
    if flip.question != DENIAL or not here | there <= NOTHING:
        return True
    return answers(one, other) if here else answers(other, one)


def _of_another(one: str, other: str) -> bool:
    """Whether they speak of other people, or of a first and a second one: what differs then is no contradiction."""
    roles, its_roles = _those(one).keys(), _those(other).keys()
    return _ordinals(one) != _ordinals(other) or bool(roles and its_roles and not roles & its_roles)


def _ordinals(sentence: str) -> frozenset[str]:
    return frozenset(found.group().lower() for found in _ORDINAL.finditer(sentence))


@lru_cache(8_192)
def _states(sentence: str) -> bool:
    """Whether it says by itself how something is: a quoted message doesn't, nor what points back ("It isn't"), a name
    of two words or a step; two steps may well tell to do opposite things."""
    short = len(sentence.split()) < LEAST_STATED
    return not (short or QUOTED.search(sentence) or _BACK.match(sentence) or _ORDER.match(sentence))


def _numbers(one: str, other: str) -> Iterator[Difference]:
    mine, theirs = by_measure(one), by_measure(other)
    for measure in mine.keys() & theirs.keys():
        if not {each.value for each in mine[measure]} & {each.value for each in theirs[measure]}:
            subject = {"money": "price", "date": "date", "clock": "time"}.get(measure, "number")
            places = (tuple((each.start, each.end) for each in side[measure]) for side in (mine, theirs))
            yield Difference(subject, *places)


def _same_number(one: str, other: str) -> bool:
    """Whether both count the same: they then say one thing from two sides ("ends after", "stays open for")."""
    mine, theirs = ({(each.measure, each.value) for each in quantities(side)} for side in (one, other))
    return bool(mine & theirs)


def _names_row(one: Sentence, other: Sentence) -> bool:
    """Whether one is a cell of which the other names row and, where it says a time or money for a time, column."""
    return any(
        cell.of and words(cell.of) and set(words(cell.of)) <= _content(said.said)
        and set(words(cell.column)) & _UNITS <= _content(said.said)
        for cell, said in ((one, other), (other, one))
    )  # fmt: skip


def _roles(one: str, other: str) -> Iterator[Difference]:
    """Limited to these people here, to those there."""
    here, there = _those(one), _those(other)
    if ("only" in one.lower() or "only" in other.lower()) and here and there and not here.keys() & there.keys():
        yield Difference("limit", tuple(here.values()), tuple(there.values()))


@lru_cache(8_192)
def _those(sentence: str) -> dict[str, Mark]:
    """Roles that are spoken of, in the singular -> where."""
    found = {}
    for word in _read(sentence):
        if (stem := words(word.plain)) and stem[0] in _ROLES:
            found[stem[0]] = (word.start, word.end)
    return found


def _controls(one: str, other: str) -> Iterator[Difference]:
    here, there = list(_CONTROL.finditer(one)), list(_CONTROL.finditer(other))
    names, others = {each["name"] for each in here}, {each["name"] for each in there}
    if names and others and not names & others:
        places = (tuple(each.span("name") for each in side) for side in (here, there))
        yield Difference("control", *places)


def _names(one: str, other: str) -> Iterator[Difference]:
    """Another name in nearly the same words: "starts as Member", "starts as Admin"."""
    here, there = _read(one), _read(other)
    names = {word.plain for word in here if word.name} ^ {word.plain for word in there if word.name}
    mine = tuple((word.start, word.end) for word in here if word.plain in names and word.name)
    theirs = tuple((word.start, word.end) for word in there if word.plain in names and word.name)
    rest, its = ({word.plain for word in side if word.plain not in names} for side in (here, there))
    if len(mine) == len(theirs) == 1 and len(rest & its) >= max(LEAST_SAME, SAME_WORDS * len(rest | its)):
        yield Difference("name", mine, theirs)


_UNITS = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "working", "euro", "percent"})


@lru_cache(8_192)
def _read(sentence: str) -> tuple[telling.Word, ...]:
    return tuple(telling.read(sentence))


@lru_cache(8_192)
def _content(sentence: str) -> frozenset[str]:
    return frozenset(words(sentence))


@lru_cache(8_192)
def _roots(title: str) -> frozenset[str]:
    return frozenset(root(word) for word in words(title))


def duplicate(one: str, other: str, reader: Reader) -> float:
    """How surely one of two passages would do, 0..1; 0 for too little text or words that the other lacks."""
    if min(len(words(one)), len(words(other))) < LEAST_WORDS:
        return 0.0
    mine, theirs = ([each.said for each in sentences(side)] for side in (one, other))
    there, back = reader.covered(mine, theirs)
    sure = (there + back) / 2
    return sure if min(there, back) >= LEAST_COVERED and sure >= COVERED else 0.0


def likely(subject: str, fit: Fit, near: float) -> float:
    """How likely two sentences that differ in one thing can't both be right, 0..1; `near`: their passages' cosine."""
    its = {
        "whole": fit.whole,
        "near": near,
        "better": fit.better,
        "worse": fit.worse,
        "least": fit.least,
        "lone": float(fit.lonely > 0),
        "strange": float(fit.lonely > 0 and fit.least < STRANGE),
        "other_lonely": min(fit.other_lonely, MOST_LONELY),
        "shared": min(fit.shared, MOST_SHARED),
        "word": float(subject in ("control", "name", "limit")),
        "negation": float(subject == "negation"),
    }
    return 1 / (1 + exp(-(BIAS + sum(WEIGHTS[name] * value for name, value in its.items()))))
