"""Considers a question or a struggle: retrieval, memory and article head gathered into a situation, and decided.

No I/O but the indexes in memory. Every version that a replay may want to exchange comes in as an argument: the
knowledge index, the article head, the memories, the policy (`Means`), and with what was understood the intent head.
"""

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Literal

from msgspec import structs

from models.encode import Embedding, Encoder
from server.answering.answerability import BESIDE, Question, Weigher
from server.answering.considered import Considered, Part, resolved
from server.answering.decide import decide
from server.answering.decide_nudge import decide_nudge
from server.answering.decision import STALE, Candidate, Situation
from server.answering.finding import PASSAGES, Finder, Finding
from server.answering.inquiry import CHAMPION, SERVING, ArticleHead, Inquiry, Means
from server.answering.learned import Learned, Memory
from server.answering.policy import POLICY, Policy
from server.answering.ranking import rank
from server.answering.reading_ahead import ReadAhead
from server.answering.several import stays_whole
from server.answering.situation import foremost, is_stale
from server.answering.stuck import Stuck
from server.answering.worked import DRAW, FROZEN, Outcomes, Tally, draw_of
from server.knowledge.index import Hit, SiteIndex, by_article
from server.knowledge.knowledge import Knowledge
from server.understanding.tried import suggests

MOST_EMBEDDED = 4096  # texts of page states kept embedded, 1.5 KB each


class Considerer:
    """Questions and struggles to decisions; safe to call from several threads. `encoder` is the heads' one."""

    def __init__(
        self,
        knowledge: Knowledge,
        learned: Learned,
        encoder: Encoder,
        outcomes: Outcomes | None = None,
        weigher: Weigher | None = None,
    ) -> None:
        """Without `outcomes` nothing is chosen by what worked before; a `weigher` keeps what it has read."""
        self._knowledge = knowledge
        self._learned = learned
        self._outcomes = outcomes
        self.encoder = encoder
        self.embed_state = lru_cache(MOST_EMBEDDED)(encoder.encode)
        self._weigher = weigher or Weigher(encoder)
        self._finder = Finder(knowledge, self.embed_state)
        self._ahead = ReadAhead(knowledge, self._weigher)

    def read_ahead(self) -> bool:
        """Reads some of the passages that serve and were not read yet; says whether there are more. From one thread."""
        return self._ahead.some()

    def consider(self, inquiry: Inquiry, means: Means = SERVING) -> Considered:
        """What to do about a question."""
        known = means.index or self._knowledge.index(inquiry.site)
        means = structs.replace(means, index=known, article_head=None if inquiry.frozen else means.article_head)
        head = self._head_scores(means.article_head, inquiry.embedding)
        found = self._finder.find(known, inquiry, head)
        pointing = found.pointing
        # "why is this refused?" is near to every other one, on whatever page it was asked and corrected
        memory, nearness = self._memory(inquiry) if means.memories and not pointing else (None, 0.0)
        asked = self._weigher.question(inquiry.stuck.words if pointing and inquiry.stuck else inquiry.text, known)
        kept = self._candidates(inquiry, found, asked, known)
        features = inquiry.features(pointing) | asked.features()
        features |= {FROZEN: 1.0} if inquiry.frozen else self._draw(inquiry.site, inquiry.drawn_for)
        features |= {"memory": nearness} if memory is not None else {}
        stale = [one for one in kept if is_stale(found.articles[one.article].article, inquiry.at)]
        situation = Situation(
            intent=inquiry.understood.intent,
            features=features | {STALE + one.article: 1.0 for one in stale},
            candidates=kept,
            versions=self._versions(known, inquiry.understood.versions, means, inquiry.frozen),
            memory=memory.id if memory else None,
        )
        considered = resolved(situation, decide(situation, means.policy), known, found.hits, memory, inquiry.tried)
        worded = self._weigher.question(inquiry.asks_on, known) if inquiry.asks_on else asked
        considered = structs.replace(considered, near=partial(self._weigher.near, worded))
        if not inquiry.questions or stays_whole(considered.decision, means.policy):
            return considered
        parts = [Part(one, self.consider(inquiry.part(place), means)) for place, one in enumerate(inquiry.questions)]
        return considered.taken_apart(tuple(parts), means.policy)

    def known(self, site: str, staff: bool = False) -> SiteIndex:
        """What visitors of the site may find; for `staff` its internal passages too."""
        return self._knowledge.staff_index(site) if staff else self._knowledge.index(site)

    def search(self, known: SiteIndex, question: str, embedding: Embedding, route: str, limit: int) -> list[Hit]:
        """The passages nearest to a question, best first, by retrieval alone."""
        return known.search(question, self._knowledge.embed_for(known, question, embedding), route, "", limit)

    def consider_stuck(
        self,
        site: str,
        stuck: Stuck,
        silences: dict[str, float],
        rules: str = "",
        *,
        index: SiteIndex | None = None,
        policy: Policy = POLICY,
    ) -> Considered:
        """Whether and with what to help somebody who struggles. `silences` are the features that speak against it.

        `rules` is the version of the rules that the page judged the struggle by.
        """
        known = index or self._knowledge.index(site)
        embedding = self.embed_state(stuck.words)
        near = self._knowledge.embed_for(known, stuck.words, embedding)
        hits = known.search(stuck.words, near, stuck.route, "", PASSAGES)
        head = self._head_scores(CHAMPION, embedding)
        candidates = tuple(
            Candidate(
                article=one.article.id,
                title=one.article.title,
                passage=one.hits[0].passage.id,
                retrieval=one.score,
                intent=0.0,
                on_page=float(one.hits[0].on_page),
                head=head.get(one.article.id, 0.0),
            )
            for one in by_article(hits)
        )
        kept = foremost(candidates)
        best = rank(kept, policy)[:1]
        intent = known.articles[best[0].article].intent if best else ""
        situation = Situation(
            intent=intent,
            features={"message": float(bool(stuck.message)), **silences},
            candidates=kept,
            versions=self._versions(known, {"encoder": self.encoder.version, "rules": rules}, Means(memories=False)),
        )
        return resolved(situation, decide_nudge(situation, policy), known, hits, None)

    def _candidates(self, inquiry: Inquiry, found: Finding, asked: Question, known: SiteIndex) -> tuple[Candidate, ...]:
        """The few articles that may answer, with what speaks for each."""
        likely = foremost(found.candidates(inquiry.understood, inquiry.rejected | inquiry.read, inquiry.chosen))
        kept = tuple(self._weighed(one, asked, found.articles[one.article].hits, known) for one in likely)
        if words := inquiry.asks_on:
            kept = tuple(self._finder.by_own_words(one, known, words, inquiry.route, inquiry.tried) for one in kept)
        return kept if inquiry.frozen else self._with_outcomes(inquiry.site, kept, inquiry.embedding, inquiry.at)

    def _weighed(self, candidate: Candidate, asked: Question, hits: Sequence[Hit], known: SiteIndex) -> Candidate:
        """The candidate with what speaks for it, by the passage that names what the question names."""
        named = self._weigher.naming(asked, hits)
        beside = hits if named in hits[:BESIDE] else (hits[0], named)
        evidence = structs.asdict(self._weigher.weigh(asked, beside, known))
        return structs.replace(candidate, passage=named.passage.id, heading=named.passage.heading, **evidence)

    def _with_outcomes(
        self, site: str, candidates: tuple[Candidate, ...], embedding: Embedding, at: int
    ) -> tuple[Candidate, ...]:
        """The candidates with what became of them near the question."""
        if self._outcomes is None:
            return candidates
        tallies = self._outcomes.tallies(site, embedding, [one.article for one in candidates], at)
        none = Tally()
        found = [(one, tallies.get(one.article, none)) for one in candidates]
        return tuple(structs.replace(one, solved=tally.solved, failed=tally.failed) for one, tally in found)

    def _draw(self, site: str, decision: str) -> dict[str, float]:
        key = self._outcomes.draw_key(site) if self._outcomes is not None and decision else b""
        return {DRAW: draw_of(key, decision)} if key else {}

    def _head_scores(self, head: ArticleHead | Literal["champion"] | None, embedding: Embedding) -> dict[str, float]:
        if head is None:
            return {}
        return self._learned.article_scores(embedding) if head == CHAMPION else head(embedding)

    def _memory(self, inquiry: Inquiry) -> tuple[Memory | None, float]:
        """The nearest correction that may be told, and how near it is."""
        found = self._learned.nearest_memory(inquiry.site, inquiry.embedding)
        if found is None or found[0].live_at > inquiry.at or found[0].id in inquiry.rejected:
            return None, 0.0
        return (None, found[1]) if suggests(found[0].answer) & inquiry.tried else found

    def _versions(
        self, known: SiteIndex, understood: dict[str, str], means: Means, frozen: bool = False
    ) -> dict[str, str]:
        worked = self._outcomes.worked_version() if self._outcomes is not None and not frozen else "none"
        learned, head = self._learned.versions(), means.article_head
        return {
            **understood,
            "knowledge": known.version,
            "article": learned.get("article", "none") if head == CHAMPION else "none" if head is None else "given",
            "memory": learned.get("memory", "none") if means.memories else "none",
            "worked": worked,
        }
