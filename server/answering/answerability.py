"""Whether a passage says what a question asks, word by word: the evidence that a confidence is made of.

Each telling word of the question is held against the article that might answer: does it have the word (by its root),
or a word that means the same here (by the encoder's token vectors)? Words count by how rare they are on the site; a
word that the whole site never says (the name of another product, a function that isn't there) counts most. Beside that
stands how much a word belongs to what is wanted, on any site: "rename" and "card" do, "Munich" and "two weeks" hardly
(importance.npy, a linear reading of token vectors, by tests/bench/importance_fit.py). What weighs how much was fitted
on development questions: tests/bench/answerability_fit.py, policy.py.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import log, log10
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from models.encode import Encoder
from models.tokens import Tokens
from server.answering.expected import lacks, value_asked
from server.answering.kinds import Wanted, names_another, wanted
from server.answering.nearness import Near, nearness
from server.answering.question_words import Telling, asked_of_all, forms, roots_of, telling
from server.answering.reading import Read, Reader, Vectors, likeness
from server.knowledge.found import Hit
from server.knowledge.index import SiteIndex
from server.knowledge.parts import Passage

MOST_ARTICLES = 4_096  # kept as sets of roots
MOST_TITLES = 4_096  # embeddings of titles, 1.5 KB each
LARGEST = 6  # log10 of the passages of a very large site
SMALLEST = 0.25  # size of the smallest sites that were fitted on, some thirty passages: fewer make nothing surer
BESIDE = 2  # passages of an article that are held against the question: the two that its score is made of
RARE = 0.5  # weight from which a name is more than the product's own, which stands everywhere
IMPORTANCE = Path(__file__).with_name("importance.npy")  # 384 weights of a late token vector and the bias, float32
LEAST_IMPORTANCE = 0.02  # of a telling word: none says nothing at all


class Evidence(Struct, frozen=True, kw_only=True):
    """What speaks for an article as the answer. All 0..1 (cosines may fall below 0); words count by their rarity.

    `titled`: likeness of question and title. `early`, `late`: mean likeness of each telling word to its nearest in the
    passages, by the word itself and by what it means there. `least`: of the word that is least met. `sentence`: of the
    one sentence that meets them best. `covered`: share of the words that the article has. `unnamed`: 1 when a rare name
    or a code isn't in it. `uncounted`: 1 when a number isn't. `said`: likeness of the question and the nearest sentence
    under its title, each as a whole. `missed`: how much the most important word tells that isn't met.
    `unsaid`: 1 when a price, a time or a number is asked for and the article says none. `another`: 1 when it names
    others of a kind (ways to pay, colours, formats) and not the one that is asked for.
    """

    titled: float
    early: float
    late: float
    least: float
    sentence: float
    covered: float
    unnamed: float
    uncounted: float
    said: float
    missed: float
    unsaid: float
    another: float


class _Met(Struct, frozen=True):
    """What the tokens and sentences of some passages say of a question: measures of `Evidence`."""

    early: float = 0.0
    late: float = 0.0
    least: float = 0.0
    sentence: float = 0.0
    said: float = 0.0
    missed: float = 0.0


class Question(Struct, frozen=True):
    """A question made ready to be held against articles of one site."""

    telling: Telling
    weights: dict[str, float]  # by root: 0 for a word in every passage, 1 for one in none
    unknown: float  # share of the words that the whole site never says
    size: float  # of the site: log10 of its passages over 6; among a million something is always near
    tokens: Tokens
    rows: tuple[int, ...]  # tokens of telling words
    words: NDArray[np.int64]  # for each of them, which telling word it belongs to
    wanted: tuple[Wanted, ...]  # what it asks for that is one of a kind

    def features(self) -> dict[str, float]:
        """What a decision stores of the question itself."""
        return {
            "telling": float(len(self.telling.roots)),
            "words": float(self.telling.words),
            "unknown": self.unknown,
            "size": self.size,
            "yes_no": float(self.telling.yes_no),
            "how": float(self.telling.how),
            "value": float(value_asked(self.telling.text)),
        }


class Weigher:
    """Holds questions against articles. Safe to call from several threads."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._reader = Reader(encoder)
        self._title = lru_cache(MOST_TITLES)(encoder.encode)
        self._roots = lru_cache(MOST_ARTICLES)(_roots)
        self._telling: Vectors = np.load(IMPORTANCE)

    def question(self, text: str, index: SiteIndex) -> Question:
        """The question with what the site's words make of it."""
        text = asked_of_all(text)
        asked = telling(text)
        weights, unknown = _weights(asked, index)
        tokens = self._encoder.tokens(text)
        of_word = belongs(asked, tokens)
        rows = tuple(row for row, word in enumerate(of_word) if word >= 0)
        return Question(
            telling=asked,
            weights=weights,
            unknown=unknown,
            size=max(log10(len(index) + 1) / LARGEST, SMALLEST),
            tokens=tokens,
            rows=rows,
            words=np.array([of_word[row] for row in rows], np.int64),
            wanted=wanted(text),
        )

    def weigh(self, question: Question, hits: Sequence[Hit], index: SiteIndex) -> Evidence:
        """The evidence for the article of `hits`, its passages that were found, best first."""
        article = hits[0].passage.article
        asked, weights = question.telling, question.weights
        texts = (article.title, *(f"{one.heading} {one.text}" for one in index.passages_of(article.id)))
        has = self._roots(texts)
        whole = sum(weights.values())
        met = self._likeness(question, [hit.passage for hit in hits[:BESIDE]])
        return Evidence(
            titled=float(self._title(article.title) @ question.tokens.embedding),
            early=met.early,
            late=met.late,
            least=met.least,
            sentence=met.sentence,
            said=met.said,
            missed=met.missed,
            covered=sum(weight for key, weight in weights.items() if key in has) / whole if whole else 0.0,
            unnamed=float(any(weights[key] >= RARE for key in asked.names - has)),
            uncounted=float(not asked.numbers <= has),
            unsaid=float(lacks(asked.text, texts)),
            another=float(names_another(question.wanted, texts)),
        )

    def naming(self, question: Question, hits: Sequence[Hit]) -> Hit:
        """Of an article's hits the best that has most of the question's rare names and codes."""
        names = [key for key in question.telling.names if question.weights[key] >= RARE]
        if not names:
            return hits[0]
        held = [len(self._roots((hit.passage.heading, hit.passage.text)).intersection(names)) for hit in hits]
        return hits[held.index(max(held))]

    def near(self, question: Question, passage: Passage) -> Near | None:
        """How near each unit of a passage is to the question; None where a unit has no words to compare."""
        read = self._reader.read_out(passage)
        if read is None or not len(question.tokens.late):
            return None
        telling = np.zeros(len(question.tokens.late), np.bool_)
        telling[list(question.rows)] = True
        return nearness(likeness(question.tokens.late, read.late), telling, read.starts)

    def read(self, passage: Passage) -> None:
        """Reads a passage token by token, so that the first who asks about it needn't wait for that."""
        self._reader.read_ahead(passage)

    def _likeness(self, question: Question, passages: Sequence[Passage]) -> _Met:
        """How these passages meet the question's tokens."""
        tokens = question.tokens
        if not len(tokens.late):
            return _Met()
        read = [self._reader.read(one) for one in passages]
        rows = list(question.rows) or list(range(len(tokens.late)))
        words = question.words if question.rows else np.arange(len(rows))
        by_word = list(question.weights.values()) if question.rows else [1.0] * len(rows)
        weights = np.array(by_word, np.float64)[words]
        early = np.max([likeness(tokens.early[rows], one.early).max(axis=1) for one in read], axis=0)
        alike = [likeness(tokens.late[rows], one.late) for one in read]
        late = np.max([one.max(axis=1) for one in alike], axis=0)
        return _Met(
            early=_mean(early, words, by_word),
            late=_mean(late, words, by_word),
            least=float(late.min()),
            sentence=max(_best_sentence(like, weights, one) for like, one in zip(alike, read, strict=True)),
            said=max(_said(tokens.embedding, one) for one in read),
            missed=_missed(late, self._importance(tokens.late[rows]), words),
        )

    def _importance(self, tokens: Vectors) -> Vectors:
        """How much each token belongs to what is wanted, 0..1."""
        told: Vectors = np.clip(tokens @ self._telling[:-1] + self._telling[-1], LEAST_IMPORTANCE, 1.0)
        return told


def _roots(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*map(roots_of, texts))


def _weights(asked: Telling, index: SiteIndex) -> tuple[dict[str, float], float]:
    """How much each telling word says on this site, and the share of them that it never says."""
    passages = max(len(index), 1)
    held = {key: _holding(index, key, word) for key, word in asked.roots.items()}
    most = log(2 * passages + 2)
    weights = {key: log(1 + (passages - n + 0.5) / (n + 0.5)) / most for key, n in held.items()}
    whole = sum(weights.values())
    return weights, sum(weights[key] for key, n in held.items() if not n) / whole if whole else 0.0


def _holding(index: SiteIndex, key: str, word: str) -> int:
    """In how many passages a word stands in any of its forms, as far as that can be told without reading them."""
    return min(sum(index.holding(form) for form in forms(key, word)), len(index))


def belongs(asked: Telling, tokens: Tokens) -> list[int]:
    """For each token of a question the number of its telling word, -1 for the others."""
    numbers = {key: number for number, key in enumerate(asked.roots)}
    text, belongs = asked.text, []
    for start, end in tokens.places:
        first, last = start, end
        while first > 0 and _in_word(text[first - 1]):
            first -= 1
        while last < len(text) and _in_word(text[last]):
            last += 1
        found = [numbers[key] for key in telling(text[first:last]).roots if key in numbers]
        belongs.append(found[0] if found else -1)
    return belongs


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter in "'’-"


def _best_sentence(likeness: Vectors, weights: NDArray[np.float64], read: Read) -> float:
    """How well the best sentence meets all tokens, together with its title."""
    met = np.maximum.reduceat(likeness, read.starts, axis=1)
    met = np.maximum(met, met[:, :1])
    return float((weights @ met).max() / max(weights.sum(), 1e-9))


def _said(question: Vectors, read: Read) -> float:
    """How near the nearest sentence is as a whole; of a title alone, the title."""
    sentences = read.whole[1:] if len(read.whole) > 1 else read.whole
    return float((sentences.astype(np.float32, copy=False) @ question).max())


def _missed(likeness: Vectors, importance: Vectors, words: NDArray[np.int64]) -> float:
    """How much the word tells that is missed most: by its importance, and by what its likeness leaves to be wished."""
    counts = np.maximum(np.bincount(words), 1)
    told, met = np.bincount(words, importance) / counts, np.bincount(words, likeness) / counts
    return float((told * (1.0 - met)).max())


def _mean(likeness: Vectors, words: NDArray[np.int64], weights: Sequence[float]) -> float:
    """The mean over words by their weights; a word of several tokens is as near as they are on average."""
    sums = np.bincount(words, likeness, len(weights))
    counts = np.bincount(words, minlength=len(weights))
    there = counts > 0
    rarity = np.array(weights)[there]
    return float((rarity * sums[there] / counts[there]).sum() / max(rarity.sum(), 1e-9))
