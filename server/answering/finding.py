"""Finds the articles that could answer: by the question, by what the page shows, by what has resolved such before."""

from collections.abc import Callable, Collection, Mapping

from msgspec import Struct, structs

from models.encode import Embedding
from server.answering.decision import Candidate
from server.answering.inquiry import Inquiry
from server.answering.pointing import points_at
from server.answering.sections import elsewhere
from server.answering.situation import score_of, unspent
from server.answering.stuck import Stuck
from server.knowledge.index import Found, Hit, SiteIndex, by_article
from server.knowledge.knowledge import Knowledge
from server.understanding.understood import Understood

PASSAGES = 64  # passages looked at: some twenty articles, most with their second best too
LEAST_STATE = 0.5  # fused score below which an article has nothing to do with what the page shows
LEAST_HEAD = 0.1  # below it an article head's word is noise among some forty articles
LEAST_INTENT = 0.35  # share below which an intent is too unsure to boost its articles


class Finding(Struct, frozen=True):
    """What was found for a question. `state` fits what the page shows; `pointing`: it is no more than that."""

    hits: list[Hit]
    articles: dict[str, Found]
    state: dict[str, Found]
    head: Mapping[str, float]
    pointing: bool

    def candidates(self, understood: Understood, left_out: Collection[str], chosen: str) -> tuple[Candidate, ...]:
        """The articles as candidates, without those that are left out; `chosen` alone where the visitor chose one."""
        intents = dict(understood.alternatives)
        intents |= {old: intents[new] for old, new in understood.merged.items() if new in intents}
        return tuple(
            Candidate(
                article=article,
                title=one.article.title,
                passage=one.hits[0].passage.id,
                heading=one.hits[0].passage.heading,
                retrieval=one.score,
                intent=intents.get(one.article.intent, 0.0),
                on_page=float(one.hits[0].on_page),
                state=fit if (fit := score_of(self.state, one)) >= LEAST_STATE else 0.0,
                head=self.head.get(article, 0.0),
                sections=float(len(others := elsewhere(one))),
                elsewhere=sum(others) / len(others) if others else 0.0,
            )
            for article, one in self.articles.items()
            if article not in left_out and chosen in ("", article)
        )


class Finder:
    """Looks questions up in the index of a site. Safe to call from several threads; `embed` is the heads' encoder."""

    def __init__(self, knowledge: Knowledge, embed: Callable[[str], Embedding]) -> None:
        self._knowledge = knowledge
        self._embed = embed

    def find(self, known: SiteIndex, inquiry: Inquiry, head: Mapping[str, float]) -> Finding:
        """The passages and articles near a question, with those that `head` knows and the one that was chosen."""
        text, route, tried, understood = inquiry.text, inquiry.route, inquiry.tried, inquiry.understood
        wanted = understood.intent if understood.confidence >= LEAST_INTENT else ""
        near = self._knowledge.embed_for(known, text, inquiry.embedding)
        hits = unspent(known.search(text, near, route, wanted, PASSAGES), tried)
        found = {one.article.id: one for one in by_article(hits)}
        state = self._by_state(known, inquiry.stuck, tried)
        pointing = points_at(text, inquiry.stuck)
        if pointing:  # the page's words are the question
            found |= {one.article.id: one for one in state.values() if one.score > score_of(found, one)}
        for article, share in (dict(head) | ({inquiry.chosen: 1.0} if inquiry.chosen else {})).items():
            if share >= LEAST_HEAD and article not in found:
                far = known.best_in(article, text, near, route, wanted)
                if far and unspent([far], tried):
                    found[article] = Found(far.passage.article, far.score, (far,))
        return Finding(hits, found, state, head, pointing)

    def by_own_words(
        self, one: Candidate, known: SiteIndex, words: str, route: str, tried: frozenset[str]
    ) -> Candidate:
        """The candidate with the passage of its article that these words fit best."""
        near = self._knowledge.embed_for(known, words, self._embed(words))
        best = known.best_in(one.article, words, near, route, "")
        if best is None or not unspent([best], tried):
            return one
        return structs.replace(one, passage=best.passage.id, heading=best.passage.heading)

    def _by_state(self, known: SiteIndex, stuck: Stuck | None, tried: frozenset[str]) -> dict[str, Found]:
        """The articles that fit what the page shows; none when it shows nothing."""
        if stuck is None or not stuck.words:
            return {}
        near = self._knowledge.embed_for(known, stuck.words, self._embed(stuck.words))
        hits = unspent(known.search(stuck.words, near, stuck.route, "", PASSAGES), tried)
        return {one.article.id: one for one in by_article(hits)}
