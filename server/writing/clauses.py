"""Reads a sentence as the support check compares it: clauses of words that carry meaning, and what is negated. Pure."""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from server.writing.support_words import DECIDING_STEMS, EMPTY_STEMS, NEGATIONS, NUMBERS, SIGNS, stem

_TOKEN = re.compile(
    r"\d+(?:[.,:/]\d+)*(?=\b|[^\W\d])|[^\W_]+(?:[-'’.@/][^\W_]+)*|[%€$£¥]|[,;:.!?()\"“”]+|[^\w\s]", re.UNICODE
)
_BREAK = re.compile(r"^[,;:.!?()]+$")
_NOT = re.compile(r"^(\w+?)n['’]t$", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<=\d)[,.](?=\d{3}(?:\D|$))")
_SWITCHING = frozenset(map(stem, ("turn", "switch", "toggle")))
LEAST_WORDS = 2  # of a clause that stands alone: "Solo, at 9 € a month" is one


class Word(Struct, frozen=True):
    """A word that carries meaning. `kind`: number, name, deciding (before, every, ...), plain."""

    stem: str
    kind: str
    negated: bool = False


class Clause(Struct, frozen=True):
    """The words of a clause in their order."""

    words: tuple[Word, ...]

    @property
    def stems(self) -> frozenset[str]:
        return frozenset(word.stem for word in self.words)

    @property
    def negates(self) -> bool:
        return any(word.negated for word in self.words)


def clauses(text: str) -> list[Clause]:
    """The clauses of a text. One too short to say anything belongs to the next, or to the last before it."""
    found: list[list[Word]] = []
    for words in _apart(text):
        if found and len(found[-1]) < LEAST_WORDS:
            found[-1] += words
        elif words:
            found.append(words)
    if len(found) > 1 and len(found[-1]) < LEAST_WORDS:
        last = found.pop()
        found[-1] += last
    return [Clause(tuple(words)) for words in found]


def stems(text: str) -> frozenset[str]:
    """All that a text names."""
    return frozenset(word.stem for words in _apart(text) for word in words)


def _apart(text: str) -> Iterator[list[Word]]:
    """The words between one break and the next. "Owners can cancel, admins cannot": admins cannot cancel."""
    before: list[Word] = []
    tokens = _tokens(text)
    for part, first in _parts(tokens):
        words = _words(part, first)
        if part and part[-1].casefold() in NEGATIONS and words and not any(word.negated for word in words):
            done = next((word for word in reversed(before) if word.kind == "plain"), None)
            words = [*words, Word(done.stem, done.kind, True)] if done else [*words[:-1], _negated(words[-1])]
        yield words
        before = words


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    for raw in _TOKEN.findall(text):
        if contracted := _NOT.match(raw):
            tokens += [{"ca": "can", "wo": "will"}.get(contracted[1].lower(), contracted[1]), "not"]
        elif raw.lower() == "cannot":
            tokens += ["can", "not"]
        elif "-" in raw and not any(map(str.isdigit, raw)):
            tokens += filter(None, raw.split("-"))
        else:
            tokens.append(raw)
    return tokens


def _parts(tokens: Sequence[str]) -> Iterator[tuple[list[str], bool]]:
    """(tokens between breaks, whether a sentence begins with them)."""
    part: list[str] = []
    first = starts = True
    for token in tokens:
        if _BREAK.match(token):
            yield part, first
            starts = token[-1] in ".!?:"
            part, first = [], starts
        else:
            part.append(token)
    yield part, first


def _words(part: Sequence[str], first: bool) -> list[Word]:
    words: list[Word] = []
    negating = False
    for place, token in enumerate(part):
        if (low := token.casefold().removesuffix("'s").removesuffix("’s")) in NEGATIONS:
            negating = True
            continue
        if (word := _word(token, low, part[:place], first)) is None:
            continue
        words.append(_negated(word) if negating and word.kind != "number" else word)
        negating = negating and word.kind == "number"
    return words


def _word(token: str, low: str, before: Sequence[str], first: bool) -> Word | None:
    if low in SIGNS:
        return Word(SIGNS[low], "plain")
    if any(map(str.isdigit, token)):
        return Word(_THOUSANDS.sub("", low), "number")
    if low in NUMBERS:
        return Word(NUMBERS[low], "number")
    if not token[0].isalpha():
        return None
    root = stem(low)
    if low == "on" and not any(stem(one.casefold()) in _SWITCHING for one in before[-2:]):
        return None
    if token[0].isupper() and (before or not first) and low != "i":
        return Word(root, "name")
    if root in DECIDING_STEMS:
        return Word(root, "deciding")
    return None if low in EMPTY_STEMS or root in EMPTY_STEMS else Word(root, "plain")


def _negated(word: Word) -> Word:
    return Word(word.stem, word.kind, True)
