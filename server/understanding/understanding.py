"""Understands one turn with the champion models: encode once, ask each head, read the cues.

The models in use are one immutable set behind one reference. `refresh` swaps the reference, so that a turn is
understood by one set from beginning to end and no turn waits or is lost.
"""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from models.encode import Embedding, Encoder
from models.examples import Examples, similarity
from models.heads import Head
from models.registry import Registry
from models.train import scope_score
from server.understanding.mood import frustration, urgency
from server.understanding.person import asks_for_person
from server.understanding.place import weigh_page
from server.understanding.reading import readable, says_something
from server.understanding.sensitive import sensitive_topic
from server.understanding.tried import tried_steps
from server.understanding.understood import Understood

MOST_ALTERNATIVES = 5
MOST_EVIDENCE = 3
PERSON_INTENT = "talk_to_person"
PERSON_CONFIDENCE = 0.5  # where the head alone, without a pattern, is taken to say that a person is wanted


@dataclass(frozen=True, slots=True)
class _Models:
    intent: Head
    examples: Examples | None
    sentiment: Head
    frustration: Head
    versions: dict[str, str]


class Understanding:
    """Turns to `Understood`, about two milliseconds each; safe to call from several threads."""

    def __init__(self, registry: Registry, encoder: Encoder, pinned: dict[str, str]) -> None:
        self._registry = registry
        self._encoder = encoder
        self._pinned = pinned
        self._models = self._read(self._wanted())

    @classmethod
    def load(
        cls,
        registry: Registry,
        encoder: Encoder,
        intent_version: str | None = None,
        sentiment_version: str | None = None,
        frustration_version: str | None = None,
    ) -> Self:
        """With the named versions, or the champion where None. Raises models.registry.UnknownVersion."""
        named = {"intent": intent_version, "sentiment": sentiment_version, "frustration": frustration_version}
        return cls(registry, encoder, {task: version for task, version in named.items() if version is not None})

    @property
    def versions(self) -> dict[str, str]:
        """The versions in use: encoder, intent, sentiment, frustration."""
        return dict(self._models.versions)

    def refresh(self) -> bool:
        """Takes over new champions, where no version was named; says whether anything changed."""
        wanted = self._wanted()
        if wanted == self._models.versions:
            return False
        self._models = self._read(wanted)
        return True

    def embed(self, text: str) -> Embedding:
        """The turn's embedding, float32 (384,), of unit length."""
        return self._encoder.encode(readable(text)[0])

    def understand(self, text: str, page: str | None = None) -> Understood:
        """What the turn means, on `page` (a route template). Any text has an answer."""
        models = self._models
        read, clipped = readable(text)
        folded = read.casefold()
        embedding = self._encoder.encode(read)
        raw, logits = models.intent.score(embedding)
        probabilities = weigh_page(raw, models.intent.labels, page)
        order = np.argsort(-probabilities, kind="stable")[:MOST_ALTERNATIVES]
        best = tuple((models.intent.labels[i], float(probabilities[i])) for i in order)
        in_scope = _in_scope(models, embedding, logits) if says_something(read) else 0.0
        feeling = dict(zip(models.sentiment.labels, models.sentiment.predict(embedding).tolist(), strict=True))
        upset = dict(zip(models.frustration.labels, models.frustration.predict(embedding).tolist(), strict=True))
        frustrated = frustration(read, folded, upset["frustrated"])
        person = best[0][0] == PERSON_INTENT and best[0][1] >= PERSON_CONFIDENCE and in_scope >= 0.5
        return Understood(
            intent=best[0][0],
            confidence=best[0][1],
            alternatives=best,
            out_of_scope=in_scope < 0.5,
            in_scope_score=in_scope,
            sentiment=max(feeling, key=feeling.__getitem__),
            sentiment_score=feeling["positive"] - feeling["negative"],
            frustration=frustrated,
            urgency=urgency(folded, frustrated),
            wants_person=person or asks_for_person(folded),
            sensitive=sensitive_topic(folded),
            tried=tried_steps(folded),
            evidence=_evidence(models.examples, embedding),
            versions=models.versions,
            clipped=clipped,
        )

    def _wanted(self) -> dict[str, str]:
        tasks = ("intent", "sentiment", "frustration")
        chosen = {task: self._pinned.get(task) or self._registry.champion(task) for task in tasks}
        return {"encoder": self._encoder.version, **chosen}

    def _read(self, versions: dict[str, str]) -> _Models:
        intent, sentiment, upset = (versions[task] for task in ("intent", "sentiment", "frustration"))
        return _Models(
            intent=self._registry.load("intent", intent),
            examples=self._registry.examples("intent", intent),
            sentiment=self._registry.load("sentiment", sentiment),
            frustration=self._registry.load("frustration", upset),
            versions=versions,
        )


def _in_scope(models: _Models, embedding: Embedding, logits: Embedding) -> float:
    """0..1, 0.5 at the threshold that training set on held-out messages."""
    if models.examples is None:
        return 1.0
    nearness = similarity((models.examples.embeddings @ embedding)[None])[0]
    above = float(scope_score(logits, nearness)) - float(models.intent.meta["in_scope_threshold"])
    return 1.0 / (1.0 + math.exp(-above))


def _evidence(examples: Examples | None, embedding: Embedding) -> tuple[tuple[str, str, float], ...]:
    if examples is None:
        return ()
    nearest = examples.nearest(embedding, MOST_EVIDENCE)
    return tuple((examples.texts[row], examples.labels[row], cosine) for row, cosine in nearest)
