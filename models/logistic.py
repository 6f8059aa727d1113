"""Multinomial logistic regression with our own L-BFGS: deterministic, full batch.

The loss is C * sum(weight * cross-entropy) + |W|^2 / 2 with a free bias, so C means what it means in scikit-learn.
Embeddings are correlated, which makes the plain problem slow: it is solved in coordinates in which every direction
bends alike (a Cholesky factor of C * spread * X'X + 1), which takes a third of the steps. Each step takes the
two-loop L-BFGS direction from the last pairs of steps and gradient changes and shortens it until the loss falls
enough (Armijo). The problem is convex: where it starts changes how long it takes, not where it ends.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STRENGTH = 10.0  # C; best on BANKING77's validation folds (notes/models.md)
TOLERANCE = 1e-4  # largest gradient entry in those coordinates, per unit of example weight
SOON_ENOUGH = 2e-3  # share of the loss that a step must gain: log loss .001 above the best on BANKING77's validation
MOST_STEPS = 500
MEMORY = 10  # pairs kept; more of them no longer save steps at this size
ENOUGH_TO_BEND = 2_500  # examples
SINGLE_FROM = 2_000  # examples from which products are made in float32: twice as fast, and the noise averages out
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
    least_gain: float = 0.0,
) -> Fit:
    """Fits (n, dimensions) embeddings to class numbers (n,); `weights` (n,) count examples, `start` is a warm start.

    `least_gain` ends it where three steps together gain less than three times this share of the loss.
    Raises ValueError when there is nothing to fit or a class number is outside 0..n_classes-1.
    """
    n, dimensions = embeddings.shape
    if n == 0 or n_classes < 2 or classes.min() < 0 or classes.max() >= n_classes:
        raise ValueError("fitting needs examples, two classes at least, and class numbers below n_classes")
    kind = np.float32 if n >= SINGLE_FROM else np.float64
    inputs = np.column_stack([embeddings, np.ones(n)]).astype(kind)
    counts = np.ones(n) if weights is None else weights.astype(np.float64)
    unit = 1.0 / (strength * counts.sum())
    rows = np.arange(n)
    penalty = np.r_[np.ones(dimensions), 0.0]
    back = _even(inputs, counts, strength / n_classes, penalty, unit)

    def loss(flat: Floats) -> tuple[float, Floats]:
        matrix = back @ flat.reshape(dimensions + 1, n_classes)
        logits = inputs @ matrix.astype(kind)
        logits -= logits.max(axis=1, keepdims=True)
        right = logits[rows, classes].astype(np.float64)
        np.exp(logits, out=logits)
        totals = logits.sum(axis=1).astype(np.float64)
        value = strength * float(counts @ (np.log(totals) - right))
        logits *= (counts / totals)[:, None].astype(kind)
        logits[rows, classes] -= counts.astype(kind)
        gradient = strength * (inputs.T @ logits).astype(np.float64)
        gradient += penalty[:, None] * matrix
        value += 0.5 * float(np.sum(penalty[:, None] * matrix**2))
        return value * unit, (back.T @ gradient).ravel() * unit

    first = np.zeros((dimensions + 1, n_classes))
    if start is not None:
        first[:-1], first[-1] = start[0].T, start[1]
    first = np.asarray(np.linalg.solve(back, first), np.float64)
    flat, steps, converged = minimise(loss, first.ravel(), tolerance, least_gain)
    matrix = back @ flat.reshape(dimensions + 1, n_classes)
    return Fit(matrix[:-1].T.copy(), matrix[-1].copy(), steps, converged)


def _even(inputs: NDArray[Any], counts: Floats, strength: float, penalty: Floats, unit: float) -> Floats:
    """The matrix that leads from coordinates in which the loss bends alike everywhere back to the weights.

    An even share of many examples shows it well enough.
    """
    some = slice(None, None, max(len(inputs) // ENOUGH_TO_BEND, 1))
    heavy = inputs[some] * np.sqrt(counts[some] * (counts.sum() / counts[some].sum()))[:, None].astype(inputs.dtype)
    bend = strength * (heavy.T @ heavy).astype(np.float64)
    bend[np.diag_indices_from(bend)] += penalty + 1e-6
    return np.linalg.inv(np.linalg.cholesky(bend * unit)).T


def minimise(
    loss: Callable[[Floats], tuple[float, Floats]], at: Floats, tolerance: float, least_gain: float = 0.0
) -> tuple[Floats, int, bool]:
    """L-BFGS on a smooth convex loss: (the minimum's place, steps taken, whether the gradient fell to tolerance)."""
    pairs: deque[tuple[Floats, Floats, float]] = deque(maxlen=MEMORY)
    value, gradient = loss(at)
    before = deque([np.inf] * 3, maxlen=3)  # the losses three steps ago and since
    for step in range(MOST_STEPS):
        if np.abs(gradient).max() <= tolerance or before[0] - value < 3 * least_gain * value:
            return at, step, True
        before.append(value)
        direction = _direction(gradient, pairs)
        slope = float(gradient @ direction)
        length = 1.0 if pairs else 1.0 / max(float(np.linalg.norm(gradient)), 1.0)
        while True:
            reached = at + length * direction
            new_value, new_gradient = loss(reached)
            if new_value <= value + ENOUGH_DECREASE * length * slope:
                break
            length /= 2
            if length < SMALLEST_STEP:  # the numbers can't tell the losses apart any more: this is the minimum
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
