"""Rates with their 95 % Wilson intervals, and the ratio of two rates with its interval.

Wilson's interval inverts the score test: it stays inside 0..1 and keeps its coverage for small n and for rates near
nought, where the textbook interval fails. The ratio's interval is symmetric in its logarithm (Katz); a half is added to
every count when one is nought, so that it stays finite.
"""

from math import exp, log, sqrt
from typing import NamedTuple

from server.api.views import Rate

Z_95 = 1.959963984540054  # standard normal, two-sided 95 %
DIGITS = 4  # hundredths of a percent: finer than any n here resolves


def rate(hits: int, n: int) -> Rate:
    """`hits` of `n` as a Rate; value and bounds are None when n is nought. Raises ValueError unless 0 <= hits <= n."""
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n} is not a rate")
    if n == 0:
        return Rate(hits=0, n=0)
    share = hits / n
    middle = share + Z_95**2 / (2 * n)
    spread = Z_95 * sqrt(share * (1 - share) / n + Z_95**2 / (4 * n * n))
    scale = 1 + Z_95**2 / n
    low = 0.0 if hits == 0 else max(0.0, (middle - spread) / scale)
    high = 1.0 if hits == n else min(1.0, (middle + spread) / scale)
    return Rate(hits=hits, n=n, value=round(share, DIGITS), low=round(low, DIGITS), high=round(high, DIGITS))


class Ratio(NamedTuple):
    """How many times larger one rate is than another, with its interval."""

    value: float
    low: float
    high: float

    @property
    def rose(self) -> bool:
        return self.low > 1

    @property
    def fell(self) -> bool:
        return self.high < 1


def ratio(now: Rate, before: Rate, z: float = Z_95) -> Ratio | None:
    """`now` over `before`; None when one of them has no sessions. `z` is the normal quantile of the interval."""
    if now.n == 0 or before.n == 0:
        return None
    half = 0.5 if 0 in (now.hits, before.hits) else 0.0
    a, b, n, m = now.hits + half, before.hits + half, now.n + 2 * half, before.n + 2 * half
    value = (a / n) / (b / m)
    spread = z * sqrt(max(0.0, 1 / a - 1 / n + 1 / b - 1 / m))
    return Ratio(value, exp(log(value) - spread), exp(log(value) + spread))
