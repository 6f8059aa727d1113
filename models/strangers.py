"""Texts that belong to no label of a head: what it is taught to call out of scope."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from models.encode import Embedding

SHIPPED = Path(__file__).parent / "intent" / "strangers.csv"


@dataclass(frozen=True, slots=True)
class Strangers:
    """`texts` (n) with their `embeddings` (n, 384)."""

    texts: tuple[str, ...]
    embeddings: Embedding

    @classmethod
    def of(cls, texts: Sequence[str], encode: Callable[[Sequence[str]], Embedding]) -> Self:
        return cls(tuple(texts), encode(texts))

    @classmethod
    def shipped(cls, encode: Callable[[Sequence[str]], Embedding]) -> Self:
        """Our own, strange to every product; half a second to encode."""
        return cls.of(read_strangers(), encode)


def read_strangers(path: Path = SHIPPED) -> list[str]:
    """The texts of a file with the column `text`."""
    with path.open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)]
