"""How near each unit of a passage is to a question, word by word: what a quote is chosen by. Pure.

Each of the question's words is as near to a unit as to the nearest of the unit's words, or of the heading's above it.
Measured by tests/bench/quotes.py beside the cosine of whole units.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from server.knowledge.parts import Passage

FILLER = 0.25  # of a word that tells nothing ("how", "my"), where one that tells has 1
UNDER = 0.8  # how much a word counts that is met by the heading; what the unit says itself counts the rest


Near = tuple[float, ...]  # of each unit of a passage, in order, -1..1
Nearness = Callable[[Passage], Near | None]


def nearness(likeness: NDArray[np.float32], telling: NDArray[np.bool_], starts: NDArray[np.int64]) -> Near:
    """Of the likeness of the question's tokens (rows) to a passage's (columns), whose parts begin at `starts`.

    The first part is the heading, each of the others a unit; `telling` marks the rows of telling words.
    """
    weights = np.where(telling, 1.0, FILLER)
    weights /= weights.sum()
    met = np.maximum.reduceat(likeness, starts, axis=1)
    under = np.maximum(met, met[:, :1])
    return tuple((weights @ (UNDER * under[:, 1:] + (1 - UNDER) * met[:, 1:])).tolist())
