"""Finds what two sentences on one thing name otherwise: people, plans, controls, places in the menu, names. Pure.

"Part of every plan" and "needs the Large plan" differ in the plan, "under Account, Plan" and "open Settings, then
Subscription" in the place.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from msgspec import Struct

from server.hygiene.sentences import Mark
from server.hygiene.stances import meet
from server.knowledge import telling
from server.knowledge.words import words

LEAST_SAME, SAME_WORDS = 5, 0.75  # words, and their share, that sentences have in common but for a name
_CONTROL = re.compile(
    r"\b(?:press|click|choose|select|tap|tick|open|pick)\s+(?:on\s+|the\s+)?[\"“]?"
    r"(?P<name>[A-Z][\w'’-]*(?:\s+(?:[A-Z][\w'’-]*|my|the|of|for|to|a|an|and|as|all|no)\b)*)"
)
_PATH = re.compile(
    r"\b(?:[Uu]nder|[Ii]n|[Aa]t|[Tt]o|[Oo]pen|[Cc]hoose) (?P<path>[A-Z][\w'’-]*(?: [A-Za-z][\w'’-]*){0,3}"
    r"(?:,| and) (?:and )?(?:then )?(?:choose |open |press |tap )?[A-Z][\w'’-]*(?:(?: [a-z]+){0,2} [A-Z][\w'’-]*)?)"
)
_AND = re.compile(r",| and ")
_ALL = r"all (?:of )?(?:our |the )?plans|every plan|each plan|any (?:of our )?plans?|whatever plan"
_PLAN = re.compile(
    rf"\b(?P<all>{_ALL})\b"
    r"|\b(?:part of|included in|(?:available|offered|only) (?:in|on|with|from|to)|needs?|requires?|from|with|on|have)"
    r" (?:the )?(?P<plan>[A-Z]\w+(?:(?:,| or| and) [A-Z]\w+)*)(?= plans?\b| on\b|[.,;:]|$)"
    r"|\b(?P<named>[A-Z]\w+) plan\b"
)
_ROLES = ("owner", "admin", "member", "accountant", "viewer", "editor", "manager", "everybody", "anybody", "everyone")


class Difference(Struct, frozen=True):
    """What makes two sentences differ, and where in both."""

    subject: str
    marks: tuple[Mark, ...]
    other_marks: tuple[Mark, ...]

    def meets(self, other: "Difference") -> bool:
        """Whether both stand in one place."""
        return meet(self.marks, other.marks) or meet(self.other_marks, other.other_marks)


def named(one: str, other: str) -> Iterator[Difference]:
    """What the two name otherwise, the surest first."""
    return chain.from_iterable(rule(one, other) for rule in (_roles, _plans, _controls, _paths, _names))


@lru_cache(8_192)
def people(sentence: str) -> dict[str, Mark]:
    """Roles that are spoken of, in the singular -> where."""
    found = {}
    for word in _read(sentence):
        if (stem := words(word.plain)) and stem[0] in _ROLES:
            found[stem[0]] = (word.start, word.end)
    return found


def _roles(one: str, other: str) -> Iterator[Difference]:
    """Limited to these people here, to those there."""
    here, there = people(one), people(other)
    if ("only" in one.lower() or "only" in other.lower()) and here and there and not here.keys() & there.keys():
        yield Difference("limit", tuple(here.values()), tuple(there.values()))


def _controls(one: str, other: str) -> Iterator[Difference]:
    here, there = list(_CONTROL.finditer(one)), list(_CONTROL.finditer(other))
    names, others = {each["name"] for each in here}, {each["name"] for each in there}
    if names and others and not names & others:
        yield Difference("control", *_places("name", here, there))


def _paths(one: str, other: str) -> Iterator[Difference]:
    """Found under these headings of the menu here, under others there."""
    here, there = list(_PATH.finditer(one)), list(_PATH.finditer(other))
    names, others = ({part.strip() for each in side for part in _AND.split(each["path"])} for side in (here, there))
    if here and there and not names & others:
        yield Difference("control", *_places("path", here, there))


def _places(group: str, *sides: list[re.Match[str]]) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    one, other = (tuple(each.span(group) for each in side) for side in sides)
    return one, other


def _plans(one: str, other: str) -> Iterator[Difference]:
    """Part of this plan here, of that plan or of all there."""
    here, there = _plan_names(one), _plan_names(other)
    if here and there and not here.keys() & there.keys():
        yield Difference("limit", tuple(here.values()), tuple(there.values()))


@lru_cache(8_192)
def _plan_names(sentence: str) -> dict[str, Mark]:
    found: dict[str, Mark] = {}
    for each in _PLAN.finditer(sentence):
        place = each.span(each.lastgroup or 0)
        names = ["all"] if each["all"] else re.findall(r"[A-Z]\w+", each[each.lastgroup or 0])
        found |= dict.fromkeys(names, place)
    return found


def _names(one: str, other: str) -> Iterator[Difference]:
    """Another name in nearly the same words: "starts as Member", "starts as Admin"."""
    here, there = _read(one), _read(other)
    names = {word.plain for word in here if word.name} ^ {word.plain for word in there if word.name}
    mine = tuple((word.start, word.end) for word in here if word.plain in names and word.name)
    theirs = tuple((word.start, word.end) for word in there if word.plain in names and word.name)
    rest, its = ({word.plain for word in side if word.plain not in names} for side in (here, there))
    if len(mine) == len(theirs) == 1 and len(rest & its) >= max(LEAST_SAME, SAME_WORDS * len(rest | its)):
        yield Difference("name", mine, theirs)


@lru_cache(8_192)
def _read(sentence: str) -> tuple[telling.Word, ...]:
    return tuple(telling.read(sentence))
