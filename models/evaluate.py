"""What a head is worth: accuracy, macro F1, calibration error, ranking quality; and how to cut held-out folds."""

from collections.abc import Iterator, Sequence
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]
Rows = NDArray[np.int64]

CALIBRATION_BINS = 15
RELIABILITY_BINS = 10  # as people read it: of the answers given with 70 to 80 %, how many were right


# The answers whose confidence lies in `from`..`to`: how many, how sure on average, how often right (0..1).
Bin = TypedDict("Bin", {"from": float, "to": float, "n": int, "confidence": float, "accuracy": float})


class LabelFigures(TypedDict):
    """One label against the rest; `n` examples have it."""

    n: int
    precision: float
    recall: float
    f1: float


def report(probabilities: Floats, classes: Ints) -> dict[str, float]:
    """The figures of a head on held-out examples: `probabilities` (n, classes) against class numbers (n,)."""
    return {
        "n": float(len(classes)),
        "accuracy": round(float((probabilities.argmax(axis=1) == classes).mean()), 4),
        "macro_f1": round(macro_f1(probabilities, classes), 4),
        "log_loss": round(log_loss(probabilities, classes), 4),
        "calibration_error": round(calibration_error(probabilities, classes), 4),
    }


def log_loss(probabilities: Floats, classes: Ints, weights: Floats | None = None) -> float:
    """Mean negative log-probability of the truth, by weight (n,); a probability of nought counts as 1e-12."""
    right = probabilities[np.arange(len(classes)), classes]
    return float(np.average(-np.log(np.maximum(right, 1e-12)), weights=weights))


def macro_f1(probabilities: Floats, classes: Ints) -> float:
    """Mean F1 over the classes that occur in the truth or in the answers."""
    answers = probabilities.argmax(axis=1)
    present = np.union1d(answers, classes)
    scores = []
    for label in present:
        hits = int(((answers == label) & (classes == label)).sum())
        scores.append(2 * hits / int((answers == label).sum() + (classes == label).sum()))
    return float(np.mean(scores))


def calibration_error(probabilities: Floats, classes: Ints) -> float:
    """Expected calibration error of the top answer over 15 equal bins: 0 is perfect, 1 the worst."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == classes
    bins = np.minimum((confidence * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    gaps = [
        abs(float(right[bins == b].mean()) - float(confidence[bins == b].mean())) * float((bins == b).mean())
        for b in np.unique(bins)
    ]
    return float(sum(gaps))


def reliability(probabilities: Floats, classes: Ints) -> list[Bin]:
    """The bins of a reliability diagram of the top answer, those that hold answers, from unsure to sure."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == classes
    bins = np.minimum((confidence * RELIABILITY_BINS).astype(int), RELIABILITY_BINS - 1)
    return [
        {
            "from": round(b / RELIABILITY_BINS, 2),
            "to": round((b + 1) / RELIABILITY_BINS, 2),
            "n": int((bins == b).sum()),
            "confidence": round(float(confidence[bins == b].mean()), 4),
            "accuracy": round(float(right[bins == b].mean()), 4),
        }
        for b in np.unique(bins).tolist()
    ]


def by_label(probabilities: Floats, classes: Ints, labels: Sequence[str]) -> dict[str, LabelFigures]:
    """Precision, recall and F1 of every label; 0 where nothing was answered with it or nothing has it."""
    answers = probabilities.argmax(axis=1)
    figures: dict[str, LabelFigures] = {}
    for number, label in enumerate(labels):
        hits, n = int(((answers == number) & (classes == number)).sum()), int((classes == number).sum())
        said = int((answers == number).sum())
        figures[label] = {
            "n": n,
            "precision": round(hits / said, 4) if said else 0.0,
            "recall": round(hits / n, 4) if n else 0.0,
            "f1": round(2 * hits / (said + n), 4) if said + n else 0.0,
        }
    return figures


def ranking_quality(positive: Floats, negative: Floats) -> float:
    """AUROC: the chance that a positive's score is above a negative's; ties count half. 0.5 is a coin."""
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, "left")
    ties = np.searchsorted(ordered, positive, "right") - below
    return float((below + ties / 2).sum() / (len(positive) * len(negative)))


def held_out_folds(classes: Ints, folds: int, seed: int) -> Iterator[tuple[Rows, Rows]]:
    """(training rows, held-out rows) for each fold; every class is spread evenly over the folds."""
    order = np.random.default_rng(seed).permutation(len(classes))
    by_class = order[np.argsort(classes[order], kind="stable")]
    fold = np.empty(len(classes), dtype=np.int64)
    fold[by_class] = np.arange(len(classes)) % folds
    for number in range(folds):
        yield np.flatnonzero(fold != number), np.flatnonzero(fold == number)
