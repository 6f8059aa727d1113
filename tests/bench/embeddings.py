"""Texts of the public data sets with their embeddings, encoded once for each version of the encoder."""

import csv
import hashlib
import json
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.encode import Encoder

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("HANDRAIL_EVAL_DATA", ROOT.parent / "shared" / "data"))
KEPT = ROOT / "artifacts" / "embeddings"

Labelled = tuple[list[str], list[str]]


def embed(encoder: Encoder, texts: list[str], *, passages: bool = False) -> NDArray[np.float32]:
    """float32 (n, 384), from the file of an earlier run where the texts and the encoder are the same.

    `passages` are read whole, as an index holds them.
    """
    way = encoder.way if passages else encoder.version
    name = hashlib.sha256("\0".join([way, *texts]).encode()).hexdigest()[:24]
    path = KEPT / f"{name}.npy"
    if path.exists():
        kept: NDArray[np.float32] = np.load(path)
        return kept
    made = np.stack([encoder.encode_passage(text) for text in texts]) if passages else encoder.encode_many(texts)
    KEPT.mkdir(parents=True, exist_ok=True)
    np.save(path, made)
    return made


def banking(split: str) -> Labelled:
    """(texts, labels) of BANKING77's `train` or `test`."""
    with (DATA / "banking77" / f"{split}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["text"] for row in rows], [row["category"] for row in rows]


def clinc(split: str) -> Labelled:
    """(texts, labels) of CLINC150's `train`, `val`, `test`, `oos_train`, `oos_val` or `oos_test`."""
    rows = json.loads((DATA / "clinc150" / "data_full.json").read_text(encoding="utf-8"))[split]
    return [text for text, _ in rows], [label for _, label in rows]


def nlupp(domain: str) -> list[list[tuple[str, frozenset[str]]]]:
    """The twenty folds of NLU++ (`banking` or `hotels`): texts with all their intents."""
    folds = [json.loads((DATA / "nlupp" / domain / f"fold{n}.json").read_text(encoding="utf-8")) for n in range(20)]
    return [[(row["text"], frozenset(row.get("intents", ()))) for row in fold] for fold in folds]
