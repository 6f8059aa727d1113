"""Which passages hold a question's words best: BM25 without reading every posting of every word (MaxScore).

The words that can add most are read first. As soon as what the others can add together does not bring those to the last
of the foremost that are not among the `KEPT` best by then, the others are only looked up in these. What a word adds is
read from its `impacts`, one byte each, made when the postings are: those that come within what the bytes round are all
named, so that whoever scores them exactly (`scored`) has the foremost among them. Nothing is guessed.
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
Places = NDArray[np.intp]

READ_WHOLE = 32_768  # passages up to which a word's postings are read faster than they are passed over
LIKELIEST, LEAST_LIKELY = 2, 64  # times as many as are wanted, or more: they tell what is reached in the end
READ_FIRST = 16_384  # postings before what is reached is looked up for the first time ...
READ_ON = 4  # ... and times as many as then before the next
KEPT = 1_024  # passages, or more, in which the words that were not read are looked up
SLACK = 1e-4  # of a score: what float32 may round when words are added up in another order
IMPACT = 255  # the whole of a word's weight, in a byte
_BITS = np.left_shift(np.uint16(1), np.arange(16, dtype=np.uint16))
_own = threading.local()  # of each thread: a score of each row, 0 outside of `foremost`


class Term(Struct, frozen=True):
    """A question's word in some passages: it stands `counts[i]` times in passage `rows[i]` (ascending).

    The bits of `sentences[i]` say in which of its sentences; `impacts[i]` is about what it adds there, as a part of
    `weight` in 255ths.
    """

    rows: Rows
    counts: NDArray[np.uint8]
    sentences: NDArray[np.uint16]
    impacts: NDArray[np.uint8]
    weight: float

    def shares(self, at: slice | NDArray[np.int64] | Mask, norms: Scores) -> Scores:
        """What it adds to the passages rows[at]; `norms` is each passage's part of the formula."""
        counts = self.counts[at].astype(np.float32)
        shares: Scores = np.float32(self.weight) * counts / (counts + norms[self.rows[at]])
        return shares

    @property
    def roughly(self) -> Scores:
        """About what it adds to each of its passages."""
        roughly: Scores = self.impacts * np.float32(self.weight / IMPACT)
        return roughly

    @property
    def reach(self) -> float:
        """The most that is in `roughly`."""
        return self.weight * float(self.impacts.max()) / IMPACT

    def roughly_in(self, rows: Rows) -> Scores:
        """About what it adds to these passages; 0 where it does not stand."""
        held, at = self.found(rows)
        added = np.zeros(len(rows), np.float32)
        added[held] = self.impacts[at] * np.float32(self.weight / IMPACT)
        return added

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


def foremost(terms: Sequence[Term], norms: Scores, unsure: float, gone: Mask | None, limit: int) -> Rows:
    """The `limit` passages with the highest BM25 above 0, and all that equal the last of them; in no order.

    Where there are many passages, those too that can't be told from them by impacts, each of which is up to `unsure`
    off, as a part of the word's weight. What `gone` marks is left out.
    """
    if len(norms) <= READ_WHOLE or not terms:
        return _all_read(terms, norms, gone, limit)
    scores = _zeros(len(norms))
    read = [np.empty(0, np.intp) if gone is None else np.flatnonzero(gone)]
    try:
        scores[read[0]] = -np.inf
        doubt = 2 * unsure * sum(term.weight for term in terms)  # of two passages, each up to half of it off
        rows, roughly = _read(sorted(terms, key=lambda term: -term.reach), scores, read, limit, doubt)
        return rows[(roughly >= _edge(roughly, limit) - doubt) & (roughly > 0)]
    finally:
        for places in read:
            scores[places] = 0


def _all_read(terms: Sequence[Term], norms: Scores, gone: Mask | None, limit: int) -> Rows:
    scores = np.zeros(len(norms), np.float32)
    for term in terms:
        scores[term.rows] += term.shares(slice(None), norms)
    if gone is not None:
        scores[gone] = 0
    found = np.flatnonzero(scores).astype(np.int32)
    return found[scores[found] >= _edge(scores[found], limit)]


def _read(terms: Sequence[Term], scores: Scores, read: list[Places], limit: int, doubt: float) -> tuple[Rows, Scores]:
    """(passages that may be foremost, about their scores); `read` becomes all that has a score in `scores`."""
    rest = [*np.cumsum([term.reach for term in reversed(terms)])[::-1].tolist(), 0.0]  # what it and those after can add
    wanted, likely = max(KEPT, LIKELIEST * limit), max(LIKELIEST * limit, LEAST_LIKELY)
    kept: list[Places] = []
    done, again, edge, bar = 0, READ_FIRST, 0.0, 0.0
    for number, term in enumerate(terms):
        if number and done >= again:
            edge = _reached(terms[number:], *_best(scores, kept, likely), limit) - doubt
            again = READ_ON * done
        if bar + rest[number] < edge:
            edge = _reached(terms[number:], *_best(scores, kept, likely), limit) - doubt
            return _looked_up(terms[number:], rest[number:], edge, *_best(scores, kept, wanted))
        places = term.rows.astype(np.intp)
        read.append(places)
        done += len(places)
        hopeful, bar = _added(term, places, scores, max(bar, edge - rest[number + 1]), wanted)
        kept.append(hopeful)
    return _best(scores, kept, wanted)


def _added(term: Term, places: Places, scores: Scores, bar: float, wanted: int) -> tuple[Places, float]:
    """(of the word's `places` those that are among the `wanted` best now, what these have at least).

    One that gets among them by a word that is read later is named then.
    """
    reached = scores.take(places)
    reached += term.roughly
    scores[places] = reached
    hopeful = np.flatnonzero(reached >= bar)
    if len(hopeful) > wanted:
        reached = reached[hopeful]
        bar = _edge(reached, wanted)
        hopeful = hopeful[reached >= bar]
    return places[hopeful], bar


def _best(scores: Scores, kept: list[Places], wanted: int) -> tuple[Rows, Scores]:
    """(the `wanted` best of what was kept, and all that equal the last, ascending; their scores)."""
    rows = np.concatenate(kept).astype(np.int32)
    rows.sort()
    first = np.ones(len(rows), bool)  # several times quicker than np.unique
    np.not_equal(rows[1:], rows[:-1], out=first[1:])
    rows = rows[first]
    reached = scores.take(rows)
    best = reached >= _edge(reached, wanted)
    return rows[best], reached[best]


def _reached(terms: Sequence[Term], rows: Rows, roughly: Scores, limit: int) -> float:
    """What the last of the foremost has at least, once `terms` are added to the likeliest of them."""
    for term in terms:
        roughly = roughly + term.roughly_in(rows)
    return (1 - SLACK) * _edge(roughly, limit)


def _looked_up(
    terms: Sequence[Term], rest: Sequence[float], edge: float, rows: Rows, roughly: Scores
) -> tuple[Rows, Scores]:
    """With what `terms` add; who can't come to `edge` any more, by what they and those after them add, is out."""
    for term, most in zip(terms, rest, strict=False):
        hopeful = roughly >= edge - most
        rows, roughly = rows[hopeful], roughly[hopeful]
        roughly += term.roughly_in(rows)
    return rows, roughly


def _edge(scores: Scores, limit: int) -> float:
    """The score of the last of the foremost; 0 where there are fewer."""
    return float(np.partition(scores, -limit)[-limit]) if len(scores) >= limit else 0.0


def _zeros(size: int) -> Scores:
    """A row of zeros, kept between the calls of a thread: a million fresh ones would take longer than a search."""
    kept: Scores | None = getattr(_own, "scores", None)
    if kept is None or len(kept) < size:
        kept = _own.scores = np.zeros(size, np.float32)
    return kept[:size]
