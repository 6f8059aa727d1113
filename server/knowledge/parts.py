"""A part of an index: some passages with both of their sides, and which of them are gone.

The passages of a part never change. What is deleted is marked in a part that shares everything else, and is left out
of results and statistics alike until `merged` makes a part without it.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from typing import Self

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from models.encode import Embedding
from server.knowledge.dense import Vectors
from server.knowledge.foremost import Rows
from server.knowledge.lexical import Absent, Postings
from server.knowledge.terms import terms

Mask = NDArray[np.bool_]
_BETWEEN = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])|\n")  # sentences and lines


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
    """Passages with their vectors and words, row by row; `gone` marks rows, None for none.

    `places` says of each article, gone or not, its first row and the row after its last.
    """

    passages: tuple[Passage, ...]
    vectors: Vectors
    postings: Postings
    places: dict[str, tuple[int, int]]
    gone: Mask | None = None
    absent: Absent = Absent()

    @classmethod
    def of(cls, passages: Iterable[Passage], embeddings: Embedding, *, small: bool = False) -> Self:
        """A part of these passages; `embeddings` is float32 (passages, dimensions). `small`: to be merged soon."""
        kept = tuple(passages)
        postings = Postings.of(counted(passage) for passage in kept)
        return cls(kept, Vectors.of(embeddings, exact=small), postings, _places(kept))

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

    def near(self, embedding: Embedding, limit: int, spare: int) -> Rows:
        """The `limit` rows nearest to `embedding` that are there, and all that equal the last; in no order."""
        rows = self.vectors.nearest(embedding, limit + spare, self.gone).astype(np.int32)
        if len(rows) <= limit:
            return rows
        cosines = self.vectors.cosines(embedding, rows)
        nearest: Rows = rows[cosines >= np.partition(cosines, -limit)[-limit]]
        return nearest

    def place(self, article: str) -> tuple[int, int] | None:
        """The first row and the row after the last of an article that is there."""
        place = self.places.get(article)
        return None if place is None or (self.gone is not None and self.gone[place[0]]) else place

    def articles(self) -> Iterator[Article]:
        """Those that are there, in the order of their rows."""
        for first, _ in self.places.values():
            if self.gone is None or not self.gone[first]:
                yield self.passages[first].article

    def without(self, rows: Iterable[int]) -> "Part":
        """The same passages with these rows gone too."""
        gone = np.zeros(len(self.passages), bool) if self.gone is None else self.gone.copy()
        fresh = [row for row in rows if not gone[row]]
        gone[fresh] = True
        absent = self.absent.with_more([list(chain(*counted(self.passages[row]))) for row in fresh])
        return Part(self.passages, self.vectors, self.postings, self.places, gone, absent)

    def merged(self, tail: "Part", *, small: bool = False) -> "Part":
        """What is there in this part, followed by what is there in `tail`, in memory of its own."""
        ours, theirs = self._kept(), tail._kept()
        passages = [self.passages[row] for row in np.flatnonzero(ours)]
        passages += [tail.passages[row] for row in np.flatnonzero(theirs)]
        return Part(
            tuple(passages),
            self.vectors.joined(ours, tail.vectors.all[theirs], exact=small),
            self.postings.joined(ours, tail.postings, theirs),
            _places(passages),
        )

    def _kept(self) -> Mask:
        return np.ones(len(self.passages), bool) if self.gone is None else ~self.gone


def _places(passages: Iterable[Passage]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    end = 0
    for article, some in groupby(passages, key=lambda passage: passage.article.id):
        first, end = end, end + sum(1 for _ in some)
        found[article] = (first, end)
    return found


def counted(passage: Passage) -> list[list[str]]:
    """The terms of a passage as they count for BM25: of its title and heading, then of each sentence or line.

    A title's twofold weight was tried, and found nothing better.
    """
    headings = terms(f"{passage.article.title}\n{passage.heading}")
    return [headings, *(terms(sentence) for sentence in _BETWEEN.split(passage.text))]
