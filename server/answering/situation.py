"""What a decision is told of a turn: its features by name, and the few candidates that are kept with it. Pure."""

from collections.abc import Collection
from datetime import UTC, datetime

from server.answering.decision import (
    LANGUAGE,
    MONEY_BACK,
    PERSON_OFFERED,
    RISK,
    SENSITIVE,
    Candidate,
)
from server.answering.spent import is_spent
from server.knowledge.index import Found, Hit
from server.knowledge.parts import Article
from server.understanding.refund import asks_for_money_back
from server.understanding.risk import CUES, Risk
from server.understanding.understood import Understood

CANDIDATES = 5  # articles kept as alternatives: what a person would still read
POINTING_SCOPE = 0.9  # in-scope score of a question that only points at the site's own page
FILES = "files"  # how many the question's words were read from, beside the visitor's own
GREETING = "thanks_greeting"
MOST_GREETING_WORDS = 8  # "hello, my invoice is wrong and ..." is a question, whatever the head says


def foremost(candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The few that can still win by any single measure are kept: they are stored with every decision."""
    order = sorted(candidates, key=lambda one: (-(one.retrieval + one.state + one.head), one.article))
    return tuple(order[:CANDIDATES])


def features_of(question: str, understood: Understood, rejected: Collection[str], pointing: bool) -> dict[str, float]:
    """What the turn itself says."""
    scope = understood.in_scope_score
    features = {
        "in_scope": max(scope, POINTING_SCOPE) if pointing else scope,
        "intent_confidence": understood.confidence,
        "frustration": understood.frustration,
        "urgency": understood.urgency,
        "pointing": float(pointing),
        "rejected": float(len(rejected)),
        "wants_person": float(understood.wants_person),
    }
    if len(question.split()) <= MOST_GREETING_WORDS and not pointing:
        features["greeting"] = dict(understood.alternatives).get(GREETING, 0.0)
    if understood.language.certain and not understood.language.supported:
        features[LANGUAGE + understood.language.code] = 1.0
    if understood.sensitive:
        features[SENSITIVE + understood.sensitive] = 1.0
    elif asks_for_money_back(question):
        features[MONEY_BACK] = 1.0
    return features


def risk_features(risk: Risk, offered: bool) -> dict[str, float]:
    """The risk with the sums of its cues: what its weights can be learned from, once outcomes are known."""
    cues = {f"{RISK}.{cue.name}": total for cue, total in zip(CUES, risk.sums, strict=True) if total}
    return {RISK: risk.value, PERSON_OFFERED: float(offered), **cues}


def unspent(hits: list[Hit], tried: frozenset[str]) -> list[Hit]:
    """The passages that have something to say beside steps that were tried."""
    return [hit for hit in hits if not is_spent(hit.passage, tried)] if tried else hits


def is_stale(article: Article, at: int) -> bool:
    """Whether the article's review date had come at a moment (Unix ms); ISO days compare as text."""
    return bool(article.review_by) and article.review_by <= datetime.fromtimestamp(at / 1000, UTC).date().isoformat()


def score_of(found: dict[str, Found], of: Found) -> float:
    """The score of the same article elsewhere, 0 when it isn't there."""
    other = found.get(of.article.id)
    return other.score if other else 0.0
