"""Takes an installation's heads along when its encoder changes: a head understands the embeddings that it learned from.

A release may bring another encoder. Heads that still speak its space stay. A task that served the shipped head gets the
one of this release; a head that learned here is trained again from the texts that it kept. Day one becomes the shipped
head of this release: the first day's own can't be asked any more.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from models.encode import Encoder
from models.examples import Examples
from models.registry import TASKS, Registry, UnknownVersion
from models.spaces import same_space
from models.strangers import Strangers
from models.train import train_head

LOOKED_AT = 5  # examples encoded to see whether the space is the same
LEAST_COSINE = 0.9  # to their kept embeddings, on average; another quantisation of the same encoder has .99 and more
REASON = "made for the encoder of this release, "


def renew(registry: Registry, encoder: Encoder, at: int) -> list[str]:
    """The versions that were made and serve now; none, after a few milliseconds, where every head fits."""
    made: list[str] = []
    reason = REASON + encoder.version
    for task in registry.tasks():
        try:
            champion = registry.champion(task)
        except UnknownVersion:
            continue
        done = any(change.reason == reason for change in registry.history(task))
        if done or _fits(registry, task, champion, encoder):
            continue
        first = registry.place_shipped(task) if task in TASKS else ""
        learned = champion != registry.day_one(task)
        again = _trained_again(registry, task, champion, encoder, at) if learned else ""
        registry.begin_anew(task, first, again, reason, at)
        made.append(again or first)
    return made


def _fits(registry: Registry, task: str, version: str, encoder: Encoder) -> bool:
    examples = registry.examples(task, version)
    rows = [row for row, text in enumerate(examples.texts) if text][:LOOKED_AT] if examples else []
    if examples is None or not rows:
        return same_space(str(registry.meta(task, version).get("encoder", "")), encoder.version)
    now = encoder.encode_many(examples.texts[row] for row in rows)
    return float(np.sum(now * examples.embeddings[rows], axis=1).mean()) >= LEAST_COSINE


def _trained_again(registry: Registry, task: str, version: str, encoder: Encoder, at: int) -> str:
    """A version from the texts that `version` kept; "" where it kept none."""
    kept = registry.examples(task, version)
    if kept is None or len({label for label, text in zip(kept.labels, kept.texts, strict=True) if text}) < 2:
        return ""
    known = _with_texts(kept)
    intent = task.partition("@")[0] == "intent"
    trained = train_head(
        encoder.encode_many(known.texts),
        known.labels,
        texts=known.texts,
        words=intent,  # an article head is asked without the question's words
        scope=registry.meta(task, version).get("in_scope_threshold") is not None,
        strangers=Strangers.shipped(encoder.encode_many) if intent else None,
        quick=True,
    )
    facts: dict[str, Any] = {**registry.meta(task, version), "created_at": at, "encoder": encoder.version}
    return registry.add(task, replace(trained, examples=replace(trained.examples, sources=known.sources)), facts)


def _with_texts(kept: Examples) -> Examples:
    rows = [row for row, text in enumerate(kept.texts) if text]
    return Examples(
        kept.embeddings[rows],
        tuple(kept.labels[row] for row in rows),
        tuple(kept.texts[row] for row in rows),
        tuple(kept.sources[row] for row in rows) if kept.sources else (),
    )
