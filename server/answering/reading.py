"""Reads passages token by token, part by part: what a question's words are held against. The last read are kept."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from models.encode import DIMENSIONS, Encoder
from models.tokens import Tokens
from server.answering.excerpt import read_out
from server.answering.sentences import units
from server.knowledge.parts import Passage

MOST_READ = 384  # passages kept token by token, some 140 KB each
MOST_AT_HAND = 96  # of these, in the numbers that are calculated with: twice as large
MOST_TABLES = 64  # the same of passages with tables, for quoting
MOST_UNITS = 24  # sentences of a passage that are read

Vectors = NDArray[np.float32]
Kept = NDArray[np.float16] | Vectors


class Read(Struct, frozen=True):
    """A passage token by token; part n has the rows from `starts[n]` on, the first is its title and heading.

    `whole` has an embedding for each part, the sentences' under their title.
    """

    early: Kept
    late: Kept
    starts: NDArray[np.int64]
    whole: Kept


class Reader:
    """Safe to call from several threads."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._written = lru_cache(MOST_READ)(self._as_written)
        self._at_hand = lru_cache(MOST_AT_HAND)(self._unpacked)
        self._tables = lru_cache(MOST_TABLES)(self._parts)

    def read(self, passage: Passage) -> Read:
        """A passage as it is written, its first units."""
        return self._at_hand(passage.article.title, passage.heading, passage.text)

    def read_ahead(self, passage: Passage) -> None:
        """Reads a passage that nobody asks about yet."""
        self._written(passage.article.title, passage.heading, passage.text)

    def read_out(self, passage: Passage) -> Read | None:
        """All of its units, the rows of tables with the names of their columns; None where one has no words."""
        written = [unit.text for unit in units(passage.text)]
        said = read_out(units(passage.text))
        if said == written and len(said) <= MOST_UNITS:
            read = self.read(passage)
        else:
            read = self._tables(passage.article.title, passage.heading, tuple(said))
        return read if len(read.starts) == len(said) + 1 else None

    def _unpacked(self, title: str, heading: str, text: str) -> Read:
        read = self._written(title, heading, text)
        return Read(
            read.early.astype(np.float32), read.late.astype(np.float32), read.starts, read.whole.astype(np.float32)
        )

    def _as_written(self, title: str, heading: str, text: str) -> Read:
        return self._parts(title, heading, [unit.text for unit in units(text)[:MOST_UNITS]])

    def _parts(self, title: str, heading: str, said: Sequence[str]) -> Read:
        head = f"{title}, {heading}" if heading else title
        parts = [(0, head), *((len(head) + 1, f"{head}: {one}") for one in said)]
        read = [(self._encoder.tokens(part), own) for own, part in parts]
        kept = [(one, _from(one, own)) for one, own in read if len(one.late) > _from(one, own)]
        if not kept:
            nothing = np.zeros((1, DIMENSIONS), np.float16)
            return Read(nothing, nothing, np.zeros(1, np.int64), nothing)
        starts = np.cumsum([0, *(len(one.late) - first for one, first in kept)])[:-1]
        return Read(
            np.concatenate([one.early[first:] for one, first in kept]).astype(np.float16),
            np.concatenate([one.late[first:] for one, first in kept]).astype(np.float16),
            starts,
            np.stack([one.embedding for one, _ in kept]).astype(np.float16),
        )


def likeness(tokens: Vectors, passage: Kept) -> Vectors:
    """The likeness of each token to each of a passage's."""
    found: Vectors = tokens @ passage.astype(np.float32, copy=False).T
    return found


def _from(read: Tokens, place: int) -> int:
    """The first token that begins at or after a character."""
    return next((row for row, (start, _) in enumerate(read.places) if start >= place), len(read.places))
