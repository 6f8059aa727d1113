"""The facts of a turn that bear on how a conversation goes: what was understood of it, and what kind of reply it is."""

import re
from collections.abc import Collection

from msgspec import Struct

from models.encode import Embedding
from server.understanding.person import asks_for_person
from server.understanding.reading import readable
from server.understanding.understood import Understood

MOST_AGREEING = 60  # characters of a reply that may be no more than yes and thanks

_AGREES = re.compile(
    r"(?:(?:yes|yep|yeah|yup|ok(?:ay)?|k+|sure|right|fine|done|thanks?|thank you|thx|ty|cheers|great|perfect|cool|nice|"
    r"got it|will do|will try|trying|one moment|just a (?:sec|moment|minute)|wait|hold on|let me (?:check|see|look)|"
    r"i see|good|please|that one|hi|hello|hey|bye|it works|works(?: now)?)\b[\s,.!]*)+\Z"
)
_REFUSES = re.compile(
    r"\b(?:no|nope|nah|not|never|still|same|wrong|nothing|none|again|neither|useless|whatever|forget|why|how|so)\b|"
    r"n't\b"
)
_THANKS = re.compile(
    r"\b(?:thank|thx|cheers|solved|works now|that (?:worked|helped|did it|fixed)|all (?:good|set|fine))"
)
_MISSED = re.compile(
    r"\b(?:i (?:only |just )?(?:asked|meant|said|want(?:ed)? to know)|my question (?:was|is)|i'm asking|i am asking|"
    r"(?:not|isn't|wasn't) what i|once (?:more|again)|nothing (?:in there )?about|i don't want|that only|again(?=:)|"
    r"that(?:'s| is) (?:the page|my own|another)|yes or no|so (?:why|how|where|what|which|can|is|do))\b"
)


class Facts(Struct, frozen=True, kw_only=True):
    """What one turn tells the fold. Shares are 0..1, `at` is Unix ms, `words` counts the turn's words.

    `verdict` is solved, not_yet or "": the turn's word on the last answer. `struggles` are the page's signals since
    the turn before. A turn that `agrees` says no more than yes, done or one moment; one that `refuses` denies or asks
    back; one that says it was `missed` insists on its question.
    """

    at: int
    words: int
    embedding: Embedding
    sentiment: float
    frustration: float
    disappointment: float
    confusion: float
    urgency: float
    rage_typing: float
    wants_person: bool
    agrees: bool
    refuses: bool
    thanks: bool
    missed: bool
    verdict: str = ""
    struggles: tuple[str, ...] = ()


def facts_of(
    text: str,
    understood: Understood,
    embedding: Embedding,
    at: int,
    verdict: str = "",
    struggles: Collection[str] = (),
) -> Facts:
    """The facts of a turn from what was understood of it."""
    folded = readable(text)[0].casefold()
    return Facts(
        at=at,
        words=len(text.split()),
        embedding=embedding,
        sentiment=understood.sentiment_score,
        frustration=understood.frustration,
        disappointment=understood.disappointment,
        confusion=understood.confusion,
        urgency=understood.urgency,
        rage_typing=understood.rage_typing,
        wants_person=asks_for_person(folded),  # in so many words: an intent head alone mistakes a "call" for one
        agrees=len(folded) <= MOST_AGREEING and _AGREES.match(folded) is not None,
        refuses=_REFUSES.search(folded) is not None,
        thanks=_THANKS.search(folded) is not None,
        missed=_MISSED.search(folded) is not None,
        verdict=verdict,
        struggles=tuple(struggles),
    )
