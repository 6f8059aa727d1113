"""The four steps of a turn in time: received, searched, decided, answered. Their spans add up to the whole.

A span ends where the next one begins; what runs beside the steps (a look-up) or within one (the first piece sent) is a
moment: the time since the turn came.
"""

import time
from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import Row

STEPS = ("received", "searched", "decided", "answered")
TOTAL, FIRST = "total", "first_chunk"  # moments
DIGITS = 3  # of a millisecond


class Trace:
    """Of one turn, begun when it came. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._began = self._last = clock()
        self._spans: dict[str, float] = {}
        self._moments: dict[str, float] = {}

    def mark(self, step: str) -> None:
        """The step ends now. One that is taken again grows."""
        now = self._clock()
        self._spans[step] = self._spans.get(step, 0.0) + (now - self._last) * 1000
        self._last = now

    def moment(self, name: str) -> None:
        """Something happened now; the first time counts."""
        self._moments.setdefault(name, (self._clock() - self._began) * 1000)

    def end(self) -> None:
        """The answer is out: what came since the last step went into it."""
        self.mark("answered")
        self._moments[TOTAL] = (self._last - self._began) * 1000

    @property
    def spans(self) -> dict[str, float]:
        """Milliseconds by step, all four in their order; 0 for one that was not needed."""
        return {step: round(self._spans.get(step, 0.0), DIGITS) for step in STEPS}

    @property
    def moments(self) -> dict[str, float]:
        """Milliseconds since the turn came, by name."""
        return {name: round(at, DIGITS) for name, at in self._moments.items()}

    def row(self) -> dict[str, str]:
        """The columns of a decision that hold it."""
        return {name: msgspec.json.encode(of).decode() for name, of in self._columns()}

    def _columns(self) -> tuple[tuple[str, dict[str, float]], ...]:
        return ("spans_json", self.spans), ("moments_json", self.moments)


def stored(row: Row[Any]) -> tuple[dict[str, float], dict[str, float]]:
    """(spans, moments) of a decision. Rows from before moments were kept hold the time at which each step ended."""
    spans = msgspec.json.decode(row.spans_json, type=dict[str, float])
    moments = msgspec.json.decode(row.moments_json, type=dict[str, float])
    if moments or not spans:
        return spans, moments
    ends = [(step, spans[step]) for step in STEPS if step in spans]
    starts = [0.0, *(end for _, end in ends)]
    return (
        {step: round(end - start, DIGITS) for (step, end), start in zip(ends, starts, strict=False)},
        {TOTAL: ends[-1][1]} if ends else {},
    )
