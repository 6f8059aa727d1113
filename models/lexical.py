"""Reads a text as hashed words, pairs of words and pieces of words: what the embedding smooths over.

Words are hashed with a polynomial over their characters, so that a whole batch is read by a few array operations and
nothing has to be remembered but the number of buckets. There are two blocks: words and pairs of words, and the three to
five characters inside a word (with its edges), which survive a typo.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 16  # BANKING77 has 27,600 of them in use
PIECES = (3, 4, 5)  # characters
BLOCKS = 2  # words and pairs fall into the lower half of the buckets, characters into the upper
CHARACTERS = 1
BLOCK_SHARES = np.array([1.0, 0.5], np.float32)  # a word says more than its pieces: .1 points on BANKING77's validation
MOST_CHARACTERS = 1_000  # more than the encoder's 128 tokens; bounds the time
MOST_KNOWN = 20_000  # pieces that a lexicon keeps, the frequent ones: 6 MB of weights for 77 labels
FEW = 8  # columns of a product up to which it is made one by one
ROWS_AT_ONCE = 32  # of a product: what is gathered for them stays in the cache

Singles = NDArray[np.float32]
Numbers = NDArray[np.int64]
Hashes = NDArray[np.uint64]

_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2^64
_POWERS = np.cumprod(np.full(4096, _BASE, np.uint64), dtype=np.uint64)
_UNDO = np.cumprod(np.full(4096, pow(_BASE, -1, 1 << 64), np.uint64), dtype=np.uint64)
_PAIR = np.uint64(0xD6E8FEB86659FD93)
_MIX = np.uint64(0xFF51AFD7ED558CCD)
_SPACE = 0x20
_BETWEEN = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Pieces:
    """What stands in each of `n` texts: `rows[e]`, sorted, is the text of a piece that falls into `buckets[e]`."""

    rows: Numbers
    buckets: Numbers
    n: int

    def of(self, texts: Numbers) -> "Pieces":
        """Those of some of the texts, numbered anew in the order given."""
        starts = np.searchsorted(self.rows, np.arange(self.n + 1))
        lengths = (starts[1:] - starts[:-1])[texts]
        at = np.repeat(starts[:-1][texts] - (np.cumsum(lengths) - lengths), lengths) + np.arange(lengths.sum())
        return Pieces(np.repeat(np.arange(len(texts)), lengths), self.buckets[at], len(texts))


@dataclass(frozen=True, slots=True)
class Sparse:
    """A matrix with `n` rows by its entries, sorted by row: `rows`, `columns`, `values`."""

    rows: Numbers
    columns: Numbers
    values: Singles
    n: int

    def times(self, dense: Singles) -> Singles:
        """The product with `dense` (columns, k): float32 (n, k)."""
        if dense.shape[1] <= FEW:
            return _sums(self.rows, self.columns, self.values, dense, self.n)
        product = np.zeros((self.n, dense.shape[1]), np.float32)
        starts = np.searchsorted(self.rows, np.arange(self.n + 1))
        for first in range(0, self.n, ROWS_AT_ONCE):
            last = min(first + ROWS_AT_ONCE, self.n)
            some = np.flatnonzero(starts[first + 1 : last + 1] > starts[first:last]) + first
            if len(some):
                part = slice(starts[first], starts[last])
                gathered = dense.take(self.columns[part], axis=0)
                gathered *= self.values[part, None]
                product[some] = np.add.reduceat(gathered, starts[some] - starts[first], axis=0)
        return product

    def turned_times(self, dense: Singles, columns: int) -> Singles:
        """The product of the matrix turned around, (columns, n), with `dense` (n, k): float32 (columns, k)."""
        return _sums(self.columns, self.rows, self.values, dense, columns)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The pieces that the examples of a head contain: `buckets` (V,) sorted, `rarity` (V,), the greater the rarer."""

    buckets: Numbers
    rarity: Singles

    @classmethod
    def learn(cls, pieces: Pieces, most: int = MOST_KNOWN) -> Self:
        """From examples: every piece where there are few, else the frequent ones that stand in two at least."""
        standing = np.bincount(pieces.buckets, minlength=BUCKETS)
        least = 1 if np.count_nonzero(standing) <= most else 2
        known = np.flatnonzero(standing >= least)
        known = np.sort(known[np.argsort(-standing[known], kind="stable")[:most]])
        rarity = np.log((1 + pieces.n) / (1 + np.minimum(standing[known], pieces.n))) + 1.0
        return cls(known, rarity.astype(np.float32))

    @property
    def blocks(self) -> Numbers:
        """0 (words) or 1 (characters) for each piece, (V,)."""
        return (self.buckets >= BUCKETS // 2).astype(np.int64)

    def values(self, pieces: Pieces) -> Sparse:
        """Each text's known pieces by their rarity, each block of the length that BLOCK_SHARES gives it."""
        places = np.full(BUCKETS, -1, np.int64)
        places[self.buckets] = np.arange(len(self.buckets))
        found = places[pieces.buckets]
        at = np.flatnonzero(found >= 0)
        rows, columns = pieces.rows[at], found[at]
        raw, block = self.rarity[columns], self.blocks[columns]
        group = rows * BLOCKS + block
        lengths = np.sqrt(np.bincount(group, raw * raw, minlength=pieces.n * BLOCKS)).astype(np.float32)
        return Sparse(rows, columns, raw / lengths[group] * BLOCK_SHARES[block], pieces.n)


def _sums(into: Numbers, of: Numbers, values: Singles, dense: Singles, n: int) -> Singles:
    """One column after the other: quick where there are few."""
    columns = (np.bincount(into, values * column[of], minlength=n) for column in np.ascontiguousarray(dense.T))
    return np.stack(list(columns), axis=1).astype(np.float32)


def folded(text: str) -> str:
    """The text's words, case-folded, with one space around each; everything else is a space."""
    plain = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS]).casefold().replace("'", "")
    return f" {_BETWEEN.sub(' ', plain[:MOST_CHARACTERS]).strip()} "


def read_pieces(texts: Sequence[str]) -> Pieces:
    """The pieces of `texts`; the same text has the same pieces whatever stands beside it."""
    lines = [folded(text) for text in texts]
    lengths = np.fromiter(map(len, lines), np.int64, len(lines))
    codes = np.frombuffer("".join(lines).encode("utf-32-le", "replace"), np.uint32).astype(np.uint64)
    row = np.repeat(np.arange(len(lines)), lengths)
    spaces = codes == _SPACE
    found = [*_words(codes, row, spaces, lengths), *(_inside(codes, row, spaces, length) for length in PIECES)]
    rows = np.concatenate([rows for rows, _ in found])
    buckets = np.concatenate([buckets for _, buckets in found])
    if len(lines) > 1:
        order = np.argsort(rows, kind="stable")
        rows, buckets = rows[order], buckets[order]
    return Pieces(rows, buckets, len(lines))


def joined(first: Pieces, second: Pieces) -> Pieces:
    """The texts of both, the second's after the first's."""
    rows = np.append(first.rows, second.rows + first.n)
    return Pieces(rows, np.append(first.buckets, second.buckets), first.n + second.n)


def _words(codes: Hashes, row: Numbers, spaces: NDArray[np.bool_], lengths: Numbers) -> list[tuple[Numbers, Numbers]]:
    """Words and pairs: a word's hash is a difference of running sums, brought to the same power of the base."""
    place = np.arange(len(codes)) - (np.cumsum(lengths) - lengths)[row]
    sums = np.append(np.uint64(0), np.cumsum(codes * _POWERS[place], dtype=np.uint64))
    edges = np.flatnonzero(spaces)
    starts, ends = edges[:-1] + 1, edges[1:]
    some = ends > starts
    starts, ends = starts[some], ends[some]
    words = (sums[ends] - sums[starts]) * _UNDO[place[starts]]
    of = row[starts]
    same = np.flatnonzero(of[1:] == of[:-1])
    pairs = words[same] * _PAIR + words[same + 1]
    return [(of, _bucket(words, 0)), (of[same], _bucket(pairs, 0))]


def _inside(codes: Hashes, row: Numbers, spaces: NDArray[np.bool_], length: int) -> tuple[Numbers, Numbers]:
    """Every `length` characters in a row without a space between them; one at either end is the word's edge."""
    n = max(len(codes) - length + 1, 0)
    hashes = np.full(n, length, np.uint64)
    apart = np.zeros(n, np.bool_)
    for at in range(length):
        hashes = hashes * np.uint64(_BASE) + codes[at : at + n]
        if 0 < at < length - 1:
            apart |= spaces[at : at + n]
    # every line begins and ends with a space: two of them in a row are a bound that no piece may cross
    whole = np.flatnonzero(~apart & (row[:n] == row[length - 1 : length - 1 + n]))
    return row[whole], _bucket(hashes[whole], CHARACTERS)


def _bucket(hashes: Hashes, block: int) -> Numbers:
    mixed = (hashes ^ (hashes >> np.uint64(33))) * _MIX
    bucket: Numbers = (mixed >> np.uint64(40)).astype(np.int64) % (BUCKETS // 2) + block * (BUCKETS // 2)
    return bucket
