"""Which passages are nearest to a question: their unit vectors, searched with FAISS, exactly while they are few.

From `EXACT` on, product-quantised codes (4 bits for two dimensions each, scanned in registers) name three times as many
as are wanted, and the vectors themselves decide. From `LISTED` on, inverted lists say which codes to scan. Measured on
89,000 real sentences, once: the scan finds .9998 of the exact ten in a thirtieth of the time of reading all, a quarter
of 256 lists .973 in a fiftieth. So lists are for sizes at which the scan alone takes milliseconds.
"""

from typing import Self

import faiss
import numpy as np
from numpy.typing import NDArray

from models.encode import Embedding

EXACT = 8_192  # vectors; a guess between 1,000, where codes gain nothing, and 15,000, where they took an eighth
LISTED = 400_000  # vectors; extrapolated: the scan takes 0.5 ms at 89,000, so about two here
LISTS = 4  # times the root of the number of vectors: among a million twice as many find .99 in 0.6 of the time of 2
PROBED = 1 / 16  # of the lists that are scanned: among a million .992 of the exact ten in 1.3 ms (p99 1.9), a twelfth
# .995 in 1.4 (p99 2.3)
TRAINED_ON = 12_000  # vectors that the codes are fitted to: bounds the time of fitting to about a second
POINTS_A_LIST = 32  # vectors that a list's centre is fitted to: bounds the time, as the next one
ROUNDS = 8  # of fitting
OUTGROWN = 3  # times the size at which codes were fitted, from which they are fitted anew
ONE_BY_ONE = 10  # FAISS's way of scanning for one question: two thirds of the time of the one that it takes by itself
CANDIDATES = 3  # times the wanted number that the codes name: among a million 2 lose .002 of the exact ten

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
Codes = faiss.IndexPQFastScan | faiss.IndexIVFPQFastScan


class Vectors:
    """float32 unit vectors (n, dimensions), numbered from 0. Immutable."""

    def __init__(self, flat: faiss.IndexFlatIP, codes: Codes | None = None, fitted: int = 0) -> None:
        """`codes` are of the same vectors, fitted when there were `fitted` of them."""
        self._flat = flat
        self._codes = codes
        self._fitted = fitted
        shape = (flat.ntotal, flat.d)
        self.all: Embedding = faiss.rev_swig_ptr(flat.get_xb(), shape[0] * shape[1]).reshape(shape)
        """The vectors themselves: a view that is valid as long as this object."""

    @classmethod
    def of(cls, vectors: Embedding, *, exact: bool = False) -> Self:
        """An index over a copy of `vectors`; `exact` for ones that are soon part of another."""
        flat = faiss.IndexFlatIP(vectors.shape[1])
        flat.add(np.ascontiguousarray(vectors))
        if exact or len(vectors) < EXACT or vectors.shape[1] % 2:
            return cls(flat)
        return cls(flat, _fitted(vectors), len(vectors))

    def __len__(self) -> int:
        return int(self._flat.ntotal)

    @property
    def dimensions(self) -> int:
        """Numbers in a vector."""
        return int(self._flat.d)

    def nearest(self, embedding: Embedding, limit: int, gone: Mask | None) -> Rows:
        """The rows nearest to `embedding` that are not gone, at most `limit` or somewhat more, in no order."""
        if not len(self):
            return np.empty(0, np.int64)
        if self._codes is None:
            chosen = faiss.SearchParameters()
            if gone is not None:
                kept = np.packbits(~gone, bitorder="little")
                chosen.sel = faiss.IDSelectorBitmap(len(kept), faiss.swig_ptr(kept))
            rows: Rows = self._flat.search(embedding[None], min(limit, len(self)), params=chosen)[1][0]
            return rows[rows >= 0]
        return _named(self._codes, embedding, limit, gone)

    def cosines(self, embedding: Embedding, rows: NDArray[np.integer]) -> Embedding:
        """Of some rows. The same vector has the same one wherever it stands; a matrix product rounds by position."""
        cosines: Embedding = np.einsum("ij,j->i", self.all[rows], embedding)
        return cosines

    def joined(self, keep: Mask, more: Embedding, *, exact: bool = False) -> "Vectors":
        """The kept rows, in order, followed by `more`."""
        vectors = np.concatenate([self.all[keep], more])
        if self._codes is None or len(vectors) < EXACT or len(vectors) > OUTGROWN * self._fitted:
            return Vectors.of(vectors, exact=exact)
        codes: Codes = faiss.clone_index(self._codes)  # type: ignore[assignment]  # the same kind as was given
        if isinstance(codes, faiss.IndexIVFPQFastScan):  # its removal leaves some of them in their lists
            codes.reset()
            codes.add(vectors)
        else:
            out = np.flatnonzero(~keep).astype(np.int64)
            codes.remove_ids(faiss.IDSelectorBatch(len(out), faiss.swig_ptr(out)))
            codes.add(np.ascontiguousarray(more))
        flat = faiss.IndexFlatIP(self.dimensions)
        flat.add(vectors)
        return Vectors(flat, codes, self._fitted)


def _named(codes: Codes, embedding: Embedding, limit: int, gone: Mask | None) -> Rows:
    """What the codes find nearest; asked for more while too much of it is gone."""
    wanted, total = CANDIDATES * limit, codes.ntotal
    there = total if gone is None else total - int(np.count_nonzero(gone))
    # As many more as are gone on average, and some.
    asked = wanted if there == total else wanted * total // max(there, 1) + wanted // 4
    asked = min(asked, total)
    while True:
        rows: Rows = codes.search(embedding[None], asked)[1][0]
        rows = rows[rows >= 0]
        left = rows if gone is None else rows[~gone[rows]]
        if len(left) >= wanted or asked == total or len(rows) < asked:
            return left[:wanted]
        asked = min(4 * asked, total)


def _fitted(vectors: Embedding) -> Codes:
    dimensions, wanted = vectors.shape[1], TRAINED_ON
    codes: Codes
    if len(vectors) < LISTED:
        codes = faiss.IndexPQFastScan(dimensions, dimensions // 2, 4, faiss.METRIC_INNER_PRODUCT)
    else:
        lists = 2 ** round(np.log2(LISTS * len(vectors) ** 0.5))
        centres = faiss.IndexFlatIP(dimensions)
        codes = faiss.IndexIVFPQFastScan(centres, dimensions, lists, dimensions // 2, 4, faiss.METRIC_INNER_PRODUCT)
        codes.nprobe, codes.implem = int(lists * PROBED), ONE_BY_ONE
        codes.cp.niter, codes.cp.max_points_per_centroid = ROUNDS, POINTS_A_LIST
        wanted = max(wanted, POINTS_A_LIST * lists)
    codes.pq.cp.niter = ROUNDS
    sample = np.random.default_rng(0).permutation(len(vectors))[:wanted]
    codes.train(np.ascontiguousarray(vectors[sample]))
    codes.add(np.ascontiguousarray(vectors))
    return codes
