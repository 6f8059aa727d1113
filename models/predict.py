"""Answers texts with one trained version, wherever its folder is: label, confidence, scope, evidence."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from msgspec import Struct

from models.clauses import Reading, intents_of
from models.encode import Encoder
from models.examples import Examples
from models.export import EXAMPLES, HEAD, META
from models.heads import Head
from models.scope import in_scope
from models.spaces import same_space

MOST_ALTERNATIVES = 5
MOST_EVIDENCE = 3
LOW_CONFIDENCE = 0.5  # calibrated: below it the best label is wrong more often than right


class ModelUnusable(Exception):
    """The folder holds no version, or one that was trained on another encoder's embeddings."""


class Prediction(Struct, frozen=True, kw_only=True):
    """`confidence` is the calibrated probability of `label`, `alternatives` the best five with theirs.

    `out_of_scope` and `low_confidence` say that `label` should not be taken for an answer. `in_scope_score` is 0..1,
    0.5 at the threshold. `labels` are all that the text says where it says several things, else the one. `evidence`
    holds the nearest examples as (text, label, cosine).
    """

    text: str
    label: str
    confidence: float
    alternatives: tuple[tuple[str, float], ...]
    labels: tuple[tuple[str, float], ...]
    out_of_scope: bool
    in_scope_score: float
    low_confidence: bool
    evidence: tuple[tuple[str, str, float], ...]
    version: str


@dataclass(frozen=True, slots=True)
class Model:
    """A version with the encoder that it was trained on."""

    head: Head
    examples: Examples | None
    encoder: Encoder
    meta: dict[str, Any]
    version: str

    @classmethod
    def load(cls, folder: Path, encoder: Encoder) -> Self:
        """Reads what `write_version` wrote. Raises ModelUnusable."""
        try:
            head = Head.load(folder / HEAD)
            meta: dict[str, Any] = json.loads((folder / META).read_bytes())
            examples = Examples.load(folder / EXAMPLES) if (folder / EXAMPLES).exists() else None
        except FileNotFoundError as problem:
            raise ModelUnusable(
                f"{folder} holds no model: there is no {Path(problem.filename).name} in it"
            ) from problem
        trained_on = meta.get("encoder", "")
        if not same_space(trained_on, encoder.version):
            raise ModelUnusable(
                f"{folder} was trained on encoder {trained_on}, here is {encoder.version}: train it again"
            )
        return cls(head, examples, encoder, meta, f"{meta.get('task', 'head')}-{head.version}")

    def predict(self, text: str) -> Prediction:
        """What the version makes of a text; any text has an answer."""
        embedding = self.encoder.encode(text)
        probabilities, logits = self.head.score(embedding, text)
        scope = in_scope(self.head, self.examples, embedding, logits)
        if self.meta.get("in_scope_threshold") is not None and not any(each.isalnum() for each in text):
            scope = 0.0  # a lone emoji or "???" says nothing that could belong here
        best = self._best(probabilities)
        whole = Reading(*best[0], scope >= 0.5)
        said = intents_of(text, self._reading, whole) if self.meta.get("task") == "intent" else (best[0],)
        near = self.examples.nearest(embedding, MOST_EVIDENCE) if self.examples else []
        return Prediction(
            text=text.encode("utf-8", "replace").decode(),
            label=best[0][0],
            confidence=best[0][1],
            alternatives=best,
            labels=said,
            out_of_scope=scope < 0.5,
            in_scope_score=scope,
            low_confidence=best[0][1] < LOW_CONFIDENCE,
            evidence=tuple((self.examples.texts[row], self.examples.labels[row], cosine) for row, cosine in near)
            if self.examples
            else (),
            version=self.version,
        )

    def predict_lines(self, lines: Iterable[str]) -> Iterator[Prediction]:
        """One prediction a line, without its line break."""
        for line in lines:
            yield self.predict(line.rstrip("\r\n"))

    def probabilities(self, texts: Iterable[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        """The probabilities (n, labels) of many texts, nothing else asked."""
        return np.stack([self.head.predict(self.encoder.encode(text), text) for text in texts])

    def _best(self, probabilities: np.ndarray[Any, np.dtype[np.float32]]) -> tuple[tuple[str, float], ...]:
        order = np.argsort(-probabilities, kind="stable")[:MOST_ALTERNATIVES]
        return tuple((self.head.labels[row], float(probabilities[row])) for row in order)

    def _reading(self, clause: str) -> Reading:
        embedding = self.encoder.encode(clause)
        probabilities, logits = self.head.score(embedding, clause)
        label, confidence = self._best(probabilities)[0]
        return Reading(label, confidence, in_scope(self.head, self.examples, embedding, logits) >= 0.5)
