"""Rounding keeps a product's outputs, and keeps its sums inside 16 bits."""

import numpy as np

from models.encoder.rounding import HIGHEST_PAIR, rounded, scales_of


def correlated(inputs: int, rows: int) -> np.ndarray:
    """Inputs of which every two neighbours nearly say the same."""
    random = np.random.default_rng(11)
    halves = random.standard_normal((rows, inputs // 2))
    return np.repeat(halves, 2, axis=1) + 0.1 * random.standard_normal((rows, inputs))


def test_outputs_stray_less_than_with_each_weight_rounded_alone() -> None:
    weight = np.random.default_rng(12).standard_normal((64, 32))
    rows = correlated(64, 2000)
    whole, scales = rounded(weight, rows.T @ rows / len(rows))
    alone = np.rint(weight / scales) * scales
    assert np.square(rows @ (whole * scales - weight)).sum() < 0.7 * np.square(rows @ (alone - weight)).sum()


def test_two_neighbours_never_overflow_even_where_both_are_large() -> None:
    weight = np.full((8, 3), 0.5)
    weight[2:] *= 0.01
    whole, scales = rounded(weight, np.eye(8))
    assert np.abs(whole[0::2].astype(int) + whole[1::2]).max() <= HIGHEST_PAIR
    assert np.abs(whole * scales - weight).max() <= scales.max()


def test_neighbours_that_cancel_use_the_whole_range() -> None:
    weight = np.array([[1.0], [-1.0]])
    assert scales_of(weight)[0] == 1 / 127
    assert scales_of(np.abs(weight))[0] == 2 / HIGHEST_PAIR


def test_the_same_weights_give_the_same_integers() -> None:
    weight, moments = np.random.default_rng(13).standard_normal((300, 4)), np.eye(300)
    first, second = rounded(weight, moments), rounded(weight.copy(), moments.copy())
    assert np.array_equal(first[0], second[0])
