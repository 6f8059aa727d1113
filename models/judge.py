"""What a version is worth on examples that it was not trained on: right, calibrated, and aware of strangers."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from models.evaluate import by_label, ranking_quality, reliability, report
from models.predict import Model
from models.scope import in_scope


def judge(model: Model, texts: Sequence[str], labels: Sequence[str], stranger: str | None = None) -> dict[str, Any]:
    """The figures of `report`, with `reliability` and `by_label`; about three milliseconds an example.

    A label that the model doesn't know can't be met: it counts as wrong, and is named under `unknown_labels`. Examples
    labelled `stranger` belong to nothing the model knows: they count for `strangers` only.
    """
    known = {label: number for number, label in enumerate(model.head.labels)}
    probabilities, scopes = [], []
    for text in texts:
        embedding = model.encoder.encode(text)
        shares, logits = model.head.score(embedding, text)
        probabilities.append(shares)
        scopes.append(in_scope(model.head, model.examples, embedding, logits))
    inside = np.array([label != stranger for label in labels])
    classes = np.array([known.get(label, -1) for label in labels])[inside]
    answers = np.stack(probabilities)[inside]
    figures: dict[str, Any] = {"version": model.version}
    if len(answers):
        figures |= _figures(answers, classes, model.head.labels)
        figures["unknown_labels"] = sorted({label for label in labels if label not in known and label != stranger})
    if stranger is not None and not inside.all() and inside.any():
        right = answers.argmax(axis=1) == classes
        figures["strangers"] = _strangers(np.array(scopes), inside, right)
    return figures


def _figures(answers: np.ndarray[Any, Any], classes: np.ndarray[Any, Any], labels: Sequence[str]) -> dict[str, Any]:
    # an unknown label gets a column of its own that nothing is ever answered with
    padded = np.column_stack([answers, np.zeros(len(answers))]) if (classes < 0).any() else answers
    truth = np.where(classes < 0, len(labels), classes)
    return {
        **report(padded, truth),
        "reliability": reliability(padded, truth),
        "by_label": by_label(padded, truth, labels),
    }


def _strangers(
    scopes: np.ndarray[Any, Any], inside: np.ndarray[Any, Any], right: np.ndarray[Any, Any]
) -> dict[str, float]:
    kept = scopes[inside] >= 0.5
    return {
        "n": int((~inside).sum()),
        "recall": round(float((scopes[~inside] < 0.5).mean()), 4),
        "kept": round(float(kept.mean()), 4),
        "kept_and_right": round(float((kept & right).mean()), 4),
        "auroc": round(ranking_quality(scopes[inside], scopes[~inside]), 4),
    }
