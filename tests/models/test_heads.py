"""A head's file says the same as the weights it was made from, and carries its own labels."""

from pathlib import Path

import numpy as np
import onnx
import pytest

from models.heads import Head, HeadDamaged, WordWeights, check_head, head_bytes, write_head
from models.lexical import Lexicon, read_pieces
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


TEXTS = ("I can't log in", "refund my bill please", "thanks a lot", "", "!?", "zzz qqq xyzzy", "log " * 400, "日本語")


@pytest.fixture
def reading(parts: tuple[np.ndarray, np.ndarray]) -> tuple[Head, WordWeights]:
    lexicon = Lexicon.learn(read_pieces(TEXTS[:3]))
    words = WordWeights(lexicon, np.random.default_rng(2).standard_normal((3, len(lexicon.buckets))))
    return Head(head_bytes(*parts, LABELS, 0.7, {}, words)), words


@pytest.mark.parametrize("text", TEXTS)
def test_the_file_reads_words_as_training_does(
    reading: tuple[Head, WordWeights], parts: tuple[np.ndarray, np.ndarray], text: str
) -> None:
    head, words = reading
    embedding = np.eye(1, 384, dtype=np.float32)[0]
    said = words.lexicon.values(read_pieces((text,))).times(words.weights.T.astype(np.float32))[0]
    logits = parts[0] @ embedding + parts[1] + said
    probabilities, raw = head.score(embedding, text)
    assert np.abs(raw - logits).max() < 1e-4
    assert np.abs(probabilities - softmax(logits[None] / 0.7)[0]).max() < 1e-4


def test_without_a_text_only_the_embedding_speaks(
    reading: tuple[Head, WordWeights], parts: tuple[np.ndarray, np.ndarray]
) -> None:
    embedding = np.eye(1, 384, dtype=np.float32)[0]
    assert np.abs(reading[0].score(embedding)[1] - (parts[0] @ embedding + parts[1])).max() < 1e-4


def test_a_head_without_words_takes_no_notice_of_the_text(tmp_path: Path, parts: tuple[np.ndarray, np.ndarray]) -> None:
    head = Head(head_bytes(*parts, LABELS, 1.0, {}))
    embedding = np.eye(1, 384, dtype=np.float32)[0]
    assert not head.reads_words
    assert np.array_equal(head.predict(embedding, "refund"), head.predict(embedding))


def test_what_is_no_head_is_not_run(reading: tuple[Head, WordWeights], parts: tuple[np.ndarray, np.ndarray]) -> None:
    check_head(head_bytes(*parts, LABELS, 1.0, {}, reading[1]))
    with pytest.raises(HeadDamaged):
        check_head(b"not a head")
    model = onnx.load_from_string(head_bytes(*parts, LABELS, 1.0, {}))
    model.graph.node.append(onnx.helper.make_node("Loop", ["logits"], ["again"]))
    with pytest.raises(HeadDamaged, match="Loop"):
        check_head(model.SerializeToString())


def test_a_head_that_points_to_files_beside_it_is_not_run(parts: tuple[np.ndarray, np.ndarray]) -> None:
    model = onnx.load_from_string(head_bytes(*parts, LABELS, 1.0, {}))
    stored = model.graph.initializer[0]
    stored.ClearField("raw_data")
    stored.data_location = onnx.TensorProto.EXTERNAL
    stored.external_data.add(key="location", value="/etc/passwd")
    with pytest.raises(HeadDamaged):
        check_head(model.SerializeToString())
