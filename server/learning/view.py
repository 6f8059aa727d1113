"""Makes the learning view: has it improved, by what, and which versions and corrections are behind it."""

from typing import Any

import msgspec
from sqlalchemy import Connection

from models.registry import Change, Registry, UnknownVersion
from server.api.views.learning import CycleView, Learning, MemoryView, ReliabilityBin, VersionView
from server.learning.labels import TASKS
from server.learning.ladder import ladder
from server.learning.learned import champion
from server.learning.proof import headline, latest
from server.projections.rates import rate
from server.store import labels as label_store
from server.store import learning as store
from server.store import sites
from server.understanding.champions import site_task


def learning_view(connection: Connection, registry: Registry, site: str, now: int) -> Learning:
    """Everything the learning page shows of one site."""
    proof = latest(store.last_proof(connection, site))
    first, _ = sites.span(connection, site)
    return Learning(
        headline=headline(proof),
        since=first or now,
        ladder=ladder(store.episodes_begun(connection, site, now), now),
        versions=[version for task in (*TASKS, site_task(site)) for version in _versions(registry, task)],
        cycles=[_cycle(row) for row in store.every_cycle(connection, site)],
        proof=proof,
        memories=[_memory(row) for row in store.every_memory(connection, site)],
        labels=label_store.by_source(connection, site),
    )


def _versions(registry: Registry, task: str) -> list[VersionView]:
    """A task's versions, newest first, each with the last word on it."""
    try:
        day_one, history = registry.day_one(task), registry.history(task)
    except UnknownVersion:  # a task that day one did not have and nothing was trained for yet
        return []
    serving = champion(registry, task)
    last = {change.version: change for change in history}
    return [
        _version(registry, task, version, last.get(version), serving, day_one)
        for version in reversed(registry.versions(task))
    ]


def _version(
    registry: Registry, task: str, version: str, change: Change | None, serving: str, day_one: str
) -> VersionView:
    meta = registry.meta(task, version)
    state = "retired"
    if version == serving:
        state = "champion"
    elif version == day_one:
        state = "day one"
    elif change is None or change.kind == "rejected":
        state = "rejected"
    return VersionView(
        version=version,
        at=change.at if change else int(meta.get("created_at", 0)),
        state=state,
        trained_on=int(meta.get("examples", 0)),
        reason=change.reason if change else "trained, never weighed",
        metrics=_numbers(meta.get("metrics", {})),
        reliability=[_bin(one) for one in meta.get("reliability", [])],
    )


def _numbers(metrics: dict[str, Any]) -> dict[str, float]:
    return {name: float(value) for name, value in metrics.items() if isinstance(value, int | float)}


def _bin(one: dict[str, float]) -> ReliabilityBin:
    hits = round(one["accuracy"] * one["n"])
    return ReliabilityBin(
        low=one["from"], high=one["to"], confidence=one["confidence"], right=rate(hits, round(one["n"]))
    )


def _cycle(row: Any) -> CycleView:
    return CycleView(
        id=row.id,
        at=row.at,
        champion=row.champion,
        challenger=row.challenger,
        verdict=row.verdict,
        reason=row.reason,
        trained_on=row.trained_on,
        held_out=row.held_out,
        metrics=msgspec.json.decode(row.metrics_json, type=dict[str, float]),
    )


def _memory(row: Any) -> MemoryView:
    return MemoryView(
        id=row.id,
        question=row.question,
        answer=row.answer,
        agent=row.agent,
        live_at=row.live_at,
        revoked_at=row.revoked_at,
        uses=row.uses,
        first_used_at=row.first_used_at,
        solved=row.solved,
    )
