"""Decides, purely: from a situation in numbers to what is done, with the confidence and the reasons.

A decision can be made again from what is stored of it (`recalled`) and comes out the same to the last bit.
"""

from msgspec import Struct, structs

from server.conversation import reasons
from server.conversation.clarify import FEWEST_OPTIONS, eligible, is_bare, labelled, labels_of
from server.conversation.policy import POLICIES, POLICY, Policy
from server.conversation.worked import COMPARABLE, DRAW, belief, chances, drawn, merit

SENSITIVE = "sensitive."  # prefix of the feature that names a sensitive topic
STALE = "stale."  # of those that name candidates past their review date
TRIED = "tried."  # of those that name the steps that were tried and are left out
LANGUAGE = "language."  # of the one that names a language that is not understood
PERSON_THERE, PERSON_AWAITED = "person_there", "person_awaited"  # features: who has the conversation
LIVE_FACTS = "live_facts"  # feature: how many facts were looked up that answer the turn
LOOKED_UP = "looked_up."  # of those that name the look-ups: 1 told a fact, 0 gave nothing
BROKEN = "broken"  # feature and rule: a part of Handrail failed on this turn
AGAIN = "again"  # feature and kind: the visitor wants the last answer in another form
RISK, PERSON_OFFERED = "risk", "person_offered"  # features: how badly it goes (0..1), whether a person was offered
CACHED, CACHED_AGE = "cached", "cached.age_s"  # features: a worded answer was given again, how old it was
CLARIFY, CLARIFIED = "clarify", "clarified"  # kind; feature: how many clarifying questions came right before
AMBIGUOUS = "ambiguous"  # rule: a topic was named and no wish
KNOWN = "known"  # feature: how likely anything here answers the question; threshold: from where it is taken to
CHOSEN = "chosen"  # feature: the visitor chose this article among a question's options
LEAD_ALONE = 0.12  # of a candidate without others: what is usual where the question is answered nowhere
MOST_LEAD = 0.5  # points before the mean of the other candidates: beyond that the lead says nothing more
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


class Situation(Struct, frozen=True, kw_only=True):
    """All that a decision depends on. `features` are of the turn or struggle; each candidate has its own."""

    intent: str
    features: dict[str, float]
    candidates: tuple[Candidate, ...]
    versions: dict[str, str]
    memory: str | None = None


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
    offers_person: bool = False  # beside what is done, since the conversation goes badly
    propensity: float = 1.0  # the chance that this article had: below 1 where several fit equally well


class _Choice(Struct, frozen=True):
    kind: str
    because: str
    sure: str = ""
    article: str = ""
    passage: str = ""
    memory: str | None = None
    options: tuple[str, ...] = ()


def decide(situation: Situation, policy: Policy = POLICY) -> Decision:
    """What to do about a visitor's turn."""
    limits, features = policy.thresholds, situation.features
    ranked = rank(situation.candidates, policy)
    features, confidence = _measured(ranked, features, policy)
    topic = next((name.removeprefix(SENSITIVE) for name in features if name.startswith(SENSITIVE)), "")
    if features.get(CHOSEN) and topic in policy.asked_back:
        topic = ""  # a title was tapped: its words are ours
    choice = _asked_back(features, ranked, topic, policy) or _choose(
        situation, features, ranked, confidence, topic if topic in policy.people_decide else "", policy
    )
    propensity = 1.0
    if choice.because == "article" and not topic and (group := _comparable(ranked, features, policy)):
        ranked, propensity = _by_what_worked(ranked, group, features, policy)
        features, confidence = _measured(ranked, features | {COMPARABLE: float(len(group))}, policy)
        choice = _choose(situation, features, ranked, confidence, "", policy)
    if (
        topic in policy.only_sure
        and choice.kind != "greeting"
        and choice.sure != "sure"
        and choice.because != AMBIGUOUS
    ):
        choice = _Choice("handoff", "sensitive")
    if features.get(LIVE_FACTS) and choice.kind != "handoff" and choice.sure != "sure":
        choice, confidence = _Choice("answer", LIVE_FACTS, "sure"), 1.0  # no guess is added to what is known
    if choice.kind == AGAIN:
        confidence = 1.0  # they said so
    elif choice.memory:
        confidence = features["memory"]
    why = reasons.of_answer(choice.because, topic, confidence, limits, features, ranked, situation.intent)
    why += reasons.of_worked(features, ranked, propensity) + reasons.of_lookups(features)
    why = (*why, *reasons.of_style(features), *reasons.of_writing(features))
    why += reasons.of_care(bool(features.get(STALE + choice.article)))
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
        options=choice.options,
        offers_person=offers,
        propensity=propensity,
    )


def _measured(
    ranked: tuple[Candidate, ...], features: dict[str, float], policy: Policy
) -> tuple[dict[str, float], float]:
    """The features with those of the first candidate, and the confidence in it."""
    if not ranked:
        return features, 0.0
    features = features | candidate_features(ranked, policy)
    confidence = policy.answer.confidence(features)
    return features | ({KNOWN: policy.known.confidence(features)} if policy.known else {}), confidence


def _comparable(ranked: tuple[Candidate, ...], features: dict[str, float], policy: Policy) -> tuple[Candidate, ...]:
    """Articles that answer equally well as far as words tell, the best included; none where there is nothing to choose.

    The article head and the outcomes themselves are left out: one that has won would never again be held against
    another.
    """
    width = policy.thresholds.get("comparable", 0.0)
    if not width or features.get(LIVE_FACTS) or features.get(CHOSEN):
        return ()
    words = rank(tuple(structs.replace(one, head=0.0, solved=0.0, failed=0.0) for one in ranked), policy)
    floor = _weight(words[0], policy) - width
    near = {one.article for one in words if _weight(one, policy) >= floor}
    best = _measured(words, features, policy)[1]
    group = tuple(
        one
        for one in ranked
        if one.article in near
        and _measured(_ahead(words, one), features, policy)[1] >= best - policy.thresholds["as_sure"]
        and _would_answer(_ahead(_untried(ranked), one), features, policy)
    )
    outcomes = sum(one.solved + one.failed for one in group)
    return group if len(group) > 1 and outcomes >= policy.thresholds["outcomes"] else ()


def _ahead(ranked: tuple[Candidate, ...], first: Candidate) -> tuple[Candidate, ...]:
    """The same with one of them first."""
    return tuple(sorted(ranked, key=lambda one: one.article != first.article))


def _untried(ranked: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The same as if nothing had become of any: outcomes are counted once, in the belief."""
    return tuple(structs.replace(one, solved=0.0, failed=0.0) for one in ranked)


def _would_answer(ranked: tuple[Candidate, ...], features: dict[str, float], policy: Policy) -> bool:
    measured, confidence = _measured(ranked, features, policy)
    limits = policy.thresholds
    return confidence >= limits["unsure"] and measured.get(KNOWN, 1.0) >= limits.get(KNOWN, 0.0)


def _by_what_worked(
    ranked: tuple[Candidate, ...], group: tuple[Candidate, ...], features: dict[str, float], policy: Policy
) -> tuple[tuple[Candidate, ...], float]:
    """The candidates with the chosen one first, and the chance that it had. Without a draw it is the likeliest."""
    beliefs = [
        belief(_measured(_ahead(_untried(ranked), one), features, policy)[1], one.solved, one.failed) for one in group
    ]
    if DRAW not in features:
        return _ahead(ranked, max(zip(beliefs, group, strict=True), key=lambda pair: pair[0].mean)[1]), 1.0
    shares = chances(beliefs)
    taken = drawn(shares, features[DRAW])
    return _ahead(ranked, group[taken]), shares[taken]


def _choose(
    situation: Situation,
    features: dict[str, float],
    ranked: tuple[Candidate, ...],
    confidence: float,
    topic: str,
    policy: Policy,
) -> _Choice:
    """What to say if Handrail is to say anything."""
    best, limits = ranked[0] if ranked else None, policy.thresholds
    if features.get(AGAIN):
        return _Choice(AGAIN, "wish", "", best.article if best else "", best.passage if best else "", situation.memory)
    if topic:
        return _Choice("handoff", "sensitive")
    if features.get("wants_person"):
        return _Choice("handoff", "customer_request")
    if features.get(BROKEN):
        return _Choice("unknown", BROKEN, "unknown")
    if any(name.startswith(LANGUAGE) for name in features):
        return _Choice("unknown", "language", "unknown")
    if situation.memory and features.get("memory", 0.0) >= limits["memory"]:
        return _Choice("answer", "memory", "sure", memory=situation.memory)
    if features.get("greeting", 0.0) >= limits["greeting"]:
        return _Choice("greeting", "greeting")
    if best is None or confidence < limits["unsure"] or features.get(KNOWN, 1.0) < limits.get(KNOWN, 0.0):
        return _nearly(features, ranked, policy) or _unknown(features)
    sure = "sure" if confidence >= limits["sure"] else "unsure"
    others = _options(ranked[1:], features, limits.get("near", 0.0), policy, best) if sure == "unsure" else ()
    return _Choice("answer", "article", sure, best.article, best.passage, options=others)


def _unknown(features: dict[str, float]) -> _Choice:
    outside = features.get("in_scope", 1.0) < IN_SCOPE
    return _Choice("unknown", "out_of_scope" if outside else "missing_knowledge", "unknown")


def _asked_back(
    features: dict[str, float], ranked: tuple[Candidate, ...], topic: str, policy: Policy
) -> _Choice | None:
    """A question back where a topic was named and no wish. What people decide stays with them, but for a bare word."""
    if policy.known is None or not is_bare(features) or not _may_ask(features, policy):
        return None
    heeded = any(features.get(one) for one in (AGAIN, "wants_person", BROKEN)) or any(
        name.startswith(LANGUAGE) for name in features
    )
    greets = features.get("greeting", 0.0) >= policy.thresholds["greeting"]
    corrected = features.get("memory", 0.0) >= policy.thresholds["memory"]
    if heeded or greets or corrected or topic not in policy.asked_back or (ranked and ranked[0].state):
        return None
    named = features["telling"] or any(one.on_page for one in ranked)
    if not named and features.get(KNOWN, 0.0) < policy.thresholds["nearly"]:
        return None
    options = _options(ranked, features, policy.thresholds["bare"], policy)
    return _Choice(CLARIFY, AMBIGUOUS, options=options) if len(options) >= FEWEST_OPTIONS else None


def _nearly(features: dict[str, float], ranked: tuple[Candidate, ...], policy: Policy) -> _Choice | None:
    """A question back where something seems to be known, and several articles could be meant."""
    if policy.known is None or not _may_ask(features, policy) or features.get(KNOWN, 0.0) < policy.thresholds["nearly"]:
        return None
    options = _options(ranked, features, policy.thresholds["near"], policy)
    return _Choice(CLARIFY, "nearly", options=options) if options else None


def _may_ask(features: dict[str, float], policy: Policy) -> bool:
    return features.get(CLARIFIED, 0.0) < policy.thresholds["clarifications"] and not features.get("rejected")


def _options(
    ranked: tuple[Candidate, ...],
    features: dict[str, float],
    width: float,
    policy: Policy,
    best: Candidate | None = None,
) -> tuple[str, ...]:
    """Labels of the candidates within `width` points of the best, which is the first unless it is given."""
    if policy.known is None or not ranked:
        return ()
    floor = _weight(best or ranked[0], policy) - width
    return tuple(labelled(tuple(one for one in eligible(ranked, features) if _weight(one, policy) >= floor)))


def option_articles(decision: Decision) -> dict[str, str]:
    """The article that each of a decision's options stands for."""
    labels = {label: one.article for one in reversed(decision.alternatives) for label in labels_of(one)}
    return {label: labels[label] for label in decision.options}


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
    measured = {name: float(getattr(best, name)) for name in policy.evidence}
    if policy.evidence:
        others = [_weight(one, policy) for one in ranked[1:]]
        lead = _weight(best, policy) - sum(others) / len(others) if others else LEAD_ALONE
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


def _weight(candidate: Candidate, policy: Policy) -> float:
    limits = policy.thresholds
    beside = limits["state_weight"] * candidate.state + limits["head_weight"] * candidate.head
    worked = limits.get("worked_weight", 0.0) * merit(candidate.solved, candidate.failed)
    return fit(candidate, policy) + beside + worked


def fit(candidate: Candidate, policy: Policy) -> float:
    """How well an article fits the words that were asked, in points of retrieval."""
    return candidate.retrieval + sum(share * float(getattr(candidate, measure)) for measure, share in policy.ranking)


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
