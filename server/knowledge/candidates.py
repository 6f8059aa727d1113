"""Passages that may be what a question looks for, with what speaks for each: narrowed down in arrays, before any is
made a hit."""

from collections.abc import Sequence
from typing import Self

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from models.encode import Embedding
from server.knowledge.foremost import Rows, Scores
from server.knowledge.parts import Passage

SLACK = 1e-6  # of a score: equal ones may differ by what float64 rounds

Places = NDArray[np.int64]
Candidate = tuple[Passage, float, float]  # cosine, what the words add to it


class Candidates(Struct, frozen=True):
    """Passages with their cosines, BM25, and what the words add to the cosine, place by place.

    The passage at a place is `sources[source[place]][row[place]]`: most are never looked at.
    """

    sources: tuple[Sequence[Passage], ...]
    source: NDArray[np.int8]
    row: Rows
    cosines: Embedding
    bm25: Scores
    lexical: NDArray[np.float64]

    @classmethod
    def of(cls, parts: Sequence[Self]) -> Self:
        """All of some parts (one or more, each of one source), one after the other."""
        if len(parts) == 1:
            return parts[0]
        sources = tuple(source for part in parts for source in part.sources)
        source = np.repeat(np.arange(len(parts), dtype=np.int8), [len(part.row) for part in parts])
        columns = ([getattr(part, name) for part in parts] for name in ("row", "cosines", "bm25", "lexical"))
        return cls(sources, source, *(np.concatenate(column) for column in columns))

    def foremost(self, near: int, worded: int) -> Self:
        """The nearest `near` by meaning, and the `worded` best by words that have any; equal ones by id."""
        having = np.flatnonzero(self.bm25)
        places = np.union1d(self._best(self.cosines, near), having[self._best(self.bm25[having], worded, having)])
        if len(places) == len(self.row):
            return self
        return type(self)(
            self.sources,
            self.source[places],
            self.row[places],
            self.cosines[places],
            self.bm25[places],
            self.lexical[places],
        )

    def hopeful(self, limit: int, spread: float) -> list[Candidate]:
        """Those that can be among the best `limit` where up to `spread` is added to one and not to another."""
        together = self.cosines + self.lexical
        if len(together) > limit:
            edge = np.partition(together, -limit)[-limit]
            kept = np.flatnonzero(together >= edge - spread - SLACK)
        else:
            kept = np.arange(len(together))
        passages = [self._passage(place) for place in kept.tolist()]
        return list(zip(passages, self.cosines[kept].tolist(), self.lexical[kept].tolist(), strict=True))

    def _passage(self, place: int) -> Passage:
        return self.sources[int(self.source[place])][int(self.row[place])]

    def _best(self, scores: Scores, most: int, places: Places | None = None) -> Places:
        """Where the `most` highest scores are; of equal ones those whose passage, at `places`, has the smaller id."""
        if len(scores) <= most:
            return np.arange(len(scores))
        edge = np.partition(scores, -most)[-most]
        sure, equal = np.flatnonzero(scores > edge), np.flatnonzero(scores == edge)
        if len(sure) + len(equal) > most:
            named = (equal if places is None else places[equal]).tolist()
            order = sorted(range(len(equal)), key=lambda at: self._passage(named[at]).id)
            equal = equal[order[: most - len(sure)]]
        return np.concatenate([sure, equal])
