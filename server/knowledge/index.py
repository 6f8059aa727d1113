"""One site's knowledge in memory: dense search (FAISS) fused with BM25, led by the dense side; one generation of it.

A passage's score is its cosine plus what the words add: BM25, and which share of the question's words it holds, each
word as rare as it is. The words count the more, the longer passages are, and in long ones those that stand in one
sentence together: an answer is said in one place, while a long passage holds any word somewhere. On top come small
boosts for an article that names the visitor's page or the turn's intent, or that worked before. Weights were fitted on
COVID-QA's development half and on training questions of BANKING77; least trust and scale with a look at
tests/server/conversation/questions.csv.

A generation is a value. `changed` makes the next one, which shares the large part that did not change: searches need no
lock and never see half of an edit. What the next one finds, in which order and with which scores, is what an index that
is built anew of the same passages finds.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from itertools import chain
from math import log

import numpy as np
from msgspec import Struct

from models.encode import Embedding
from server.knowledge.candidates import Candidate, Candidates
from server.knowledge.foremost import Rows, Term, foremost, scored
from server.knowledge.found import Found, Hit, Worked, by_article, names_page
from server.knowledge.lexical import Statistics
from server.knowledge.parts import Article, Part, Passage
from server.knowledge.terms import terms

__all__ = ["Article", "Found", "Hit", "Passage", "SiteIndex", "Worked", "by_article", "names_page"]

POINT, COVERAGE = 0.05, 0.6  # what a point of BM25, and all of the question's words, add to the cosine at full trust
TOGETHER = 0.6  # what all of them in one sentence add where passages are long ...
OF_LONG = 0.3  # ... and what their standing anywhere in the passage adds less there
SHORT, LONG = 20, 100  # terms in the mean passage from which the trust in words grows, and at which it is 1
LEAST_TRUST, MOST_TRUST = 0.2, 1.2
SHORT_TRUST = 0.3  # passages of 32 terms: up to here there is hardly more than one sentence to tell apart
SCALE = 0.76  # brings scores to where the policy's thresholds are: a paraphrase has 0.6, something unrelated 0.2
PAGE_BOOST = 0.05  # cosine points between neighbouring articles on one topic: turns a near tie, not a clear win
INTENT_BOOST = 0.04  # less than the page: the page is known, the intent is a guess
WORKED_BOOST = 0.05  # for an article that surely always helped, off one that surely never did: as much as the page
OTHER_LANGUAGE = 0.05  # off what is known to be in another language than the question: turns a near tie as well
DEPTH = 64  # passages that the dense side hands on to the fusion; the lexical side scores all of them
SPARE = 16  # more that FAISS is asked for: it orders equal ones by row, we by id
MOST_BESIDE = 1_024  # passages outside of the large part, or gone in it, before `merged` is due
BESIDE_SHARE = 64  # or the large part's passages by this, where that is more: merging stays a small share of the work

Place = tuple[int, int, int]  # part, first row, row after the last
_NOTHING: Mapping[str, Worked] = {}


class SiteIndex:
    """The passages of one site at one version. Immutable: `changed`, `merged` and `beside` make others."""

    def __init__(self, version: str, parts: tuple[Part, ...], internal: bool, encoder: str) -> None:
        """Of parts as they are; `build` makes an index of passages."""
        self.version = version
        self.internal = internal
        self.encoder = encoder
        self._parts = parts
        self._statistics = Statistics(sum(part.live for part in parts), sum(part.length for part in parts))
        self._trust = _trust(self._statistics.mean_length)
        self._length = min(max((self._trust - SHORT_TRUST) / (1 - SHORT_TRUST), 0.0), 1.0)  # 0: short, 1: long passages
        self._norms = [part.postings.norms(self._statistics) for part in parts]
        self._unsure = [part.postings.unsure(self._statistics) for part in parts]

    @classmethod
    def build(
        cls,
        version: str,
        passages: Sequence[Passage],
        embeddings: Embedding,
        *,
        internal: bool = False,
        encoder: str = "",
    ) -> "SiteIndex":
        """An index of `passages`, an article's together in reading order; `embeddings` is float32 (passages, any).

        `encoder` is the version of the one that made them, "" the shipped one. The index holds passages of public
        articles only or, where `internal`, of internal ones only. Raises ValueError for one of the other audience.
        """
        _of_one_audience(passages, internal)
        return cls(version, (Part.of(passages, embeddings), _nothing(embeddings.shape[1])), internal, encoder)

    def __len__(self) -> int:
        """How many passages can be found."""
        return self._statistics.passages

    @property
    def dimensions(self) -> int:
        """Numbers in an embedding."""
        return self._parts[0].vectors.dimensions

    @cached_property
    def articles(self) -> dict[str, Article]:
        """All articles by id."""
        return {
            one.id: one for one in sorted(chain(*(part.articles() for part in self._parts)), key=lambda one: one.id)
        }

    @cached_property
    def passages(self) -> list[Passage]:
        """All passages by article, in reading order."""
        return [passage for article in self.articles for passage in self.passages_of(article)]

    @cached_property
    def by_id(self) -> dict[str, Passage]:
        """All passages."""
        return {passage.id: passage for passage in self.passages}

    def changed(
        self, version: str, passages: Sequence[Passage], embeddings: Embedding, gone: Collection[str]
    ) -> "SiteIndex":
        """The next generation: articles in `gone` are out, those of `passages` are in, or exchanged as a whole.

        Raises ValueError for a passage of the other audience.
        """
        _of_one_audience(passages, self.internal)
        base, tail = self._parts
        out: tuple[list[int], list[int]] = ([], [])
        for id in {passage.article.id for passage in passages}.union(gone):
            part, first, end = self._place(id) or (0, 0, 0)
            out[part].extend(range(first, end))
        if passages or out[1]:
            more = Part.of(passages, embeddings, small=True) if passages else _nothing(self.dimensions)
            tail = tail.without(out[1]).merged(more, small=True)
        return SiteIndex(version, (base.without(out[0]) if out[0] else base, tail), self.internal, self.encoder)

    @property
    def lingering(self) -> int:
        """How many passages are gone but still in memory."""
        return sum(part.absent.passages for part in self._parts)

    @property
    def overdue(self) -> bool:
        """Whether so much has changed that searching would become slower without `merged`."""
        base, *tails = self._parts
        beside = base.absent.passages + sum(tail.live for tail in tails)
        return beside > max(MOST_BESIDE, len(base.passages) // BESIDE_SHARE)

    def merged(self) -> "SiteIndex":
        """The same index in one part: what is gone is out of memory."""
        base, tail = self._parts
        return SiteIndex(self.version, (base.merged(tail), _nothing(self.dimensions)), self.internal, self.encoder)

    def with_internal(self, other: "SiteIndex") -> "SiteIndex":
        """What staff may find: both indexes together, sharing their memory."""
        return SiteIndex(self.version, self._parts + other._parts, True, self.encoder)

    def search(
        self,
        query: str,
        embedding: Embedding,
        route: str = "",
        intent: str = "",
        limit: int = 8,
        *,
        worked: Mapping[str, Worked] = _NOTHING,
        language: str = "",
    ) -> list[Hit]:
        """The best passages, best first; ties by id, so that the same question always finds the same.

        `worked` says of articles what came of them before; `language` (ISO 639-1) is the question's, "" unknown.
        """
        if not len(self):
            return []
        found = self._candidates(self._ask(query), self._fitting(embedding), limit)
        spread = PAGE_BOOST * bool(route) + INTENT_BOOST * bool(intent) + 2 * WORKED_BOOST * bool(worked)
        hopeful = found.hopeful(limit, (spread + OTHER_LANGUAGE * bool(language)) / SCALE)
        return sorted((_hit(one, route, intent, worked, language) for one in hopeful), key=_rank)[:limit]

    def best_in(self, article: str, query: str, embedding: Embedding, route: str = "", intent: str = "") -> Hit | None:
        """The best passage of one article, however far it is from the question; None for an unknown article."""
        if (place := self._place(article)) is None:
            return None
        part, first, end = place
        rows = np.arange(first, end, dtype=np.int32)
        found = self._at(part, rows, self._fitting(embedding), self._ask(query)).hopeful(end - first, 0.0)
        return min((_hit(one, route, intent, _NOTHING, "") for one in found), key=_rank)

    def on_page(self, route: str) -> list[Article]:
        """The articles that name the page, in the order of their paths."""
        return [article for article in self.articles.values() if names_page(article.pages, route)]

    def passages_of(self, article: str) -> list[Passage]:
        """An article's passages in reading order."""
        part, first, end = self._place(article) or (0, 0, 0)
        return list(self._parts[part].passages[first:end])

    def holding(self, word: str) -> int:
        """In how many passages a word stands, as `words` gives it."""
        return sum(part.holding(word) for part in self._parts)

    def _place(self, article: str) -> Place | None:
        for number, part in enumerate(self._parts):
            if (place := part.place(article)) is not None:
                return number, *place
        return None

    def _fitting(self, embedding: Embedding) -> Embedding:
        """The question's embedding, or, where it is of another encoder than the index, one without direction."""
        return embedding if embedding.shape == (self.dimensions,) else np.zeros(self.dimensions, np.float32)

    def _candidates(self, asked: "_Asked", embedding: Embedding, limit: int) -> Candidates:
        """The foremost by meaning and the foremost by words: the same ones, however the passages are parted."""
        found: list[Candidates] = []
        for number, part in enumerate(self._parts):
            if part.live:
                near = part.near(embedding, DEPTH, SPARE)
                worded = foremost(asked.terms[number], self._norms[number], self._unsure[number], part.gone, limit)
                found.append(self._at(number, np.union1d(near, worded), embedding, asked))
        return Candidates.of(found).foremost(DEPTH, limit)

    def _at(self, number: int, rows: Rows, embedding: Embedding, asked: "_Asked") -> Candidates:
        part = self._parts[number]
        found = scored(asked.terms[number], self._norms[number], rows, in_sentences=self._length > 0)
        shares = (COVERAGE - self._length * OF_LONG) * found.covered + self._length * TOGETHER * found.together
        lexical = self._trust * (POINT * found.bm25 + shares / (asked.weight or 1.0))
        cosines = part.vectors.cosines(embedding, rows)
        return Candidates((part.passages,), np.zeros(len(rows), np.int8), rows, cosines, found.bm25, lexical)

    def _ask(self, query: str) -> "_Asked":
        """Where a question's words stand, part by part, and what they weigh together, those nowhere found too."""
        weights = {
            word: times * self._statistics.weight(sum(part.holding(word) for part in self._parts))
            for word, times in Counter(terms(query)).items()
        }
        standing = [
            [term for word, weight in weights.items() if (term := part.postings.term(word, weight)) is not None]
            for part in self._parts
        ]
        return _Asked(standing, sum(weights.values()))


class _Asked(Struct, frozen=True):
    """Where a question's words stand, part by part, and what they weigh together."""

    terms: list[list[Term]]
    weight: float


def _hit(candidate: Candidate, route: str, intent: str, worked: Mapping[str, Worked], language: str) -> Hit:
    passage, cosine, lexical = candidate
    article = passage.article
    on_page = names_page(article.pages, route) if article.pages else False
    of_intent = bool(intent) and article.intent == intent
    before = worked.get(article.id) if worked else None
    helped = WORKED_BOOST * before.sure * (2 * before.share - 1) if before else 0.0
    foreign = bool(language) and bool(passage.language) and passage.language != language
    score = SCALE * (cosine + lexical) + PAGE_BOOST * on_page + INTENT_BOOST * of_intent
    return Hit(passage, score + helped - OTHER_LANGUAGE * foreign, cosine, lexical, on_page, of_intent, helped)


def _trust(length: float) -> float:
    """How much words decide where passages have `length` terms.

    An encoder catches the whole meaning of a sentence, and reads a long passage in part. Fitted to three points:
    paraphrases of 6 terms, a help centre's passages of 28, scientific ones of 110.
    """
    return min(max(log(max(length, 1.0) / SHORT) / log(LONG / SHORT), LEAST_TRUST), MOST_TRUST)


def _rank(hit: Hit) -> tuple[float, str]:
    return -hit.score, hit.passage.id


def _nothing(dimensions: int) -> Part:
    return Part.of((), np.empty((0, dimensions), np.float32))


def _of_one_audience(passages: Sequence[Passage], internal: bool) -> None:
    for passage in passages:
        if passage.article.public is internal:
            raise ValueError(f"{passage.id} is not for the audience of this index")
