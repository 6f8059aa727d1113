"""Which passages hold a question's words best: BM25 without reading every posting of every word (MaxScore).

The words that can add most are read first. As soon as what the others can add together is less than what the last of
the foremost has already, no passage that none of the first words is in can be among them: the others are then only
looked up in the passages that are still in question. Nothing is guessed: the foremost are those that reading
everything finds.
"""

import threading
from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Rows = NDArray[np.int32]
Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]
Weights = NDArray[np.float64]

READ_WHOLE = 32_768  # passages up to which a word's postings are read faster than they are passed over
LIKELIEST = 8  # times as many as are wanted, by what was read so far, tell what is reached in the end
SLACK = 1e-4  # of a score: what float32 may round when words are added up in another order
_BITS = np.left_shift(np.uint16(1), np.arange(16, dtype=np.uint16))
_own = threading.local()  # of each thread: a score of each row, 0 outside of `foremost`


class Term(Struct, frozen=True):
    """A question's word in some passages: it stands `counts[i]` times in passage `rows[i]` (ascending).

    The bits of `sentences[i]` say in which of its sentences.
    """

    rows: Rows
    counts: NDArray[np.uint8]
    sentences: NDArray[np.uint16]
    weight: float

    def shares(self, at: slice | NDArray[np.int64] | Mask, norms: Scores) -> Scores:
        """What it adds to the passages rows[at]; `norms` is each passage's part of the formula."""
        counts = self.counts[at].astype(np.float32)
        shares: Scores = np.float32(self.weight) * counts / (counts + norms[self.rows[at]])
        return shares

    def reach(self, least: float) -> float:
        """The most that it adds to any passage, where no passage's norm is below `least`."""
        most = float(self.counts.max())
        return self.weight * most / (most + least)

    def found(self, rows: Rows) -> tuple[Mask, NDArray[np.int64]]:
        """(which of `rows` hold it, where those stand in `self.rows`)."""
        at = self.rows.searchsorted(rows)
        held: Mask = self.rows.take(at, mode="clip") == rows
        return held, at[held]


class Worded(Struct, frozen=True):
    """Of some passages: BM25, the weight of the words they hold, and of those that one of their sentences holds."""

    bm25: Scores
    covered: Weights
    together: Weights


def scored(terms: Sequence[Term], norms: Scores, rows: Rows, *, in_sentences: bool) -> Worded:
    """What a question's words say of some passages; of their sentences only where that is asked, else they say 0."""
    bm25, covered = np.zeros(len(rows), np.float32), np.zeros(len(rows))
    by_sentence = np.zeros((len(rows), len(_BITS) if in_sentences else 1))
    for term in terms:
        held, at = term.found(rows)
        bm25[held] += term.shares(at, norms)
        covered += term.weight * held
        if in_sentences:
            by_sentence[held] += term.weight * ((term.sentences[at, None] & _BITS) > 0)
    return Worded(bm25, covered, by_sentence.max(axis=1))


def foremost(terms: Sequence[Term], norms: Scores, least: float, gone: Mask | None, limit: int) -> Rows:
    """The `limit` passages with the highest BM25 above 0, and all that equal the last of them; in no order.

    `least` is the lowest of `norms`; what `gone` marks is left out.
    """
    if len(norms) <= READ_WHOLE:
        return _all_read(terms, norms, gone, limit)
    scores = _zeros(len(norms))
    read: list[Rows] = []
    try:
        return _read(sorted(terms, key=lambda term: -term.reach(least)), scores, read, norms, least, gone, limit)
    finally:
        for rows in read:
            scores[rows] = 0


def _all_read(terms: Sequence[Term], norms: Scores, gone: Mask | None, limit: int) -> Rows:
    scores = np.zeros(len(norms), np.float32)
    for term in terms:
        scores[term.rows] += term.shares(slice(None), norms)
    if gone is not None:
        scores[gone] = 0
    found = np.flatnonzero(scores).astype(np.int32)
    return found[scores[found] >= _edge(scores[found], limit)]


def _read(
    terms: Sequence[Term], scores: Scores, read: list[Rows], norms: Scores, least: float, gone: Mask | None, limit: int
) -> Rows:
    reaches = [term.reach(least) for term in terms]
    found = np.empty(0, np.int32)
    for number, term in enumerate(terms):
        more, edge = sum(reaches[number:]), (1 - SLACK) * _reached(terms[number:], scores, found, norms, limit)
        if more < edge:
            return _looked_up(terms[number:], reaches[number:], scores, found, norms, edge, limit)
        at: slice | Mask = slice(None) if gone is None else ~gone[term.rows]
        rows = term.rows[at]
        read.append(rows[scores[rows] == 0])
        scores[rows] += term.shares(at, norms)
        found = np.concatenate(read)
    return found[scores[found] >= _edge(scores[found], limit)]


def _reached(terms: Sequence[Term], scores: Scores, rows: Rows, norms: Scores, limit: int) -> float:
    """What the last of the foremost has at least, once `terms` are added: what the likeliest of them have."""
    if len(rows) < limit:
        return 0.0
    wanted = min(LIKELIEST * limit, len(rows))
    likeliest = rows[np.argpartition(scores[rows], -wanted)[-wanted:]]
    reached = scores[likeliest]
    for term in terms:
        held, at = term.found(likeliest)
        reached[held] += term.shares(at, norms)
    return _edge(reached, limit)


def _looked_up(
    terms: Sequence[Term],
    reaches: Sequence[float],
    scores: Scores,
    rows: Rows,
    norms: Scores,
    edge: float,
    limit: int,
) -> Rows:
    """The foremost of `rows`, to which these words are still to be added; who can't come to `edge` any more is out."""
    for number, term in enumerate(terms):
        rows = rows[scores[rows] + sum(reaches[number:]) >= edge]
        held, at = term.found(rows)
        scores[rows[held]] += term.shares(at, norms)
    return rows[scores[rows] >= _edge(scores[rows], limit)]


def _edge(scores: Scores, limit: int) -> float:
    """The score of the last of the foremost; 0 where there are fewer."""
    return float(np.partition(scores, -limit)[-limit]) if len(scores) >= limit else 0.0


def _zeros(size: int) -> Scores:
    """A row of zeros, kept between the calls of a thread: a million fresh ones would take longer than a search."""
    kept: Scores | None = getattr(_own, "scores", None)
    if kept is None or len(kept) < size:
        kept = _own.scores = np.zeros(size, np.float32)
    return kept[:size]
