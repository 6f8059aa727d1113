"""When a question is asked back, and what it lets the visitor choose from. Pure.

Asked back is where the words name a topic and no wish ("refund", "it doesn't work"), and where the help centre seems to
know, but several of its articles could be meant. Each option is an article's title; two of the same name are told apart
by their headings, and of a long one the section is named.
"""

from typing import Protocol, TypeVar

from server.answering.decision import (
    AGAIN,
    AMBIGUOUS,
    BROKEN,
    CLARIFIED,
    CLARIFY,
    KNOWN,
    LANGUAGE,
    Candidate,
    Choice,
    Decision,
)
from server.answering.policy import Policy
from server.answering.ranking import weight

MOST_OPTIONS = 4
FEWEST_OPTIONS = 2  # with one there is nothing to choose
MOST_BARE = 3  # words of a turn that names a topic only: "my last invoice"
MOST_VAGUE = 6  # words of a turn that names none: "it still doesn't work for me"
LIKE = 0.5  # likeness of words, or share of them that an article has, from which it is about the topic at all


class Ranked(Protocol):
    """A candidate as options are made of it."""

    @property
    def article(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def on_page(self) -> float: ...
    @property
    def late(self) -> float: ...
    @property
    def covered(self) -> float: ...
    @property
    def sections(self) -> float: ...


R = TypeVar("R", bound=Ranked)


def is_bare(features: dict[str, float]) -> bool:
    """Whether a turn names a topic at most, and says nothing of what is wanted."""
    if features.get("pointing") or features.get("chosen") or features.get("files") or "telling" not in features:
        return False
    if features["how"] or features["yes_no"]:
        return False
    if features["telling"] == 0:
        return features["words"] <= MOST_VAGUE
    return features["telling"] == 1 and features["words"] <= MOST_BARE


def eligible(ranked: tuple[R, ...], features: dict[str, float]) -> tuple[R, ...]:
    """The candidates that may be offered: about the topic, or about the page where no topic was named."""
    if features.get("telling", 1.0):
        return tuple(one for one in ranked if one.late >= LIKE or one.covered >= LIKE)
    on_page = tuple(one for one in ranked if one.on_page)
    return on_page if len(on_page) >= FEWEST_OPTIONS else ranked


def labelled(candidates: tuple[R, ...]) -> dict[str, R]:
    """At most four candidates by labels that tell them apart."""
    titles = [one.title for one in candidates]
    found: dict[str, R] = {}
    for one in candidates[:MOST_OPTIONS]:
        short, long = labels_of(one)
        found.setdefault(long if titles.count(one.title) > 1 or one.sections else short, one)
    return found


def labels_of(candidate: Ranked) -> tuple[str, str]:
    """What a candidate is called: by its title, or where another has the same, by its heading too."""
    title, heading = candidate.title, candidate.heading
    return title, f"{title}: {heading}" if heading else title


def asked_back(features: dict[str, float], ranked: tuple[Candidate, ...], topic: str, policy: Policy) -> Choice | None:
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
    options = options_of(ranked, features, policy.thresholds["bare"], policy)
    return Choice(CLARIFY, AMBIGUOUS, options=options) if len(options) >= FEWEST_OPTIONS else None


def nearly(features: dict[str, float], ranked: tuple[Candidate, ...], policy: Policy) -> Choice | None:
    """A question back where something seems to be known, and several articles could be meant."""
    if policy.known is None or not _may_ask(features, policy) or features.get(KNOWN, 0.0) < policy.thresholds["nearly"]:
        return None
    options = options_of(ranked, features, policy.thresholds["near"], policy)
    return Choice(CLARIFY, "nearly", options=options) if options else None


def _may_ask(features: dict[str, float], policy: Policy) -> bool:
    return features.get(CLARIFIED, 0.0) < policy.thresholds["clarifications"] and not features.get("rejected")


def options_of(
    ranked: tuple[Candidate, ...],
    features: dict[str, float],
    width: float,
    policy: Policy,
    best: Candidate | None = None,
) -> tuple[str, ...]:
    """Labels of the candidates within `width` points of the best, which is the first unless it is given."""
    if policy.known is None or not ranked:
        return ()
    floor = weight(best or ranked[0], policy) - width
    return tuple(labelled(tuple(one for one in eligible(ranked, features) if weight(one, policy) >= floor)))


def option_articles(decision: Decision) -> dict[str, str]:
    """The article that each of a decision's options stands for."""
    offered = (*decision.alternatives, *(one for part in decision.parts for one in part.alternatives))
    labels = {label: one.article for one in reversed(offered) for label in labels_of(one)}
    return {label: labels[label] for label in decision.options}
