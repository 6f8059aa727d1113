"""Parts a turn into the questions that it asks, each with what is said about it. Pure.

"How do I change my plan, and when will I be charged?" is two questions; "How do I import and map columns?" is one. A
turn is cut only where a new question plainly begins: with a sentence, or after "and", "also" or a comma if the words
that follow ask ("when will I", "is there a", "how to"). A cut counts only if both sides ask something of their own;
whatever else is said (a greeting, the situation, "is that possible?") stays with the question beside it.
"""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from server.answering.question_forms import (
    AGAIN,
    AND,
    ASKED_OF,
    ASKS,
    ASKS_ON,
    BEFORE,
    CHECKS,
    CLAUSE,
    DOUBTS,
    EMBEDDED,
    FAILS,
    MARK,
    MARKUP,
    MORE,
    MUCH,
    PLAINLY,
    POINTED,
    POINTS,
    QUOTED,
    RELATIVE,
    SENTENCE,
    STATES,
    TOO,
    WISHES,
    WITHIN,
)
from server.answering.question_words import telling

MOST_QUESTIONS = 3  # of a turn that are looked up apart; what is asked beyond is named, to be sent again
MOST_NAME = 90  # characters of a question that is named in an answer
LEAST_ON = 3  # words of a question that asks on: "when?" alone is asked of the same

# "on" asks on about what was said, "" says nothing, as a greeting does
Form = Literal["asks", "on", "wishes", "fails", "tells", ""]


class Question(Struct, frozen=True):
    """One question of a turn: the `text` it is looked up by, with what was said about it, and its own `words`, by which
    an answer names it. One that asks on ("how long does it take?") `leans` on the one before, which its text has too.
    """

    text: str
    words: str
    leans: bool = False


class Parted(Struct, frozen=True):
    """A turn's `questions`, and the words of those `beyond` that are not looked up with them."""

    questions: tuple[Question, ...]
    beyond: tuple[str, ...] = ()


class _Piece(Struct, frozen=True):
    """What stands between two cuts. `words` are without what links it to the piece before; `own` tells what it is
    about; `more` says that it opens another matter, `linked` that "and" or the like joins it to the piece before."""

    words: str
    form: Form
    own: frozenset[str]
    more: bool
    linked: bool


def questions(text: str) -> tuple[Question, ...]:
    """The questions of a turn in order, at most MOST_QUESTIONS; the whole turn alone where it asks one thing."""
    return parted(text).questions


def parted(text: str) -> Parted:
    """The questions of a turn in order, the first MOST_QUESTIONS to be looked up; the whole turn where it asks one."""
    found: list[list[_Piece]] = []
    named: frozenset[str] = frozenset()
    ahead: list[_Piece] = []  # said before the question that it is about
    for piece in _pieces(text):
        if not piece.form:
            continue
        if _opens(piece, named, ahead, bool(found)):
            if ahead and _stands(ahead, piece):
                found.append(ahead)
                ahead = []
            found.append([*ahead, piece])
            ahead = []
        elif found and not (piece.more and piece.form in ("tells", "fails")):
            found[-1] += [*ahead, piece]
            ahead = []
        else:
            ahead.append(piece)
        named |= piece.own
    if len(found) < 2:
        return Parted((Question(text, text.strip()),))
    found[-1] += ahead
    asked = tuple(_asked(found))
    return Parted(asked[:MOST_QUESTIONS], tuple(one.words for one in asked[MOST_QUESTIONS:]))


def _opens(piece: _Piece, named: frozenset[str], ahead: list[_Piece], later: bool) -> bool:
    """Whether a piece asks something that was not asked yet; `later` says that something was."""
    fresh = piece.own - named
    match piece.form:
        case "asks":
            doubts = later and not piece.linked and len(fresh) < 2 and bool(DOUBTS.match(piece.words))
            return (bool(fresh) and not doubts) or (later and _goes_on(piece))
        case "on":
            of_it = bool(EMBEDDED.match(piece.words) and POINTS.search(piece.words))
            return (later and _goes_on(piece)) or (of_it and any(one.own for one in ahead))
        case "wishes" | "fails":
            return piece.more and bool(fresh)
    return False


def _stands(ahead: list[_Piece], piece: _Piece) -> bool:
    """Whether what was said before is a matter of its own, beside the one that a piece opens."""
    if piece.form == "on":
        return False
    forms = {one.form for one in ahead if one.own}
    return ("wishes" in forms and (piece.linked or piece.more)) or ("fails" in forms and piece.more)


def _goes_on(piece: _Piece) -> bool:
    """Whether a piece asks how long or how much, of what was asked before it."""
    return bool(MUCH.match(piece.words)) and len(piece.words.split()) >= LEAST_ON


def _asked(found: list[list[_Piece]]) -> Iterator[Question]:
    before, named = "", frozenset[str]()
    for pieces in found:
        opening = next((one for one in pieces if one.form == "asks"), pieces[-1])
        own = frozenset().union(*(one.own for one in pieces)) - named
        text = " ".join(one.words for one in pieces)
        leans = bool(before) and (not own or (len(own) == 1 and bool(POINTS.search(opening.words))))
        looked_up = f"{before.rstrip(' ?!.,')} {text}" if leans else text
        yield Question(looked_up, _name(opening.words), leans)
        before, named = text, named | own


def _name(words: str) -> str:
    """A question's words as they are quoted: plain, cut at a word."""
    plain = " ".join(MARKUP.sub(" ", words).split()).strip(" ?!.,;:")
    return plain if len(plain) <= MOST_NAME else f"{plain[:MOST_NAME].rpartition(' ')[0]} …"


def _pieces(text: str) -> Iterator[_Piece]:
    for sentence in _sentences(text):
        asked_of = bool(ASKED_OF.match(_unlinked(sentence)))
        for place, (link, words) in enumerate(_cut(sentence)):
            asks = (asked_of and place > 0) or (words.endswith("?") and not STATES.match(_unlinked(words)))
            yield _piece(words, bool(link or AND.match(words)), asks)


def _sentences(text: str) -> Iterator[str]:
    """Sentences and lines, without the marks of a list."""
    veiled, start = _veiled(text), 0
    for gap in SENTENCE.finditer(veiled):
        yield MARK.sub("", text[start : gap.start()].strip(), count=1)
        start = gap.end()
    yield MARK.sub("", text[start:].strip(), count=1)


def _cut(sentence: str) -> Iterator[tuple[str, str]]:
    """A sentence cut where a new question begins in it: each piece with the word that links it to the one before."""
    veiled, start, link = _veiled(sentence), 0, ""
    for gap in WITHIN.finditer(veiled):
        if gap.start() >= start and _begins(veiled[start : gap.start()], gap.group(), veiled[gap.end() :]):
            yield link, sentence[start : gap.start()].strip()
            link = gap.group().strip(POINTED)
            start = gap.start() if MORE.match(link) else gap.end()
    yield link, sentence[start:].strip(" ,:")


def _begins(left: str, gap: str, right: str) -> bool:
    """Whether a new question begins after a gap in a sentence."""
    if not _unlinked(left).strip(" ,:") or AGAIN.fullmatch(left.strip(" ,:")):
        return False
    opening = MORE.match(right)
    right = BEFORE.sub("", right[opening.end() :] if opening else right, count=1)
    left = _unlinked(left)
    asked_of = ASKED_OF.match(left)
    if asked_of and gap.strip(POINTED) and EMBEDDED.match(right):
        asked = left[asked_of.end() :]
        return bool(EMBEDDED.match(asked) and _own(asked))
    if not ASKS.match(right):
        return False
    if gap.strip() == "," and RELATIVE.match(right):
        return False
    inside = CLAUSE.search(left, 1)  # "see what I paid and what is open"
    return not inside or bool(PLAINLY.match(right)) or bool(asked_of)


def _piece(words: str, linked: bool, asks: bool) -> _Piece:
    plain = _unlinked(words) or words
    more = bool(MORE.match(words)) or bool(TOO.search(words))
    own = _own(plain)
    return _Piece(plain, _form(plain, own, asks), own, more, linked)


def _unlinked(words: str) -> str:
    """The words without what links them to those before."""
    words = words.strip()
    opening = MORE.match(words)
    return words[opening.end() :] if opening else BEFORE.sub("", words, count=1)


def _own(words: str) -> frozenset[str]:
    """Roots of what the words are about."""
    return frozenset(key for key, word in telling(words).roots.items() if word not in ASKS_ON)


def _form(words: str, own: frozenset[str], asks: bool) -> Form:
    if AGAIN.match(words):
        return "tells"
    asked_of = ASKED_OF.match(words)
    rest = words[asked_of.end() :] if asked_of else words
    if ASKS.match(rest) or asks or (asked_of and EMBEDDED.match(rest)):
        return "asks" if own and not CHECKS.match(words) else "on"
    if not own:
        return ""
    if WISHES.match(words):
        return "wishes"
    return "fails" if FAILS.search(words) else "tells"


def _veiled(text: str) -> str:
    """The text with what is quoted made unreadable, to be cut nowhere in it."""
    return QUOTED.sub(lambda found: "x" * len(found.group()), text)
