"""Paired comparisons of two systems that answered the same questions.

Only the questions on which they differ say anything. The exact McNemar test asks how likely so many of those would
fall on one side if both were equally good: a binomial tail, right at any n. The bootstrap draws the questions again and
again with replacement; as a question's paired difference is -1, 0 or 1, drawing questions is drawing three counts.
"""

from collections.abc import Sequence
from math import comb

import numpy as np

DRAWS = 10_000  # the bounds' own error is then a tenth of a point at a few hundred questions


def one_sided(better: int, worse: int) -> float:
    """The chance of at least `better` wins among better + worse if wins and losses were equally likely."""
    n = better + worse
    return float(sum(comb(n, wins) for wins in range(better, n + 1)) / 2**n)


def discordant(before: Sequence[bool], after: Sequence[bool]) -> tuple[int, int]:
    """(right only after, right only before) among the same questions. Raises ValueError on unequal lengths."""
    pairs = list(zip(before, after, strict=True))
    return sum(b < a for b, a in pairs), sum(b > a for b, a in pairs)


def paired_interval(before: Sequence[bool], after: Sequence[bool], seed: int = 0) -> tuple[float, float, float]:
    """(difference, low, high) of the share that is right, after minus before, with its 95 % bootstrap interval.

    Zeros for nothing. The same answers and seed give the same bounds.
    """
    n = len(before)
    if n == 0:
        return 0.0, 0.0, 0.0
    gained, lost = discordant(before, after)
    drawn = np.random.default_rng(seed).multinomial(n, [gained / n, lost / n, (n - gained - lost) / n], size=DRAWS)
    low, high = np.quantile((drawn[:, 0] - drawn[:, 1]) / n, [0.025, 0.975])
    return (gained - lost) / n, float(low), float(high)
