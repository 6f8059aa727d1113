"""Finds the one thing in which two sentences differ, if it is one: what can make them contradict each other. Pure.

A number of the same measure, a side of a question, people, a plan, a place in the menu, a control or a name in the same
words. Two differences are two cases: "before you send it, you can; after that, you can't".
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from server.hygiene.denials import answers
from server.hygiene.quantities import by_measure, quantities
from server.hygiene.sentences import Sentence
from server.hygiene.slots import Difference, named, people
from server.hygiene.stances import DENIAL, QUOTED, Flip, compare, stances
from server.knowledge.words import words

# Questions that two sides of one fact never answer differently
PLAIN = {DENIAL, "let", "need", "part", "free", "self", "on", "seen", "gross", "both", "works", "top", "left", "colour"}
NOTHING = {"no", "without", "none"}  # denials of things
LEAST_SHARED = 2  # words with meaning of sentences that may differ by a name only
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
_WITH, _WITHOUT = (re.compile(rf"\b{word} (?:an? |the )?(\w+)", re.IGNORECASE) for word in ("with", "without"))
_ORDINAL = re.compile(r"\b(?:second|third|1st|2nd|3rd)\b(?! (?:of|day|week|month|year|time|try))", re.IGNORECASE)


def differences(first: Sentence, second: Sentence) -> Difference | None:
    """What the two differ in, if it is one thing. Most pairs end here, unread."""
    one, other = first.said, second.said
    if one.endswith("?") or other.endswith("?") or not _content(first.about) & _content(second.about):
        return None
    if (first.cell or second.cell) and not _names_row(first, second):
        return None
    numbers = list(_numbers(one, other))
    sides = [each for each in _sides(one, other) if not any(map(each.meets, numbers))]
    if len(numbers) + len(sides) > 1 or ((numbers or sides) and _of_another(one, other)):
        return None
    if numbers:
        return None if _of_cases(one, other) else numbers[0]
    if sides:
        return sides[0] if _stated(first, second, sides[0]) else None
    few = len(_content(one) & _content(other)) < LEAST_SHARED
    if few or bool(_CASE.match(one)) != bool(_CASE.match(other)) or _of_cases(one, other):
        return None
    return next(named(one, other), None)


def _stated(first: Sentence, second: Sentence, side: Difference) -> bool:
    """Whether both say how something is, in any case, so that two sides can't both be right."""
    one, other = first.said, second.said
    if _CASE.match(one) or _CASE.match(other) or bool(_IF.search(one)) != bool(_IF.search(other)):
        return False
    if side.subject == "negation" and (first.several or second.several):
        return False
    return _states(one) and _states(other) and (side.subject == "opposite" or not _of_cases(one, other))


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
    roles, its_roles = people(one).keys(), people(other).keys()
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
            here, there = (tuple((each.start, each.end) for each in side[measure]) for side in (mine, theirs))
            yield Difference(subject, here, there)


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


_UNITS = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "working", "euro", "percent"})


@lru_cache(8_192)
def _content(sentence: str) -> frozenset[str]:
    return frozenset(words(sentence))
