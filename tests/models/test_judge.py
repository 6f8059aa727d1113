"""Figures of a version on examples, with labels that it doesn't know and strangers counted apart."""

import numpy as np
import pytest

from models.encode import Encoder
from models.intent.build import FOLDER
from models.judge import judge
from models.predict import Model, ModelUnusable
from models.spaces import same_space


@pytest.fixture(scope="module")
def model(encoder: Encoder) -> Model:
    return Model.load(FOLDER / "v1", encoder)


def test_right_wrong_and_unknown_are_told_apart(model: Model) -> None:
    figures = judge(model, ["let me in, I forgot my password", "refund me", "what a day"], ["access", "export", "mood"])
    assert figures["n"] == 3
    assert figures["accuracy"] == pytest.approx(1 / 3, abs=1e-3)
    assert figures["unknown_labels"] == ["mood"]
    assert figures["by_label"]["access"]["recall"] == 1
    assert figures["by_label"]["export"]["recall"] == 0
    assert sum(one["n"] for one in figures["reliability"]) == 3


def test_strangers_count_for_scope_only(model: Model) -> None:
    texts = ["I forgot my password", "please refund my payment", "how tall is Mount Everest", "who won the race"]
    figures = judge(model, texts, ["access", "refund", "-", "-"], stranger="-")
    assert (figures["n"], figures["accuracy"]) == (2, 1)
    assert figures["strangers"] == {"n": 2, "recall": 1, "kept": 1, "kept_and_right": 1, "auroc": 1}


@pytest.mark.parametrize("text", ["", "🙂🙂", "???", "x" * 50_000, "مرحبا، أريد استرداد أموالي", "\x00\x07", "\ud800"])
def test_any_text_has_an_answer_that_is_the_same_each_time(model: Model, text: str) -> None:
    first, second = model.predict(text), model.predict(text)
    assert first == second
    assert 0 <= first.confidence <= 1
    assert sum(share for _, share in first.alternatives) <= 1.0001


def test_what_says_nothing_is_out_of_scope(model: Model) -> None:
    assert [model.predict(text).out_of_scope for text in ("", "🙂", "?!")] == [True] * 3


def test_many_texts_have_the_probabilities_that_each_has(model: Model) -> None:
    texts = ["I forgot my password", "refund"]
    alone = [max(share for _, share in model.predict(text).alternatives) for text in texts]
    assert np.allclose(model.probabilities(texts).max(axis=1), alone)


def test_a_head_of_another_encoder_is_refused(model: Model, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "version", "elsewhere-12345678")
    with pytest.raises(ModelUnusable, match="train it again"):
        Model.load(FOLDER / "v1", encoder)


def test_a_space_is_what_stands_before_the_checksum() -> None:
    assert same_space("minilm-aaaa", "minilm-bbbb")
    assert same_space("", "minilm-bbbb")
    assert not same_space("minilm-aaaa", "minilm-support-aaaa")
