"""Multinomial logistic regression with our own L-BFGS: deterministic, full batch, float64 inside.

The loss is C * sum(weight * cross-entropy) + |W|^2 / 2 with a free bias, so C means what it means in scikit-learn.
Each step takes the two-loop L-BFGS direction from the last pairs of steps and gradient changes and shortens it until
the loss falls enough (Armijo). The problem is convex: where it starts changes how long it takes, not where it ends.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STRENGTH = 10.0  # C; best on BANKING77's validation folds (notes/models.md)
TOLERANCE = 1e-5  # largest gradient entry per unit of example weight; 1e-3 costs two points on BANKING77
MOST_STEPS = 500
MEMORY = 10  # pairs kept; more of them no longer save steps at this size
ENOUGH_DECREASE = 1e-4  # Armijo's constant as usual
SMALLEST_STEP = 1e-10


@dataclass(frozen=True, slots=True)
class Fit:
    """`weights` (classes, dimensions), `bias` (classes,), the steps taken and whether the tolerance was reached."""

    weights: Floats
    bias: Floats
    steps: int
    converged: bool


def softmax(logits: Floats) -> Floats:
    """Row by row, safe for large logits. Shape (n, classes)."""
    raised: Floats = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def fit_logistic(
    embeddings: NDArray[np.floating],
    classes: NDArray[np.integer],
    n_classes: int,
    weights: NDArray[np.floating] | None = None,
    strength: float = STRENGTH,
    tolerance: float = TOLERANCE,
    start: tuple[Floats, Floats] | None = None,
) -> Fit:
    """Fits (n, dimensions) embeddings to class numbers (n,); `weights` (n,) count examples, `start` is a warm start.

    Raises ValueError when there is nothing to fit or a class number is outside 0..n_classes-1.
    """
    n, dimensions = embeddings.shape
    if n == 0 or n_classes < 2 or classes.min() < 0 or classes.max() >= n_classes:
        raise ValueError("fitting needs examples, two classes at least, and class numbers below n_classes")
    inputs = np.column_stack([embeddings.astype(np.float64), np.ones(n)])
    counts = np.ones(n) if weights is None else weights.astype(np.float64)
    unit = 1.0 / (strength * counts.sum())
    rows = np.arange(n)

    def loss(flat: Floats) -> tuple[float, Floats]:
        matrix = flat.reshape(n_classes, dimensions + 1)
        logits = inputs @ matrix.T
        logits -= logits.max(axis=1, keepdims=True)
        right = logits[rows, classes]
        np.exp(logits, out=logits)
        totals = logits.sum(axis=1)
        value = strength * float(counts @ (np.log(totals) - right))
        logits *= (counts / totals)[:, None]
        logits[rows, classes] -= counts
        gradient = strength * (logits.T @ inputs)
        gradient[:, :-1] += matrix[:, :-1]
        value += 0.5 * float(np.sum(matrix[:, :-1] ** 2))
        return value * unit, gradient.ravel() * unit

    first = np.zeros((n_classes, dimensions + 1))
    if start is not None:
        first[:, :-1], first[:, -1] = start
    flat, steps, converged = minimise(loss, first.ravel(), tolerance)
    matrix = flat.reshape(n_classes, dimensions + 1)
    return Fit(matrix[:, :-1].copy(), matrix[:, -1].copy(), steps, converged)


def minimise(loss: Callable[[Floats], tuple[float, Floats]], at: Floats, tolerance: float) -> tuple[Floats, int, bool]:
    """L-BFGS on a smooth convex loss: (the minimum's place, steps taken, whether the gradient fell to tolerance)."""
    pairs: deque[tuple[Floats, Floats, float]] = deque(maxlen=MEMORY)
    value, gradient = loss(at)
    for step in range(MOST_STEPS):
        if np.abs(gradient).max() <= tolerance:
            return at, step, True
        direction = _direction(gradient, pairs)
        slope = float(gradient @ direction)
        length = 1.0 if pairs else 1.0 / max(float(np.linalg.norm(gradient)), 1.0)
        while True:
            reached = at + length * direction
            new_value, new_gradient = loss(reached)
            if new_value <= value + ENOUGH_DECREASE * length * slope:
                break
            length /= 2
            if length < SMALLEST_STEP:  # float64 can't tell the losses apart any more: this is the minimum
                return at, step, False
        moved, turned = reached - at, new_gradient - gradient
        if (curvature := float(moved @ turned)) > 1e-12 * float(turned @ turned):
            pairs.append((moved, turned, 1.0 / curvature))
        at, value, gradient = reached, new_value, new_gradient
    return at, MOST_STEPS, False


def _direction(gradient: Floats, pairs: deque[tuple[Floats, Floats, float]]) -> Floats:
    direction = -gradient
    shares: list[float] = []
    for moved, turned, inverse in reversed(pairs):
        share = inverse * float(moved @ direction)
        shares.append(share)
        direction = direction - share * turned
    if pairs:
        moved, turned, inverse = pairs[-1]
        direction = direction / (inverse * float(turned @ turned))
    for (moved, turned, inverse), share in zip(pairs, reversed(shares), strict=True):
        direction = direction + (share - inverse * float(turned @ direction)) * moved
    return direction
