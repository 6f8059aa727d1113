"""A part of an index: some passages with both of their sides, and which of them are gone.

The passages of a part never change. What is deleted is marked in a part that shares everything else, and is left out
of results and statistics alike until `merged` makes a part without it.
"""

from collections.abc import Iterable
from typing import Self

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from models.encode import Embedding
from server.knowledge.dense import Vectors
from server.knowledge.lexical import Absent, Postings
from server.knowledge.terms import terms

Mask = NDArray[np.bool_]


class Article(Struct, frozen=True):
    """What the index knows of an article."""

    id: str
    title: str
    url: str
    pages: tuple[str, ...]
    intent: str
    category: str
    passages: int
    public: bool = True
    review_by: str = ""  # ISO day from which it is stale


class Passage(Struct, frozen=True):
    """A stored passage; `url` leads to its heading. `language` is ISO 639-1, "" where it could not be told."""

    id: str
    article: Article
    position: int
    heading: str
    anchor: str
    text: str
    language: str = ""

    @property
    def url(self) -> str:
        return f"{self.article.url}#{self.anchor}" if self.anchor else self.article.url


class Part(Struct, frozen=True):
    """Passages with their vectors and words, row by row; `gone` marks rows, None for none."""

    passages: tuple[Passage, ...]
    vectors: Vectors
    postings: Postings
    gone: Mask | None = None
    absent: Absent = Absent()

    @classmethod
    def of(cls, passages: Iterable[Passage], embeddings: Embedding, *, small: bool = False) -> Self:
        """A part of these passages; `embeddings` is float32 (passages, dimensions). `small`: to be merged soon."""
        kept = tuple(passages)
        return cls(kept, Vectors.of(embeddings, exact=small), Postings.of(counted(passage) for passage in kept))

    @property
    def live(self) -> int:
        """How many passages are there."""
        return len(self.passages) - self.absent.passages

    @property
    def length(self) -> int:
        """Their words."""
        return self.postings.length - self.absent.length

    def holding(self, word: str) -> int:
        """In how many of its passages a word stands."""
        return self.postings.holding(word) - self.absent.holding[word]

    def without(self, rows: Iterable[int]) -> "Part":
        """The same passages with these rows gone too."""
        gone = np.zeros(len(self.passages), bool) if self.gone is None else self.gone.copy()
        fresh = [row for row in rows if not gone[row]]
        gone[fresh] = True
        absent = self.absent.with_more([counted(self.passages[row]) for row in fresh])
        return Part(self.passages, self.vectors, self.postings, gone, absent)

    def merged(self, tail: "Part", *, small: bool = False) -> "Part":
        """What is there in this part, followed by what is there in `tail`, in memory of its own."""
        ours, theirs = self._kept(), tail._kept()
        passages = [self.passages[row] for row in np.flatnonzero(ours)]
        passages += [tail.passages[row] for row in np.flatnonzero(theirs)]
        return Part(
            tuple(passages),
            self.vectors.joined(ours, tail.vectors.all[theirs], exact=small),
            self.postings.joined(ours, tail.postings, theirs),
        )

    def _kept(self) -> Mask:
        return np.ones(len(self.passages), bool) if self.gone is None else ~self.gone


def counted(passage: Passage) -> list[str]:
    """The terms of a passage as they count for BM25; a title's twofold weight was tried, and found nothing better."""
    return terms(f"{passage.article.title}\n{passage.heading}\n{passage.text}")
