"""Cuts long lists of values into pieces that fit one statement."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

MOST_PARAMETERS = 500  # values in one IN list; SQLite's oldest limit is 999


def chunks(values: Sequence[T], size: int = MOST_PARAMETERS) -> Iterator[Sequence[T]]:
    """`values` in order, at most `size` at a time; nothing for nothing."""
    return (values[start : start + size] for start in range(0, len(values), size))
