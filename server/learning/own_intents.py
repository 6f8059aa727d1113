"""A site's own intent head: trained when its people changed something, weighed, and live within seconds.

The gate asks both heads the same sentences: the site's held-out ones, and every example that both were trained on,
each answered by a fit that had not seen it. Sentences of intents that only one of the two has say nothing and are left
out; the new intent's own quality stands beside it on the dashboard.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import structlog
from sqlalchemy import Connection

from models.encode import Embedding, Encoder
from models.heads import Head
from models.registry import Registry
from models.strangers import Strangers
from models.train import TrainedHead, train_head
from server.errors import Conflict
from server.learning.cycle import kept
from server.learning.dataset import Dataset, of_taxonomy, shipped_examples, site_taxonomy
from server.learning.gate import Verdict, weigh_edit
from server.learning.taxonomy import Taxonomy, example_key
from server.learning.turns import learning_turn
from server.store import intents as store
from server.store import labels as label_store
from server.store.database import Database
from server.understanding.champions import read_intent, serving_intent, task_of

QUIET_MS = 700  # after the last change: what is pasted and clicked in one go is trained once
MOST_VERSIONS = 20  # of a site, 2.4 MB each: every saved change makes one
MOST_REMEMBERED = 20_000  # sentences kept embedded between trainings, 1.5 KB each

Answers = dict[str, str]  # example key -> the intent that a fit which had not seen it named


@dataclass
class OwnIntents:
    """Trains the heads of sites; remembers embeddings and held-out answers, so that the next costs its fit alone."""

    db: Database
    registry: Registry
    encoder: Encoder
    _embedded: dict[str, Embedding] = field(default_factory=dict, init=False)
    _answers: dict[str, Answers] = field(default_factory=dict, init=False)  # by version

    def train_due(self, data: Path, now: int) -> list[str]:
        """Trains every site whose changes have come to rest by `now`; returns them. `data` is the data folder."""
        done: list[str] = []
        for row in self.db.read(store.waiting):
            if now - row.at < QUIET_MS and not row.forced:
                continue
            try:
                with learning_turn(data):
                    self.train(row.site, row.wanted, bool(row.forced), now)
            except Conflict:  # a cycle is running: the next round finds it ended
                return done
            done.append(row.site)
        return done

    def train(self, site: str, wanted: int, forced: bool, now: int) -> Verdict:
        """Trains on the site's intents at their count `wanted`, weighs, promotes or rejects, and writes it down."""
        self._tell(site, "training", now)
        try:
            verdict, version = self._weighed(site, forced, now)
        except ValueError as problem:  # nothing left to tell apart
            self._tell(site, "failed", now, trained=wanted, reason=f"It can't be trained: {problem}.")
            return Verdict(False, str(problem), {})
        state = "live" if verdict.promote else "rejected"
        self._tell(site, state, now, trained=wanted, version=version, reason=verdict.reason, forced=False)
        structlog.get_logger().info("intents_trained", site=site, verdict=state)
        return verdict

    def _weighed(self, site: str, forced: bool, now: int) -> tuple[Verdict, str]:
        known = site_taxonomy(self.db, self.registry, site)
        data = of_taxonomy(known, shipped_examples(self.registry), self._encode, site)
        before = serving_intent(self.registry, site)
        strangers = Strangers.shipped(self._encode)
        trained = train_head(data.embeddings, data.labels, data.weights, texts=data.texts, strangers=strangers)
        trained = replace(trained, examples=replace(trained.examples, sources=data.sources))
        answers = held_out_answers(trained)
        about = {"created_at": now, "champion": before, "labels": data.learned, **data.facts}
        version = self.registry.add(data.task, trained, about | {"quality": quality(trained)})
        self._answers[version] = answers
        questions = self._compared(known, data, before, version)
        verdict = weigh_edit(*questions)
        if forced and not verdict.promote:
            verdict = Verdict(True, f"Made live by a person. The gate had said: {verdict.reason}", verdict.metrics)
        if verdict.promote:
            self.registry.promote(data.task, version, verdict.reason, now)
            self.registry.prune(data.task, MOST_VERSIONS)
        else:
            self.registry.reject(data.task, version, verdict.reason, now)
        count = len(questions[2])
        kept(self.db, site, "intent", now, data, before, version, trained.dataset_hash, count, verdict)
        return verdict, version

    def _compared(
        self, known: Taxonomy, data: Dataset, before: str, version: str
    ) -> tuple[list[bool], list[bool], list[str]]:
        """(right before, right now, intent) of each sentence that both heads can be asked."""
        champion, challenger = read_intent(self.registry, before), read_intent(self.registry, version)
        merged = known.merged()
        both = set(champion.head.labels) & set(challenger.head.labels) | {
            label for label in champion.head.labels if merged.get(label) in challenger.head.labels
        }
        right: tuple[list[bool], list[bool], list[str]] = ([], [], [])

        def ask(first: str, second: str, intent: str) -> None:
            right[0].append(merged.get(first, first) == intent)
            right[1].append(second == intent)
            right[2].append(intent)

        told, now_told = self._held_out(before), self._answers[version]
        for text, intent in zip(data.texts, data.labels, strict=True):
            key = example_key(text)
            if key in told and intent in both:
                ask(told[key], now_told[key], intent)
        for text, intent in self._kept_aside(data, known):
            if intent in both:
                embedding = self._encode([text])[0]
                ask(_best(champion.head, embedding, text), _best(challenger.head, embedding, text), intent)
        return right

    def _kept_aside(self, data: Dataset, known: Taxonomy) -> list[tuple[str, str]]:
        """Words of held-out visitors with the intent that they are known to have."""

        def read(conn: Connection) -> list[Any]:
            return [row for row in label_store.usable(conn, "intent", True) if row.site == site]

        site = data.facts["site"]
        said = [(row.text, row.label) for row in self.db.read(read)]
        said += [(one.text, one.intent) for one in known.examples.values() if one.heldout]
        return [(text, target) for text, intent in said if (target := known.target(intent))]

    def _held_out(self, version: str) -> Answers:
        """The answers of a version's own training; fitted anew where this process did not train it."""
        if version not in self._answers:
            examples = self.registry.examples(task_of(version), version)
            if examples is None:
                return {}
            self._answers[version] = held_out_answers(
                train_head(examples.embeddings, examples.labels, texts=examples.texts, scope=False)
            )
        return self._answers[version]

    def _encode(self, texts: Sequence[str]) -> Embedding:
        if len(self._embedded) > MOST_REMEMBERED:
            self._embedded.clear()
        for text in texts:
            if text not in self._embedded:
                self._embedded[text] = self.encoder.encode(text)
        rows = [self._embedded[text] for text in texts]
        return np.stack(rows) if rows else self.encoder.encode_many([])

    def _tell(self, site: str, state: str, now: int, **more: Any) -> None:
        self.db.write(lambda conn: store.set_state(conn, site, state=state, at=now, **more))


def held_out_answers(trained: TrainedHead) -> Answers:
    """Each example's key with the intent that a fit which had not seen it named."""
    best = trained.held_out.argmax(axis=1)
    return {
        example_key(text): trained.labels[row] for text, row in zip(trained.examples.texts, best.tolist(), strict=True)
    }


def quality(trained: TrainedHead) -> dict[str, dict[str, Any]]:
    """For each label: held-out examples, the share found again, the share of its answers that are right, and the label
    that most of the others were taken for."""
    truth = np.array([trained.labels.index(label) for label in trained.examples.labels])
    told = trained.held_out.argmax(axis=1)
    found = {}
    for number, label in enumerate(trained.labels):
        mine, named = truth == number, told == number
        wrong = np.bincount(told[mine & ~named], minlength=len(trained.labels))
        found[label] = {
            "n": int(mine.sum()),
            "right": int((mine & named).sum()),
            "named": int(named.sum()),
            "taken_for": trained.labels[int(wrong.argmax())] if wrong.any() else "",
            "taken": int(wrong.max()) if wrong.any() else 0,
        }
    return found


def _best(head: Head, embedding: Embedding, text: str) -> str:
    return str(head.labels[int(head.predict(embedding, text).argmax())])
