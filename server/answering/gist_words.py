"""The words by which questions are told apart or taken for the same one: lead-ins, words without weight, synonyms.

Few on purpose. A word that is missing here makes two questions different, and the answer is written anew; a word too
many would give one question the answer to another.
"""

import re

# Before a question begins; taken away as often as one of them stands there.
GREETING = re.compile(
    r"(?:(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|dear (?:team|support)|excuse me|sorry)"
    r"(?: (?:there|all|team|everyone|support|guys))?\s*[,!.:-]+\s*"
    r"|(?:hi|hello|hey)(?: (?:there|all|team|everyone))?\s+(?=\w)"
    r"|(?:quick question|one question|question|well|and)\s*[,:!.-]+\s*"
    r"|(?:so|ok|okay|please|pls|kindly)\b[\s,:!.]*"
    r"|(?:can|could|would|will) (?:you|someone|somebody|anyone|anybody) (?:please |kindly |maybe )*"
    r"(?:(?:tell|show|explain to|let|remind|teach) (?:me|us)(?: know)?|explain)[\s,:]*"
    r"(?=how|what|when|where|who|why|which|if)"
    r"|(?:(?:tell|show|explain to|let|remind) (?:me|us)(?: know)?|explain)[\s,:]*(?=how|what|when|where|who|why|which)"
    r"|(?:i|we) would (?:like|love) to (?:know|understand|find out)[\s,:]*(?=how|what|when|where|who|why|which)"
    r"|(?:i|we)(?: am| are)? (?:want to know|need to know|wonder|wondering|asking myself|not sure)[\s,:]*"
    r"(?=how|what|when|where|who|why|which)"
    r"|(?:i|we) (?:do not|can not|cannot) (?:know|see|figure out|find out|understand|remember)[\s,:]*"
    r"(?=how to|how i can|how do i)"
    r"|(?:does|do) (?:anyone|anybody|someone|you) know[\s,:]*(?=how|what|when|where|who|why|which))",
    re.IGNORECASE,
)
# After one has ended.
FAREWELL = re.compile(
    r"[\s,.!?;:-]*\b(?:please|pls|plz|thanks(?: (?:a lot|so much|very much|in advance|again))?|thank you"
    r"(?: (?:so much|very much|in advance))?|thx|cheers|many thanks|thanks for (?:your|the) help)[\s.!?)]*$",
    re.IGNORECASE,
)
_WE = r"(?:i|we|one)"  # not "you": how you keep my data is not how I do
# How a question may begin -> the form that it has by it.
FORMS = tuple(
    (re.compile(rf"(?:{pattern})(?=[^\w']|$)\s*", re.IGNORECASE), form)
    for pattern, form in (
        (rf"how (?:to|(?:do|can|could|would|should|might|may|must) {_WE}|{_WE} (?:can|could|should|would|may)"
         rf"|(?:am|are) {_WE} (?:able|supposed) to|do {_WE} go about|does one)", "how"),
        (r"(?:what is|whats) the (?:best |right |correct |easiest |quickest |fastest |proper |simplest )?"
         r"(?:way|procedure|process) (?:to|for me to)", "how"),
        (r"what (?:are|would be) the (?:right |necessary |exact )?steps to", "how"),
        (rf"what (?:do|must|should|can) {_WE} (?:have to do|need to do|do) (?:in order )?to", "how"),
        (rf"{_WE} (?:would like|want|wish|need|am trying|are trying|am looking|are looking) to", "how"),
        (r"(?:(?:can|could|would) you )?(?:please )?help (?:me|us)(?: to| with)?", "how"),
        (rf"(?:can|could|may) {_WE}|is it possible(?: for (?:me|us))? to|(?:am|are) {_WE} (?:able|allowed) to"
         r"|is there (?:a|any|some) (?:way|possibility|option)(?: for (?:me|us))? to", "may"),
    )
)  # fmt: skip
# Words that change no question. "your" and "you" are not among them: "your address" is not mine.
ASKING = frozenset({"do", "does", "can", "could", "would", "is", "are"})  # they count where a question begins with them
EMPTY = ASKING | {"a", "an", "the", "my", "our", "i", "we", "me", "us", "of"}
# Several words that are one, and what they are one with.
PHRASES = tuple(
    (re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), one)
    for pattern, one in (
        (r"sign(?:ing)?[ -]?in(?:to| to)?|log(?:ging)?[ -]?in(?:to| to)?|log(?:ging)?[ -]on(?:to| to)?", "signin"),
        (r"sign(?:ing)?[ -]?out|log(?:ging)?[ -]?out|log(?:ging)?[ -]off", "signout"),
        (r"(?:switch|turn)(?:ing)?[ -]on|activat(?:e|ing)|enabl(?:e|ing)", "turnon"),
        (r"(?:switch|turn)(?:ing)?[ -]off|deactivat(?:e|ing)|disabl(?:e|ing)", "turnoff"),
        (r"(?:2|two)[ -]?(?:factor|step)(?:[ -](?:authentication|verification|auth|login|sign-?in))?", "2fa"),
        (r"e-?mail", "email"),
        (r"(?:am |are |is )?(?:unable|not able) to", "cannot"),
        (r"co-?worker|team-?mate|colleague", "colleague"),
    )
)
_VERBS = (
    "cancel terminate",
    "delete erase",
    "change edit modify update alter",
    "create make",
    "see view",
    "find locate",
    "buy purchase",
    "fix repair",
    "allow permit",
    "add",
    "remove",
    "reset",
    "download",
    "upload",
    "export",
    "import",
    "invite",
    "print",
    "move",
    "upgrade",
    "downgrade",
    "pause",
    "renew",
    "restore",
    "verify",
    "connect",
)
_OTHERS = (
    "cancel cancellation",
    "yearly annual annually",
    "password pw pwd",
    "phone telephone",
    "app application",
    "photo picture",
    "info information",
    "color colour",
    "organization organisation",
    "center centre",
    "license licence",
    "documentation docs",
)
_IRREGULAR = {"made": "create", "saw": "see", "seen": "see", "found": "find", "bought": "buy"}
PAST = "-ed"  # stands beside a verb that tells what was done: a plan that was cancelled is not one to cancel


def _forms(verb: str) -> dict[str, bool]:
    """The regular forms of a verb, and whether each tells of the past."""
    stem = verb.removesuffix("e")
    doubled = stem + stem[-1]
    third = verb[:-1] + "ies" if verb.endswith("fy") else verb + ("es" if verb.endswith(("x", "s")) else "s")
    past = {verb[:-1] + "ied"} if verb.endswith("fy") else {stem + "ed", doubled + "ed"}
    return {verb: False, third: False, stem + "ing": False, doubled + "ing": False} | dict.fromkeys(past, True)


def _same() -> dict[str, tuple[str, ...]]:
    """Word -> what it counts as."""
    found: dict[str, tuple[str, ...]] = {word: (verb, PAST) for word, verb in _IRREGULAR.items()}
    for line in _VERBS:
        first, *_ = verbs = line.split()
        for verb in verbs:
            found |= {form: (first, PAST) if past else (first,) for form, past in _forms(verb).items()}
    for line in _OTHERS:
        first, *_ = words = line.split()
        found |= {form: (first,) for word in words for form in (word, word + "s")}
    return found


SAME = _same()
