"""Rows that left the page unjudged become the events that the page would have told: views, clicks, time, struggles."""

from collections.abc import Sequence
from math import isfinite

from widget.protocol import Event, Observed
from widget.signals import Rules, judge

RAW = ".raw"  # how the gateway calls the stream of a beacon's rows
OLDEST_MS = 86_400_000  # rows wait in the page for seconds, at most for a sleeping tab; older clocks are wrong

Timed = tuple[int, Event]


def judged(parts: Sequence[Observed], batch_at: int, stream: str, rules: Rules) -> list[Timed]:
    """(Unix ms on the page's clock, event) of one batch's rows, in their order. Raises ValueError for times that are
    none.

    A row's own time is believed within the day before the batch. Judging the same rows twice gives the same ids.
    """
    if not all(isfinite(number) for part in parts for row in part.rows for number in row):
        raise ValueError("a row without numbers")
    latest = batch_at + max(part.dt for part in parts)
    told = judge(parts, rules, stream.removesuffix(RAW))  # as the page itself: a verdict that both reach is one
    return sorted(((_within(one.t, latest), one.event) for one in told), key=lambda timed: timed[0])


def _within(t: float, latest: int) -> int:
    return max(latest - OLDEST_MS, min(int(t), latest))
