"""Hears high stakes in wordings that no pattern has: a small head on the encoder.

Its examples are in stakes.csv, our own words; stakes.npz has it fitted for the shipped encoder, for another one it is
fitted anew when it is loaded. It only adds to the patterns of `sensitive`: recall before precision.
`python -m server.understanding.build_stakes` makes stakes.npz again.
"""

import csv
import hashlib
from functools import lru_cache
from pathlib import Path

import numpy as np

from models.encode import Embedding, Encoder
from models.logistic import Floats, fit_logistic, softmax

EXAMPLES = Path(__file__).parent / "stakes.csv"
FITTED = Path(__file__).parent / "stakes.npz"
NONE = "none"
STRENGTH = 3.0  # C; of 3, 10 and 30 the one that hears most of a held-out half at the same share of false alarms
LEAST = 0.6  # share of all topics together from which one is heard; at 0.5 twice as many harmless turns would be


class Stakes:
    """Embeddings to topics."""

    def __init__(self, topics: tuple[str, ...], weights: Floats, bias: Floats) -> None:
        self.topics = topics
        self.weights, self.bias = weights, bias

    def topic(self, embedding: Embedding) -> str | None:
        """The likeliest topic of a turn's embedding (384,), None where no topic at all is likelier."""
        shares = softmax((self.weights @ embedding + self.bias)[None])[0]
        none = self.topics.index(NONE)
        if 1.0 - shares[none] < LEAST:
            return None
        return self.topics[int(np.argmax(np.where(np.arange(len(shares)) == none, -1.0, shares)))]


def load_stakes(encoder: Encoder) -> Stakes:
    """The head for this encoder: as it was fitted, or fitted now in about a second."""
    with np.load(FITTED) as kept:
        if str(kept["made_of"]) == _made_of(encoder):
            return Stakes(tuple(map(str, kept["topics"])), kept["weights"], kept["bias"])
    return _fitted(_ByVersion(encoder))


def fit_stakes(encoder: Encoder) -> Stakes:
    """Fitted on the examples; topics count as much as everything harmless together."""
    with EXAMPLES.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    topics = tuple(sorted({row["topic"] for row in rows}))
    classes = np.array([topics.index(row["topic"]) for row in rows])
    harmless = classes == topics.index(NONE)
    weights = np.where(harmless, 1.0, harmless.sum() / (~harmless).sum())
    embeddings = encoder.encode_many(row["text"].casefold() for row in rows)
    fit = fit_logistic(embeddings, classes, len(topics), weights, STRENGTH)
    return Stakes(topics, fit.weights, fit.bias)


def save_stakes(stakes: Stakes, encoder: Encoder, path: Path = FITTED) -> None:
    """Writes what `load_stakes` reads."""
    np.savez(
        path,
        made_of=_made_of(encoder),
        topics=np.array(stakes.topics),
        weights=stakes.weights.astype(np.float32),
        bias=stakes.bias.astype(np.float32),
    )


def _made_of(encoder: Encoder) -> str:
    return f"{encoder.version} {hashlib.sha256(EXAMPLES.read_bytes()).hexdigest()[:16]}"


class _ByVersion:
    """An encoder that is the same as another of its version."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByVersion) and other.encoder.version == self.encoder.version

    def __hash__(self) -> int:
        return hash(self.encoder.version)


@lru_cache(2)
def _fitted(by: _ByVersion) -> Stakes:
    return fit_stakes(by.encoder)
