"""The figures are those of their definitions, worked out by hand."""

import numpy as np
import pytest

from models.evaluate import calibration_error, held_out_folds, log_loss, macro_f1, ranking_quality, report

PROBABILITIES = np.array([[0.8, 0.2], [0.6, 0.4], [0.3, 0.7], [0.9, 0.1]])
TRUTH = np.array([0, 1, 1, 0])


def test_report_of_four_answers() -> None:
    figures = report(PROBABILITIES, TRUTH)
    assert figures["n"] == 4
    assert figures["accuracy"] == 0.75
    assert figures["macro_f1"] == pytest.approx((0.8 + 2 / 3) / 2, abs=1e-4)


def test_log_loss_counts_weights() -> None:
    assert log_loss(PROBABILITIES, TRUTH, np.array([1, 0, 0, 0])) == pytest.approx(-np.log(0.8))
    assert log_loss(np.array([[1.0, 0.0]]), np.array([1])) == pytest.approx(-np.log(1e-12))


def test_confident_and_always_right_is_calibrated_and_always_wrong_is_not() -> None:
    sure = np.array([[1.0, 0.0]] * 10)
    assert calibration_error(sure, np.zeros(10, int)) == 0
    assert calibration_error(sure, np.ones(10, int)) == 1


def test_ranking_quality_counts_ties_half() -> None:
    assert ranking_quality(np.array([2.0, 3.0]), np.array([0.0, 1.0])) == 1
    assert ranking_quality(np.array([1.0]), np.array([1.0])) == 0.5
    assert ranking_quality(np.array([0.0]), np.array([1.0, 2.0])) == 0


def test_a_class_that_is_never_answered_lowers_macro_f1() -> None:
    assert macro_f1(np.array([[0.9, 0.1], [0.9, 0.1]]), np.array([0, 1])) == pytest.approx(1 / 3)


def test_every_example_is_held_out_once_and_classes_are_spread() -> None:
    classes = np.repeat([0, 1, 2], 10)
    held_out = []
    for seen, held in held_out_folds(classes, 5, seed=1):
        assert not set(seen) & set(held)
        assert np.bincount(classes[held]).tolist() == [2, 2, 2]
        held_out += held.tolist()
    assert sorted(held_out) == list(range(30))
