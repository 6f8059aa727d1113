"""Training gives a calibrated head with its figures, deterministically, and says what it was trained on."""

import numpy as np
import pytest

from models.encode import Encoder
from models.heads import Head, head_bytes
from models.lexical import read_pieces
from models.logistic import softmax
from models.names import spoken
from models.scope import scope_score
from models.strangers import Strangers
from models.train import TrainedHead, train_head

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
        return float(scope_score(logits, trained.examples.nearness_to(trained.labels[logits.argmax()], embedding)))

    assert score(stranger) < trained.in_scope_threshold
    assert sum(score(row) >= trained.in_scope_threshold for row in data[0]) >= 150


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


WORDS = ("refund", "invoice", "login", "export")


@pytest.fixture(scope="module")
def texts(data: Data) -> list[str]:
    """Texts whose words tell the labels apart where the embeddings don't."""
    return [f"about my {WORDS[int(label[-1])]} number {row}" for row, label in enumerate(data[1])]


def test_words_help_where_the_embedding_is_blind(data: Data, texts: list[str]) -> None:
    blind = np.random.default_rng(8).standard_normal((160, 384)).astype(np.float32)
    blind /= np.linalg.norm(blind, axis=1, keepdims=True)
    assert train_head(blind, data[1]).metrics["accuracy"] < 0.5
    assert train_head(blind, data[1], texts=texts).metrics["accuracy"] > 0.95
    assert train_head(blind, data[1], texts=texts, words=False).words is None


def test_the_file_says_what_training_measured(data: Data, texts: list[str]) -> None:
    trained = train_head(*data, texts=texts)
    assert trained.words is not None
    parts = (trained.weights, trained.bias, trained.labels, trained.temperature)
    head = Head(head_bytes(*parts, {}, trained.words))
    values = trained.words.lexicon.values(read_pieces(texts))
    logits = data[0] @ trained.weights.T + trained.bias + values.times(trained.words.weights.T.copy())
    for row, text in enumerate(texts):
        probabilities, raw = head.score(data[0][row], text)
        assert np.abs(raw - logits[row]).max() < 1e-4
        assert np.abs(probabilities - softmax(logits[row][None] / trained.temperature)[0]).max() < 1e-4


def test_quick_training_holds_out_a_fifth_of_many_and_gives_nearly_the_same_head() -> None:
    random = np.random.default_rng(6)
    centres, classes = random.standard_normal((5, 384)), np.arange(6_000) % 5
    raw = centres[classes] + 2.5 * random.standard_normal((6_000, 384))
    rows = (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32)
    labels = [f"label {c}" for c in classes]
    whole, quick = train_head(rows, labels), train_head(rows, labels, quick=True)
    assert len(whole.held_rows) == 6_000
    assert len(quick.held_rows) == len(quick.held_out) == 1_200
    same = (rows @ whole.weights.T + whole.bias).argmax(1) == (rows @ quick.weights.T + quick.bias).argmax(1)
    assert same.mean() > 0.99


def test_strength_can_be_left_to_the_held_out_examples(data: Data) -> None:
    noisy = [*data[1]]
    for row in range(0, 160, 3):
        noisy[row] = f"label {row % 4}"
    assert train_head(data[0], noisy, strength=None).strength < train_head(*data, strength=None).strength


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("card_arrival", "card arrival"),
        ("resetPassword", "reset password"),
        ("Refund?", "refund"),
        ("c12", ""),
        ("7", ""),
    ],
)
def test_a_label_is_read_as_words_where_it_has_some(label: str, words: str) -> None:
    assert spoken(label) == words


def test_a_label_of_few_examples_is_known_by_its_name(encoder: Encoder) -> None:
    texts = ["where is it", "has it come", "make it stop", "no more please"]
    labels = ["parcel_delivery", "parcel_delivery", "cancel_subscription", "cancel_subscription"]
    named = train_head(texts, labels, encoder=encoder)
    unnamed = train_head(texts, ["a1", "a1", "b2", "b2"], encoder=encoder)
    embedding = encoder.encode("the parcel was not delivered")
    first = [softmax((head.weights @ embedding + head.bias)[None])[0] for head in (named, unnamed)]
    assert first[0][named.labels.index("parcel_delivery")] > first[1][0]
    assert named.examples.texts == tuple(texts)


def test_strangers_move_no_answer_and_lower_what_is_like_them(encoder: Encoder) -> None:
    texts = ["where is my parcel", "track my order", "my parcel is late", "cancel my plan", "stop my subscription"]
    labels = ["parcel"] * 3 + ["cancel"] * 2
    strangers = ["will it rain tomorrow", "is it sunny outside", "how cold does it get tonight", "what is the weather"]
    plain = train_head(texts, labels, encoder=encoder)
    taught = train_head(texts, labels, encoder=encoder, strangers=Strangers.of(strangers, encoder.encode_many))
    assert taught.labels == plain.labels
    assert taught.examples.labels == tuple(labels)

    def best(head: TrainedHead, text: str) -> float:
        return float((head.weights @ encoder.encode(text) + head.bias).max())

    def apart(head: TrainedHead) -> float:
        return best(head, "where did my order go") - best(head, "does it rain at the weekend")

    assert apart(taught) > apart(plain) + 1
