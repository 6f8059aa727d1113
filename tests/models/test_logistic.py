"""Our logistic regression finds the minimum that scikit-learn finds, and always the same one."""

import numpy as np
import pytest

from models.logistic import fit_logistic, softmax

Data = tuple[np.ndarray, np.ndarray]


@pytest.fixture(scope="module")
def data() -> Data:
    """1,500 unit vectors of 48 dimensions around six overlapping centres."""
    random = np.random.default_rng(7)
    centres = random.standard_normal((6, 48))
    classes = random.integers(0, 6, 1500)
    raw = centres[classes] + 3.0 * random.standard_normal((1500, 48))
    return (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32), classes


def answers(fit_weights: np.ndarray, bias: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    return (inputs @ fit_weights.T + bias).argmax(axis=1)


def test_agrees_with_the_reference(data: Data) -> None:
    linear_model = pytest.importorskip("sklearn.linear_model", reason="the reference is in the train extra")
    inputs, classes = data
    seen, held = slice(0, 1000), slice(1000, None)
    counts = np.random.default_rng(1).uniform(0.2, 3.0, 1000)
    ours = fit_logistic(inputs[seen], classes[seen], 6, counts)
    theirs = linear_model.LogisticRegression(C=10, tol=1e-6, max_iter=2000)
    theirs.fit(inputs[seen].astype(np.float64), classes[seen], sample_weight=counts)
    assert ours.converged
    assert np.abs(ours.weights - theirs.coef_).max() < 0.05
    accuracy = (answers(ours.weights, ours.bias, inputs[held]) == classes[held]).mean()
    assert accuracy == pytest.approx(theirs.score(inputs[held].astype(np.float64), classes[held]), abs=0.003)


def test_same_input_gives_same_weights(data: Data) -> None:
    inputs, classes = data
    first, second = (fit_logistic(inputs[:300], classes[:300], 6) for _ in range(2))
    assert np.array_equal(first.weights, second.weights)


def test_warm_start_takes_fewer_steps_to_the_same_place(data: Data) -> None:
    inputs, classes = data
    cold = fit_logistic(inputs, classes, 6)
    warm = fit_logistic(inputs, classes, 6, start=(cold.weights, cold.bias))
    assert warm.steps < cold.steps / 5
    assert np.abs(warm.weights - cold.weights).max() < 0.05


def test_a_weight_of_two_counts_like_the_example_twice(data: Data) -> None:
    inputs, classes = data[0][:200], data[1][:200]
    doubled = fit_logistic(np.concatenate([inputs, inputs[:50]]), np.concatenate([classes, classes[:50]]), 6)
    weighted = fit_logistic(inputs, classes, 6, np.r_[np.full(50, 2.0), np.ones(150)])
    assert np.abs(doubled.weights - weighted.weights).max() < 1e-2


def test_a_weight_of_nought_counts_not_at_all(data: Data) -> None:
    inputs, classes = data[0][:200], data[1][:200].copy()
    clean = fit_logistic(inputs[50:], classes[50:], 6)
    classes[:50] = 0
    ignored = fit_logistic(inputs, classes, 6, np.r_[np.zeros(50), np.ones(150)])
    assert np.abs(clean.weights - ignored.weights).max() < 1e-2


@pytest.mark.parametrize("classes", [np.array([0, 2]), np.array([-1, 0]), np.array([], dtype=int)])
def test_classes_that_make_no_sense_are_refused(classes: np.ndarray) -> None:
    with pytest.raises(ValueError, match="class"):
        fit_logistic(np.zeros((len(classes), 4)), classes, 2)


def test_softmax_stands_large_logits() -> None:
    assert softmax(np.array([[1e4, 0.0]])).tolist() == [[1.0, 0.0]]
