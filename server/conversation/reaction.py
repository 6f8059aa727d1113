"""Hears whether a turn says that the last answer helped or did not. Only sentences that say little else count."""

import re
from typing import Literal

MOST_WORDS = 12  # longer turns bring something new and are considered as questions

_SOLVED = re.compile(
    r"\b(?:(?:that|this|it)(?:'s| has| is)? (?:worked|works|did it|helped|solved|fixed)"
    r"|(?:works|working|solved|fixed) now|that did the trick|got it working|problem solved)\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:(?:did|does|do|is|was|has)(?:n't|nt| not) (?:work|help|helped|working|solve|fix)|no luck|not working"
    r"|still (?:not|the same|doesn't|does not|can't|cannot|won't|broken|stuck|refused|grey|gray)|not (?:it|helpful)"
    r"|(?:tried|did) (?:that|this|it)\b.*|nope|same (?:error|problem|thing))\b",
    re.IGNORECASE,
)


def reaction(text: str) -> Literal["solved", "not_yet", ""]:
    """ "solved" or "not_yet" where the turn is no more than a verdict on the last answer."""
    if len(text.split()) > MOST_WORDS:
        return ""
    if _NOT_YET.search(text):
        return "not_yet"
    return "solved" if _SOLVED.search(text) else ""
