"""What the API answers with: Structs that the dashboard and other clients decode. Imports nothing but msgspec.

Times are Unix milliseconds; `day` is an ISO date. Every rate comes as a `Rate` with its n and 95 % Wilson interval.
"""

from msgspec import Struct


class View(Struct, frozen=True, kw_only=True):
    """Common shape of every answer."""


class Problem(View, frozen=True):
    """What went wrong: a stable code and a sentence that helps."""

    code: str
    message: str


class Rate(View, frozen=True):
    """hits / n with its 95 % Wilson interval; value, low and high are None when n is 0."""

    hits: int
    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


class Score(View, frozen=True):
    """How hard it was, 0 (calm) to 1: the mean over `n` exposed visitors with its 95 % interval; None when n is 0.

    `few`: so few visitors that the number says little.
    """

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    few: bool = False
