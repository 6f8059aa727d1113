"""Trains a head from labelled examples: fit, temperature and scope threshold from held-out folds, figures.

Every example is held out once. The held-out answers set the temperature (so that a confidence of 0.8 is right eight
times in ten) and the scope threshold (so that one in twenty messages that belong here is taken for a stranger), and
give the figures. The head itself is then fitted on everything.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.encode import Embedding, Encoder
from models.evaluate import held_out_folds, log_loss, report
from models.examples import Examples, similarity
from models.heads import Parameters
from models.logistic import STRENGTH, Floats, fit_logistic, softmax

FOLDS = 5
FOLDS_WHEN_MANY = 3  # past MANY examples a fold is large enough, and every fit takes seconds
MANY = 5_000
FALSE_ALARM = 0.05  # share of messages that belong here but may be called out of scope
SIMILARITY_WEIGHT = 10.0  # logits per unit of cosine; best on CLINC150's validation split (notes/models.md)
ROWS_AT_ONCE = 1_024  # against 10,000 examples: 40 MB of cosines at a time
TEMPERATURES = np.geomspace(0.05, 20.0, 400)  # a finer grid does not change the third digit of the log loss


@dataclass(frozen=True, slots=True)
class TrainedHead:
    """A head before it has a place: `weights` (classes, 384), `bias` (classes,), and everything known about it.

    `in_scope_threshold` is in the unit of `scope_score`, None where scope was not asked for; `held_out` are the
    probabilities (n, classes) that each example got from a fit which had not seen it, `metrics` their figures;
    `dataset_hash` names the exact labelled examples, in whatever order.
    """

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats
    temperature: float
    in_scope_threshold: float | None
    held_out: Floats
    metrics: dict[str, float]
    dataset_hash: str
    examples: Examples


def train_head(
    data: Sequence[str] | Embedding,
    labels: Sequence[str],
    weights: Sequence[float] | None = None,
    seed: int = 0,
    *,
    encoder: Encoder | None = None,
    texts: Sequence[str] | None = None,
    start: Parameters | None = None,
    strength: float = STRENGTH,
    scope: bool = True,
) -> TrainedHead:
    """Trains on texts, or on embeddings (n, 384) that were made before; `labels` and `weights` are (n,).

    `texts` are kept as evidence beside embeddings. `start`, a head's `parameters()`, warms the last fit up; its labels
    may differ. `scope` asks for the threshold of what belongs here, which compares every example with every other.
    Raises ValueError on unequal lengths or fewer than two labels.
    """
    embeddings, kept = _embedded(data, texts, encoder)
    if not len(embeddings) == len(labels) == len(kept):
        raise ValueError(f"{len(embeddings)} examples, {len(labels)} labels, {len(kept)} texts: they must agree")
    names = tuple(sorted(set(labels)))
    if len(names) < 2:
        raise ValueError("a head needs examples of two labels at least")
    classes = np.array([names.index(label) for label in labels])
    counts = np.ones(len(labels)) if weights is None else np.asarray(weights, np.float64)
    logits, nearness = _held_out(embeddings, classes, counts, seed, strength, scope)
    temperature = best_temperature(logits, classes, counts)
    held_out = softmax(logits / temperature)
    fit = fit_logistic(embeddings, classes, len(names), counts, strength, start=_start(start, names))
    return TrainedHead(
        labels=names,
        weights=fit.weights,
        bias=fit.bias,
        temperature=temperature,
        in_scope_threshold=float(np.quantile(scope_score(logits, nearness), FALSE_ALARM)) if scope else None,
        held_out=held_out,
        metrics=report(held_out, classes),
        dataset_hash=dataset_hash(embeddings, labels, counts),
        examples=Examples(embeddings, tuple(labels), kept),
    )


def scope_score(logits: NDArray[Any], nearness: NDArray[Any]) -> NDArray[Any]:
    """How much a message belongs here, in logits: the best logit (n, classes) plus ten times its nearness (n,)."""
    score: NDArray[Any] = logits.max(axis=-1) + SIMILARITY_WEIGHT * nearness
    return score


def best_temperature(logits: Floats, classes: NDArray[np.integer[Any]], weights: Floats) -> float:
    """The temperature whose probabilities have the least weighted log loss on held-out `logits` (n, classes)."""
    losses = [log_loss(softmax(logits / temperature), classes, weights) for temperature in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def dataset_hash(embeddings: Embedding, labels: Sequence[str], weights: Floats) -> str:
    """A name for the labelled examples that does not depend on their order; 16 hex digits."""
    rows = (
        hashlib.sha256(embedding.tobytes() + label.encode() + weight.tobytes()).digest()
        for embedding, label, weight in zip(embeddings, labels, weights, strict=True)
    )
    return hashlib.sha256(b"".join(sorted(rows))).hexdigest()[:16]


def _embedded(
    data: Sequence[str] | Embedding, texts: Sequence[str] | None, encoder: Encoder | None
) -> tuple[Embedding, tuple[str, ...]]:
    if isinstance(data, np.ndarray):
        return data.astype(np.float32), tuple(texts) if texts is not None else ("",) * len(data)
    return (encoder or Encoder.load()).encode_many(data), tuple(data)


def _start(start: Parameters | None, names: tuple[str, ...]) -> tuple[Floats, Floats] | None:
    if start is None:
        return None
    known, known_weights, known_bias = start
    weights, bias = np.zeros((len(names), known_weights.shape[1])), np.zeros(len(names))
    for row, name in enumerate(names):
        if name in known:
            weights[row], bias[row] = known_weights[known.index(name)], known_bias[known.index(name)]
    return weights, bias


def _held_out(
    embeddings: Embedding, classes: NDArray[np.integer[Any]], counts: Floats, seed: int, strength: float, scope: bool
) -> tuple[Floats, NDArray[np.float32]]:
    """(logits (n, classes), nearness (n,)): each example answered by a fit that never saw it."""
    n_classes = int(classes.max()) + 1
    logits = np.zeros((len(classes), n_classes))
    nearness = np.zeros(len(classes), np.float32)
    folds = FOLDS if len(classes) <= MANY else FOLDS_WHEN_MANY
    for seen, held in held_out_folds(classes, folds, seed):
        fit = fit_logistic(embeddings[seen], classes[seen], n_classes, counts[seen], strength)
        logits[held] = embeddings[held] @ fit.weights.T + fit.bias
        for part in np.array_split(held, len(held) // ROWS_AT_ONCE + 1) if scope else ():
            nearness[part] = similarity(embeddings[part] @ embeddings[seen].T)
    return logits, nearness
