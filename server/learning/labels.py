"""Turns outcomes and corrections into labels with their provenance.

A question whose answer was followed by success (*verified*: the page showed it, *confirmed*: the visitor said it) is a
label: this question belongs to that article, and to its intent. A person's correction is one too, and outweighs
outcomes. Failed episodes are kept with no weight: they are counted, not learned from. The same words with the same
label count once; with different labels they teach nothing and are dropped, unless a person decided.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Struct, structs

from server.learning.heldout import held_out
from server.store import labels as store
from server.store.database import Database

TASKS = ("intent", "article")
WEIGHTS = {
    "correction": 1.0,  # a person said so
    "verified": 1.0,  # the page showed it
    "confirmed": 0.8,  # said so by a visitor, who may only be polite
    "failed": 0.0,
}


class Label(Struct, frozen=True):
    """One labelled question as it is stored; `visitor` only decides whether it is held out."""

    id: str
    task: str
    text: str
    label: str
    source: str
    visitor: str
    route: str
    at: int
    episode: str | None
    provenance: dict[str, str]

    @property
    def weight(self) -> float:
        return WEIGHTS[self.source]

    def row(self, site: str) -> dict[str, Any]:
        values = structs.asdict(self)
        values["provenance_json"] = msgspec.json.encode(values.pop("provenance")).decode()
        return values | {"site": site, "weight": self.weight, "heldout": held_out(values.pop("visitor"))}


class Collected(Struct, frozen=True):
    """What a collection found: labels in all, how many are new, and what was dropped."""

    labels: int
    new: int
    duplicates: int
    contradictions: int


def collect_labels(db: Database, site: str, now: int) -> Collected:
    """Brings the site's labels in line with outcomes and corrections up to `now`; doing it twice changes nothing."""
    episodes = [row for row in db.read(store.ended_episodes, site) if (row.outcome_at or row.started_at) <= now]
    corrections = [row for row in db.read(store.corrections_made, site) if row.at <= now]
    found = [*_from_corrections(corrections), *_from_episodes(episodes)]
    kept, duplicates, contradictions = sifted(found)
    new = db.write(store.replace, site, [label.row(site) for label in kept])
    return Collected(len(kept), new, duplicates, contradictions)


def sifted(found: Sequence[Label]) -> tuple[list[Label], int, int]:
    """(labels to keep, duplicates dropped, contradictions dropped)."""
    duplicates = contradictions = 0
    kept: list[Label] = []
    for same in _by_words(found):
        said = [label for label in same if label.source == "correction"]
        # The latest correction is the person's last word; it settles what outcomes say about the same words.
        right = {said[-1].label} if said else {label.label for label in same if label.weight}
        if len(right) > 1:
            contradictions += len(same)
            continue
        agreed = [label for label in same if label.label in right or not label.weight]
        contradictions += len(same) - len(agreed)
        first = {(label.label, label.weight > 0): label for label in reversed(agreed)}
        duplicates += len(agreed) - len(first)
        kept.extend(sorted(first.values(), key=lambda label: label.at))
    return kept, duplicates, contradictions


def _by_words(found: Iterable[Label]) -> list[list[Label]]:
    """Labels of the same task and words, each group oldest first."""
    groups: defaultdict[tuple[str, str], list[Label]] = defaultdict(list)
    for label in sorted(found, key=lambda label: (label.at, label.id)):
        groups[label.task, " ".join(label.text.casefold().split())].append(label)
    return list(groups.values())


def _from_episodes(rows: Iterable[Any]) -> list[Label]:
    labels = []
    for row in rows:
        values = {"article": row.article, "intent": row.article_intent or ""}
        for task in TASKS:
            if not values[task]:
                continue
            labels.append(
                Label(
                    id=_id("episode", row.id if row.part is None else f"{row.id}.{row.part}", task),
                    task=task,
                    text=row.question,
                    label=values[task],
                    source=row.outcome,
                    visitor=row.visitor,
                    route=row.route,
                    at=row.outcome_at or row.started_at,
                    episode=row.id,
                    provenance={"episode": row.id, "decision": row.decision or "", "evidence": row.evidence},
                )
            )
    return labels


def _from_corrections(rows: Iterable[Any]) -> list[Label]:
    labels = []
    for row in rows:
        values = {"article": row.article, "intent": row.intent or row.article_intent or ""}
        for task in TASKS:
            if not values[task]:
                continue
            labels.append(
                Label(
                    id=_id("correction", row.id, task),
                    task=task,
                    text=row.question,
                    label=values[task],
                    source="correction",
                    visitor=row.visitor,
                    route=row.route,
                    at=row.at,
                    episode=None,
                    provenance={"correction": row.id, "turn": row.turn, "agent": row.agent},
                )
            )
    return labels


def _id(kind: str, id: str, task: str) -> str:
    return hashlib.sha256(f"{kind} {id} {task}".encode()).hexdigest()[:24]
