"""Reads a text that is longer than an encoder reads at once: in windows, whose vectors are put together.

The windows are as few and as equal as they can be, so that no short rest counts as much as all before it; together
they weigh what they have read.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

WHOLE = "+whole"  # behind an encoder's version: how it reads passages; another name here embeds what is stored anew

Floats = NDArray[np.float32]
T = TypeVar("T")


def cut(tokens: Sequence[T], tail: int, most: int) -> list[T]:
    """The first `most` tokens of a text; its last `tail` ones, which mark its end, stay its end."""
    if len(tokens) <= most:
        return list(tokens)
    return [*tokens[: most - tail], *tokens[len(tokens) - tail :]]


def windows(ids: Sequence[int], front: int, tail: int, most: int) -> list[list[int]]:
    """The tokens of a text in windows of at most `most`, each with the text's `front` first and `tail` last ones.

    A front that takes up half of a window leaves too little to read: then there is one window, cut.
    """
    room = most - front - tail
    if len(ids) <= most or room < most // 2:
        return [cut(ids, tail, most)]
    begin, body, end = ids[:front], ids[front : len(ids) - tail], ids[len(ids) - tail :]
    count = -(-len(body) // room)
    places = [round(len(body) * number / count) for number in range(count + 1)]
    return [[*begin, *body[first:last], *end] for first, last in pairwise(places)]


def whole(read: Callable[[list[int]], Floats], parts: list[list[int]]) -> Floats:
    """The unit vector, float32 (dimensions,), of all windows; `read` gives that of one. One window's is as it is."""
    if len(parts) == 1:
        return read(parts[0])
    together = np.stack([read(part) * np.float32(len(part)) for part in parts]).sum(axis=0)
    length = float(np.linalg.norm(together))
    made: Floats = (together / length).astype(np.float32) if length > 0 else together
    return made
