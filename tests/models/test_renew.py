"""Another encoder comes with a release: heads that fit stay, the others are made anew, and day one with them."""

from pathlib import Path

import numpy as np
import pytest
from msgspec import structs

from models.encode import Embedding, Encoder
from models.registry import Registry, UnknownVersion
from models.renew import renew
from models.tokens import Tokens
from models.train import train_head

TEXTS = [
    "where is my parcel",
    "track my order",
    "my parcel is late",
    "cancel my plan",
    "stop my subscription",
    "end it",
]
LABELS = ["parcel"] * 3 + ["cancel"] * 3


class Turned(Encoder):
    """The same encoder with every vector turned the same way: another space."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__(encoder._session, encoder._tokenizer, "turned-00000000")

    def _embedding(self, ids: list[int]) -> Embedding:
        return np.roll(super()._embedding(ids), 100)

    def _tokens(self, text: str) -> Tokens:
        tokens = super()._tokens(text)
        return structs.replace(tokens, embedding=np.roll(tokens.embedding, 100))


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    registry = Registry(tmp_path / "models")
    registry.ensure_shipped(at=1)
    return registry


def test_nothing_is_made_where_every_head_fits(registry: Registry, encoder: Encoder) -> None:
    before = {task: registry.champion(task) for task in registry.tasks()}
    assert renew(registry, encoder, 2) == []
    assert {task: registry.champion(task) for task in registry.tasks()} == before


def test_a_head_that_learned_here_is_trained_again_from_its_texts(registry: Registry, encoder: Encoder) -> None:
    trained = train_head(TEXTS, LABELS, encoder=encoder)
    own = registry.add("intent", trained, {"encoder": encoder.version, "site": "shop"})
    article = registry.add("article", train_head(TEXTS, LABELS, encoder=encoder, words=False), {})
    registry.promote("intent", own, "better", 2)
    registry.promote("article", article, "first", 2)
    turned = Turned(encoder)
    made = renew(registry, turned, 3)
    assert registry.champion("intent") in made
    head = registry.load("intent", registry.champion("intent"))
    assert head.labels == ("cancel", "parcel")
    assert head.labels[head.predict(turned.encode("my order is late"), "my order is late").argmax()] == "parcel"
    assert registry.meta("intent", registry.champion("intent"))["site"] == "shop"
    assert registry.champion("article") != article
    assert registry.day_one("article") == ""
    assert own not in (registry.day_one("intent"), registry.champion("intent"))
    assert registry.history("intent")[1].version == own
    assert renew(registry, turned, 4) == []


def test_a_rollback_never_leads_to_a_head_of_the_old_encoder(registry: Registry, encoder: Encoder) -> None:
    first = registry.day_one("intent")
    own = registry.add("intent", train_head(TEXTS, LABELS, encoder=encoder), {})
    registry.promote("intent", own, "better", 2)
    renew(registry, Turned(encoder), 3)
    assert registry.rollback("intent", "worse", 4) == registry.day_one("intent") != first


def test_a_head_that_kept_no_texts_gives_way(registry: Registry, encoder: Encoder) -> None:
    rows = encoder.encode_many(TEXTS)
    lost = registry.add("article", train_head(rows, LABELS), {"encoder": encoder.version})
    registry.promote("article", lost, "first", 2)
    renew(registry, Turned(encoder), 3)
    with pytest.raises(UnknownVersion):
        registry.champion("article")
