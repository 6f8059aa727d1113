"""Writes a trained head as a version folder: head.onnx, examples.npz, meta.json."""

import json
from pathlib import Path
from typing import Any

from models.heads import write_head
from models.scope import NEARNESS
from models.train import TrainedHead

HEAD = "head.onnx"
EXAMPLES = "examples.npz"
META = "meta.json"


def write_version(
    folder: Path, task: str, trained: TrainedHead, meta: dict[str, Any], keep_examples: bool = True
) -> None:
    """Fills `folder`, which exists. `meta` (provenance, `created_at`, the gate's figures) must fit into JSON."""
    facts = {
        **meta,
        "task": task,
        "dataset_hash": trained.dataset_hash,
        "examples": len(trained.examples.labels),
        "temperature": trained.temperature,
        "strength": trained.strength,
        "in_scope_threshold": trained.in_scope_threshold,
        "metrics": trained.metrics,
        "reliability": trained.reliability,
        "by_label": trained.by_label,
    }
    inside = {key: facts[key] for key in ("task", "dataset_hash", "in_scope_threshold")} | {"nearness": NEARNESS}
    parts = (trained.weights, trained.bias, trained.labels, trained.temperature, inside, trained.words)
    write_head(folder / HEAD, *parts)
    if keep_examples:
        trained.examples.save(folder / EXAMPLES)
    (folder / META).write_text(json.dumps(facts, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
