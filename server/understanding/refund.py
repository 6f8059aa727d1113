"""Tells a plain question about getting money back ("how do I get a refund?") from a claim about one's own charge.

A plain question is made of nothing but what is read here, from the first word to the last: it asks how, for money back,
and says at most what for, in words that accuse nobody. Whatever else a turn says ("how do I get my money back that you
took?") may be a dispute, and is left to whoever hears disputes.
"""

import re

MOST = 300  # characters of a plain question; a longer turn tells a story

_HELLO = (
    r"(?:hi|hello|hey|good (?:morning|day|afternoon|evening))(?: there| team| everyone)?"
    r"|(?:thanks|thank you|cheers)(?: a lot| so much| very much| in advance)?|please|sorry|excuse me"
)
_ASKS = (
    r"how (?:do|can|could|should|would|may|might) (?:i|we|one) (?:go about |best )?"
    r"|how to |what is the (?:best |right |usual )?way to "
    r"|(?:can|could|may|do|would|will) (?:i|we) (?:still |also |please )?(?:be able to )?"
    r"|(?:is it (?:still )?possible|is there (?:a|any) way|am i able|are we able) to "
    r"|what (?:do (?:i|we) (?:have|need) to|must (?:i|we)|should (?:i|we)) do to "
    r"|(?:where|whom?) (?:do|can|could|should|would) (?:i|we) "
    r"|(?:i|we)(?:'d| would) (?:like|love) (?:to )?(?:know how (?:to|i can|we can) )?"
    r"|(?:can|could|would) you (?:please )?(?:tell me|explain|show me) how (?:to|i can|we can|i|we) "
)
_GET = r"(?:get|getting|have|receive|request|ask (?:you )?for|claim|apply for|obtain|be)"
_WHOSE = r"(?:(?:all |some |part |half |the rest |a part )(?:of )?)?(?:(?:my|our|the|a|an|any) )?"
_MONEY = (
    rf"(?:{_WHOSE}(?:full |partial |pro-?rata |prorated )?(?:money back|money refunded|money returned|payment back"
    r"|payment refunded|refunds?|reimbursements?)|back (?:my|our|the) money|refunded|reimbursed)"
)
_THING = (  # what it is for and until when: things, times, numbers, and the words that hold them together
    r"(?:my|our|the|this|that|last|next|a|an|of|for|on|in|after|within|from|and|or|it|i|we|unused|unneeded|remaining"
    r"|rest|left|first|second|whole|current|months?|years?|weeks?|days?|quarter|period|time|plan|subscription|seats?"
    r"|licen[cs]es?|users?|orders?|items?|products?|purchases?|trial|course|tickets?|annual|yearly|monthly|premium"
    r"|basic|pro|business|team|workspace|shipping|delivery|invoice|january|february|march|april|may|june|july|august"
    r"|september|october|november|december"
    r"|(?:do not|don'?t|did not|didn'?t|no longer) (?:use|need)(?: any ?more)?|\d{1,4})"
)
_IF = (
    r"(?:(?:if|when|before) (?:i|we) (?:(?:want|need|have|decide) to )?"
    r"(?:stop|leave|downgrade|change my mind|return it|don'?t like it))"
)
_TAIL = rf"(?: {_THING}){{0,14}}(?: {_IF})?"
_CLOSING = (
    r"(?:,? (?:please|thanks|thank you))?"
    r"(?:,? (?:and )?(?:how|how does (?:it|that) work|how do i do (?:it|that)|is that possible))?"
)
_PLAIN = re.compile(rf"(?:(?:{_HELLO})(?:,|!)? )*(?:{_ASKS})(?:{_GET} )?{_MONEY}{_TAIL}{_CLOSING}")
_POLITE = re.compile(rf"(?:{_HELLO})")
_SENTENCE = re.compile(r"(?<=[^.?!])(?:[.?]|!(?=\s))(?:\s+|$)")  # one mark: three of them are no calm question


def asks_for_money_back(text: str) -> bool:
    """Whether a turn asks how to get money back and says nothing else; False for anything that may be a dispute."""
    if len(text) > MOST:
        return False
    plain = " ".join(text.casefold().replace("’", "'").split())
    sentences = [one.strip() for one in _SENTENCE.split(plain) if one.strip()]
    asking = [one for one in sentences if not _POLITE.fullmatch(one)]
    return bool(asking) and all(_PLAIN.fullmatch(one) for one in asking)
