"""The labelled examples behind an intent version: the nearest are the evidence, and no near one means new."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.encode import Embedding

NEIGHBOURS = 5  # see `similarity`


@dataclass(frozen=True, slots=True)
class Examples:
    """`embeddings` float32 (n, 384) of unit length, `labels` and `texts` (n each; texts may be empty strings)."""

    embeddings: Embedding
    labels: tuple[str, ...]
    texts: tuple[str, ...]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads what `save` wrote. Raises OSError when there is no such file."""
        with np.load(path, allow_pickle=False) as stored:
            facts = json.loads(stored["facts"].tobytes())
            embeddings = stored["embeddings"].astype(np.float32)
        return cls(embeddings, tuple(facts["labels"]), tuple(facts["texts"]))

    def save(self, path: Path) -> None:
        """Half precision is enough for similarities (the third digit) and halves the file."""
        facts = json.dumps({"labels": self.labels, "texts": self.texts}, ensure_ascii=False).encode()
        with path.open("wb") as file:
            np.savez_compressed(
                file, embeddings=self.embeddings.astype(np.float16), facts=np.frombuffer(facts, np.uint8)
            )

    def nearest(self, embedding: Embedding, most: int = NEIGHBOURS) -> list[tuple[int, float]]:
        """(row, cosine) of the nearest examples, nearest first; an exact search, 40 us over a thousand examples."""
        cosines: NDArray[np.float32] = self.embeddings @ embedding
        rows = np.argsort(-cosines, kind="stable")[:most]
        return [(int(row), float(cosines[row])) for row in rows]


def similarity(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """How near each text is to what is known: `cosines` (texts, examples) -> mean of the nearest five, (texts,)."""
    most = min(NEIGHBOURS, cosines.shape[1])
    nearest: NDArray[np.float32] = np.partition(cosines, -most, axis=1)[:, -most:]
    mean: NDArray[np.float32] = nearest.mean(axis=1)
    return mean
