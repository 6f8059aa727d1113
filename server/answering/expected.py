"""What kind of value a question asks for (a price, a time, a number), and which words say one. Pure.

Who asks what something costs wants the amount and no procedure; where none is said there is no answer. Only the form of
a question tells: "how do I change the price" asks for the way to do it.
"""

import re
from collections.abc import Iterable

_NUMBERS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety"
    "|hundred|thousand|million|half|once|twice|none|unlimited|dozen"
)
_DATES = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekend|weekday|midnight|noon|january|february|march"
    "|april|may|june|july|august|september|october|november|december"
)
_SPAN = r"(?:second|minute|hour|day|night|week|month|quarter|year)s?"
_LASTS = r"long (?! \ (?:must|should|can|may|does)\b .* \bbe\b )"  # how long a password must be is a number of letters
_COUNT = rf"(?:\d[\d.,]*|{_NUMBERS})"
_TIME = rf"\b{_COUNT}(?:\ to\ {_COUNT})?[ -](?:(?:working|business|calendar|full)\ )?{_SPAN}\b"

_ASKS = re.compile(
    r"""
    ^ (?: (?:and|so|but|hi|hello|ok|please)\b [ ,]* )?
    (?: what | which | when | how\ (?!(?:do|can|to|should|would)\b) | is\ there | are\ there | do\ you | does | until
    | till | by\ when ) \b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PRICE = (
    r"""
    \b(?: costs? | prices? | pricing | fees? | (?<!reverse\ )charges? | surcharge )\b
    | \bhow\ (?: much\ (?:is|are|do|does|would|will) | expensive | cheap )\b
    """,
    r"""
    [€$£¥]\s?\d | \d\s?(?:€|\$|£|eur|usd|gbp|chf)\b | \b\d[\d.,]*\s?(?:euros?|dollars?|pounds?|cents?|francs?)\b
    | \bfree\b | \bcosts?\ nothing\b | \bno\ (?:extra\ )?(?:charge|cost|fee)
    """,
)
_HOW_LONG = (
    rf"\bhow\ (?: {_LASTS} | soon | quickly | fast | many\ {_SPAN} )\b | \b(?:until|till|by)\ when\b | \bdeadline\b",
    rf"""
    {_TIME} | \b(?: immediately | at\ once | instantly | (?:right|straight)\ away | overnight
    | the\ same\ day | no\ (?:time\ )?limit )\b | \b(?:a|an|each|every|per)\ {_SPAN}\b
    """,
)
_WHEN = (
    r"""
    ^ (?:and\ |so\ |but\ )? when\ (?:do|does|did|is|are|was|were|will|can|must|should)\b
    | \b(?:what|which)\ (?:time|day|date|month|year)s?\b | \bopening\ (?:hours|times)\b
    """,
    rf"""
    \b\d\d?[:.]\d\d\b | \b\d\d?[ ]?[ap]\.?m\b | \b(?:{_DATES})s?\b | \b(?:19|20)\d\d\b | {_TIME}
    | \b(?:first|last)\ (?:of|day)\b | \b(?:immediately|at\ once)\b
    """,
)
_HOW_MANY = (
    r"""
    \bhow\ (?:many|much|long|big|large|heavy|old|far|often|high|wide|tall|strong)\b
    | \b(?: percentage | proportion | rates? | number\ of | maximum | minimum | limit | at\ most | at\ least )\b
    """,
    rf"""
    \d | (?<!no\ )(?<!the\ )(?<!new\ )(?<!old\ ) \b(?:{_NUMBERS})\b (?!\ (?:of|by)\b)
    | \b(?:no|without|without\ an?y?)\ limits?\b | \bas\ (?:many|much|often)\ as\b
    """,
)
_ALIKE = re.compile(rf"\bcosts?\ (?:as\ much|the\ same|twice|half|{_COUNT})\b", re.IGNORECASE)
_STEPS = re.compile(r"^\s*\d+[.)]\s", re.MULTILINE)  # the numbers of a list count nothing
# Each kind: the questions that ask for it, and the words that say one. The first that a question matches counts.
KINDS = tuple(
    (re.compile(asked, re.VERBOSE | re.IGNORECASE), re.compile(said, re.VERBOSE | re.IGNORECASE))
    for asked, said in (_PRICE, _HOW_LONG, _WHEN, _HOW_MANY)
)


def value_asked(question: str) -> int:
    """Which of KINDS a question asks for, counted from 1; 0 where it asks for no value."""
    if not _ASKS.match(question.strip()):
        return 0
    return next((kind for kind, (asked, _) in enumerate(KINDS, 1) if asked.search(question)), 0)


def lacks(question: str, texts: Iterable[str]) -> bool:
    """Whether a question asks for a value and none of the texts says one, or says what it is as much as."""
    kind = value_asked(question)
    plain = (_STEPS.sub("", text) for text in texts)
    return kind > 0 and not any(says(kind, text) or _ALIKE.search(text) for text in plain)


def says(kind: float, text: str) -> bool:
    """Whether a text says a value of that kind."""
    return kind > 0 and KINDS[int(kind) - 1][1].search(text) is not None
