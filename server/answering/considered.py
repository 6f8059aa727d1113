"""A decision with what it was made from: what an answer is quoted from, and what is decided anew in another light."""

from msgspec import Struct, structs

from models.encode import Embedding
from server.answering.decide import decide
from server.answering.decision import Decision, Situation
from server.answering.facts import NO_FACTS, Facts
from server.answering.learned import Memory
from server.answering.nearness import Nearness
from server.answering.policy import Policy
from server.answering.questions import Question
from server.knowledge.index import Hit, Passage, SiteIndex
from server.understanding.understood import Understood


class Asked(Struct, frozen=True):
    """One of several questions of a turn, understood. `words` are the visitor's own, `text` what is looked up; the two
    tell apart what is asked and what it is asked of where it `leans` on the question before."""

    words: str
    text: str
    understood: Understood
    embedding: Embedding
    leans: bool = False


def asked(question: Question, understood: Understood, whole: Understood, embedding: Embedding) -> Asked:
    """A question as it is considered: in the language of the turn, which a few words tell less well."""
    meant = structs.replace(understood, language=whole.language)
    return Asked(question.words, question.text, meant, embedding, question.leans)


class Considered(Struct, frozen=True, kw_only=True):
    """A decision with what it was made from. `passage` is the chosen one, `beside` others of its article that fit."""

    decision: Decision
    situation: Situation
    passage: Passage | None = None
    beside: tuple[Hit, ...] = ()
    memory: Memory | None = None
    tried: frozenset[str] = frozenset()  # steps that the answer leaves out
    facts: Facts = NO_FACTS  # live data that was looked up beside
    known: SiteIndex | None = None  # what it was found in
    hits: tuple[Hit, ...] = ()  # all that was found
    near: Nearness | None = None  # how near the units of a passage are to the question
    parts: tuple["Part", ...] = ()  # the turn's questions, where it asks several
    beyond: tuple[str, ...] = ()  # the words of those that were not taken up with them

    def decided_anew(self, situation: Situation) -> "Considered":
        """The same with what is decided in another light of it."""
        known = self.known
        if known is None:
            return structs.replace(self, situation=situation, decision=decide(situation))
        fresh = resolved(situation, decide(situation), known, list(self.hits), self.memory, self.tried)
        return structs.replace(fresh, facts=self.facts, near=self.near, parts=self.parts, beyond=self.beyond)

    def taken_apart(self, parts: tuple["Part", ...], policy: Policy) -> "Considered":
        """The same with what is decided about each of the turn's questions."""
        situation = structs.replace(self.situation, parts=tuple(part.considered.situation for part in parts))
        return structs.replace(self, situation=situation, decision=decide(situation, policy), parts=parts)


class Part(Struct, frozen=True):
    """One of several questions, considered."""

    asked: Asked
    considered: Considered


def resolved(
    situation: Situation,
    decision: Decision,
    known: SiteIndex,
    hits: list[Hit],
    memory: Memory | None,
    tried: frozenset[str] = frozenset(),
) -> Considered:
    """What was decided with the passage that it chose and those of its article beside."""
    chosen = known.by_id.get(decision.passage)
    beside = tuple(hit for hit in hits if hit.passage.article.id == decision.article and hit.passage is not chosen)
    return Considered(
        decision=decision,
        situation=situation,
        passage=chosen,
        beside=beside,
        memory=memory if decision.memory else None,
        tried=tried,
        known=known,
        hits=tuple(hits),
    )
