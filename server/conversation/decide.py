"""Decides, purely: from a situation in numbers to what is done, with the confidence and the reasons.

A decision can be made again from what is stored of it (`recalled`) and comes out the same to the last bit.
"""

from msgspec import Struct

from server.conversation import reasons
from server.conversation.policy import POLICIES, POLICY, Policy

SENSITIVE = "sensitive."  # prefix of the feature that names a sensitive topic
TRIED = "tried."  # of those that name the steps that were tried and are left out
LANGUAGE = "language."  # of the one that names a language that is not understood
PERSON_THERE, PERSON_AWAITED = "person_there", "person_awaited"  # features: who has the conversation
LIVE_FACTS = "live_facts"  # feature: how many facts were looked up that answer the turn
LOOKED_UP = "looked_up."  # of those that name the look-ups: 1 told a fact, 0 gave nothing
AGAIN = "again"  # feature and kind: the visitor wants the last answer in another form
RISK, PERSON_OFFERED = "risk", "person_offered"  # features: how badly it goes (0..1), whether a person was offered
IN_SCOPE = 0.5  # in-scope score from which a turn is about the product, as understanding defines it


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


class Situation(Struct, frozen=True, kw_only=True):
    """All that a decision depends on. `features` are of the turn or struggle; each candidate has its own."""

    intent: str
    features: dict[str, float]
    candidates: tuple[Candidate, ...]
    versions: dict[str, str]
    memory: str | None = None


class Decision(Struct, frozen=True, kw_only=True):
    """What is done. `kind`: answer, again, greeting, unknown, handoff, nudge, silent; `because` names the rule."""

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
    offers_person: bool = False  # beside what is done, since the conversation goes badly
    propensity: float = 1.0  # this policy explores nothing: the same situation always leads to the same decision


class _Choice(Struct, frozen=True):
    kind: str
    because: str
    sure: str = ""
    article: str = ""
    passage: str = ""
    memory: str | None = None


def decide(situation: Situation, policy: Policy = POLICY) -> Decision:
    """What to do about a visitor's turn."""
    limits, features = policy.thresholds, situation.features
    ranked = rank(situation.candidates, policy)
    best = ranked[0] if ranked else None
    if best is not None:
        features = features | candidate_features(ranked, policy)
    confidence = policy.answer.confidence(features) if best else 0.0
    topic = next((name.removeprefix(SENSITIVE) for name in features if name.startswith(SENSITIVE)), "")
    choice = _choose(situation, features, best, confidence, limits, topic if topic in policy.people_decide else "")
    if topic in policy.only_sure and choice.kind != "greeting" and choice.sure != "sure":
        choice = _Choice("handoff", "sensitive")
    if features.get(LIVE_FACTS) and choice.kind != "handoff" and choice.sure != "sure":
        choice, confidence = _Choice("answer", LIVE_FACTS, "sure"), 1.0  # no guess is added to what is known
    if choice.kind == AGAIN:
        confidence = 1.0  # they said so
    elif choice.memory:
        confidence = features["memory"]
    why = reasons.of_answer(choice.because, topic, confidence, limits, features, ranked, situation.intent)
    why += reasons.of_lookups(features)
    why = (*why, *reasons.of_style(features))
    silence = _keeps_out(features, choice)
    offers = not silence and choice.kind != "handoff" and _goes_badly(features, limits)
    if offers:
        why = (*why, reasons.RISK.format(risk=features[RISK], limit=limits["risk"]))
    return Decision(
        kind="silent" if silence else choice.kind,
        because=silence or choice.because,
        intent=situation.intent,
        confidence=confidence,
        sure=choice.sure,
        features=features,
        thresholds=limits,
        alternatives=ranked,
        reasons=(reasons.SILENCES[silence], *why) if silence else why,
        versions=situation.versions | {"policy": policy.version},
        article=choice.article,
        passage=choice.passage,
        memory=choice.memory,
        offers_person=offers,
    )


def _choose(
    situation: Situation,
    features: dict[str, float],
    best: Candidate | None,
    confidence: float,
    limits: dict[str, float],
    topic: str,
) -> _Choice:
    """What to say if Handrail is to say anything."""
    if features.get(AGAIN):
        return _Choice(AGAIN, "wish", "", best.article if best else "", best.passage if best else "", situation.memory)
    if topic:
        return _Choice("handoff", "sensitive")
    if features.get("wants_person"):
        return _Choice("handoff", "customer_request")
    if any(name.startswith(LANGUAGE) for name in features):
        return _Choice("unknown", "language", "unknown")
    if situation.memory and features.get("memory", 0.0) >= limits["memory"]:
        return _Choice("answer", "memory", "sure", memory=situation.memory)
    if features.get("greeting", 0.0) >= limits["greeting"]:
        return _Choice("greeting", "greeting")
    if best is None or confidence < limits["unsure"]:
        outside = features.get("in_scope", 1.0) < IN_SCOPE
        return _Choice("unknown", "out_of_scope" if outside else "missing_knowledge", "unknown")
    sure = "sure" if confidence >= limits["sure"] else "unsure"
    return _Choice("answer", "article", sure, best.article, best.passage)


def _keeps_out(features: dict[str, float], choice: _Choice) -> str:
    """Why nothing is said: a person has the conversation; or one is awaited, unless the answer is sure or was given."""
    if features.get(PERSON_THERE):
        return PERSON_THERE
    helps = choice.kind == AGAIN or (choice.kind == "answer" and choice.sure == "sure")
    return PERSON_AWAITED if features.get(PERSON_AWAITED) and not helps else ""


def _goes_badly(features: dict[str, float], limits: dict[str, float]) -> bool:
    """Whether a person is offered before one is asked for: once, until it has gone better in between."""
    return features.get(RISK, 0.0) >= limits["risk"] and not features.get(PERSON_OFFERED)


def decide_nudge(situation: Situation, policy: Policy = POLICY) -> Decision:
    """Whether to offer help before being asked: every reason for silence comes before the wish to help."""
    limits, features = policy.thresholds, situation.features
    ranked = rank(situation.candidates, policy)
    best = ranked[0] if ranked else None
    if best is not None:
        features = features | candidate_features(ranked, policy)
    confidence = policy.nudge.confidence(features) if best else 0.0
    because = _silence(features, limits, best, confidence)
    nudging = not because and best is not None
    return Decision(
        kind="nudge" if nudging else "silent",
        because=because or "nudge",
        intent=situation.intent,
        confidence=confidence,
        sure="",
        features=features,
        thresholds=limits,
        alternatives=ranked,
        reasons=reasons.of_nudge(because, confidence, limits, features, ranked),
        versions=situation.versions | {"policy": policy.version},
        article=best.article if nudging and best else "",
        passage=best.passage if nudging and best else "",
    )


def _silence(features: dict[str, float], limits: dict[str, float], best: Candidate | None, confidence: float) -> str:
    """Why nothing is said, "" when nothing speaks against it."""
    for reason in ("person_there", "conversation_active", "dismissed", "element_nudged", "sharing_paused"):
        if features.get(reason):
            return reason
    if features.get("nudges", 0.0) >= limits["nudges_a_session"]:
        return "enough_nudges"
    if best is None:
        return "no_article"
    if features.get("article_nudged." + best.article):
        return "article_nudged"
    return "not_confident" if confidence < limits["nudge"] else ""


def rank(candidates: tuple[Candidate, ...], policy: Policy) -> tuple[Candidate, ...]:
    """Best first; ties by article, so that the order never depends on anything else."""
    return tuple(sorted(candidates, key=lambda one: (-_weight(one, policy), one.article)))


def candidate_features(ranked: tuple[Candidate, ...], policy: Policy) -> dict[str, float]:
    """The best candidate's own features, with its margin over the next."""
    best = ranked[0]
    margin = _weight(best, policy) - _weight(ranked[1], policy) if len(ranked) > 1 else 0.1  # alone: no contest
    return {
        "retrieval": best.retrieval,
        "margin": min(margin, 0.2),  # beyond that the lead says nothing more
        "intent": best.intent,
        "on_page": best.on_page,
        "state": best.state,
        "head": best.head,
    }


def _weight(candidate: Candidate, policy: Policy) -> float:
    limits = policy.thresholds
    return candidate.retrieval + limits["state_weight"] * candidate.state + limits["head_weight"] * candidate.head


def recalled(decision: Decision) -> Situation:
    """The situation behind a stored decision; `decide` (or `decide_nudge`) makes the same of it again."""
    versions = {name: version for name, version in decision.versions.items() if name != "policy"}
    return Situation(
        intent=decision.intent,
        features=decision.features,
        candidates=decision.alternatives,
        versions=versions,
        memory=decision.memory,
    )


def policy_of(decision: Decision) -> Policy:
    """The policy that a stored decision was made by. Raises KeyError for one that this release doesn't know."""
    return POLICIES[decision.versions["policy"]]
