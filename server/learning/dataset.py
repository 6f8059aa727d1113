"""What a head is trained on: what was shipped or is written down, and the labels that visitors and people gave.

Intent: the shipped examples. Article: every article's own title, so that an article nobody asked about yet still stands
against those that many asked about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.encode import Embedding, Encoder
from models.registry import Registry, UnknownVersion
from server.store import labels as store
from server.store.database import Database

TITLE_WEIGHT = 0.3  # a title says what an article is about in the writer's words: less than one visitor's question


@dataclass(frozen=True, slots=True)
class Dataset:
    """`embeddings` (n, 384) with their labels, weights and texts; `learned` is how many of them are labels."""

    embeddings: Embedding
    labels: tuple[str, ...]
    weights: tuple[float, ...]
    texts: tuple[str, ...]
    learned: int


def assemble(db: Database, registry: Registry, encoder: Encoder, task: str) -> Dataset:
    """Everything that may be trained on: nothing that a held-out visitor said is in it. Raises UnknownVersion."""
    rows = db.read(store.usable, task, False)
    if task == "intent":
        shipped = registry.examples(task, registry.day_one(task))
        if shipped is None:
            raise UnknownVersion(f"the first version of {task} kept no examples to go on from")
        return _joined(shipped.embeddings, shipped.labels, shipped.texts, 1.0, rows, encoder)
    titles = db.read(store.article_titles)
    there = {row.id for row in titles}
    texts = tuple(row.title for row in titles)
    asked = [row for row in rows if row.label in there]  # an article that is gone can't be the answer any more
    return _joined(encoder.encode_many(texts), tuple(row.id for row in titles), texts, TITLE_WEIGHT, asked, encoder)


def _joined(
    embeddings: Embedding,
    labels: tuple[str, ...],
    texts: tuple[str, ...],
    weight: float,
    rows: Sequence[Any],
    encoder: Encoder,
) -> Dataset:
    asked = encoder.encode_many(row.text for row in rows)
    return Dataset(
        embeddings=np.concatenate([embeddings, asked]),
        labels=(*labels, *(row.label for row in rows)),
        weights=(*[weight] * len(labels), *(row.weight for row in rows)),
        texts=(*texts, *(row.text for row in rows)),
        learned=len(rows),
    )
