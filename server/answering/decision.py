"""What a decision is made from and what it is: all of it numbers and names, so that it can be stored and made again."""

from msgspec import Struct

from server.answering.policy import POLICIES, Policy

SENSITIVE = "sensitive."  # prefix of the feature that names a sensitive topic
STALE = "stale."  # of those that name candidates past their review date
TRIED = "tried."  # of those that name the steps that were tried and are left out
LANGUAGE = "language."  # of the one that names a language that is not understood
PERSON_THERE, PERSON_AWAITED = "person_there", "person_awaited"  # features: who has the conversation
LIVE_FACTS = "live_facts"  # feature: how many facts were looked up that answer the turn
LOOKED_UP = "looked_up."  # of those that name the look-ups: 1 told a fact, 0 gave nothing
BROKEN = "broken"  # feature and rule: a part of Handrail failed on this turn
AGAIN = "again"  # feature and kind: the visitor wants the last answer in another form
MONEY_BACK = "money_back"  # feature: asks how to get money back, and disputes nothing
RISK, PERSON_OFFERED = "risk", "person_offered"  # features: how badly it goes (0..1), whether a person was offered
CACHED, CACHED_AGE = "cached", "cached.age_s"  # features: a worded answer was given again, how old it was
CLARIFY, CLARIFIED = "clarify", "clarified"  # kind; feature: how many clarifying questions came right before
AMBIGUOUS = "ambiguous"  # rule: a topic was named and no wish
KNOWN = "known"  # feature: how likely anything here answers the question; threshold: from where it is taken to
CHOSEN = "chosen"  # feature: the visitor chose this article among a question's options


class Candidate(Struct, frozen=True):
    """An article that could be the answer, by its best passage. All but names are features, 0..1."""

    article: str
    title: str
    passage: str
    retrieval: float  # fused score of dense and lexical search with boosts
    intent: float  # share of the turn's intents that the article is about
    on_page: float  # 1 when it names the visitor's page
    state: float = 0.0  # fused score for what the page shows, 0 when it shows nothing
    head: float = 0.0  # probability from the article head, 0 when there is none
    heading: str = ""  # of the passage
    titled: float = 0.0  # the others are the evidence of answerability.py, by the same names
    early: float = 0.0
    late: float = 0.0
    least: float = 0.0
    sentence: float = 0.0
    covered: float = 0.0
    unnamed: float = 0.0
    uncounted: float = 0.0
    solved: float = 0.0  # outcomes near the question, by likeness and age: worked.py
    failed: float = 0.0
    said: float = 0.0  # of answerability.py as well
    missed: float = 0.0
    sections: float = 0.0  # how many others of a long article were found, the nearest few; 0 for a short one
    elsewhere: float = 0.0  # their mean retrieval: what is usual where it isn't said
    unsaid: float = 0.0  # of answerability.py as well
    another: float = 0.0  # of answerability.py as well


class Situation(Struct, frozen=True, kw_only=True):
    """All that a decision depends on. `features` are of the turn or struggle; each candidate has its own."""

    intent: str
    features: dict[str, float]
    candidates: tuple[Candidate, ...]
    versions: dict[str, str]
    memory: str | None = None
    parts: tuple["Situation", ...] = ()  # the turn's questions, where it asks several


class Decision(Struct, frozen=True, kw_only=True):
    """What is done. `because` names the rule.

    `kind` is answer, again, clarify, greeting, unknown, handoff, nudge or silent.
    """

    kind: str
    because: str
    intent: str
    confidence: float
    sure: str
    features: dict[str, float]
    thresholds: dict[str, float]
    alternatives: tuple[Candidate, ...]
    reasons: tuple[str, ...]
    versions: dict[str, str]
    article: str = ""
    passage: str = ""
    memory: str | None = None
    options: tuple[str, ...] = ()  # what a clarifying question lets the visitor choose from
    offers_person: bool = False  # beside what is done: it goes badly, or is about the visitor's money
    propensity: float = 1.0  # the chance that this article had: below 1 where several fit equally well
    parts: tuple["Decision", ...] = ()  # on each of the turn's questions, where they were answered apart


class Choice(Struct, frozen=True):
    """What a rule chooses to do: the heart of a decision."""

    kind: str
    because: str
    sure: str = ""
    article: str = ""
    passage: str = ""
    memory: str | None = None
    options: tuple[str, ...] = ()


def recalled(decision: Decision) -> Situation:
    """The situation behind a stored decision; `decide` (or `decide_nudge`) makes the same of it again."""
    versions = {name: version for name, version in decision.versions.items() if name != "policy"}
    return Situation(
        intent=decision.intent,
        features=decision.features,
        candidates=decision.alternatives,
        versions=versions,
        memory=decision.memory,
        parts=tuple(map(recalled, decision.parts)),
    )


def policy_of(decision: Decision) -> Policy:
    """The policy that a stored decision was made by. Raises KeyError for one that this release doesn't know."""
    return POLICIES[decision.versions["policy"]]
