"""Trains a head from labelled examples: fit, confidence and scope from held-out folds, figures.

The embedding's part is a logistic regression, the words' part naive Bayes on hashed pieces or, for few labels with many
examples, a fit to what the embedding leaves open (models.words). Every example is held out once. The held-out answers
say how much the words may add and how sharply to read the sum (so that a confidence of 0.8 is right eight times in
ten), set the scope threshold (so that one in twenty messages that belong here is taken for a stranger), and give the
figures. The head itself is then fitted on everything.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.calibration import best_mix
from models.encode import Embedding, Encoder
from models.evaluate import Bin, LabelFigures, by_label, held_out_folds, log_loss, reliability, report
from models.examples import Examples, nearest_own
from models.heads import Parameters, WordWeights
from models.lexical import joined, read_pieces
from models.logistic import STRENGTH, Fit, Floats, softmax
from models.names import Named, named
from models.parts import MANY, Known, fit_meaning, fit_said
from models.scope import FALSE_ALARM, scope_score
from models.strangers import Strangers

FOLDS = 5
FOLDS_WHEN_MANY = 3  # past MANY examples a fold is large enough
STRENGTHS = (0.1, 1.0, 10.0, 30.0)  # C to choose from where none is named
MOST_KEPT = 20_000  # examples kept as evidence and for nearness: 15 MB

Numbers = NDArray[np.int64]
Singles = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TrainedHead:
    """A head before it has a place: `weights` (classes, 384), `bias` (classes,), `words`, and all that is known of it.

    `in_scope_threshold` is in the unit of `scope_score`, None where scope was not asked for; `held_out` are the
    probabilities (m, classes) that the examples `held_rows` (m,), all unless training was quick, got from a fit which
    had not seen them; `metrics`, `reliability` and `by_label` are their figures; `dataset_hash` names the exact
    labelled examples, in whatever order.
    """

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats
    words: WordWeights | None
    temperature: float
    strength: float
    in_scope_threshold: float | None
    held_out: Floats
    held_rows: Numbers
    metrics: dict[str, float]
    reliability: list[Bin]
    by_label: dict[str, LabelFigures]
    dataset_hash: str
    examples: Examples


@dataclass(frozen=True, slots=True)
class _HeldOut:
    """Answers to examples that were held out: logits of embedding and words, `meant`, `said` (m, classes)."""

    rows: Numbers
    meant: Floats
    said: Singles | None
    fit: Fit
    seen: list[tuple[Numbers, Numbers]]


def train_head(
    data: Sequence[str] | Embedding,
    labels: Sequence[str],
    weights: Sequence[float] | None = None,
    seed: int = 0,
    *,
    encoder: Encoder | None = None,
    texts: Sequence[str] | None = None,
    start: Parameters | None = None,
    strength: float | None = STRENGTH,
    scope: bool = True,
    words: bool = True,
    quick: bool = False,
    strangers: Strangers | None = None,
) -> TrainedHead:
    """Trains on texts, or on embeddings (n, 384) that were made before; `labels` and `weights` are (n,).

    `texts` beside embeddings are kept as evidence and read for their `words`. With an `encoder`, a label of few
    examples counts its own name as one, and `strangers` may be given: texts that belong to no label, which teach the
    head what is out of scope. `start`, a head's `parameters()`, warms the fit up; its labels may differ. `strength`
    None chooses C on the held-out folds. `scope` asks for the threshold of what belongs here. `quick` holds out a
    fifth only, where there are many examples: for those who wait for the head.
    Raises ValueError on unequal lengths or fewer than two labels.
    """
    if isinstance(data, np.ndarray):
        embeddings, kept = data.astype(np.float32), tuple(texts) if texts is not None else ("",) * len(data)
    else:
        encoder = encoder or Encoder.load()
        embeddings, kept = encoder.encode_many(data), tuple(data)
    if not len(embeddings) == len(labels) == len(kept):
        raise ValueError(f"{len(embeddings)} examples, {len(labels)} labels, {len(kept)} texts: they must agree")
    names = tuple(sorted(set(labels)))
    if len(names) < 2:
        raise ValueError("a head needs examples of two labels at least")
    number = {name: place for place, name in enumerate(names)}
    classes = np.array([number[label] for label in labels])
    counts = np.ones(len(labels)) if weights is None else np.asarray(weights, np.float64)
    known = Known(
        embeddings=embeddings,
        pieces=read_pieces(kept) if words and any(kept) else None,
        classes=classes,
        counts=counts,
        n_classes=len(names),
        beside=_beside(names, classes, encoder, strangers),
        strangers=strangers is not None,
    )
    warm = _start(start, names)
    if strength is None:
        strength = _best_strength(known, seed)
    held = _held_out(known, seed, strength, quick)
    temperature, share = best_mix(held.meant, held.said, classes[held.rows], counts[held.rows])
    logits = held.meant if held.said is None else held.meant + share * held.said
    probabilities = softmax(logits / temperature)
    fit = fit_meaning(known, np.arange(len(labels)), strength, warm or (held.fit.weights, held.fit.bias))
    lexicon, said = fit_said(known, np.arange(len(labels)), fit)
    return TrainedHead(
        labels=names,
        weights=fit.weights,
        bias=fit.bias,
        words=WordWeights(lexicon, said * np.float32(share)) if lexicon is not None and share > 0 else None,
        temperature=temperature,
        strength=strength,
        in_scope_threshold=_threshold(known, held, logits) if scope else None,
        held_out=probabilities,
        held_rows=held.rows,
        metrics=report(probabilities, classes[held.rows]),
        reliability=reliability(probabilities, classes[held.rows]),
        by_label=by_label(probabilities, classes[held.rows], names),
        dataset_hash=dataset_hash(embeddings, labels, counts),
        examples=_kept(Examples(embeddings, tuple(labels), kept), classes, seed),
    )


def dataset_hash(embeddings: Embedding, labels: Sequence[str], weights: Floats) -> str:
    """A name for the labelled examples that does not depend on their order; 16 hex digits."""
    rows = (
        hashlib.sha256(embedding.tobytes() + label.encode() + weight.tobytes()).digest()
        for embedding, label, weight in zip(embeddings, labels, weights, strict=True)
    )
    return hashlib.sha256(b"".join(sorted(rows))).hexdigest()[:16]


def _start(start: Parameters | None, names: tuple[str, ...]) -> tuple[Floats, Floats] | None:
    if start is None:
        return None
    known, known_weights, known_bias = start
    weights, bias = np.zeros((len(names), known_weights.shape[1])), np.zeros(len(names))
    for row, name in enumerate(names):
        if name in known:
            weights[row], bias[row] = known_weights[known.index(name)], known_bias[known.index(name)]
    return weights, bias


def _beside(
    names: tuple[str, ...], classes: Numbers, encoder: Encoder | None, strangers: Strangers | None
) -> Named | None:
    own = named(names, classes, encoder) if encoder is not None else None
    if strangers is None:
        return own
    strange = strangers.embeddings, read_pieces(strangers.texts), np.full(len(strangers.texts), len(names))
    if own is None:
        return strange
    return np.concatenate([own[0], strange[0]]), joined(own[1], strange[1]), np.concatenate([own[2], strange[2]])


def _best_strength(data: Known, seed: int) -> float:
    """The C whose held-out answers have the least log loss once they are calibrated."""
    losses = []
    for strength in STRENGTHS:
        held = _held_out(data, seed, strength, quick=True)
        classes, counts = data.classes[held.rows], data.counts[held.rows]
        temperature, share = best_mix(held.meant, held.said, classes, counts)
        logits = held.meant if held.said is None else held.meant + share * held.said
        losses.append(log_loss(softmax(logits / temperature), classes, counts))
    return STRENGTHS[int(np.argmin(losses))]


def _held_out(data: Known, seed: int, strength: float, quick: bool) -> _HeldOut:
    """Each example answered by a fit that never saw it; where quick and there are many, a fifth of them."""
    many = len(data.classes) > MANY
    folds = list(held_out_folds(data.classes, FOLDS_WHEN_MANY if many and not quick else FOLDS, seed))
    if many and quick:
        folds = folds[:1]
    rows, meant, said = [], [], []
    for seen, held in folds:
        # a warm start from a head that has seen the held-out examples would remember some of them
        fit = fit_meaning(data, seen, strength, None)
        rows.append(held)
        meant.append(data.embeddings[held] @ fit.weights.T.astype(np.float32) + fit.bias)
        lexicon, weights = fit_said(data, seen, fit)
        if lexicon is not None and data.pieces is not None:
            said.append(lexicon.values(data.pieces.of(held)).times(np.ascontiguousarray(weights.T)))
    order = np.argsort(np.concatenate(rows), kind="stable")
    return _HeldOut(
        rows=np.concatenate(rows)[order],
        meant=np.concatenate(meant)[order],
        said=np.concatenate(said)[order] if said else None,
        fit=fit,
        seen=folds,
    )


def _threshold(data: Known, held: _HeldOut, logits: Floats) -> float:
    """What one in twenty of the held-out examples falls short of, each beside those that its fit had seen."""
    predicted = np.full(len(data.classes), -1)
    predicted[held.rows] = logits.argmax(axis=1)
    nearness = np.zeros(len(data.classes), np.float32)
    for seen, rows in held.seen:
        for number in np.unique(predicted[rows]):
            own = seen[data.classes[seen] == number]
            mine = rows[predicted[rows] == number]
            if len(own):
                nearness[mine] = nearest_own(data.embeddings[mine] @ data.embeddings[own].T)
    return float(np.quantile(scope_score(logits, nearness[held.rows]), FALSE_ALARM))


def _kept(examples: Examples, classes: Numbers, seed: int) -> Examples:
    """All of them, or an even share of every label's where there are too many to carry along."""
    if len(classes) <= MOST_KEPT:
        return examples
    order = np.random.default_rng(seed).permutation(len(classes))
    by_class = order[np.argsort(classes[order], kind="stable")]
    rows = np.sort(by_class[np.linspace(0, len(by_class) - 1, MOST_KEPT).astype(np.int64)])
    return replace(
        examples,
        embeddings=examples.embeddings[rows],
        labels=tuple(examples.labels[row] for row in rows),
        texts=tuple(examples.texts[row] for row in rows),
    )
