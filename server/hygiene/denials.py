"""What a sentence denies, and what it says that there is or isn't: words only, no embeddings."""

import re
from collections.abc import Iterable
from functools import lru_cache

from server.hygiene.sentences import Mark
from server.knowledge import telling
from server.knowledge.words import words

LEAST_ROOT = 3  # letters
DENIED_WITHIN = 3  # words after a "not" among which is what it denies

DENIALS = frozenset(
    {"not", "never", "cannot", "neither", "nor", "unable", "impossible", "nothing", "nobody"}
)  # "no" denies things
_NONE = re.compile(
    r"\b(?:(?:is|are|was|were|has|have|had|be|get|gets|with|uses?|needs?|without)\s+(?:no|any)|without(?:\s+an?)?)\s+(?P<what>[\w'’-]+(?:\s+[\w'’-]+)?)",
    re.IGNORECASE,
)
_SOME = re.compile(
    r"\b(?:is|are|was|were|has|have|had|get|gets|uses?|includes?|contains?|offers?|with|open|opens|gives?|finds?|shows?|needs?)\s+"
    r"(?:an?|two|several|many|some|both|its|their|your|our|my|own)?\s*(?P<what>[\w'’-]+(?:\s+[\w'’-]+)?)",
    re.IGNORECASE,
)
_NEEDED = frozenset("need needed must require required requires requirement necessary mandatory obligatory".split())  # noqa: SIM905
_CONTRAST = re.compile(r",\s+(?:and\s+)?not\b[^,;:.]*(?:,\d[^,;:.]*)?", re.IGNORECASE)  # "yours, not the company's"
QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")  # what is quoted is shown, not said


def negates(sentence: str) -> bool:
    """Whether anything is denied, beside a mere contrast ("yours, not the company's")."""
    plain = plain_words(_CONTRAST.sub("", sentence))
    return bool(denials(plain) or plain.keys() & {"no", "none", "without"})


def lacks(one: str, other: str) -> frozenset[str]:
    """The roots that name what one of the two hasn't and the other has; none where they agree."""
    found = _named(_NONE, one) & _named(_SOME, other) - _named(_NONE, other)
    found |= _named(_NONE, other) & _named(_SOME, one) - _named(_NONE, one)
    return max(found, key=lambda name: (len(name), sorted(name)), default=frozenset())


@lru_cache(8_192)
def _named(pattern: re.Pattern[str], sentence: str) -> frozenset[frozenset[str]]:
    """What is said to be there, or not to be, each as the roots of its name."""
    return frozenset(name for found in pattern.finditer(sentence) if (name := rooted(found["what"])))


@lru_cache(8_192)
def denied_words(sentence: str) -> frozenset[str]:
    """The first word with meaning after each "not" and the like: what is denied."""
    found = set()
    plain = [word.plain for word in telling.read(sentence)]
    for place, word in enumerate(plain):
        if word in DENIALS or word.endswith("n't"):
            found |= set(words(" ".join(plain[place + 1 : place + 1 + DENIED_WITHIN]))[:1])
    return frozenset(_root(word) for word in found)


@lru_cache(8_192)
def rooted(sentence: str) -> frozenset[str]:
    """The words with meaning, verbs without their endings."""
    return frozenset(_root(word) for word in words(sentence))


def roots(these: Iterable[str]) -> set[str]:
    """The roots of words as they are written."""
    return {_root(word) for each in these for word in words(each)}


def _root(word: str) -> str:
    """A verb without its ending: "marked" is "mark". What has to be is one root: it is denied by "needn't" alone."""
    if word in _NEEDED:
        return "need"
    for ending in ("ing", "ed", "es", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= LEAST_ROOT:
            return word.removesuffix(ending)
    return word


@lru_cache(8_192)
def plain_words(sentence: str) -> dict[str, Mark]:
    """Word in lower case -> its first place."""
    found: dict[str, Mark] = {}
    for word in telling.read(sentence):
        found.setdefault(word.plain, (word.start, word.end))
    return found


def denials(plain: dict[str, Mark]) -> set[str]:
    """The denying ones of a sentence's words."""
    return {word for word in plain if word in DENIALS or word.endswith("n't")}
