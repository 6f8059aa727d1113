"""The shape of a detector: a pure step from a state and an event to the next state and what was found."""

import math
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from widget.elements import Target
from widget.events import Kind, Seen
from widget.protocol import Signal, Verdict

NEVER = math.inf


class Found(Struct, frozen=True):
    """A detector's verdict other than *fine*. `t` is when it was reached; texts are not yet masked.

    `evidence` begins with a code word and goes on with what was measured, in plain words.
    """

    signal: Signal
    t: float
    target: Target | None = None
    verdict: Verdict = "struggle"
    count: int = 1
    span_ms: float = 0.0
    evidence: tuple[str, ...] = ()
    message: str = ""  # the page's own error text


def never(_state: Any, _rule: Any) -> float:
    """For detectors that wait for nothing."""
    return NEVER


class Detector(Struct, frozen=True):
    """One detector. `due` says at which time its state wants to be asked again though nothing happened."""

    signal: Signal
    listens: frozenset[Kind]
    start: Any
    step: Callable[[Any, Seen, Any], tuple[Any, tuple[Found, ...]]]
    due: Callable[[Any, Any], float] = never
