"""One site's knowledge in memory: exact dense search (FAISS, inner product) fused with BM25, led by the dense side.

A passage's score is `DENSE` x cosine + `LEXICAL` x BM25 squashed to 0..1, plus small boosts for an article that names
the visitor's page or the turn's intent. Measured on question -> article in notes/models.md: equal weights cost 4 to 8
points of R@1, a light lexical side costs none and finds error codes and names.

An article is judged by its two best passages: one that is about the question mentions it twice, a stray mention stands
alone. Measured on tests/server/conversation/questions.csv.
"""

from collections.abc import Iterable

import bm25s
import faiss
import numpy as np
from msgspec import Struct

from models.encode import DIMENSIONS, Embedding
from server.knowledge.words import words

DENSE, LEXICAL = 0.8, 0.2
HALF_BM25 = 6.0  # BM25 of a good two-word match among some hundred passages; there the lexical side is 0.5
PAGE_BOOST = 0.05  # cosine points between neighbouring articles on one topic: turns a near tie, not a clear win
INTENT_BOOST = 0.04  # less than the page: the page is known, the intent is a guess
DEPTH = 64  # passages that the dense side hands on to the fusion; the lexical side scores all of them
SECOND = 0.3  # share of an article's second best passage in its score: 82 of 90 questions right instead of 78 (below)


class Article(Struct, frozen=True):
    """What the index knows of an article."""

    id: str
    title: str
    url: str
    pages: tuple[str, ...]
    intent: str
    category: str
    passages: int


class Passage(Struct, frozen=True):
    """A stored passage; `url` leads to its heading."""

    id: str
    article: Article
    position: int
    heading: str
    anchor: str
    text: str

    @property
    def url(self) -> str:
        return f"{self.article.url}#{self.anchor}" if self.anchor else self.article.url


class Hit(Struct, frozen=True):
    """A found passage: the fused `score`, its parts, and whether a boost was given."""

    passage: Passage
    score: float
    dense: float
    lexical: float
    on_page: bool
    of_intent: bool


class SiteIndex:
    """The passages of one site at one version. Immutable: a new version is a new index."""

    def __init__(self, version: str, passages: list[Passage], embeddings: Embedding, texts: list[str]) -> None:
        self.version = version
        self.passages = passages
        self.articles = {passage.article.id: passage.article for passage in passages}
        self.by_id = {passage.id: passage for passage in passages}
        self._rows: dict[str, list[int]] = {}
        for row, passage in enumerate(passages):
            self._rows.setdefault(passage.article.id, []).append(row)
        self._dense = faiss.IndexFlatIP(DIMENSIONS)
        self._lexical: bm25s.BM25 | None = None
        if passages:
            self._dense.add(embeddings)
            self._lexical = bm25s.BM25()
            self._lexical.index([words(text) for text in texts], show_progress=False)

    def search(self, query: str, embedding: Embedding, route: str = "", intent: str = "", limit: int = 8) -> list[Hit]:
        """The best passages, best first; ties by id, so that the same question always finds the same."""
        if not self.passages:
            return []
        cosines, rows = self._dense.search(embedding[None], min(DEPTH, len(self.passages)))
        dense = dict(zip(rows[0].tolist(), cosines[0].tolist(), strict=True))
        lexical = self._weigh_words(query)
        for row in np.argsort(-lexical, kind="stable")[:limit].tolist():
            if row not in dense and lexical[row] > 0:
                dense[row] = float(self._dense.reconstruct(row) @ embedding)
        hits = [self._hit(row, cosine, float(lexical[row]), route, intent) for row, cosine in dense.items()]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))[:limit]

    def best_in(self, article: str, query: str, embedding: Embedding, route: str = "", intent: str = "") -> Hit | None:
        """The best passage of one article, however far it is from the question; None for an unknown article."""
        rows = self._rows.get(article, [])
        lexical = self._weigh_words(query) if rows else None
        hits = [
            self._hit(row, float(self._dense.reconstruct(row) @ embedding), float(lexical[row]), route, intent)
            for row in rows
            if lexical is not None
        ]
        return min(hits, key=lambda hit: (-hit.score, hit.passage.id), default=None)

    def on_page(self, route: str) -> list[Article]:
        """The articles that name the page, in the order of their paths."""
        return [article for article in self.articles.values() if names_page(article.pages, route)]

    def passages_of(self, article: str) -> list[Passage]:
        """An article's passages in reading order."""
        return [self.passages[row] for row in self._rows.get(article, [])]

    def _weigh_words(self, query: str) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
        """Squashed BM25 of every passage, 0..1."""
        tokens = words(query)
        if self._lexical is None or not tokens:
            return np.zeros(len(self.passages), np.float32)
        raw = np.maximum(self._lexical.get_scores(tokens), 0.0)
        squashed: np.ndarray[tuple[int], np.dtype[np.float32]] = (raw / (raw + HALF_BM25)).astype(np.float32)
        return squashed

    def _hit(self, row: int, cosine: float, lexical: float, route: str, intent: str) -> Hit:
        passage = self.passages[row]
        on_page = names_page(passage.article.pages, route)
        of_intent = bool(intent) and passage.article.intent == intent
        score = DENSE * cosine + LEXICAL * lexical + PAGE_BOOST * on_page + INTENT_BOOST * of_intent
        return Hit(passage, score, cosine, lexical, on_page, of_intent)


class Found(Struct, frozen=True):
    """An article among the hits: its score, and its hits, best first."""

    article: Article
    score: float
    hits: tuple[Hit, ...]


def by_article(hits: list[Hit]) -> list[Found]:
    """The articles of some hits, best first. A second passage that wasn't found counts as the worst that was."""
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.passage.article.id, []).append(hit)
    floor = min((hit.score for hit in hits), default=0.0)
    found = []
    for group in groups.values():
        article, best = group[0].passage.article, group[0].score
        second = group[1].score if len(group) > 1 else floor if article.passages > 1 else best
        found.append(Found(article, (1 - SECOND) * best + SECOND * second, tuple(group)))
    return sorted(found, key=lambda one: (-one.score, one.article.id))


def names_page(pages: Iterable[str], route: str) -> bool:
    """Whether one of the article's pages is the route; "/settings/*" covers what lies below it."""
    return bool(route) and any(page == route or (page.endswith("*") and route.startswith(page[:-1])) for page in pages)
