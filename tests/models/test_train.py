"""Training gives a calibrated head with its figures, deterministically, and says what it was trained on."""

import numpy as np
import pytest

from models.examples import similarity
from models.logistic import softmax
from models.train import TrainedHead, best_temperature, scope_score, train_head

Data = tuple[np.ndarray, list[str]]


@pytest.fixture(scope="module")
def data() -> Data:
    random = np.random.default_rng(5)
    centres = random.standard_normal((4, 384))
    classes = np.repeat(np.arange(4), 40)
    raw = centres[classes] + 1.5 * random.standard_normal((160, 384))
    return (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32), [f"label {c}" for c in classes]


@pytest.fixture(scope="module")
def trained(data: Data) -> TrainedHead:
    return train_head(*data)


def test_the_head_knows_its_figures_from_held_out_examples(trained: TrainedHead, data: Data) -> None:
    assert trained.labels == ("label 0", "label 1", "label 2", "label 3")
    assert trained.metrics["n"] == 160
    assert trained.metrics["accuracy"] > 0.9
    assert trained.held_out.shape == (160, 4)


def test_training_twice_gives_the_same_head(trained: TrainedHead, data: Data) -> None:
    again = train_head(*data)
    assert np.array_equal(again.weights, trained.weights)
    assert again.temperature == trained.temperature
    assert again.dataset_hash == trained.dataset_hash


def test_dataset_hash_ignores_order_but_no_label(trained: TrainedHead, data: Data) -> None:
    embeddings, labels = data
    turned = train_head(embeddings[::-1], labels[::-1])
    changed = train_head(embeddings, ["label 1", *labels[1:]])
    assert turned.dataset_hash == trained.dataset_hash != changed.dataset_hash


def test_a_stranger_scores_below_the_scope_threshold(trained: TrainedHead, data: Data) -> None:
    assert trained.in_scope_threshold is not None
    stranger = np.random.default_rng(9).standard_normal(384).astype(np.float32)
    stranger /= np.linalg.norm(stranger)

    def score(embedding: np.ndarray) -> float:
        logits = trained.weights @ embedding + trained.bias
        return float(scope_score(logits, similarity((trained.examples.embeddings @ embedding)[None])[0]))

    assert score(stranger) < trained.in_scope_threshold
    assert sum(score(row) >= trained.in_scope_threshold for row in data[0]) >= 150


def test_temperature_softens_an_overconfident_head() -> None:
    random = np.random.default_rng(2)
    classes = random.integers(0, 3, 4000)
    honest = np.eye(3)[classes] * 1.5 + random.gumbel(size=(4000, 3)) * 0  # the truth leads by 1.5 logits ...
    drawn = np.array([random.choice(3, p=p) for p in softmax(honest)])  # ... and is drawn as often as that says
    assert best_temperature(honest * 4, drawn, np.ones(4000)) == pytest.approx(4, rel=0.15)


def test_warm_start_with_other_labels_reaches_the_same_answers(trained: TrainedHead, data: Data) -> None:
    embeddings, labels = data
    start = (trained.labels[1:], trained.weights[1:], trained.bias[1:])
    warm = train_head(embeddings, labels, start=start)
    assert np.abs(softmax(embeddings @ warm.weights.T) - softmax(embeddings @ trained.weights.T)).max() < 0.02


def test_without_scope_there_is_no_threshold(data: Data) -> None:
    assert train_head(*data, scope=False).in_scope_threshold is None


@pytest.mark.parametrize("labels", [["one"] * 160, ["a", "b"]])
def test_too_few_labels_are_refused(data: Data, labels: list[str]) -> None:
    with pytest.raises(ValueError):
        train_head(data[0], labels)
