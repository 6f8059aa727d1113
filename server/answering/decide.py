"""Decides, purely: from a situation in numbers to what is done, with the confidence and the reasons.

A decision can be made again from what is stored of it (`recalled`) and comes out the same to the last bit.
"""

import math

from msgspec import Struct

from server.answering import reasons
from server.answering.clarify import asked_back, nearly, options_of
from server.answering.decision import (
    AGAIN,
    AMBIGUOUS,
    BROKEN,
    CHOSEN,
    KNOWN,
    LANGUAGE,
    LIVE_FACTS,
    MONEY_BACK,
    PERSON_AWAITED,
    PERSON_OFFERED,
    PERSON_THERE,
    RISK,
    SENSITIVE,
    STALE,
    Candidate,
    Choice,
    Decision,
    Situation,
)
from server.answering.policy import POLICY, Policy
from server.answering.ranking import by_what_worked, comparable, measured, rank
from server.answering.several import PARTS, together
from server.answering.worked import COMPARABLE

IN_SCOPE = 0.5  # in-scope score from which a turn is about the product, as understanding defines it


class _Weighed(Struct, frozen=True):
    """What is chosen, with all that it was chosen by."""

    choice: Choice
    confidence: float
    topic: str
    features: dict[str, float]
    ranked: tuple[Candidate, ...]
    propensity: float = 1.0
    parts: tuple[Decision, ...] = ()


def decide(situation: Situation, policy: Policy = POLICY) -> Decision:
    """What to do about a visitor's turn."""
    weighed = _weighed(situation, policy)
    choice, features, limits = weighed.choice, weighed.features, policy.thresholds
    why = _reasons(weighed, situation.intent, policy)
    silence = _keeps_out(features, choice)
    offer = "" if silence or choice.kind == "handoff" else _offer(features, choice, limits)
    if offer:
        why = (*why, offer)
    return Decision(
        kind="silent" if silence else choice.kind,
        because=silence or choice.because,
        intent=situation.intent,
        confidence=weighed.confidence,
        sure=choice.sure,
        features=features,
        thresholds=limits,
        alternatives=weighed.ranked,
        reasons=(reasons.SILENCES[silence], *why) if silence else why,
        versions=situation.versions | {"policy": policy.version},
        article=choice.article,
        passage=choice.passage,
        memory=choice.memory,
        options=choice.options,
        offers_person=bool(offer),
        propensity=weighed.propensity,
        parts=weighed.parts,
    )


def _weighed(situation: Situation, policy: Policy) -> _Weighed:
    """The choice among answering, asking back, handing over and saying that it isn't known."""
    ranked = rank(situation.candidates, policy)
    features, confidence = measured(ranked, situation.features, policy)
    topic = next((name.removeprefix(SENSITIVE) for name in features if name.startswith(SENSITIVE)), "")
    if features.get(CHOSEN) and topic in policy.asked_back:
        topic = ""  # a title was tapped: its words are ours
    choice = asked_back(features, ranked, topic, policy) or _choose(
        situation, features, ranked, confidence, topic if topic in policy.people_decide else "", policy
    )
    parts = tuple(decide(part, policy) for part in situation.parts)
    if all_of_it := together(parts, choice, topic, features, policy):
        chosen, sure_of, topic = all_of_it.choice, all_of_it.confidence, all_of_it.topic or topic
        return _Weighed(chosen, sure_of, topic, features, ranked, all_of_it.propensity, parts)
    propensity = 1.0
    if choice.because == "article" and not topic and (group := comparable(ranked, features, policy)):
        ranked, propensity = by_what_worked(ranked, group, features, policy)
        features, confidence = measured(ranked, features | {COMPARABLE: float(len(group))}, policy)
        choice = _choose(situation, features, ranked, confidence, "", policy)
    if (
        topic in policy.only_sure
        and choice.kind != "greeting"
        and choice.sure != "sure"
        and choice.because != AMBIGUOUS
    ):
        choice = Choice("handoff", "sensitive")
    if features.get(LIVE_FACTS) and choice.kind != "handoff" and choice.sure != "sure":
        choice, confidence = Choice("answer", LIVE_FACTS, "sure"), 1.0  # no guess is added to what is known
    if choice.kind == AGAIN:
        confidence = 1.0  # they said so
    elif choice.memory:
        confidence = features["memory"]
    return _Weighed(choice, confidence, topic, features, ranked, propensity)


def _reasons(made: _Weighed, intent: str, policy: Policy) -> tuple[str, ...]:
    """Why, the deciding reason first."""
    choice, features, ranked = made.choice, made.features, made.ranked
    if choice.because == PARTS:
        why, care = reasons.of_parts([part.reasons for part in made.parts]), False
    else:
        why = (
            *reasons.of_answer(
                choice.because, made.topic, made.confidence, policy.thresholds, features, ranked, intent
            ),
            *reasons.of_files(features),
            *reasons.of_worked(features, ranked, made.propensity),
        )
        care = bool(features.get(STALE + choice.article))
    style = (*reasons.of_style(features), *reasons.of_writing(features))
    return (*why, *reasons.of_lookups(features), *style, *reasons.of_care(care))


def _choose(
    situation: Situation,
    features: dict[str, float],
    ranked: tuple[Candidate, ...],
    confidence: float,
    topic: str,
    policy: Policy,
) -> Choice:
    """What to say if Handrail is to say anything."""
    best, limits = ranked[0] if ranked else None, policy.thresholds
    if features.get(AGAIN):
        return Choice(AGAIN, "wish", "", best.article if best else "", best.passage if best else "", situation.memory)
    if topic:
        return Choice("handoff", "sensitive")
    if features.get("wants_person"):
        return Choice("handoff", "customer_request")
    if features.get(BROKEN):
        return Choice("unknown", BROKEN, "unknown")
    if any(name.startswith(LANGUAGE) for name in features):
        return Choice("unknown", "language", "unknown")
    if situation.memory and features.get("memory", 0.0) >= limits["memory"]:
        return Choice("answer", "memory", "sure", memory=situation.memory)
    if features.get("greeting", 0.0) >= limits["greeting"]:
        return Choice("greeting", "greeting")
    if best is None or confidence < limits["unsure"] or features.get(KNOWN, 1.0) < limits.get(KNOWN, 0.0):
        return nearly(features, ranked, policy) or _unknown(features, limits)
    if _says_something_else(best, features, limits):
        return nearly(features, ranked, policy) or _unknown(features, limits)
    if _only_shares_words(best, features, limits):
        return _unknown(features, limits)
    sure = "sure" if confidence >= limits["sure"] else "unsure"
    others = options_of(ranked[1:], features, limits.get("near", 0.0), policy, best) if sure == "unsure" else ()
    return Choice("answer", "article", sure, best.article, best.passage, options=others)


def _only_shares_words(best: Candidate, features: dict[str, float], limits: dict[str, float]) -> bool:
    """Whether nothing of the best is like the question as a whole, and nothing else speaks for it."""
    if _learned(best, features, limits) or best.state:
        return False
    return max(features.get("said", 1.0), features.get("retrieval", 1.0)) < limits.get("alike", 0.0)


def _says_something_else(best: Candidate, features: dict[str, float], limits: dict[str, float]) -> bool:
    """Whether a value is asked for that the best doesn't say, or one of a kind of which it names others.

    Not where something else speaks for it.
    """
    asked = any(features.get(one, 0.0) >= limits.get(one, math.inf) for one in ("unsaid", "another"))
    return asked and not _learned(best, features, limits)


def _learned(best: Candidate, features: dict[str, float], limits: dict[str, float]) -> bool:
    """Whether the visitor chose it, or it has resolved like questions."""
    helped = max(best.head, features.get("worked", 0.0)) >= limits.get("learned", math.inf)
    return helped or bool(features.get(CHOSEN))


def _unknown(features: dict[str, float], limits: dict[str, float]) -> Choice:
    far = features.get("retrieval", 0.0) < limits.get("far", math.inf)
    outside = features.get("in_scope", 1.0) < IN_SCOPE and far
    return Choice("unknown", "out_of_scope" if outside else "missing_knowledge", "unknown")


def _keeps_out(features: dict[str, float], choice: Choice) -> str:
    """Why nothing is said: a person has the conversation; or one is awaited, unless the answer is sure or was given."""
    if features.get(PERSON_THERE):
        return PERSON_THERE
    helps = choice.kind == AGAIN or (choice.kind == "answer" and choice.sure == "sure")
    return PERSON_AWAITED if features.get(PERSON_AWAITED) and not helps else ""


def _offer(features: dict[str, float], choice: Choice, limits: dict[str, float]) -> str:
    """Why a person is offered before one is asked for, "" where not; for the risk once, until it has gone better."""
    if goes_badly(features, limits):
        return "" if features.get(PERSON_OFFERED) else reasons.RISK.format(risk=features[RISK], limit=limits["risk"])
    asks = features.get(MONEY_BACK) and choice.kind == "answer" and not features.get(PERSON_AWAITED)
    return reasons.MONEY_BACK if asks else ""


def goes_badly(features: dict[str, float], limits: dict[str, float]) -> bool:
    """Whether a conversation is near to going wrong."""
    return features.get(RISK, 0.0) >= limits["risk"]
