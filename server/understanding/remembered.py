"""Embeddings of sentences that are looked at again and again: made once, a bounded number of them."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from models.encode import DIMENSIONS, Embedding

MOST = 4_096  # sentences, 1.5 KB each


class Remembered:
    """Sentences to unit vectors; safe to call from several threads."""

    def __init__(self, encode: Callable[[str], Embedding]) -> None:
        self._encode = lru_cache(MOST)(encode)

    def embed(self, texts: Sequence[str]) -> Embedding:
        """float32 (n, 384)."""
        rows = [self._encode(text) for text in texts]
        return np.stack(rows) if rows else np.empty((0, DIMENSIONS), np.float32)
