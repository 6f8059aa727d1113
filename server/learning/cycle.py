"""One learning cycle: train a challenger on all labels, ask it and the champion the held-out questions, let the gate
decide, and promote or reject. Promotion is a change of the registry's pointer, which every process takes over.

A challenger for intents is right when it names the intent. One for articles is right when the whole system, with it in
place, answers with the article that resolved the question: what counts is what visitors get.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec

from models.encode import Encoder
from models.registry import Registry
from models.strangers import Strangers
from models.train import train_head
from server.api.views.learning import CycleView
from server.learning.dataset import Dataset, assemble
from server.learning.gate import Verdict, weigh
from server.learning.learned import champion, load_head
from server.learning.replay import Question, Replay, System
from server.store import labels as label_store
from server.store import learning as store
from server.store.database import Database
from server.understanding.champions import serving_intent

LEAST_LABELS = 20  # labels to learn from; fewer move a head less than they cost in noise


def run_cycle(
    db: Database, registry: Registry, encoder: Encoder, replay: Replay, site: str, task: str, now: int
) -> CycleView:
    """Trains, weighs, promotes or rejects for `task` (intent | article), and keeps the cycle. A few seconds of work."""
    data = assemble(db, registry, encoder, site, task)
    before = serving_intent(registry, site) if task == "intent" else champion(registry, task)
    if data.learned < LEAST_LABELS or len(set(data.labels)) < 2:
        reason = f"Too few labels to learn from: {data.learned}, {LEAST_LABELS} are needed."
        return kept(db, site, task, now, data, before, "", "", 0, Verdict(False, reason, {}))
    intent = task == "intent"
    trained = train_head(
        data.embeddings,
        data.labels,
        data.weights,
        texts=data.texts,
        words=intent,  # an article head is asked without the question's words
        strangers=Strangers.shipped(encoder.encode_many) if intent else None,
        quick=True,
    )
    trained = replace(trained, examples=replace(trained.examples, sources=data.sources))
    facts = {"created_at": now, "site": site, "champion": before, "labels": data.learned}
    meta = {**facts, "encoder": encoder.version, **data.facts}
    challenger = registry.add(data.task, trained, meta)
    rows = db.read(label_store.usable, task, True)
    if data.task != task:  # a head of the site's own is asked what its own visitors said
        rows = [row for row in rows if row.site == site]
    questions = _questions(rows, set(data.labels), data.facts.get("merged", {}))
    verdict = weigh(
        _right(replay, registry, task, before, questions, now),
        _right(replay, registry, task, challenger, questions, now),
        [question.slice for question in questions],
    )
    if verdict.promote:
        registry.promote(data.task, challenger, verdict.reason, now)
    else:
        registry.reject(data.task, challenger, verdict.reason, now)
    return kept(db, site, task, now, data, before, challenger, trained.dataset_hash, len(questions), verdict)


def _right(
    replay: Replay, registry: Registry, task: str, version: str, questions: Sequence[Question], now: int
) -> list[bool]:
    if task == "intent":
        return replay.names_intent(questions, version)
    # with the shared intent head also where sites have their own: article heads serve all sites
    system = System(registry.champion("intent"), load_head(registry, version))
    return replay.right(questions, system, now)


def _questions(rows: Sequence[Any], known: set[str], merged: dict[str, str]) -> list[Question]:
    """Held-out labels as questions; a label that nobody could be trained on (an article that is gone) is left out."""
    rights = [(row, merged.get(row.label, row.label)) for row in rows]
    return [
        Question(site=row.site, text=row.text, route=row.route, right=right, slice=right)
        for row, right in rights
        if right in known
    ]


def kept(
    db: Database,
    site: str,
    task: str,
    now: int,
    data: Dataset,
    before: str,
    challenger: str,
    dataset_hash: str,
    held_out: int,
    verdict: Verdict,
) -> CycleView:
    """Keeps a cycle; the view of it."""
    view = CycleView(
        id=hashlib.sha256(f"{site} {task} {now} {challenger}".encode()).hexdigest()[:24],
        at=now,
        champion=before,
        challenger=challenger,
        verdict="promoted" if verdict.promote else "rejected",
        reason=verdict.reason,
        trained_on=len(data.labels),
        held_out=held_out,
        metrics=verdict.metrics,
    )
    row = msgspec.structs.asdict(view)
    row["metrics_json"] = msgspec.json.encode(row.pop("metrics")).decode()
    db.write(store.put_cycle, row | {"site": site, "task": task, "dataset_hash": dataset_hash})
    return view
