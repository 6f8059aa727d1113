"""The forms that questions have, and the words that join them: what questions.py parts a turn by."""

import re

_AUX = (
    r"(?:do|does|did|can|could|will|would|should|shall|is|are|was|were|am|has|have|must|may|might|can't|don't|doesn't"
    r"|didn't|won't|isn't|aren't|wasn't)"
)
_WHO = r"(?:i|you|we|he|she|it|they|there|people|someone|somebody|anyone|anybody|everyone|everybody)"
_DET = r"(?:the|my|our|your|their|his|her|its|this|that|these|those|a|an|any|all)"
_WH = r"(?:(?:until|till|by|from|since) when|how|where|when|why|what|which|who|whom|whose)"
PLAINLY = re.compile(
    rf"(?:(?:{_WH}|(?:what|which|whose)(?: [\w'-]+){{1,3}}?) )?{_AUX} (?:not )?{_WHO}\b", re.IGNORECASE
)
ASKS = re.compile(
    rf"""
    (?: (?!(?:do|have|are|were)\ (?:it|he|she)\b){_AUX}\ (?:not\ )?{_WHO}\b
    | (?:does|did|can|could|will|would|should|is|are|was|were|has|must|may)\ {_DET}\b
    | does\ [\w-]+\ [\w-]+ | do\ [\w-]+s\ [\w-]+
    | (?:is|are)\ [\w-]+(?:\ [\w-]+){{0,3}}\ (?:possible|included|available|supported|allowed|required|free)\b
    | {_WH}\ {_AUX}\b
    | (?:what|which|whose)(?:\ (?!{_WHO}\b|{_DET}\b)[\w'-]+){{1,3}}?\ {_AUX}\b    # which file formats can
    | how\ (?:long|much|many|often|soon|far|big|large|fast|old|late|early)\b
    | (?:how|where|when|what|who|which\ \w+)\ to\b
    | (?:what|how)\ about\b | what\ if\b | how\ come\b | (?:what|where|who|how|when)'s\b
    | what\ (?:happens?|happened|changes|counts|comes|goes|means?|needs|costs)\b
    | (?:who|which\ \w+)\ (?:gets|sees|pays|needs|counts|costs?|includes?|allows?|lets|supports?|comes)\b
    )""",
    re.VERBOSE | re.IGNORECASE,
)
ASKED_OF = re.compile(  # "can you tell me how ..." asks what follows
    r"(?:(?:please|pls)\s+)?(?:(?:can|could|would|will) (?:you|someone|anyone|anybody)(?: please)?(?: kindly)? "
    r"(?:tell|explain|show|help|advise|clarify)(?: (?:to )?(?:me|us))?(?: (?:know|understand|with))?"
    r"|(?:tell|show) (?:me|us)|explain(?: to (?:me|us))?|let (?:me|us) know|do you know|does anyone know|any idea"
    r"|(?:i|we)(?:'d| would)? (?:like|want|need|wanted) to (?:know|ask|understand|find out|learn)"
    r"|(?:i|we)(?:'m| am|'re| are| was| were) (?:wondering|asking|trying to (?:find out|understand|figure out))"
    r"|(?:i|we) (?:wonder|don't (?:know|understand|see|get)|do not (?:know|understand)|can't (?:find|figure|see)"
    r"(?: out)?)|(?:my|a|one|the first|first) question (?:is|would be)|(?:a )?quick question|help me understand)\b"
    r"[\s,:]*",
    re.IGNORECASE,
)
EMBEDDED = re.compile(rf"(?:{_WH}|whether|if)\b", re.IGNORECASE)
CLAUSE = re.compile(rf"\b(?:{_WH}|whether)\b", re.IGNORECASE)
STATES = re.compile(  # "I thought that it was free?" tells, whatever stands at its end
    r"(?:i|we|it|this|that|there|they|he|she)(?:'(?:m|s|ve|d|ll|re))?\b|(?:my|our|the)\b", re.IGNORECASE
)
WISHES = re.compile(
    r"(?:please|pls|kindly|(?:i|we)(?:'d| would) (?:also )?(?:like|love|prefer)|(?:i|we) (?:also |just )?"
    r"(?:need|want|wish|have to|must)|help me|(?:can|could|would|will) you)\b",
    re.IGNORECASE,
)
FAILS = re.compile(
    r"\b(?:can't|cannot|can not|couldn't|doesn't|does not|don't|didn't|won't|isn't|wasn't|aren't|never|not|no longer"
    r"|errors?|fails?|failed|failing|broken|missing|stuck|wrong|lost|refused|declined|rejected|greyed|disappeared"
    r"|gone|nothing)\b",
    re.IGNORECASE,
)
_LINK = r"(?:and also|and then|as well as|and|also|plus|but also|but|then|&)"
MORE = re.compile(  # opens another matter
    r"(?:(?:and|but)\s+)?(?:also|besides(?: that)?|moreover|additionally|in addition|(?:one|an)?other (?:thing|question"
    r"|issue|problem|point)s?|one more (?:thing|question)"
    r"|(?:my )?(?:second(?:ly)?|third(?:ly)?)(?: (?:thing|question))?"
    r"|finally|lastly|on top of that|apart from that|plus|by the way|btw|unrelated|separately)\b(?:\s+is\b)?[\s,:.-]*",
    re.IGNORECASE,
)
TOO = re.compile(r"\b(?:too|as well)[.!?\s]*$|^(?:i|we)(?:'d|'ve|'m| would| have| am)? also\b", re.IGNORECASE)
AGAIN = re.compile(
    r"(?:or|like|as in|i mean|in other words|that is|meaning)\b", re.IGNORECASE
)  # the same in other words
BEFORE = re.compile(
    r"^(?:(?:hi|hello|hey|good (?:morning|day|afternoon|evening))\b[\w ]{0,20}[,!]\s*)?"
    r"(?:(?:and|but|so|then|ok(?:ay)?|well|also|please|now)\b[\s,]*)?",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"(?<=[.!?])(?<!\b[1-9A-Z]\.)[\"”')]*\s+|\s*\n+\s*|;\s+|\s+(?=\(?[1-9][.)]\s)")
MARK = re.compile(r"^(?:[-*•–]|\(?(?:[1-9]|[a-c])[.)])\s+", re.IGNORECASE)
WITHIN = re.compile(rf"\s*[,:]?\s+{_LINK}\s+|\s*[,:]\s+|\s+[-–—]+\s+", re.IGNORECASE)
AND = re.compile(r"and\b", re.IGNORECASE)
DOUBTS = re.compile(rf"{_AUX} (?:not )?(?:it|this|that|these|those|they|i wrong|i right)\b", re.IGNORECASE)
POINTED = " ,:-–—"  # what stands between two pieces beside a word
RELATIVE = re.compile(r"(?:which|who|whom|whose|where) (?:is|are|was|were|has|have|had|will|can)\b", re.IGNORECASE)
CHECKS = re.compile(  # asks whether it is so, of what was just said
    r"(?:is|was|would|will|can|could) (?:it|that|this|there)(?: be)?(?: even| also| really| always)? "
    r"(?:(?:possible|right|correct|true|normal|okay|ok|allowed|intended|expected)\b"
    r"|(?:a|any) (?:bug|way|button|option)(?: (?:to do|for) (?:it|that|this|so))?\s*\??$)",
    re.IGNORECASE,
)
POINTS = re.compile(r"\b(?:it|that|this|them|those|these|they|one|he|she)\b", re.IGNORECASE)
MUCH = re.compile(r"(?:how (?:long|much|many|often|soon)|when|(?:until|by) when)\b", re.IGNORECASE)
QUOTED = re.compile(r"\"[^\"\n]{1,80}\"|“[^”\n]{1,80}”|«[^»\n]{1,80}»")
MARKUP = re.compile(r"\S*(?:://|www\.)[^\s)\]]*|[\[\]()<>*`#|_“”\"]")

# Words that ask on without naming anything: "is there an option?", "what are the steps?", "is this a bug?"
ASKS_ON = frozenset(
    re.findall(
        r"\S+",
        "step steps way ways option options possible button buttons bug normal reason idea ideas feature correct sure"
        " true fine able advice clue explain understand wonder wondering ask asking answer detail details exactly"
        " actually maybe doing done supposed happened happening kindly quick quickly easy easily best better case mine"
        " around guide tutorial place currently available okay expected support supported someone fix fixed solve"
        " solved resolve resolved sort sorted deal check checked look hold clarify assist assistance appear appears"
        " seem seems think cause enough went",
    )
)
