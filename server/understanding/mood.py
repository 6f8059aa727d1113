"""How pressed a visitor is: cues of frustration and of urgency that the words' meaning alone does not carry.

A cue is a share of certainty; cues and the model's probability add up as independent reasons do: 1 - product(1 - cue).
The shares are judgements, ordered by how seldom a calm visitor writes like that.
"""

import re
from collections.abc import Iterable


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(alternatives)})")


_FRUSTRATED = (
    (
        0.5,  # said outright
        _words(
            "disappoint|frustrat|annoy|furious|infuriat|angry|fed up|sick of|tired of|ridiculous|unacceptable|useless",
            r"terrible|awful|pathetic|what a joke|outrage|disgrace|unbelievable|(?:lost|losing) (?:my )?patience",
            r"wast(?:e|ed|es|ing) (?:of )?(?:my |our )?(?:\w+ )?(?:time|day|morning|afternoon)",
        ),
    ),
    (0.4, _words(r"(?:wtf|ffs|fuck\w*|shit\w*|bullshit|crap|damn|bloody|what the hell|stupid|idiot\w*|sucks)\b")),
    (
        0.35,  # it has happened before
        _words(
            r"(?:third|fourth|fifth|tenth|hundredth) time\b|(?:\d+|three|four|five|ten|hundred|many|several) times\b",
            r"(?:again and again|over and over|every (?:single )?time)\b",
            r"(?:as i|i've|i have|i) (?:already |just )?(?:told|said|explained)\b",
        ),
    ),
    (
        0.25,
        _words(
            r"still (?:not|no|doesn't|broken|nothing|the same|can't|waiting)\b|nothing (?:works|helps|happens)\b",
            r"(?:didn't|does not|doesn't|not) help(?:ing)?\b|g[ai]ve up\b|come on\b|seriously\b|for hours\b|all day\b",
        ),
    ),
    (0.2, re.compile(r"[!?]{2,}")),
    (0.15, re.compile(r"([a-vxyz])\1{2,}")),  # sooo, nooo; not www
)
SHOUTED = 0.35
_SHOUTED_LETTERS = 8  # fewer are an abbreviation or two, such as CSV or PDF
_SHOUTED_SHARE = 0.7

_URGENT = (
    (0.6, _words(r"(?:urgent\w*|asap|a\.s\.a\.p|emergency|immediately|right (?:now|away)|at once|critical)\b")),
    (
        0.5,  # a date that does not move
        _words(
            r"(?:deadline|due (?:today|tomorrow|tonight)|launch\w*|go(?:ing)? live|within the hour|in an hour)\b",
            r"(?:meeting|demo|presentation|audit) (?:is )?(?:in|today|tomorrow|at)\b",
            r"before (?:noon|tonight|tomorrow|midnight|the end of the day)\b",
        ),
    ),
    (
        0.5,  # others are stopped as well
        _words(
            r"(?:production|everything|system|site|we) (?:is |are )?(?:all )?down\b|outage\b|standstill\b|blocked\b",
            r"can(?:'t|not) work\b|whole team\b|all (?:of )?(?:our|my) (?:users|customers|team)\b",
            r"losing (?:money|customers|sales|orders)\b",
        ),
    ),
    (0.3, _words(r"(?:today|tonight|now|quick(?:ly)?|soon as possible|hurry|waiting for (?:hours|days))\b")),
)
URGENCY_OF_FRUSTRATION = 0.3  # an upset visitor should wait less, but a calm emergency goes first


def frustration(text: str, folded: str, model: float) -> float:
    """0..1 from the model's probability and the cues; `text` has its capitals, `folded` is case-folded."""
    cues = [share for share, cue in _FRUSTRATED if cue.search(folded)]
    return _together([model, *cues, SHOUTED if _is_shouted(text) else 0.0])


def urgency(folded: str, frustrated: float) -> float:
    """0..1: said deadlines and standstills, and a share of the frustration (0..1)."""
    cues = [share for share, cue in _URGENT if cue.search(folded)]
    return _together([*cues, URGENCY_OF_FRUSTRATION * frustrated])


def _is_shouted(text: str) -> bool:
    letters = [character for character in text if character.lower() != character.upper()]
    capitals = sum(character.isupper() for character in letters)
    return capitals >= _SHOUTED_LETTERS and capitals >= _SHOUTED_SHARE * len(letters)


def _together(shares: Iterable[float]) -> float:
    rest = 1.0
    for share in shares:
        rest *= 1.0 - share
    return 1.0 - rest
