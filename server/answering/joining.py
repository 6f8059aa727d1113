"""Reads a turn together with what came before it: the answer to a question asked back, or a question that leans. Pure.

"refund" was asked back, and the visitor taps an option or says more; "and for a yearly plan?" means nothing without the
question before it.
"""

import re
from dataclasses import dataclass, field

from msgspec import Struct

from server.answering.question_words import Telling, telling

MOST_JOINED = 400  # characters of the question before: what is told beyond that is told again
MOST_LEANING = 8  # words of a question that leans on the one before
MOST_OF_ITS_OWN = 3  # telling words of one: with more it stands alone
WHOLE = 2  # telling words from which a question with a question's form is a new one

_LEANS = re.compile(r"(?:and|or|but|also|then|what about|how about|what if|same (?:for|with))\b", re.IGNORECASE)
_POINTS = re.compile(r"\b(?:it|that|this|them|those|these|there|one)\b", re.IGNORECASE)
_ASKS = re.compile(r"(?:how|what|when|where|who|which|why|until)\b|.*\?\s*$", re.IGNORECASE | re.DOTALL)
_NONE = re.compile(r"\W*(?:no(?:ne)?(?: of (?:these|those|them))?|neither|something else)\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AskedBack:
    """What the visitor was let choose from last. `waits` says that it was a question and no hint under an answer."""

    question: str
    options: dict[str, str] = field(default_factory=dict)  # label -> article
    times: int = 0  # questions back in a row
    waits: bool = True


class Joined(Struct, frozen=True):
    """A turn with what it leans on. `article` is the chosen one, `declined` those that were not meant."""

    text: str
    article: str = ""
    times: int = 0
    declined: tuple[str, ...] = ()
    with_before: bool = False


def joined(text: str, back: AskedBack | None, before: str) -> Joined:
    """The turn as it is looked up; `before` is the visitor's last question."""
    told = telling(text)
    if back is not None:
        plain = text.strip().casefold()
        chosen = next((article for label, article in back.options.items() if label.casefold() == plain), "")
        if chosen:
            return Joined(text, chosen, back.times, with_before=True)
        if back.waits and _NONE.fullmatch(text.strip()):
            return Joined(back.question, "", back.times, tuple(back.options.values()), with_before=True)
        if back.waits and not _is_whole(told):
            return Joined(_after(back.question, text), "", back.times, with_before=True)
        if back.waits:
            return Joined(text)
    leans = bool(before) and told.words <= MOST_LEANING and len(told.roots) <= MOST_OF_ITS_OWN
    if leans and (_LEANS.match(text.strip()) or _points(text, told)):
        return Joined(_after(before, text), with_before=True)
    return Joined(text)


def _points(text: str, told: Telling) -> bool:
    """Whether a question says "it" of what the one before was about."""
    return len(told.roots) < WHOLE and bool(_POINTS.search(text)) and bool(_ASKS.match(text) or told.yes_no)


def _is_whole(told: Telling) -> bool:
    """Whether a turn asks something that stands alone."""
    return len(told.roots) > MOST_OF_ITS_OWN or ((told.how or told.yes_no) and len(told.roots) >= WHOLE)


def _after(before: str, text: str) -> str:
    return f"{before[-MOST_JOINED:].rstrip(' ?!.')} {text.strip()}"
