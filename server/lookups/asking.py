"""Which look-ups a turn calls for, with the values that they need. Pure."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from msgspec import Struct

from server.lookups.declared import FromContext, FromTurn, FromVisitor, Lookup, Need
from server.lookups.templates import fits_url
from server.lookups.values import plain

MOST_A_TURN = 3  # more sentences than that are no answer
READ_CHARS = 1_000  # of a turn, for patterns: nobody writes a number after that
MOST_NEEDED = 120  # characters of a needed value: the protocol's length of an id


class Question(Struct, frozen=True, kw_only=True):
    """A turn as look-ups see it. `visitor` is the verified id, "" for none; `known` are values by look-up that this
    conversation has named before."""

    site: str
    text: str
    intents: frozenset[str] = frozenset()
    visitor: str = ""
    context: Mapping[str, str] = {}
    known: Mapping[str, Mapping[str, str]] = {}


class Asked(Struct, frozen=True):
    """A look-up that the turn calls for. `lacks` is "visitor" where only a proven one is missing; `plain`: the turn
    names it in words or by a number, so that silence about it would be noticed."""

    lookup: Lookup
    values: dict[str, str]
    plain: bool
    lacks: str = ""


def asked(lookups: Iterable[Lookup], question: Question) -> list[Asked]:
    """In the order of their declaration, at most MOST_A_TURN."""
    found = (_asked(lookup, question) for lookup in lookups if lookup.site in ("", question.site))
    return [one for one in found if one is not None][:MOST_A_TURN]


def _asked(lookup: Lookup, question: Question) -> Asked | None:
    by_word = any(_whole(word).search(question.text) for word in lookup.words)
    by_intent = not question.intents.isdisjoint(lookup.intents)
    before = question.known.get(lookup.name, {})
    said = {name: _in_turn(need, question.text) for name, need in lookup.needs.items() if isinstance(need, FromTurn)}
    said_now = any(said.values())
    if not (by_word or by_intent or (before and said_now)):
        return None
    values = {name: _value(name, need, question, said, before) for name, need in lookup.needs.items()}
    missing = {name for name, found in values.items() if not found}
    if missing - {lookup.personal}:
        return None
    return Asked(lookup, values, by_word or said_now, "visitor" if missing else "")


def _value(name: str, need: Need, question: Question, said: Mapping[str, str], before: Mapping[str, str]) -> str:
    match need:
        case FromVisitor():
            found = question.visitor
        case FromTurn():
            found = said[name] or before.get(name, "")
        case FromContext(key=key):
            found = plain(question.context.get(key, ""), MOST_NEEDED)
    return found if len(found) <= MOST_NEEDED and fits_url(found) else ""


def _in_turn(need: FromTurn, text: str) -> str:
    match = _pattern(need.pattern).search(text[:READ_CHARS])
    if match is None:
        return ""
    found = plain((match[1] if match.re.groups else match[0]) or "", MOST_NEEDED)
    return {"upper": found.upper(), "lower": found.lower()}.get(need.case, found)


@lru_cache(512)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)", re.IGNORECASE)


@lru_cache(2048)
def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
