"""Finds the one thing in which two sentences differ, if it is one: what can make them contradict each other. Pure.

A number of the same measure, a side of a question, people, a plan, a place in the menu, a control or a name in the same
words. Two differences are two cases: "before you send it, you can; after that, you can't".
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from msgspec import Struct

from server.hygiene.denials import answers
from server.hygiene.quantities import by_measure, quantities
from server.hygiene.sentences import Mark, Sentence
from server.hygiene.stances import DENIAL, QUOTED, Flip, compare, meet, stances
from server.knowledge import telling
from server.knowledge.words import words

# Questions that two sides of one fact never answer differently
PLAIN = {DENIAL, "let", "need", "part", "free", "self", "on", "seen", "gross", "both", "works", "top", "left", "colour"}
NOTHING = {"no", "without", "none"}  # denials of things
LEAST_SHARED = 2  # words with meaning of sentences that may differ by a name only
LEAST_SAME, SAME_WORDS = 5, 0.75  # words, and their share, that sentences have in common but for a name
_CONTROL = re.compile(
    r"\b(?:press|click|choose|select|tap|tick|open|pick)\s+(?:on\s+|the\s+)?[\"“]?"
    r"(?P<name>[A-Z][\w'’-]*(?:\s+(?:[A-Z][\w'’-]*|my|the|of|for|to|a|an|and|as|all|no)\b)*)"
)
_ORDER = re.compile(
    r"(?:press|click|open|choose|select|type|enter|wait|look|see|read|confirm|scroll|find|check|go|take|set|switch|tick|"
    r"unfold|follow|use|ask|run|save|sign|reload|try|make|compare|count|add|write|fill|put|leave|keep|tell|correct|"
    r"turn|return|pick|tap|invite|remove|delete|call|bring|show|send|print|download|hold|move|plug|unplug|draw|just|"
    r"please|let|to \w+)\b",
    re.IGNORECASE,
)
_IF = re.compile(r"\b(?:if|unless|in case|as long as)\b", re.IGNORECASE)
_CASE = re.compile(r"(?:if|unless|in case)\b", re.IGNORECASE)
LEAST_STATED = 3  # words
_PATH = re.compile(
    r"\b(?:under|in|at|to|open) (?P<path>[A-Z][\w'’-]*(?: [A-Za-z][\w'’-]*){0,3},"
    r" [A-Z][\w'’-]*(?:(?: [a-z]+){0,2} [A-Z][\w'’-]*)?)"
)
_PLAN = re.compile(
    r"\b(?:part of|included in|(?:available|offered|only) (?:in|on|with|from)|needs?|requires?|from)"
    r" (?:the )?(?P<plan>all plans|every plan|any plan|[A-Z]\w+)(?= plan\b| on\b|[.,;]|$)"
)
_WITH, _WITHOUT = (re.compile(rf"\b{word} (?:an? |the )?(\w+)", re.IGNORECASE) for word in ("with", "without"))
_ORDINAL = re.compile(r"\b(?:second|third|1st|2nd|3rd)\b(?! (?:of|day|week|month|year|time|try))", re.IGNORECASE)
_ROLES = ("owner", "admin", "member", "accountant", "viewer", "editor", "manager", "everybody", "anybody", "everyone")


class Difference(Struct, frozen=True):
    """What makes two sentences differ, and where in both."""

    subject: str
    marks: tuple[Mark, ...]
    other_marks: tuple[Mark, ...]

    def meets(self, other: "Difference") -> bool:
        """Whether both stand in one place."""
        return meet(self.marks, other.marks) or meet(self.other_marks, other.other_marks)


def differences(first: Sentence, second: Sentence) -> list[Difference]:
    """What the two differ in, where that is one thing. Most pairs end here, unread."""
    one, other = first.said, second.said
    if one.endswith("?") or other.endswith("?") or not _content(first.about) & _content(second.about):
        return []
    if (first.cell or second.cell) and not _names_row(first, second):
        return []
    numbers = list(_numbers(one, other))
    sides = [each for each in _sides(one, other) if not any(map(each.meets, numbers))]
    if len(numbers) + len(sides) > 1 or (all(each.subject != "opposite" for each in sides) and _of_cases(one, other)):
        return []
    cases = bool(_CASE.match(one)) + bool(_CASE.match(other))
    if numbers or sides:
        stated = not cases and bool(_IF.search(one)) == bool(_IF.search(other)) and _states(one) and _states(other)
        mixed = any(each.subject == "negation" for each in sides) and (first.several or second.several)
        return [] if _of_another(one, other) or (sides and not stated) or mixed else numbers + sides
    if cases == 1 or len(_content(one) & _content(other)) < LEAST_SHARED:
        return []
    named = (found for rule in (_roles, _controls, _paths, _plans, _names) for found in rule(one, other))
    return list(islice(named, 1))


def _sides(one: str, other: str) -> Iterator[Difference]:
    """Questions on which the two stand on different sides."""
    same_number = _same_number(one, other)
    for flip in compare(stances(one), stances(other)):
        if (not same_number or flip.question in PLAIN) and _answered(flip, one, other):
            subject = "negation" if flip.question == DENIAL else "opposite"
            yield Difference(subject, flip.marks, flip.other_marks)


def _of_cases(one: str, other: str) -> bool:
    """Whether one speaks of those with something, the other of those without."""
    return any(set(_WITHOUT.findall(side)) & set(_WITH.findall(its)) for side, its in ((one, other), (other, one)))


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
    """Whether it says how something is: a quoted message doesn't, nor does a name of two words or a step; two steps may
    well tell to do opposite things."""
    short = len(sentence.split()) < LEAST_STATED
    return not (short or QUOTED.search(sentence) or _ORDER.match(sentence))


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


def _paths(one: str, other: str) -> Iterator[Difference]:
    """Found under these headings of the menu here, under others there."""
    here, there = list(_PATH.finditer(one)), list(_PATH.finditer(other))
    names, others = ({part.strip() for each in side for part in each["path"].split(",")} for side in (here, there))
    if here and there and not names & others:
        yield Difference("control", *(tuple(each.span("path") for each in side) for side in (here, there)))


def _plans(one: str, other: str) -> Iterator[Difference]:
    """Part of this plan here, of that plan or of all there."""
    here, there = list(_PLAN.finditer(one)), list(_PLAN.finditer(other))
    names, others = ({each["plan"].lower() for each in side} for side in (here, there))
    if here and there and not names & others:
        yield Difference("limit", *(tuple(each.span("plan") for each in side) for side in (here, there)))


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
