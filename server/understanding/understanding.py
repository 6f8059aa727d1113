"""Understands one turn with the champion models: encode once, ask each head, read the cues.

The models in use are one immutable set behind one reference. `refresh` swaps the reference, so that a turn is
understood by one set from beginning to end and no turn waits or is lost.
"""

from typing import Self

import numpy as np

from models.clauses import Reading, intents_of
from models.encode import Embedding, Encoder
from models.examples import Examples
from models.registry import Registry
from models.scope import in_scope as in_scope_share
from server.understanding.champions import IntentModel, read_models, wanted
from server.understanding.language import language
from server.understanding.mood import confusion, disappointment, frustration, mood_cues, urgency, with_cues
from server.understanding.person import asks_for_person, speaks_of_people
from server.understanding.place import weigh_page
from server.understanding.rage_typing import rage_typing
from server.understanding.reading import readable, says_something
from server.understanding.refund import asks_for_money_back
from server.understanding.sensitive import MONEY_DISPUTE, sensitive_topic
from server.understanding.stakes import load_stakes
from server.understanding.tried import tried
from server.understanding.understood import Understood

MOST_ALTERNATIVES = 5
MOST_EVIDENCE = 3
PERSON_INTENT = "talk_to_person"
PERSON_CONFIDENCE = 0.5  # where the head alone, without a pattern, is taken to say that a person is wanted
WARM_UP = "the first turn pays for what the models allocate"  # nobody's words


class Understanding:
    """Turns to `Understood`, about two milliseconds each; safe to call from several threads."""

    def __init__(self, registry: Registry, encoder: Encoder, pinned: dict[str, str]) -> None:
        self._registry = registry
        self._encoder = encoder
        self._pinned = pinned
        self._stakes = load_stakes(encoder)
        self._models = read_models(registry, *wanted(registry, encoder, pinned))

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
        """The versions in use where a site has no head of its own: encoder, intent, sentiment, frustration."""
        return dict(self._models.versions)

    def refresh(self) -> bool:
        """Takes over new champions, where no version was named; says whether anything changed."""
        before = self._models
        versions, own = wanted(self._registry, self._encoder, self._pinned)
        if versions == before.versions and own == {task: model.version for task, model in before.own.items()}:
            return False
        self._models = read_models(self._registry, versions, own, before)
        return True

    def warm(self) -> None:
        """A first real turn, so that no visitor's pays for it."""
        self.understand(WARM_UP)

    def embed(self, text: str) -> Embedding:
        """The turn's embedding, float32 (384,), of unit length."""
        return self._encoder.encode(readable(text)[0])

    def intent_model(self, site: str = "") -> IntentModel:
        """The intent head that serves a site now, with its examples."""
        return self._models.of(site)[0]

    def shares(self, text: str, model: IntentModel) -> dict[str, float]:
        """The probability of every intent for a turn by its words alone."""
        read, _ = readable(text)
        probabilities, _ = model.head.score(self._encoder.encode(read), read)
        return dict(zip(model.head.labels, probabilities.tolist(), strict=True))

    def understand(self, text: str, page: str | None = None, site: str = "") -> Understood:
        """What the turn means on `page` (a route template) of `site`; any text has an answer.

        The site's own intent head is asked where it has one.
        """
        models = self._models
        intents, versions = models.of(site)
        read, clipped = readable(text)
        folded = read.casefold()
        tongue = language(read)
        embedding = self._encoder.encode(read)
        raw, logits = intents.head.score(embedding, read)
        probabilities = weigh_page(raw, intents.head.labels, page, intents.merged)
        order = np.argsort(-probabilities, kind="stable")[:MOST_ALTERNATIVES]
        best = tuple((intents.head.labels[i], float(probabilities[i])) for i in order)
        in_scope = in_scope_share(intents.head, intents.examples, embedding, logits) if says_something(read) else 0.0
        words = dict(zip(models.sentiment.labels, models.sentiment.predict(embedding, read).tolist(), strict=True))
        feeling = with_cues(words, read, folded)
        upset = dict(zip(models.frustration.labels, models.frustration.predict(embedding, read).tolist(), strict=True))
        frustrated = frustration(read, folded, upset["frustrated"])
        sentiment = feeling["positive"] - feeling["negative"]
        raging, _ = rage_typing(read, sentiment)
        person = best[0][0] == PERSON_INTENT and best[0][1] >= PERSON_CONFIDENCE and in_scope >= 0.5
        person = person and (speaks_of_people(folded) or not tongue.supported)
        evidence, sources = _evidence(intents.examples, embedding)
        whole = Reading(best[0][0], best[0][1], in_scope >= 0.5)
        said = intents_of(read, lambda clause: self._clause(intents, clause), whole)
        return Understood(
            intent=best[0][0],
            confidence=best[0][1],
            alternatives=best,
            out_of_scope=in_scope < 0.5,
            in_scope_score=in_scope,
            sentiment=max(feeling, key=feeling.__getitem__),
            sentiment_score=sentiment,
            frustration=frustrated,
            urgency=urgency(folded, frustrated),
            wants_person=person or asks_for_person(folded),
            sensitive=sensitive_topic(folded) or (self._at_stake(read, embedding) if tongue.supported else None),
            tried=tried(text),
            evidence=evidence,
            versions=versions,
            clipped=clipped,
            low_confidence=in_scope >= 0.5 and best[0][1] < intents.sure_from,
            sources=sources,
            merged=intents.merged,
            second=tuple(one for one in said if one[0] != best[0][0]),
            confusion=confusion(folded),
            disappointment=disappointment(folded),
            rage_typing=raging,
            mood_cues=mood_cues(read, folded),
            language=tongue,
        )

    def _at_stake(self, text: str, embedding: Embedding) -> str | None:
        """The topic that no pattern has; to the head, how to get money back is as near to a dispute as a dispute is."""
        topic = self._stakes.topic(embedding)
        return None if topic == MONEY_DISPUTE and asks_for_money_back(text) else topic

    def _clause(self, model: IntentModel, words: str) -> Reading:
        embedding = self._encoder.encode(words)
        probabilities, logits = model.head.score(embedding, words)
        best = int(probabilities.argmax())
        inside = in_scope_share(model.head, model.examples, embedding, logits) >= 0.5
        return Reading(model.head.labels[best], float(probabilities[best]), inside)


def _evidence(
    examples: Examples | None, embedding: Embedding
) -> tuple[tuple[tuple[str, str, float], ...], tuple[str, ...]]:
    if examples is None:
        return (), ()
    nearest = examples.nearest(embedding, MOST_EVIDENCE)
    found = tuple((examples.texts[row], examples.labels[row], cosine) for row, cosine in nearest)
    return found, tuple(examples.sources[row] if examples.sources else "shipped" for row, _ in nearest)
