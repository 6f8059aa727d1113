"""Finds the second thing that a turn says: the turn is cut into clauses and each is understood on its own.

"I want my money back, and please cancel" is a refund and a cancellation; "please cancel, we don't need it any more"
is one thing. A second intent is reported only where its clause says it clearly and the rest says the first as clearly.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

LEAST_WORDS = 2  # of a clause: one word ("ok", "and") says too little to be understood alone
LEAST_BEFORE_COMMA = 3  # "Good morning, where is my order?" is one thing
MOST_CLAUSES = 4  # each costs an encoding; who writes more of them is understood by the first four
SURE = 0.8  # confidence that each of two needs: splits 8 % of turns that say one thing in two clauses; .6 splits 31 %

_LINKS = (
    r"and also|and then|and by the way|as well as|on top of that|apart from that|besides|moreover|furthermore|"
    r"by the way|btw|another thing|one more thing|additionally|also|plus|and|but"
)
_OPENS = (  # a comma parts two clauses where the next words open one: "I moved, please change my address"
    r"i|i'm|i've|i'd|we|we're|we've|you|your|my|our|it|it's|this|that's|the|there|how|what|where|when|why|who|which|"
    r"can|could|do|does|is|are|will|would|may|please|pls|make|give|send|delete|cancel|add|let|connect"
)
_BOUND = re.compile(
    rf"(?:[.!?;:]++[\"')]*+(?:\s++|$)|\n++|\s+-+\s+)(?:(?:{_LINKS})\b[\s,:]*)?"
    rf"|,?\s+(?:{_LINKS})\b[\s,:]+"
    rf"|,\s+(?=(?:{_OPENS})\b)",
    re.IGNORECASE,
)


class Reading(NamedTuple):
    """What a head makes of some words: the best label, its calibrated confidence, and whether they belong here."""

    label: str
    confidence: float
    in_scope: bool


def clauses(text: str) -> tuple[str, ...]:
    """The parts of a turn that can be understood alone, in order; the whole turn where there is only one."""
    spans: list[tuple[int, int]] = []
    start, joined = 0, False  # joined: what comes next belongs to what is before it
    for end, after, least in _bounds(text):
        if spans and (joined or _words(text, start, end) < LEAST_WORDS):
            start = spans.pop()[0]
        joined = _words(text, start, end) < least
        if end > start:
            spans.append((start, end))
        start = after
    return tuple(text[start:end].strip(" ,") for start, end in spans[:MOST_CLAUSES]) if len(spans) > 1 else (text,)


def _bounds(text: str) -> Iterator[tuple[int, int, int]]:
    """(where a clause ends, where the next begins, how many words the first needs to stand alone)."""
    for found in _BOUND.finditer(text):
        comma = found.group().strip() == ","
        yield found.start(), found.end(), LEAST_BEFORE_COMMA if comma else LEAST_WORDS
    yield len(text), len(text), 0


def _words(text: str, start: int, end: int) -> int:
    return len(text[start:end].split())


def intents_of(
    text: str, ask: Callable[[str], Reading], whole: Reading, sure: float = SURE
) -> tuple[tuple[str, float], ...]:
    """(label, confidence) of everything that a turn says, the clearest first; one where it says one thing.

    `ask` understands a clause (one encoding each, none for a turn of one clause), `whole` is how the whole turn was
    understood and remains the answer unless two clauses are in scope, differ, and are both at least `sure`.
    """
    parts = clauses(text)
    best: dict[str, float] = {}
    if len(parts) > 1:
        for left, part in zip(range(len(parts), 0, -1), parts, strict=True):
            if len(best) + left < 2:
                break  # even if all that are left were sure, the turn would say one thing
            reading = ask(part)
            if reading.in_scope and reading.confidence >= sure:
                best[reading.label] = max(best.get(reading.label, 0.0), reading.confidence)
    if len(best) < 2:
        return ((whole.label, whole.confidence),)
    return tuple(sorted(best.items(), key=lambda one: (-one[1], one[0])))
