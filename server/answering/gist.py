"""What a question asks, so that two questions with the same gist have the same answer. Pure.

A gist is the form of the question and its words in their order: without greetings and words that carry nothing, with
words that mean the same written as one. All others count, in particular numbers, signs, negations and names: where one
of them differs, so does the gist. What is quoted or begins with a capital letter is a name and stands for itself.
"""

import re
import unicodedata
from collections.abc import Iterator

from server.answering.gist_words import ASKING, EMPTY, FAREWELL, FORMS, GREETING, PHRASES, SAME
from server.knowledge.words import words

MOST_ITEMS = 24  # of a gist; a longer turn tells a story that nobody tells twice
ORDERLESS = 2  # words that may stand in either order: "password reset", "reset the password"
MOST_LEADS = 4  # greetings and lead-ins before a question

_QUOTED = re.compile(r'"([^"]{1,80})"|“([^”]{1,80})”|«([^»]{1,80})»|‹([^›]{1,80})›|(?<!\w)\'([^\']{1,80})\'(?!\w)')
_NOT = re.compile(r"\b(ca|wo|sha|\w+)n't\b", re.IGNORECASE)
_TOKEN = re.compile(r"(?:(?<!\w)-)?\d+(?:[.,:/]\d+)*(?![^\W\d_])|[^\W_]+(?:['.@_][^\W_]+)*|[^\w\s]")
_DROPPED = frozenset("?!.,;:'\"()[]{}-–—…“”„‘’«»‹›`_")
_CONTRACTED = {"ca": "can", "wo": "will", "sha": "shall"}
_SHORT = re.compile(
    r"(?P<of>\w)'(?P<am>m|re|ll|ve|d)\b|\b(?P<asks>what|where|who|how|when|it|that|there)'s\b", re.IGNORECASE
)
_WHOLE = {"m": "am", "re": "are", "ll": "will", "ve": "have", "d": "would"}
NAMED = "="  # before a name that would be taken for another word


def gist(text: str) -> tuple[str, ...]:
    """The gist of a question, its form first; empty where it has none that could be compared."""
    plain = _plain(text)
    if plain.upper() == plain:  # all capitals: none of them makes a name
        plain = plain.lower()
    form, rest = _form(_begun(plain))
    items = list(_items(rest, starts=not form))
    if not items or len(items) > MOST_ITEMS:
        return ()
    if len(items) <= ORDERLESS and form:
        items.sort()
    return (form, *items)


def _plain(text: str) -> str:
    """One kind of apostrophe and space; "can't" and "I'm" in two words."""
    spaced = " ".join(unicodedata.normalize("NFKC", text).replace("’", "'").split())
    whole = _NOT.sub(lambda found: f"{_CONTRACTED.get(found[1].lower(), found[1])} not", spaced)
    return _SHORT.sub(
        lambda found: f"{found['asks']} is" if found["asks"] else f"{found['of']} {_WHOLE[found['am'].lower()]}", whole
    )


def _begun(text: str) -> str:
    """Without what stands before and after the question."""
    for _ in range(MOST_LEADS):
        shorter = FAREWELL.sub("", GREETING.sub("", text, count=1) if GREETING.match(text) else text)
        if shorter == text or not shorter:
            break
        text = shorter
    return text


def _form(text: str) -> tuple[str, str]:
    for pattern, form in FORMS:
        if found := pattern.match(text):
            return form, text[found.end() :]
    return "", text


def _items(text: str, starts: bool) -> Iterator[str]:
    """What counts, in order. `starts` says that the first word begins a sentence: its capital makes no name."""
    done = 0
    for quoted in _QUOTED.finditer(text):
        yield from _of_words(text[done : quoted.start()], starts and not done)
        yield from map(_named, _TOKEN.findall(next(filter(None, quoted.groups()))))
        done = quoted.end()
    yield from _of_words(text[done:], starts and not done)


def _of_words(text: str, starts: bool) -> Iterator[str]:
    for pattern, one in PHRASES:
        text = pattern.sub(lambda found, one=one: _as_written(found, one), text)  # type: ignore[misc]
    for place, token in enumerate(_TOKEN.findall(text)):
        first, low = starts and not place, token.casefold()
        if token in _DROPPED or (low in EMPTY and not (first and low in ASKING)):
            continue
        if token[0].isupper() and not first:
            yield _named(token)
        else:
            yield from _counted(low)


def _as_written(found: re.Match[str], one: str) -> str:
    """A phrase as one word; left as it is where it is a name in the middle of a sentence ("the button Sign in")."""
    return found[0] if found[0][0].isupper() and found.start() else one


def _named(token: str) -> str:
    low = token.casefold()
    return NAMED + low if low in SAME else low


def _counted(low: str) -> tuple[str, ...]:
    """What a word counts as."""
    bare = low.removesuffix("'s")
    if bare == "cannot":
        return ("not",)
    if bare in SAME or not (bare.isascii() and bare.isalpha()):
        return SAME.get(bare, (bare,))
    singular = words(bare)
    return SAME.get(singular[0], (singular[0],)) if len(singular) == 1 else (bare,)
