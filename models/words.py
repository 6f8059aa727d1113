"""Learns what words say about labels: naive Bayes in closed form, or, for few labels with many examples, a fit.

Naive Bayes reads rarity-weighted pieces against the background: a piece's weight for a label is the log of its share of
the label's mass over its share of everybody's, where each label starts with a little of everybody's mass. A text's
score is the sum over its pieces: the log-likelihood ratio of the label against "anything", so that words which nobody
knows count for nothing, and a message whose words fit no label scores low for every one.
"""

import numpy as np
from numpy.typing import NDArray

from models.lexical import MOST_KNOWN, Singles, Sparse
from models.logistic import SOON_ENOUGH, Floats, minimise, softmax

# mass (a text has about five) of the background in each label; on BANKING77's validation 10 to 100 are alike with all
# examples and with five a label, and smoothing every piece alike instead is .6 points worse with five
BACKGROUND = 30.0
STRENGTH = 1.0  # C of the fit; on three sentiments of GoEmotions' dev split .5 and 2 are .3 points worse
TOLERANCE = 1e-5  # largest gradient entry, per unit of example weight
TINY = 1e-12
MOST_WEIGHTS = 4_000_000  # labels times pieces: bounds the file


def most_pieces(n_classes: int) -> int:
    """How many pieces a lexicon may keep for so many labels."""
    return max(min(MOST_KNOWN, MOST_WEIGHTS // n_classes), 1)


def learn_words(
    values: Sparse, pieces: int, classes: NDArray[np.integer], n_classes: int, counts: NDArray[np.floating]
) -> Singles:
    """Weights (classes, pieces) from the texts' `values` (n, pieces), their class numbers (n,) and weights (n,)."""
    cell = classes[values.rows].astype(np.int64) * pieces + values.columns
    flat = np.bincount(cell, values.values * counts[values.rows], minlength=n_classes * pieces)
    mass = flat.reshape(n_classes, pieces).astype(np.float32)
    background = np.maximum(mass.sum(axis=0), np.finfo(np.float32).tiny)
    background /= background.sum()
    own = mass.sum(axis=1, keepdims=True) + BACKGROUND
    weights: Singles = np.log((mass / background + np.float32(BACKGROUND)) / own)
    return weights


def fit_words(
    values: Sparse,
    pieces: int,
    classes: NDArray[np.integer],
    n_classes: int,
    counts: NDArray[np.floating],
    meant: Singles,
) -> Singles:
    """As `learn_words`, but weights that best explain what `meant` (n, classes), the embedding's logits, leaves open.

    A logistic regression without bias: words that go together share their weight, where naive Bayes counts them twice.
    """
    rows, unit = np.arange(values.n), 1.0 / (STRENGTH * counts.sum())

    def loss(flat: Floats) -> tuple[float, Floats]:
        matrix = flat.reshape(pieces, n_classes)
        logits = (meant + values.times(matrix.astype(np.float32))).astype(np.float64)
        shares = softmax(logits)
        value = -STRENGTH * float(counts @ np.log(shares[rows, classes] + TINY)) + 0.5 * float(np.sum(matrix**2))
        shares[rows, classes] -= 1.0
        shares *= counts[:, None]
        gradient = STRENGTH * values.turned_times(shares.astype(np.float32), pieces).astype(np.float64) + matrix
        return value * unit, gradient.ravel() * unit

    flat, _, _ = minimise(loss, np.zeros(pieces * n_classes), TOLERANCE, SOON_ENOUGH)
    return flat.reshape(pieces, n_classes).T.astype(np.float32)
