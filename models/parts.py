"""Fits the two parts of a head to some of its examples: what the embedding means, and what the words say."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.encode import Embedding
from models.lexical import FEW, Lexicon, Pieces, joined
from models.logistic import SOON_ENOUGH, Fit, Floats, fit_logistic
from models.names import Named
from models.words import fit_words, learn_words, most_pieces

MANY = 5_000  # examples past which a fit may end a little early
ENOUGH_EACH = 100  # examples a label from which words are fitted: GoEmotions' dev split gains 1.6 points F1, at 50 none

Numbers = NDArray[np.int64]
Singles = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Known:
    """What is fitted: examples with class numbers and weights, and `beside` them what is never held out: the labels'
    names, and strangers as a class after the last."""

    embeddings: Embedding
    pieces: Pieces | None
    classes: Numbers
    counts: Floats
    n_classes: int
    beside: Named | None
    strangers: bool


def fit_meaning(data: Known, rows: Numbers, strength: float, start: tuple[Floats, Floats] | None) -> Fit:
    """One logistic regression on some of the examples and what is beside them; see `_against`."""
    embeddings, classes, counts = _some(data, rows)
    if start is not None and data.strangers:
        start = np.vstack([start[0], np.zeros(start[0].shape[1])]), np.append(start[1], 0.0)
    gain = SOON_ENOUGH if len(rows) > MANY else 0.0
    n_classes = data.n_classes + data.strangers
    fit = fit_logistic(embeddings, classes, n_classes, counts, strength, start=start, least_gain=gain)
    return replace(fit, weights=_against(data, fit.weights), bias=_against(data, fit.bias)) if data.strangers else fit


def _some(data: Known, rows: Numbers) -> tuple[Embedding, Numbers, Floats]:
    """Embeddings, class numbers and weights of some of the examples and of what is beside them."""
    embeddings, classes, counts = data.embeddings[rows], data.classes[rows], data.counts[rows]
    if data.beside is None:
        return embeddings, classes, counts
    more, _, numbers = data.beside
    counts = np.concatenate([counts, np.ones(len(numbers))])
    return np.concatenate([embeddings, more]), np.concatenate([classes, numbers]), counts


def fit_said(data: Known, rows: Numbers, fit: Fit) -> tuple[Lexicon | None, Singles]:
    """(lexicon, weights (classes, pieces)) of some of the examples and what is beside them; None without texts.

    `fit` is what the embedding says: with few labels and many examples of each, words are fitted to what it leaves.
    """
    if data.pieces is None:
        return None, np.empty((0, 0), np.float32)
    embeddings, classes, counts = _some(data, rows)
    pieces = data.pieces.of(rows) if data.beside is None else joined(data.pieces.of(rows), data.beside[1])
    n_classes = data.n_classes + data.strangers
    lexicon = Lexicon.learn(pieces, most_pieces(n_classes))
    values = lexicon.values(pieces)
    if n_classes <= FEW and not data.strangers and len(rows) >= ENOUGH_EACH * n_classes:
        meant = (embeddings @ fit.weights.T + fit.bias).astype(np.float32)
        return lexicon, fit_words(values, len(lexicon.buckets), classes, n_classes, counts, meant)
    weights = learn_words(values, len(lexicon.buckets), classes, n_classes, counts)
    return lexicon, _against(data, weights) if data.strangers else weights


def _against(data: Known, learned: NDArray[Any]) -> NDArray[Any]:
    """Every label's scores less the strangers': that moves no probability, and a stranger's best score is low."""
    against: NDArray[Any] = learned[: data.n_classes] - learned[data.n_classes]
    return against
