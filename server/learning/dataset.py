"""What a head is trained on: what was shipped or is written down, and the labels that visitors and people gave.

Intent: the shipped examples; for a site with intents of its own, those as its people have them. Article: every
article's own title, so that an article nobody asked about yet still stands against those that many asked about.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Connection

from models.encode import Embedding, Encoder
from models.examples import Examples
from models.registry import Registry, UnknownVersion
from server.learning.labels import WEIGHTS
from server.learning.taxonomy import Taxonomy, taxonomy
from server.store import intents
from server.store import labels as store
from server.store.database import Database
from server.understanding.champions import site_task

TITLE_WEIGHT = 0.3  # a title says what an article is about in the writer's words: less than one visitor's question


@dataclass(frozen=True, slots=True)
class Dataset:
    """`embeddings` (n, 384) with their labels, weights, texts and where these come from; `learned` is how many of them
    are labels. `task` is what the registry calls the head, `facts` what its version should say about itself."""

    embeddings: Embedding
    labels: tuple[str, ...]
    weights: tuple[float, ...]
    texts: tuple[str, ...]
    learned: int
    sources: tuple[str, ...]
    task: str
    facts: dict[str, Any]


def assemble(db: Database, registry: Registry, encoder: Encoder, site: str, task: str) -> Dataset:
    """Everything that may be trained on: nothing that a held-out visitor said is in it. Raises UnknownVersion."""
    if task == "intent" and db.read(intents.state_of, site) is not None:
        return of_taxonomy(site_taxonomy(db, registry, site), shipped_examples(registry), encoder.encode_many, site)
    rows = db.read(store.usable, task, False)
    if task == "intent":
        shipped = shipped_examples(registry)
        return _joined(task, shipped.embeddings, shipped.labels, shipped.texts, 1.0, rows, encoder)
    titles = db.read(store.article_titles)
    there = {row.id for row in titles}
    texts = tuple(row.title for row in titles)
    asked = [row for row in rows if row.label in there]  # an article that is gone can't be the answer any more
    return _joined(
        task, encoder.encode_many(texts), tuple(row.id for row in titles), texts, TITLE_WEIGHT, asked, encoder
    )


def shipped_examples(registry: Registry) -> Examples:
    """The examples of the first day. Raises UnknownVersion where that kept none."""
    shipped = registry.examples("intent", registry.day_one("intent"))
    if shipped is None:
        raise UnknownVersion("the first version of intent kept no examples to go on from")
    return shipped


def site_taxonomy(db: Database, registry: Registry, site: str) -> Taxonomy:
    """The site's intents as its people have them now, with the labels that its visitors gave. Raises UnknownVersion."""

    def read(conn: Connection) -> Taxonomy:
        labels = [row for row in store.usable(conn, "intent", False) if row.site == site]
        return taxonomy(shipped, intents.intents_of(conn, site), intents.examples_of(conn, site), labels)

    shipped = shipped_examples(registry)
    return db.read(read)


def of_taxonomy(known: Taxonomy, shipped: Examples, encode: Callable[[list[str]], Embedding], site: str) -> Dataset:
    """What a site's own head is trained on; shipped examples keep the embeddings that they came with."""
    examples, few = known.to_learn()
    own = [example for example in examples if example.row < 0]
    there = [example for example in examples if example.row >= 0]
    ordered = [*there, *own]
    return Dataset(
        embeddings=np.concatenate([shipped.embeddings[[one.row for one in there]], encode([one.text for one in own])]),
        labels=tuple(one.intent for one in ordered),
        weights=tuple(one.weight for one in ordered),
        texts=tuple(one.text for one in ordered),
        learned=sum(one.source in WEIGHTS for one in ordered),
        sources=tuple(one.source for one in ordered),
        task=site_task(site),
        facts={
            "site": site,
            "merged": known.merged(),
            "left_out": few,
            "provenance": "shipped seeds and the site's own examples",
        },
    )


def _joined(
    task: str,
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
        sources=(*["shipped" if task == "intent" else "title"] * len(labels), *(row.source for row in rows)),
        task=task,
        facts={},
    )
