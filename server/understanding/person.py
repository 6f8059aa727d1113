"""Whether a visitor asks for a person: recall first, since a person has to be one step away."""

import re

_KIND = (
    r"(?:(?:a|an|the|your|one of your|with|to|some|any|of|from|"
    r"real|actual|live|living|human|support|customer|service) )*"
)
_HUMAN = r"(?:humans?|persons?|agents?|operators?|representatives?|reps?|managers?|supervisors?|human being)\b(?!['’]s)"
_SOMEBODY = (
    r"(?:people|someone|somebody|staff|advis[eo]rs?|employees?|colleagues?|specialists?|(?:support|service) team)"
    r"\b(?!['’]s)"
)
_PUT_THROUGH = r"(?:talk|speak|chat|connect|transfer|put|pass|forward|escalate|hand)(?:ing|ed)?"
_WISH = r"(?:want|need|get|give|let|bring|find|like|prefer|rather)(?: me| us)?(?: to)?(?: have| see| get| reach)?"
_PATTERNS = (
    rf"\b{_PUT_THROUGH}\b(?: \w+){{0,4}}? {_KIND}(?:{_HUMAN}|{_SOMEBODY}|support\b|customer service\b)",
    rf"\b{_WISH} {_KIND}{_HUMAN}",
    r"\b(?:real|actual|live|living|human) (?:person|human|people|agent|support|being|operator|someone|chat|help)\b",
    rf"^{_KIND}{_HUMAN}(?: please| pls| now)?[.!]*$",
    r"\b(?:call|phone|ring) me\b|\bcall(?:ed)? (?:me )?back\b|\bcallback\b",
    r"\bphone number\b.*\b(?:call|support|reach|you)\b",
    r"\b(?:is|are) (?:there )?(?:anybody|anyone|somebody|someone)\b.*\b(?:there|here|talk|phone|call|speak)\b",
    r"\b(?:no|not|stop|hate|without|instead of|than|to)\b.{0,20}\b(?:bots?|robots?|chatbots?)\b",
    r"\b(?:not|hate|stop|than|instead of|no more) (?:an? |this |these |your |stupid )*machines?\b",
    rf"\b(?:{_PUT_THROUGH}|writ(?:e|ing)|typ(?:e|ing)|explain(?:ing)?)\b(?: \w+)? (?:to|with|at) "
    r"(?:an? |this |your |stupid )*machines?\b",
    r"\b(?:persona real|un humano|agente humano|echten menschen|mit einem menschen|mitarbeiter sprechen)\b",
    r"\b(?:un conseiller|une vraie personne|persona vera|operatore umano|pessoa real)\b",
)
_ASKS = re.compile("|".join(_PATTERNS))
_SPEAKS_OF = re.compile(  # of somebody, or of reaching somebody
    rf"\b(?:{_HUMAN}|{_SOMEBODY}|anyone|anybody|one of you|you guys|team|support|hotline|helpline|service desk"
    r"|speak|talk|escalat\w+|contact|reach (?:you|out)|get (?:hold|through)|live chat|your (?:\w+ )?(?:office|address)"
    r"|call (?:you|me|us|back)|(?:by|per|via|over the|on the) (?:tele)?phone|(?:tele)?phone number|real|in person)\b"
)


def asks_for_person(text: str) -> bool:
    """Whether the case-folded text asks to be put through to a human."""
    return _ASKS.search(text) is not None


def speaks_of_people(text: str) -> bool:
    """Whether the case-folded text names somebody to reach at all: without that, "personal training" is none."""
    return _SPEAKS_OF.search(text) is not None
