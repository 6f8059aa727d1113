"""Which passages hold which word, how often, and in which of their sentences: the inverted index behind BM25.

Postings hold counts only, so that the statistics BM25 needs (how many passages there are, how long they are, in how
many a word stands) can be those of several parts together, less what is gone; see `Statistics`. The formula is
Lucene's: ln(1 + (N - n + 0.5) / (n + 0.5)) x f / (f + K1 x (1 - B + B x length / mean length)), summed over the words.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log
from typing import Self

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from server.knowledge.foremost import IMPACT, Mask, Rows, Scores, Term

K1, B = 0.9, 0.4  # a point of nDCG@10 better than 1.5 and 0.75 on the development half of covidqa
MOST_COUNTED = 255  # times a word counts in one passage: one byte; BM25 is flat long before
MOST_SENTENCES = 16  # told apart in a passage; nine in ten passages of a screenful have fewer
GATHERED = 20_000  # passages whose words are counted at once: bounds the memory of a build to about 100 MB
WEIGHED = 1_000_000  # postings whose impacts are made at once: as much again

Sentences = NDArray[np.uint16]  # a bit for each
Text = Sequence[Sequence[str]]  # words by sentence
Columns = tuple[Rows, Rows, NDArray[np.uint8], Sentences]  # words, passages, counts, sentences


class Statistics(Struct, frozen=True):
    """What BM25 must know of all passages together: how many, their words in all, passages a word stands in."""

    passages: int
    length: int

    def weight(self, holding: int) -> float:
        """How much a word says that stands in `holding` passages."""
        return log(1 + (self.passages - holding + 0.5) / (holding + 0.5))

    @property
    def mean_length(self) -> float:
        """Words in a passage; 1 where there are none, so that it can be divided by."""
        return self.length / self.passages if self.length else 1.0


class Postings:
    """The words of some passages, numbered from 0. Immutable."""

    def __init__(
        self,
        numbers: dict[str, int],
        starts: NDArray[np.int64],
        rows: Rows,
        counts: NDArray[np.uint8],
        sentences: Sentences,
        lengths: Rows,
    ) -> None:
        """Word number w stands `counts[i]` times in passage `rows[i]`, i from `starts[w]` to `starts[w + 1]`.

        Bit n of `sentences[i]` says whether it stands in the passage's sentence n, the last bit of those after it too.
        """
        self.numbers = numbers
        self.lengths = lengths
        self.length = int(lengths.sum())
        self._starts = starts
        self._rows = rows
        self._counts = counts
        self._sentences = sentences
        self._own = Statistics(len(lengths), self.length)
        self._impacts = self._weighed()

    @classmethod
    def of(cls, texts: Iterable[Text]) -> Self:
        """Counts the words of passages, given sentence by sentence, in the order of their rows."""
        numbers: dict[str, int] = {}
        lengths: list[int] = []
        gathered: list[Columns] = []
        found: list[int] = []
        bits: list[int] = []
        first = 0
        for text in texts:
            before = len(found)
            for number, sentence in enumerate(text):
                found += [numbers.setdefault(word, len(numbers)) for word in sentence]
                bits += [1 << min(number, MOST_SENTENCES - 1)] * len(sentence)
            lengths.append(len(found) - before)
            if len(lengths) - first == GATHERED:
                gathered.append(_counted(found, bits, lengths[first:], first))
                found, bits, first = [], [], len(lengths)
        gathered.append(_counted(found, bits, lengths[first:], first))
        words, rows, counts, sentences = (np.concatenate(column) for column in zip(*gathered, strict=True))
        if len(gathered) > 1:
            order = np.argsort(words, kind="stable")  # each gathering is in order: this is a merge
            words, rows, counts, sentences = words[order], rows[order], counts[order], sentences[order]
        return cls(numbers, _starts(words, len(numbers)), rows, counts, sentences, np.array(lengths, np.int32))

    def __len__(self) -> int:
        return len(self.lengths)

    @property
    def bytes(self) -> int:
        """Memory of the arrays."""
        arrays = (self._starts, self._rows, self._counts, self._sentences, self._impacts, self.lengths)
        return sum(array.nbytes for array in arrays)

    def holding(self, word: str) -> int:
        """In how many passages a word stands."""
        number = self.numbers.get(word)
        return 0 if number is None else int(self._starts[number + 1] - self._starts[number])

    def term(self, word: str, weight: float) -> Term | None:
        """Where a word stands; None where it is in no passage."""
        number = self.numbers.get(word)
        if number is None:
            return None
        at = slice(self._starts[number], self._starts[number + 1])
        return Term(self._rows[at], self._counts[at], self._sentences[at], self._impacts[at], weight)

    def norms(self, statistics: Statistics) -> Scores:
        """The part of the formula that a passage's length decides: K1 x (1 - B + B x length / mean)."""
        return (K1 * (1 - B + B * self.lengths / statistics.mean_length)).astype(np.float32)

    def unsure(self, statistics: Statistics) -> float:
        """How far an impact may be from what a word adds with these statistics, as a part of its weight.

        Half of what it is rounded by, and what another mean length changes: f / (f + norm) changes by a quarter of
        what the norm's logarithm does, at most.
        """
        return 0.5 / IMPACT + abs(log(self._own.mean_length / statistics.mean_length)) / 4

    def joined(self, keep: Mask, tail: "Postings", kept: Mask) -> "Postings":
        """What `keep` marks here, in order, followed by what `kept` marks in `tail`.

        Words that are in none of it are forgotten.
        """
        words, rows, counts, sentences = self._columns(keep)
        more, their_rows, their_counts, their_sentences = tail._columns(kept)
        numbers = dict(self.numbers)
        renamed = np.array([numbers.setdefault(word, len(numbers)) for word in tail.numbers], np.int32)
        more = renamed[more]
        order = np.argsort(more, kind="stable")
        at = np.searchsorted(words, more[order], side="right")
        words = np.insert(words, at, more[order])
        rows = np.insert(rows, at, their_rows[order] + np.int32(keep.sum()))
        counts = np.insert(counts, at, their_counts[order])
        sentences = np.insert(sentences, at, their_sentences[order])
        there = np.bincount(words, minlength=len(numbers)) > 0
        if not there.all():
            renumbered = np.cumsum(there, dtype=np.int32) - np.int32(1)
            numbers = {word: int(renumbered[number]) for word, number in numbers.items() if there[number]}
            words = renumbered[words]
        lengths = np.concatenate([self.lengths[keep], tail.lengths[kept]])
        return Postings(numbers, _starts(words, len(numbers)), rows, counts, sentences, lengths)

    def _weighed(self) -> NDArray[np.uint8]:
        """The impact of each posting, by the mean length of these passages alone."""
        norms = self.norms(self._own)
        impacts = np.empty(len(self._rows), np.uint8)
        for first in range(0, len(impacts), WEIGHED):
            at = slice(first, first + WEIGHED)
            counts = self._counts[at].astype(np.float32)
            impacts[at] = np.rint(IMPACT * counts / (counts + norms[self._rows[at]]))
        return impacts

    def _columns(self, keep: Mask) -> Columns:
        """(words, rows, counts, sentences) of the kept passages by word, then row; rows numbered anew."""
        held = keep[self._rows]
        moved = (np.cumsum(keep, dtype=np.int32) - np.int32(1))[self._rows[held]]
        words = np.repeat(np.arange(len(self.numbers), dtype=np.int32), np.diff(self._starts))[held]
        return words, moved, self._counts[held], self._sentences[held]


class Absent(Struct, frozen=True):
    """What the statistics lose with the passages that are gone: the passages, their words, and where each stood."""

    passages: int = 0
    length: int = 0
    holding: Counter[str] = Counter()

    def with_more(self, texts: list[list[str]]) -> "Absent":
        """With these passages gone too, each given by its words."""
        holding = Counter(self.holding)
        for text in texts:
            holding.update(set(text))
        return Absent(self.passages + len(texts), self.length + sum(map(len, texts)), holding)


def _counted(found: list[int], bits: list[int], lengths: list[int], first: int) -> Columns:
    """(words, rows, counts, sentences) by word, then row."""
    rows = np.repeat(np.arange(first, first + len(lengths), dtype=np.int64), lengths)
    keys = (np.array(found, np.int64) << 32) | rows
    order = np.argsort(keys, kind="stable")
    keys, starts, counts = np.unique(keys[order], return_index=True, return_counts=True)
    sentences = np.array(bits, np.uint16)[order]
    if len(keys):
        sentences = np.bitwise_or.reduceat(sentences, starts)
    capped = np.minimum(counts, MOST_COUNTED).astype(np.uint8)
    return (keys >> 32).astype(np.int32), (keys & 0xFFFFFFFF).astype(np.int32), capped, sentences


def _starts(words: Rows, numbers: int) -> NDArray[np.int64]:
    """Where each word's postings begin, and where the last one's end."""
    return np.concatenate([[0], np.cumsum(np.bincount(words, minlength=numbers))]).astype(np.int64)
