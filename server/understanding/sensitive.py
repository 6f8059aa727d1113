"""Topics that a person must decide: a dispute over money, a hijacked account, law, self-harm, health. Recall first.

A false alarm costs an agent a minute; a miss leaves a visitor in trouble alone with a machine.
"""

import re

_SELF_HARM = (
    r"suicid|self[- ]?harm|(?:kill|hurt|harm|cut)(?:ing)? myself\b|end (?:it all|my life)\b|take my (?:own )?life\b",
    r"(?:don't|do not|dont|no longer) want to (?:live|be alive|be here any ?more|exist)\b",
    r"better off (?:dead|without me)\b",
    r"(?:want|wish|rather) (?:to |i (?:was|were) )?(?:die|dead|be dead)\b|no reason to (?:live|go on)\b",
)
_HEALTH = (
    r"medical (?:emergency|condition|records?|advice)\b",
    r"emergency (?:room|services)\b|ambulance\b|heart attack\b|hospital",
    r"overdos|chest pain|allerg(?:y|ic reaction)\b|injur(?:y|ed|ies)\b|poison(?:ed|ing)\b|can't breathe\b",
    r"my (?:diagnosis|medication|prescription|illness|surgery)\b|(?:seriously|very) (?:ill|sick)\b|doctor\b|pregnan",
)
_LEGAL = (
    r"lawyers?\b|attorneys?\b|solicitors?\b|lawsuit",
    r"su(?:e|ing) (?:you|your|the company)\b|(?:in|to) court\b|subpoena\b",
    r"legal (?:action|steps|department|team|advice|notice|claim|proceedings|rights)\b",
    r"ombudsman\b|regulator\b|police\b",
    r"data protection (?:authority|officer|commissioner|law)\b",
    r"(?:gdpr|privacy) (?:complaint|violation|breach|law)\b|illegal\b(?! (?:character|argument|value|operation))",
    r"breach of contract\b|consumer (?:protection|rights|agency)\b|trading standards\b|press charges\b|defamat",
    r"copyright (?:claim|infring)|discriminat(?:ed|ion|ing)\b|harass(?:ed|ment|ing)\b|against the law\b",
)
_STRANGER = r"(?:someone|somebody|a stranger|another person|an ex|my ex|anybody|they)"
_ENTERED = (
    r"(?:(?:log|sign)(?:ged|ned|ed|s)?[ -]?in(?:to)?|access(?:ed|es|ing)?|"
    r"using|used|changed|got into|in my account|read my)"
)
_UNKNOWN = r"(?:unknown|unrecogni[sz]ed|suspicious|strange|unauthori[sz]ed)"
_ACCOUNT_SECURITY = (
    r"hack(?:ed|er|ers|ing)?\b|phish|stolen\b|identity theft\b|compromised\b|hijack|(?:taken over|took over my)\b",
    r"data (?:breach|leak)|leaked\b|malware\b|ransomware\b|keylogger\b|vulnerabilit",
    r"security (?:hole|issue|incident|flaw|problem|breach)\b",
    rf"{_STRANGER}\b.{{0,40}}\b{_ENTERED}\b.{{0,40}}\b(?:my|our|account|password)\b",
    rf"{_STRANGER} (?:is|was) in my account\b",
    r"(?:didn't|did not|never)\b.{0,30}\b(?:log|sign)(?:ged|ned)? ?in\b.{0,30}\b(?:device|country|from)\b",
    rf"{_UNKNOWN} (?:log-?in|sign-?in|device|access|activity|session|user)",
    r"(?:log-?in|sign-?in|password (?:change|reset)|code)s?\b.{0,40}\b(?:wasn't me|not me|didn't (?:do|ask|request))",
)
_AGAIN = (
    r"(?:twice|two times|double|three times|again|after i (?:cancel|quit|left)|"
    r"without (?:my )?(?:permission|consent|asking))"
)
_MONEY_DISPUTE = (
    r"charge ?-?back|fraud|scam|disput(?:e|ed|ing)\b",
    r"unauthori[sz]ed (?:charge|payment|trans)|thie(?:f|ves)\b|robbed\b",
    r"(?:didn't|did not|never|haven't) (?:authori[sz]e|approve|agree|order|buy|sign up|subscribe|consent)",
    rf"(?:charged|billed|debited|paid|took|taken)\b.{{0,40}}\b{_AGAIN}",
    r"(?:double|duplicate)[- ](?:charge|payment|billing|debit)|stole(?:n)? (?:my )?money\b|rip(?:ped)?[- ]?off\b",
    r"(?:refuse|refusing|refused|won't|denied)\b.{0,30}\brefund|owe (?:me|us)\b|demand\b.{0,30}\b(?:refund|money)\b",
    r"money back\b.{0,30}\b(?:or|now|immediately|demand)\b|(?:isn't|not) my (?:charge|payment|transaction)\b",
    r"(?:payment|charge|transaction)s?\b.{0,40}\b(?:not mine|don't recogni[sz]e|didn't make|never made)\b",
)
_TOPICS = (
    ("self_harm", _SELF_HARM),
    ("health", _HEALTH),
    ("legal", _LEGAL),
    ("account_security", _ACCOUNT_SECURITY),
    ("money_dispute", _MONEY_DISPUTE),
)
_READERS = tuple((topic, re.compile(rf"\b(?:{'|'.join(patterns)})")) for topic, patterns in _TOPICS)


def sensitive_topic(text: str) -> str | None:
    """The gravest topic of the case-folded text: self_harm, health, legal, account_security or money_dispute."""
    return next((topic for topic, reader in _READERS if reader.search(text)), None)
