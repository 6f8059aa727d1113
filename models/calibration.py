"""Makes confidence honest: how sharply to read the embedding's scores and how much to believe the words.

Both factors are those with the least log loss on held-out answers: a convex problem of two numbers, solved by Newton's
method. A confidence of 0.8 is then right about eight times in ten.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]

SHARPNESS = (0.05, 20.0)  # bounds: a head that is always right would else become infinitely sure
PRIOR = 0.05  # pull towards (1, 0), in examples' worth of log loss: settles what a handful of examples can't
MOST_STEPS = 40
TOLERANCE = 1e-6


def best_mix(
    meant: Floats, said: Floats | None, classes: NDArray[np.integer[Any]], weights: Floats
) -> tuple[float, float]:
    """(temperature, share): held-out probabilities are softmax((meant + share * said) / temperature).

    `meant` (n, classes) are the embedding's logits, `said` those of the words; the share is 0 where there are none.
    """
    parts = meant[..., None] if said is None else np.stack([meant, said], axis=-1)
    factors = _fitted(parts.astype(np.float64), classes, weights)
    if said is not None and factors[1] < 0:
        factors = np.append(_fitted(meant[..., None].astype(np.float64), classes, weights), 0.0)
    sharpness = float(np.clip(factors[0], *SHARPNESS))
    return 1.0 / sharpness, float(factors[1]) / sharpness if said is not None else 0.0


def _fitted(parts: Floats, classes: NDArray[np.integer[Any]], weights: Floats) -> Floats:
    """The factors (k,) of `parts` (n, classes, k) with the least log loss."""
    prior = np.zeros(parts.shape[2])
    prior[0] = 1.0
    factors = prior.copy()
    value, gradient, curvature = _loss(parts, factors, prior, classes, weights)
    for _ in range(MOST_STEPS):
        step = np.linalg.solve(curvature, gradient)
        length = 1.0
        while length > 1e-4:
            tried = factors - length * step
            found = _loss(parts, tried, prior, classes, weights)
            if found[0] <= value:
                break
            length /= 2
        else:
            break
        close = value - found[0] <= TOLERANCE * max(abs(value), 1.0)
        factors, (value, gradient, curvature) = tried, found
        if close:
            break
    return factors


def _loss(
    parts: Floats, factors: Floats, prior: Floats, classes: NDArray[np.integer[Any]], weights: Floats
) -> tuple[float, Floats, Floats]:
    """(log loss, its gradient (k,), its curvature (k, k))."""
    logits = parts @ factors
    logits -= logits.max(axis=1, keepdims=True)
    shares = np.exp(logits)
    totals = shares.sum(axis=1)
    rows = np.arange(len(classes))
    value = (
        float(weights @ (np.log(totals) - logits[rows, classes])) + PRIOR * float(((factors - prior) ** 2).sum()) / 2
    )
    shares /= totals[:, None]
    means = np.einsum("nc,nck->nk", shares, parts)
    gradient = weights @ (means - parts[rows, classes]) + PRIOR * (factors - prior)
    weighed = (shares * weights[:, None])[..., None] * parts
    curvature = np.einsum("nck,ncl->kl", weighed, parts, optimize=True) - (means * weights[:, None]).T @ means
    return value, gradient, curvature + PRIOR * np.eye(len(factors))
