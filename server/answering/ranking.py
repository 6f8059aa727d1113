"""Orders the articles that could be the answer, measures the first, and chooses among those that fit equally well.

Pure. Equally well means as far as words tell; then what became of them before decides (worked.py).
"""

from msgspec import structs

from server.answering.decision import CHOSEN, KNOWN, LIVE_FACTS, Candidate
from server.answering.policy import Policy
from server.answering.worked import DRAW, belief, chances, drawn, merit

LEAD_ALONE = 0.12  # of a candidate without others: what is usual where the question is answered nowhere
MOST_LEAD = 0.5  # points before the mean of the other candidates: beyond that the lead says nothing more


def rank(candidates: tuple[Candidate, ...], policy: Policy) -> tuple[Candidate, ...]:
    """Best first; ties by article, so that the order never depends on anything else."""
    return tuple(sorted(candidates, key=lambda one: (-weight(one, policy), one.article)))


def measured(
    ranked: tuple[Candidate, ...], features: dict[str, float], policy: Policy
) -> tuple[dict[str, float], float]:
    """The features with those of the first candidate, and the confidence in it."""
    if not ranked:
        return features, 0.0
    features = features | candidate_features(ranked, policy)
    confidence = policy.answer.confidence(features)
    return features | ({KNOWN: policy.known.confidence(features)} if policy.known else {}), confidence


def candidate_features(ranked: tuple[Candidate, ...], policy: Policy) -> dict[str, float]:
    """The best candidate's own features, with its margin over the next."""
    best = ranked[0]
    margin = weight(best, policy) - weight(ranked[1], policy) if len(ranked) > 1 else 0.1  # alone: no contest
    measured = {name: float(getattr(best, name)) for name in policy.evidence}
    if policy.evidence:
        others = [weight(one, policy) for one in ranked[1:]]
        others += int(best.sections) * [weight(best, policy) - best.retrieval + best.elsewhere]
        lead = weight(best, policy) - sum(others) / len(others) if others else LEAD_ALONE
        measured |= {"fit": fit(best, policy), "lead": min(lead, MOST_LEAD)}
        measured["worked"] = merit(best.solved, best.failed)
    return measured | {
        "retrieval": best.retrieval,
        "margin": min(
            max(margin, 0.0), 0.2
        ),  # behind by words and first by what worked: a tie; beyond that the lead says nothing more
        "intent": best.intent,
        "on_page": best.on_page,
        "state": best.state,
        "head": best.head,
    }


def weight(candidate: Candidate, policy: Policy) -> float:
    limits = policy.thresholds
    beside = limits["state_weight"] * candidate.state + limits["head_weight"] * candidate.head
    worked = limits.get("worked_weight", 0.0) * merit(candidate.solved, candidate.failed)
    return fit(candidate, policy) + beside + worked


def fit(candidate: Candidate, policy: Policy) -> float:
    """How well an article fits the words that were asked, in points of retrieval."""
    return candidate.retrieval + sum(share * float(getattr(candidate, measure)) for measure, share in policy.ranking)


def comparable(ranked: tuple[Candidate, ...], features: dict[str, float], policy: Policy) -> tuple[Candidate, ...]:
    """Articles that answer equally well as far as words tell, the best included; none where there is nothing to choose.

    The article head and the outcomes themselves are left out: one that has won would never again be held against
    another.
    """
    width = policy.thresholds.get("comparable", 0.0)
    if not width or features.get(LIVE_FACTS) or features.get(CHOSEN):
        return ()
    words = rank(tuple(structs.replace(one, head=0.0, solved=0.0, failed=0.0) for one in ranked), policy)
    floor = weight(words[0], policy) - width
    near = {one.article for one in words if weight(one, policy) >= floor}
    best = measured(words, features, policy)[1]
    group = tuple(
        one
        for one in ranked
        if one.article in near
        and measured(_ahead(words, one), features, policy)[1] >= best - policy.thresholds["as_sure"]
        and _would_answer(_ahead(_untried(ranked), one), features, policy)
    )
    outcomes = sum(one.solved + one.failed for one in group)
    return group if len(group) > 1 and outcomes >= policy.thresholds["outcomes"] else ()


def by_what_worked(
    ranked: tuple[Candidate, ...], group: tuple[Candidate, ...], features: dict[str, float], policy: Policy
) -> tuple[tuple[Candidate, ...], float]:
    """The candidates with the chosen one first, and the chance that it had. Without a draw it is the likeliest."""
    beliefs = [
        belief(measured(_ahead(_untried(ranked), one), features, policy)[1], one.solved, one.failed) for one in group
    ]
    if DRAW not in features:
        return _ahead(ranked, max(zip(beliefs, group, strict=True), key=lambda pair: pair[0].mean)[1]), 1.0
    shares = chances(beliefs)
    taken = drawn(shares, features[DRAW])
    return _ahead(ranked, group[taken]), shares[taken]


def _ahead(ranked: tuple[Candidate, ...], first: Candidate) -> tuple[Candidate, ...]:
    """The same with one of them first."""
    return tuple(sorted(ranked, key=lambda one: one.article != first.article))


def _untried(ranked: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The same as if nothing had become of any: outcomes are counted once, in the belief."""
    return tuple(structs.replace(one, solved=0.0, failed=0.0) for one in ranked)


def _would_answer(ranked: tuple[Candidate, ...], features: dict[str, float], policy: Policy) -> bool:
    evidence, confidence = measured(ranked, features, policy)
    limits = policy.thresholds
    return confidence >= limits["unsure"] and evidence.get(KNOWN, 1.0) >= limits.get(KNOWN, 0.0)
