"""Whether one sentence says that there is what another says there isn't ("has a number", "no number")."""

import re
from functools import lru_cache

from server.hygiene.aligned import root
from server.knowledge.words import words

_NONE = re.compile(
    r"\b(?:no|any|without(?:\s+an?)?)\s+(?P<what>[\w'’-]+(?:\s+[\w'’-]+)?)",
    re.IGNORECASE,
)
_SOME = re.compile(
    r"\b(?:is|are|was|were|has|have|had|get|gets|uses?|includes?|contains?|offers?|with|open|opens|gives?|finds?|shows?"
    r"|needs?|comes?|want|wants|requires?)\s+(?:an?|two|several|many|some|both|its|their|your|our|my|own|the)?\s*"
    r"(?P<what>[\w'’-]+(?:\s+[\w'’-]+)?)",
    re.IGNORECASE,
)
_FORBIDS = re.compile(r"no\s+(?!\w+\s+(?:is|are|was|were)\b)|.*\bno (?:way|need)\b", re.IGNORECASE)


def answers(denying: str, other: str) -> bool:
    """Whether what `denying` says there is none of ("no", "without") is in `other`, or is forbidden ("No dogs")."""
    return bool(_FORBIDS.match(denying) or _named(_NONE, denying) & _named(_SOME, other))


@lru_cache(8_192)
def _named(pattern: re.Pattern[str], sentence: str) -> frozenset[frozenset[str]]:
    """What is said to be there, or not to be, each as the roots of its name."""
    found = (frozenset(root(word) for word in words(match["what"])) for match in pattern.finditer(sentence))
    return frozenset(name for name in found if name)
