"""Held-out answers say how sharply scores are read and how much words may add."""

import numpy as np
import pytest

from models.calibration import SHARPNESS, best_mix
from models.logistic import softmax


def drawn(logits: np.ndarray, seed: int = 2) -> np.ndarray:
    random = np.random.default_rng(seed)
    return np.array([random.choice(logits.shape[1], p=share) for share in softmax(logits)])


def test_temperature_softens_an_overconfident_head() -> None:
    honest = np.eye(3)[np.random.default_rng(1).integers(0, 3, 4000)] * 1.5
    temperature, share = best_mix(honest * 4, None, drawn(honest), np.ones(4000))
    assert temperature == pytest.approx(4, rel=0.15)
    assert share == 0


def test_words_count_as_much_as_they_know() -> None:
    random = np.random.default_rng(4)
    meant, said = random.standard_normal((2, 6000, 4))
    temperature, share = best_mix(meant, said, drawn(meant + 0.5 * said), np.ones(6000))
    assert share == pytest.approx(0.5, abs=0.08)
    assert temperature == pytest.approx(1, abs=0.1)


def test_words_that_mislead_are_not_listened_to() -> None:
    random = np.random.default_rng(4)
    meant, said = random.standard_normal((2, 3000, 4))
    _, share = best_mix(meant, said, drawn(meant - 0.5 * said), np.ones(3000))
    assert share == 0


def test_a_head_that_is_always_right_stays_within_bounds() -> None:
    classes = np.arange(60) % 3
    temperature, _ = best_mix(np.eye(3)[classes] * 30, None, classes, np.ones(60))
    assert 1 / SHARPNESS[1] <= temperature <= 1 / SHARPNESS[0]


def test_examples_of_no_weight_do_not_count() -> None:
    honest = np.eye(3)[np.random.default_rng(1).integers(0, 3, 2000)] * 2.0
    truth = drawn(honest)
    spoilt = np.concatenate([truth, (truth + 1) % 3])
    weights = np.r_[np.ones(2000), np.zeros(2000)]
    alone, _ = best_mix(honest, None, truth, np.ones(2000))
    both, _ = best_mix(np.concatenate([honest, honest]), None, spoilt, weights)
    assert both == pytest.approx(alone, rel=1e-3)
