"""A head's file says the same as the weights it was made from, and carries its own labels."""

from pathlib import Path

import numpy as np
import pytest

from models.heads import Head, write_head
from models.logistic import softmax

LABELS = ("access", "billing", "thanks")


@pytest.fixture
def parts() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    return random.standard_normal((3, 384)) * 4, random.standard_normal(3)


def test_file_answers_like_the_weights(tmp_path: Path, parts: tuple[np.ndarray, np.ndarray]) -> None:
    weights, bias = parts
    write_head(tmp_path / "head.onnx", weights, bias, LABELS, 0.7, {"n": 12, "from": "test"})
    head = Head.load(tmp_path / "head.onnx")
    random = np.random.default_rng(1)
    for _ in range(20):
        embedding = random.standard_normal(384).astype(np.float32)
        embedding /= np.linalg.norm(embedding)
        logits = weights @ embedding + bias
        probabilities, raw = head.score(embedding)
        assert np.abs(head.predict(embedding) - softmax(logits[None] / 0.7)[0]).max() < 1e-4
        assert np.abs(raw - logits).max() < 1e-4
        assert probabilities.sum() == pytest.approx(1, abs=1e-5)


def test_labels_and_facts_travel_inside(tmp_path: Path, parts: tuple[np.ndarray, np.ndarray]) -> None:
    write_head(tmp_path / "head.onnx", *parts, LABELS, 1.0, {"n": 12})
    head = Head.load(tmp_path / "head.onnx")
    assert head.labels == LABELS
    assert head.meta == {"n": 12}
    assert len(head.version) == 12
    labels, weights, bias = head.parameters()
    assert labels == LABELS
    assert np.allclose(weights, parts[0], atol=1e-5)
    assert np.allclose(bias, parts[1], atol=1e-5)


def test_same_weights_give_same_bytes_and_others_do_not(tmp_path: Path, parts: tuple[np.ndarray, np.ndarray]) -> None:
    weights, bias = parts
    for name, changed in (("a", 0.0), ("b", 0.0), ("c", 0.01)):
        write_head(tmp_path / name, weights + changed, bias, LABELS, 1.0, {"n": 1})
    first, second, third = (Head.load(tmp_path / name).version for name in "abc")
    assert first == second != third


def test_labels_that_do_not_fit_are_refused(tmp_path: Path, parts: tuple[np.ndarray, np.ndarray]) -> None:
    with pytest.raises(ValueError, match="agree"):
        write_head(tmp_path / "head.onnx", *parts, LABELS[:2], 1.0, {})
    assert not (tmp_path / "head.onnx").exists()
