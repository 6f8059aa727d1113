"""Rounds a product's weights to int8 so that its outputs, not its weights, stray least.

Inputs are handled in turn, the busiest first: each one's weights are rounded and the error is handed to the inputs
that come after, as far as they tend to say the same (Frantar et al. 2022, "GPTQ"; the inverse of the inputs' second
moments says how far). On processors without VNNI the int8 product adds two neighbours, unsigned times signed, in 16
bits and cuts what is above 32,767. No two neighbours of ours add up to more than 128, so that 255 * 128 always fits.
"""

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

HIGHEST = 127
HIGHEST_PAIR = 128  # 255 * 128 = 32,640, the largest sum of two products that 16 bits hold
DAMPING = 0.1  # of the moments' mean diagonal: the sentences we calibrate on are few, other texts differ
BLOCK = 128  # inputs whose errors are handed on together; changes the time, not the result


def scales_of(weight: Doubles) -> Doubles:
    """The step of each output (outputs,): all its weights and all its pairs of neighbours fit."""
    alone = np.abs(weight).max(axis=0) / HIGHEST
    paired = np.abs(weight[0::2] + weight[1::2]).max(axis=0) / HIGHEST_PAIR
    widest: Doubles = np.maximum(alone, paired)
    return widest


def _handed_on(moments: Doubles) -> Doubles:
    """Upper triangular: row i says how an error at input i is made good at the inputs behind it."""
    damped = moments + np.eye(len(moments)) * DAMPING * moments.diagonal().mean()
    factor: Doubles = np.linalg.cholesky(np.linalg.inv(damped)).T
    return factor


def rounded(weight: Doubles, moments: Doubles) -> tuple[NDArray[np.int8], Doubles]:
    """(weights int8 (inputs, outputs), scales (outputs,)) for inputs of these centred second moments."""
    scales = scales_of(weight)
    order = np.argsort(-moments.diagonal(), kind="stable")
    factor = _handed_on(moments[np.ix_(order, order)])
    left = weight[order]
    whole = np.zeros_like(weight)  # a neighbour whose turn has not come counts as zero
    for start in range(0, len(left), BLOCK):
        end = min(start + BLOCK, len(left))
        errors = np.empty((end - start, left.shape[1]))
        for at in range(start, end):
            neighbour = whole[order[at] ^ 1]
            low, high = (np.maximum(-HIGHEST, -HIGHEST_PAIR - neighbour), np.minimum(HIGHEST, HIGHEST_PAIR - neighbour))
            step = np.clip(np.rint(left[at] / scales), low, high)
            whole[order[at]] = step
            error = (left[at] - step * scales) / factor[at, at]
            left[at:end] -= np.outer(factor[at, at:end], error)
            errors[at - start] = error
        left[end:] -= factor[start:end, end:].T @ errors
    return whole.astype(np.int8), scales
