"""Considers a question or a struggle: retrieval, memory and article head gathered into a situation, and decided.

No I/O but the indexes in memory. Every version that a replay may want to exchange comes in as an argument: the
knowledge index, the article head, the memories, the policy, and (with `understood`) the intent head.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache, partial
from typing import Final, Literal

from msgspec import structs

from models.encode import Embedding, Encoder
from server.answering.answerability import BESIDE, Question, Weigher
from server.answering.considered import Asked, Considered, Part, resolved
from server.answering.decide import decide
from server.answering.decide_nudge import decide_nudge
from server.answering.decision import CHOSEN, CLARIFIED, STALE, TRIED, Candidate, Situation
from server.answering.finding import PASSAGES, Finder
from server.answering.learned import Learned, Memory
from server.answering.policy import POLICY, Policy
from server.answering.ranking import rank
from server.answering.reading_ahead import ReadAhead
from server.answering.several import stays_whole
from server.answering.situation import FILES, features_of, foremost, is_stale, risk_features
from server.answering.stuck import Stuck
from server.answering.worked import DRAW, FROZEN, Outcomes, Tally, draw_of
from server.knowledge.index import Hit, SiteIndex, by_article
from server.knowledge.knowledge import Knowledge
from server.understanding.risk import Risk
from server.understanding.tried import suggests
from server.understanding.understood import Understood

ArticleHead = Callable[[Embedding], dict[str, float]]

CHAMPION: Final = "champion"  # the article head that serves now
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

    def consider(
        self,
        site: str,
        question: str,
        route: str,
        stuck: Stuck | None,
        understood: Understood,
        embedding: Embedding,
        at: int,
        *,
        rejected: Collection[str] = (),
        memories: bool = True,
        article_head: ArticleHead | Literal["champion"] | None = CHAMPION,
        index: SiteIndex | None = None,
        policy: Policy = POLICY,
        risk: Risk | None = None,
        offered: bool = False,
        tried: frozenset[str] = frozenset(),
        read: Collection[str] = (),
        style: Mapping[str, float] = {},
        files: int = 0,
        clarified: int = 0,
        chosen: str = "",
        joined: bool = False,
        questions: Sequence[Asked] = (),
        asks_on: str = "",
        drawn_for: str = "",
        frozen: bool = False,
    ) -> Considered:
        """What to do about a question asked on `route` at `at` (Unix ms).

        `rejected` names articles and memories that did not help; without `memories` no person's correction is used;
        `article_head` None is day one's. `index` defaults to the knowledge that serves now. `risk` is the
        conversation's, `offered` whether a person was offered for it already. `tried` are steps that no answer may
        ask for again, `read` articles that the visitor has followed, `style` the features of how they are answered. The
        question has words in it that were read from `files` attached ones. It was asked back `clarified` times in a
        row, and an answer to that chose the article `chosen`. It is `joined` with the turn before it. Of several
        `questions` each is considered by itself too, and the decision is about all of them; one that leans on the one
        before finds its article by both, and the passage by the words that it `asks_on` with.
        Articles that fit equally well are tried out by chance, drawn for the decision `drawn_for`; without it the one
        that worked best is taken. A `frozen` visitor gets nothing that was learned from outcomes.
        """
        known = index or self._knowledge.index(site)
        article_head = None if frozen else article_head
        head = self._head_scores(article_head, embedding)
        found = self._finder.find(known, question, embedding, route, understood, stuck, tried, head, chosen)
        pointing = found.pointing
        # "why is this refused?" is near to every other one, on whatever page it was asked and corrected
        remembering = memories and not pointing
        memory, nearness = self._memory(site, embedding, at, rejected) if remembering else (None, 0.0)
        if memory is not None and suggests(memory.answer) & tried:
            memory = None
        asked = self._weigher.question(stuck.words if pointing and stuck else question, known)
        kept = tuple(
            self._weighed(one, asked, found.articles[one.article].hits, known)
            for one in foremost(found.candidates(understood, {*rejected, *read}, chosen))
        )
        if asks_on:
            kept = tuple(self._finder.by_own_words(one, known, asks_on, route, tried) for one in kept)
        if not frozen:
            kept = self._with_outcomes(site, kept, embedding, at)
        features = features_of(question, understood, rejected, pointing) | asked.features()
        features |= {FROZEN: 1.0} if frozen else self._draw(site, drawn_for)
        if clarified:
            features[CLARIFIED] = float(clarified)
        features |= {name: 1.0 for name, holds in ((CHOSEN, chosen), ("joined", joined)) if holds}
        if memory is not None:
            features["memory"] = nearness
        if files:
            features[FILES] = float(files)
        features |= {TRIED + step: 1.0 for step in sorted(tried)} | dict(style)
        features |= {STALE + one.article: 1.0 for one in kept if is_stale(found.articles[one.article].article, at)}
        features |= risk_features(risk, offered) if risk is not None else {}
        situation = Situation(
            intent=understood.intent,
            features=features,
            candidates=kept,
            versions=self._versions(known, understood.versions, memories, article_head, frozen),
            memory=memory.id if memory else None,
        )
        considered = resolved(situation, decide(situation, policy), known, found.hits, memory, tried)
        worded = self._weigher.question(asks_on, known) if asks_on else asked
        considered = structs.replace(considered, near=partial(self._weigher.near, worded))
        if not questions or stays_whole(considered.decision, policy):
            return considered
        parts = tuple(
            Part(
                one,
                self.consider(
                    site,
                    one.text,
                    route,
                    stuck,
                    one.understood,
                    one.embedding,
                    at,
                    rejected=rejected,
                    memories=memories,
                    article_head=article_head,
                    index=known,
                    policy=policy,
                    tried=tried,
                    read=read,
                    asks_on=one.words if one.leans else "",
                    drawn_for=drawn_for and f"{drawn_for}.{place}",
                    frozen=frozen,
                ),
            )
            for place, one in enumerate(questions)
        )
        return considered.taken_apart(parts, policy)

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
            versions=self._versions(known, {"encoder": self.encoder.version, "rules": rules}, False, CHAMPION),
        )
        return resolved(situation, decide_nudge(situation, policy), known, hits, None)

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

    def _memory(
        self, site: str, embedding: Embedding, at: int, rejected: Collection[str]
    ) -> tuple[Memory | None, float]:
        found = self._learned.nearest_memory(site, embedding)
        if found is None or found[0].live_at > at or found[0].id in rejected:
            return None, 0.0
        return found

    def _versions(
        self,
        known: SiteIndex,
        understood: dict[str, str],
        memories: bool,
        head: ArticleHead | Literal["champion"] | None,
        frozen: bool = False,
    ) -> dict[str, str]:
        worked = self._outcomes.worked_version() if self._outcomes is not None and not frozen else "none"
        learned = self._learned.versions()
        return {
            **understood,
            "knowledge": known.version,
            "article": learned.get("article", "none") if head == CHAMPION else "none" if head is None else "given",
            "memory": learned.get("memory", "none") if memories else "none",
            "worked": worked,
        }
