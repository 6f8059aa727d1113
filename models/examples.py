"""The labelled examples behind an intent version: the nearest are the evidence, and no near one means new."""

import io
import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.encode import Embedding

NEIGHBOURS = 5  # see `similarity`
OWN_NEIGHBOURS = 3  # see `nearest_own`


@dataclass(frozen=True)
class Examples:
    """`embeddings` float32 (n, 384) of unit length, `labels` and `texts` (n each; texts may be empty strings).

    `sources` (n) say where each comes from, such as shipped, site or confirmed; none where nobody said.
    """

    embeddings: Embedding
    labels: tuple[str, ...]
    texts: tuple[str, ...]
    sources: tuple[str, ...] = ()

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads what `save` wrote. Raises OSError when there is no such file."""
        return cls.read(path.read_bytes())

    @classmethod
    def read(cls, content: bytes) -> Self:
        """From the bytes of such a file. Raises ValueError or KeyError where they are something else."""
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            facts = json.loads(stored["facts"].tobytes())
            embeddings = stored["embeddings"].astype(np.float32)
        labels, texts = tuple(facts["labels"]), tuple(facts["texts"])
        if embeddings.shape[:1] != (len(labels),) or len(texts) != len(labels):
            raise ValueError("embeddings, labels and texts differ in number")
        return cls(embeddings, labels, texts, tuple(facts.get("sources", ())))

    def save(self, path: Path) -> None:
        """Half precision is enough for similarities (the third digit) and halves the file."""
        known = {"labels": self.labels, "texts": self.texts} | ({"sources": self.sources} if self.sources else {})
        facts = json.dumps(known, ensure_ascii=False).encode()
        with path.open("wb") as file:
            np.savez(  # numbers like these don't compress, and trying takes half a second for ten thousand
                file, embeddings=self.embeddings.astype(np.float16), facts=np.frombuffer(facts, np.uint8)
            )

    def nearest(self, embedding: Embedding, most: int = NEIGHBOURS) -> list[tuple[int, float]]:
        """(row, cosine) of the nearest examples, nearest first; an exact search, 40 us over a thousand examples."""
        cosines: NDArray[np.float32] = self.embeddings @ embedding
        rows = np.argsort(-cosines, kind="stable")[:most]
        return [(int(row), float(cosines[row])) for row in rows]

    def nearness_to(self, label: str, embedding: Embedding) -> float:
        """Mean cosine of the nearest three examples of one label; 0 where it has none."""
        rows = self._rows_of.get(label)
        return 0.0 if rows is None else float(nearest_own((self.embeddings[rows] @ embedding)[None])[0])

    @cached_property
    def _rows_of(self) -> dict[str, NDArray[np.int64]]:
        rows: defaultdict[str, list[int]] = defaultdict(list)
        for row, label in enumerate(self.labels):
            rows[label].append(row)
        return {label: np.array(own) for label, own in rows.items()}


def nearest_own(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """How near texts are to what they were taken for: `cosines` (texts, its examples) -> mean of three, (texts,)."""
    most = min(OWN_NEIGHBOURS, cosines.shape[1])
    nearest: NDArray[np.float32] = np.partition(cosines, -most, axis=1)[:, -most:]
    mean: NDArray[np.float32] = nearest.mean(axis=1)
    return mean


def similarity(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """As the first heads measured scope: `cosines` (texts, examples) -> mean of the nearest five, (texts,)."""
    most = min(NEIGHBOURS, cosines.shape[1])
    nearest: NDArray[np.float32] = np.partition(cosines, -most, axis=1)[:, -most:]
    mean: NDArray[np.float32] = nearest.mean(axis=1)
    return mean
