"""What a head is worth: accuracy, macro F1, calibration error, ranking quality; and how to cut held-out folds."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]

CALIBRATION_BINS = 15


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


def ranking_quality(positive: Floats, negative: Floats) -> float:
    """AUROC: the chance that a positive's score is above a negative's; ties count half. 0.5 is a coin."""
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, "left")
    ties = np.searchsorted(ordered, positive, "right") - below
    return float((below + ties / 2).sum() / (len(positive) * len(negative)))


def held_out_folds(classes: Ints, folds: int, seed: int) -> Iterator[tuple[Ints, Ints]]:
    """(training rows, held-out rows) for each fold; every class is spread evenly over the folds."""
    order = np.random.default_rng(seed).permutation(len(classes))
    by_class = order[np.argsort(classes[order], kind="stable")]
    fold = np.empty(len(classes), dtype=np.int64)
    fold[by_class] = np.arange(len(classes)) % folds
    for number in range(folds):
        yield np.flatnonzero(fold != number), np.flatnonzero(fold == number)
