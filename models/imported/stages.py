"""From the vectors of tokens to the one vector of a text: pooling, dense layers, unit length, in numpy.

The modes are those of sentence-transformers, several stand one after the other in its order.
"""

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from models.imported.described import Activation, Mode

Floats = NDArray[np.float32]
ORDER: tuple[Mode, ...] = ("cls", "max", "mean", "mean_sqrt_len_tokens", "weightedmean", "lasttoken")
SHORTEST = 1e-12  # length below which a vector has no direction


def pool(tokens: Floats, counted: NDArray[np.bool_], modes: tuple[Mode, ...]) -> Floats:
    """One vector, float32 (modes x dimensions,), of tokens (n, dimensions); `counted` (n,) are those that are asked.

    The class token is always the first one, counted or not.
    """
    asked = tokens[counted] if counted.any() else tokens
    places = np.flatnonzero(counted if counted.any() else np.ones(len(tokens), bool)) + 1
    ways: dict[Mode, Callable[[], Floats]] = {
        "cls": lambda: tokens[0],
        "max": lambda: asked.max(axis=0),
        "mean": lambda: asked.mean(axis=0),
        "mean_sqrt_len_tokens": lambda: asked.sum(axis=0) / np.float32(math.sqrt(len(asked))),
        "weightedmean": lambda: np.average(asked, axis=0, weights=places).astype(np.float32),
        "lasttoken": lambda: asked[-1],
    }
    return np.concatenate([ways[mode]() for mode in ORDER if mode in modes])


def project(vector: Floats, layer: Mapping[str, Floats], activation: Activation) -> Floats:
    """A dense layer: activation(weight @ vector + bias)."""
    summed = layer["linear.weight"] @ vector
    if "linear.bias" in layer:
        summed = summed + layer["linear.bias"]
    return _ACTIVATIONS[activation](summed).astype(np.float32)


def unit(vector: Floats) -> Floats:
    """The vector with length 1; one without direction stays as it is."""
    length = float(np.linalg.norm(vector))
    return (vector / length).astype(np.float32) if length > SHORTEST else vector.astype(np.float32)


_erf = np.vectorize(math.erf, otypes=[np.float64])
_ACTIVATIONS: dict[Activation, Callable[[Floats], NDArray[np.floating]]] = {
    "identity": lambda x: x,
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
    "gelu": lambda x: x * 0.5 * (1 + _erf(x / math.sqrt(2))),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
}
