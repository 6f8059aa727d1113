"""Considers a question or a struggle: retrieval, memory and article head gathered into a situation, and decided.

No I/O but the indexes in memory. Every version that a replay may want to exchange comes in as an argument: the
knowledge index, the article head, the memories, the policy, and (with `understood`) the intent head.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, Literal

from msgspec import Struct, structs

from models.encode import Embedding, Encoder
from server.conversation.answerability import MOST_READ, Weigher
from server.conversation.decide import (
    CHOSEN,
    CLARIFIED,
    LANGUAGE,
    PERSON_OFFERED,
    RISK,
    SENSITIVE,
    STALE,
    TRIED,
    Candidate,
    Decision,
    Situation,
    decide,
    decide_nudge,
    rank,
)
from server.conversation.eliminated import is_spent
from server.conversation.facts import NO_FACTS, Facts
from server.conversation.learned import Learned, Memory
from server.conversation.pointing import points_at
from server.conversation.policy import POLICY, Policy
from server.conversation.stuck import Stuck
from server.conversation.worked import DRAW, FROZEN, Outcomes, Tally, draw_of
from server.knowledge.index import Found, Hit, Passage, SiteIndex, by_article
from server.knowledge.knowledge import Knowledge
from server.knowledge.parts import Article
from server.understanding.risk import CUES, Risk
from server.understanding.tried import suggests
from server.understanding.understood import Understood

ArticleHead = Callable[[Embedding], dict[str, float]]

CHAMPION: Final = "champion"  # the article head that serves now
PASSAGES = 64  # passages looked at: some twenty articles, most with their second best too
CANDIDATES = 5  # articles kept as alternatives: what a person would still read
LEAST_STATE = 0.5  # fused score below which an article has nothing to do with what the page shows
POINTING_SCOPE = 0.9  # in-scope score of a question that only points at the site's own page
LEAST_HEAD = 0.1  # below it an article head's word is noise among some forty articles
LEAST_INTENT = 0.35  # share below which an intent is too unsure to boost its articles
FILES = "files"  # how many the question's words were read from, beside the visitor's own
GREETING = "thanks_greeting"
MOST_GREETING_WORDS = 8  # "hello, my invoice is wrong and ..." is a question, whatever the head says
READ_TOGETHER = 8  # passages read ahead at a time, some 20 ms each
MOST_EMBEDDED = 4096  # texts of page states kept embedded, 1.5 KB each


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

    def decided_anew(self, situation: Situation) -> "Considered":
        """The same with what is decided in another light of it."""
        known = self.known
        if known is None:
            return structs.replace(self, situation=situation, decision=decide(situation))
        fresh = _resolved(situation, decide(situation), known, list(self.hits), self.memory, self.tried)
        return structs.replace(fresh, facts=self.facts)


class Considerer:
    """Questions and struggles to decisions; safe to call from several threads. `encoder` is the heads' one."""

    def __init__(
        self, knowledge: Knowledge, learned: Learned, encoder: Encoder, outcomes: Outcomes | None = None
    ) -> None:
        """Without `outcomes` nothing is chosen by what worked before."""
        self._knowledge = knowledge
        self._learned = learned
        self._outcomes = outcomes
        self.encoder = encoder
        self.embed_state = lru_cache(MOST_EMBEDDED)(encoder.encode)
        self._weigher = Weigher(encoder)
        self._ahead: list[SiteIndex] = []  # whose passages are read, or wait in the next
        self._unread: list[Passage] = []

    def read_ahead(self) -> bool:
        """Reads some of the passages that serve and were not read yet; says whether there are more. From one thread."""
        serving = self._knowledge.public_indexes()
        if serving != self._ahead:  # what is read already costs nothing the second time
            self._ahead = serving
            self._unread = [one for known in serving for one in known.passages[:MOST_READ]][:MOST_READ]
        some, self._unread = self._unread[:READ_TOGETHER], self._unread[READ_TOGETHER:]
        for passage in some:
            self._weigher.read(passage)
        return bool(self._unread)

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
        drawn_for: str = "",
        frozen: bool = False,
    ) -> Considered:
        """What to do about a question asked on `route` at `at` (Unix ms).

        `rejected` names articles and memories that did not help; without `memories` no person's correction is used;
        `article_head` None is day one's. `index` defaults to the knowledge that serves now. `risk` is the
        conversation's, `offered` whether a person was offered for it already. `tried` are steps that no answer may
        ask for again, `read` articles that the visitor has followed, `style` the features of how they are answered. The
        question has words in it that were read from `files` attached ones. It was asked back `clarified` times in a
        row, and an answer to that chose the article `chosen`. It is `joined` with the turn before it.
        Articles that fit equally well are tried out by chance, drawn for the decision `drawn_for`; without it the one
        that worked best is taken. A `frozen` visitor gets nothing that was learned from outcomes.
        """
        known = index or self._knowledge.index(site)
        article_head = None if frozen else article_head
        head = self._head_scores(article_head, embedding)
        wanted = understood.intent if understood.confidence >= LEAST_INTENT else ""
        near = self._knowledge.embed_for(known, question, embedding)
        hits = _unspent(known.search(question, near, route, wanted, PASSAGES), tried)
        found = {one.article.id: one for one in by_article(hits)}
        state = self._by_state(known, stuck, tried)
        pointing = points_at(question, stuck)
        if pointing:  # the page's words are the question
            found |= {one.article.id: one for one in state.values() if one.score > _score(found, one)}
        for article, share in (head | ({chosen: 1.0} if chosen else {})).items():
            if share >= LEAST_HEAD and article not in found:
                far = known.best_in(article, question, near, route, wanted)
                found |= (
                    {article: Found(far.passage.article, far.score, (far,))} if far and _unspent([far], tried) else {}
                )
        intents = dict(understood.alternatives)
        intents |= {old: intents[new] for old, new in understood.merged.items() if new in intents}
        candidates = tuple(
            Candidate(
                article=article,
                title=one.article.title,
                passage=one.hits[0].passage.id,
                heading=one.hits[0].passage.heading,
                retrieval=one.score,
                intent=intents.get(one.article.intent, 0.0),
                on_page=float(one.hits[0].on_page),
                state=fit if (fit := _score(state, one)) >= LEAST_STATE else 0.0,
                head=head.get(article, 0.0),
            )
            for article, one in found.items()
            if article not in rejected and article not in read and chosen in ("", article)
        )
        # "why is this refused?" is near to every other one, on whatever page it was asked and corrected
        remembering = memories and not pointing
        memory, nearness = self._memory(site, embedding, at, rejected) if remembering else (None, 0.0)
        if memory is not None and suggests(memory.answer) & tried:
            memory = None
        asked = self._weigher.question(stuck.words if pointing and stuck else question, known)
        foremost = tuple(
            structs.replace(one, **structs.asdict(self._weigher.weigh(asked, found[one.article].hits, known)))
            for one in _foremost(candidates)
        )
        if not frozen:
            foremost = self._with_outcomes(site, foremost, embedding, at)
        features = _features(question, understood, rejected, pointing) | asked.features()
        features |= {FROZEN: 1.0} if frozen else self._draw(site, drawn_for)
        if clarified:
            features[CLARIFIED] = float(clarified)
        features |= {name: 1.0 for name, holds in ((CHOSEN, chosen), ("joined", joined)) if holds}
        if memory is not None:
            features["memory"] = nearness
        if files:
            features[FILES] = float(files)
        features |= {TRIED + step: 1.0 for step in sorted(tried)} | dict(style)
        features |= {STALE + one.article: 1.0 for one in foremost if _is_stale(found[one.article].article, at)}
        features |= _risk_features(risk, offered) if risk is not None else {}
        situation = Situation(
            intent=understood.intent,
            features=features,
            candidates=foremost,
            versions=self._versions(known, understood.versions, memories, article_head, frozen),
            memory=memory.id if memory else None,
        )
        return _resolved(situation, decide(situation, policy), known, hits, memory, tried)

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
        foremost = _foremost(candidates)
        best = rank(foremost, policy)[:1]
        intent = known.articles[best[0].article].intent if best else ""
        situation = Situation(
            intent=intent,
            features={"message": float(bool(stuck.message)), **silences},
            candidates=foremost,
            versions=self._versions(known, {"encoder": self.encoder.version, "rules": rules}, False, CHAMPION),
        )
        return _resolved(situation, decide_nudge(situation, policy), known, hits, None)

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

    def _by_state(self, known: SiteIndex, stuck: Stuck | None, tried: frozenset[str]) -> dict[str, Found]:
        """The articles that fit what the page shows; none when it shows nothing."""
        if stuck is None or not stuck.words:
            return {}
        near = self._knowledge.embed_for(known, stuck.words, self.embed_state(stuck.words))
        hits = _unspent(known.search(stuck.words, near, stuck.route, "", PASSAGES), tried)
        return {one.article.id: one for one in by_article(hits)}

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


def _foremost(candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The few that can still win by any single measure are kept: they are stored with every decision."""
    order = sorted(candidates, key=lambda one: (-(one.retrieval + one.state + one.head), one.article))
    return tuple(order[:CANDIDATES])


def _features(question: str, understood: Understood, rejected: Collection[str], pointing: bool) -> dict[str, float]:
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
    return features


def _risk_features(risk: Risk, offered: bool) -> dict[str, float]:
    """The risk with the sums of its cues: what its weights can be learned from, once outcomes are known."""
    cues = {f"{RISK}.{cue.name}": total for cue, total in zip(CUES, risk.sums, strict=True) if total}
    return {RISK: risk.value, PERSON_OFFERED: float(offered), **cues}


def _unspent(hits: list[Hit], tried: frozenset[str]) -> list[Hit]:
    return [hit for hit in hits if not is_spent(hit.passage, tried)] if tried else hits


def _is_stale(article: Article, at: int) -> bool:
    """Whether the article's review date had come at a moment (Unix ms); ISO days compare as text."""
    return bool(article.review_by) and article.review_by <= datetime.fromtimestamp(at / 1000, UTC).date().isoformat()


def _score(found: dict[str, Found], of: Found) -> float:
    """The score of the same article elsewhere, 0 when it isn't there."""
    other = found.get(of.article.id)
    return other.score if other else 0.0


def _resolved(
    situation: Situation,
    decision: Decision,
    known: SiteIndex,
    hits: list[Hit],
    memory: Memory | None,
    tried: frozenset[str] = frozenset(),
) -> Considered:
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
