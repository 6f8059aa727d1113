"""The shape of a detector: a pure step from a state and an event to the next state and what was found."""

import math
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from widget.elements import Target
from widget.events import Kind, Seen
from widget.protocol import Sign, Signal, Verdict

NEVER = math.inf


class Found(Struct, frozen=True):
    """A detector's verdict on a candidate. `t` is when it became certain, whenever that was noticed: the same for any
    batching. Texts are not yet masked.

    `evidence` begins with a code word and goes on with what was measured, in plain words. `signs` are the signs of
    life that were seen, `of` is the number (`Seen.n`) of the event that was judged.
    """

    signal: Signal
    t: float
    target: Target | None = None
    verdict: Verdict = "struggle"
    count: int = 1
    span_ms: float = 0.0
    evidence: tuple[str, ...] = ()
    message: str = ""  # the page's own error text
    signs: tuple[Sign, ...] = ()
    of: int = -1


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
