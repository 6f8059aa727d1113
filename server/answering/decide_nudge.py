"""Decides, purely, whether help is offered before being asked: every reason for silence comes before the wish to."""

from server.answering import reasons
from server.answering.decision import Candidate, Decision, Situation
from server.answering.policy import POLICY, Policy
from server.answering.ranking import candidate_features, rank


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
