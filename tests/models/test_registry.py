"""Versions come whole, pointers move in one step, and the first day stays what it was."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from models.registry import NothingToRollBack, Registry, UnknownVersion
from models.train import TrainedHead, train_head


def small_head(seed: int) -> TrainedHead:
    random = np.random.default_rng(seed)
    rows = random.standard_normal((20, 384)).astype(np.float32)
    rows[::2, 0] += 20
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return train_head(rows, ["access", "billing"] * 10, texts=[f"text {n}" for n in range(20)])


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    registry = Registry(tmp_path / "models")
    registry.ensure_shipped(at=1)
    return registry


def test_first_day_has_every_task(registry: Registry) -> None:
    for task in ("intent", "sentiment", "frustration"):
        version = registry.champion(task)
        assert version.startswith(f"{task}-0001-")
        assert registry.day_one(task) == version
        assert registry.load(task, version).labels
        assert [(change.kind, change.at) for change in registry.history(task)] == [("shipped", 1)]


def test_ensuring_again_changes_nothing(registry: Registry) -> None:
    second = registry.add("intent", small_head(1), {})
    registry.promote("intent", second, "better", 2)
    registry.ensure_shipped(at=3)
    assert registry.champion("intent") == second
    assert len(registry.history("intent")) == 2


def test_a_version_brings_its_head_examples_and_facts(registry: Registry) -> None:
    trained = small_head(1)
    version = registry.add("intent", trained, {"created_at": 5, "provenance": "cycle 1"})
    assert version.startswith("intent-0002-")
    head, examples, meta = (part("intent", version) for part in (registry.load, registry.examples, registry.meta))
    assert head.labels == ("access", "billing")
    assert examples is not None
    assert examples.texts[3] == "text 3"
    assert np.abs(examples.embeddings - trained.examples.embeddings).max() < 1e-3
    assert meta["provenance"] == "cycle 1"
    assert meta["dataset_hash"] == trained.dataset_hash
    assert meta["examples"] == 20


def test_adding_alone_does_not_make_champion(registry: Registry) -> None:
    before = registry.champion("intent")
    registry.add("intent", small_head(1), {})
    assert registry.champion("intent") == before


def test_promotions_rejections_and_rollbacks_are_told_in_order(registry: Registry) -> None:
    first = registry.champion("intent")
    second, third = (registry.add("intent", small_head(seed), {}) for seed in (1, 2))
    registry.promote("intent", second, "2 points better", 10)
    registry.reject("intent", third, "not better", 20)
    assert registry.champion("intent") == second
    assert registry.rollback("intent", "worse live", 30) == first
    assert registry.champion("intent") == registry.day_one("intent") == first
    told = [(change.kind, change.version, change.at) for change in registry.history("intent")]
    assert told[1:] == [("promoted", second, 10), ("rejected", third, 20), ("rolled_back", second, 30)]


def test_promoting_the_champion_again_is_nothing(registry: Registry) -> None:
    registry.promote("intent", registry.champion("intent"), "again", 9)
    assert len(registry.history("intent")) == 1


def test_day_one_has_nothing_before_it(registry: Registry) -> None:
    with pytest.raises(NothingToRollBack):
        registry.rollback("intent", "why not", 2)


@pytest.mark.parametrize("version", ["intent-0009-abcdef", "../intent", ""])
def test_unknown_versions_are_refused(registry: Registry, version: str) -> None:
    with pytest.raises(UnknownVersion):
        registry.load("intent", version)
    with pytest.raises(UnknownVersion):
        registry.promote("intent", version, "", 2)


def test_an_empty_registry_has_no_champion(tmp_path: Path) -> None:
    with pytest.raises(UnknownVersion):
        Registry(tmp_path).champion("intent")


def test_a_failed_write_leaves_no_version(registry: Registry) -> None:
    before = sorted(path.name for path in (registry.root / "intent").iterdir())
    with pytest.raises(TypeError):
        registry.add("intent", small_head(1), {"not json": object()})
    assert sorted(path.name for path in (registry.root / "intent").iterdir()) == before


PROMOTER = """
import sys
from pathlib import Path
from models.registry import Registry
registry = Registry(Path(sys.argv[1]))
versions = registry.versions("intent")
print("ready", flush=True)
turn = 0
while True:
    turn += 1
    registry.promote("intent", versions[turn % 2], "turn", turn)
"""


def test_a_kill_in_the_middle_leaves_a_whole_state(registry: Registry) -> None:
    registry.add("intent", small_head(1), {})
    promoter = subprocess.Popen(
        [sys.executable, "-c", PROMOTER, str(registry.root)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    with promoter:
        assert promoter.stdout is not None
        promoter.stdout.readline()
        deadline = time.monotonic() + 10
        while len(registry.history("intent")) < 20 and time.monotonic() < deadline:
            time.sleep(0.002)
        promoter.send_signal(signal.SIGKILL)
    told = registry.history("intent")
    assert len(told) >= 20
    assert registry.champion("intent") == told[-1].version
    assert json.loads((registry.root / "intent" / "pointers.json").read_bytes())["day_one"] == registry.day_one(
        "intent"
    )
    registry.promote("intent", registry.day_one("intent"), "the lock went with the process", 99)


def test_the_oldest_versions_are_forgotten_and_never_day_one_or_the_champion(registry: Registry) -> None:
    made = [registry.add("intent", small_head(seed), {}) for seed in range(5)]
    for version in made[:2]:
        registry.promote("intent", version, "better", 2)
    day_one = registry.day_one("intent")
    assert registry.prune("intent", 2) == [made[0], made[2]]
    assert registry.versions("intent") == [day_one, made[1], *made[3:]]
    assert registry.champion("intent") == made[1]
    assert registry.rollback("intent", "worse", 3) == day_one
    assert registry.prune("intent", 2) == [made[1]]
    assert registry.prune("intent", 2) == []
