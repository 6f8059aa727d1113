"""Chooses among answers that fit equally well by what became of them before. Pure.

Each has a belief about how often it resolves such a question: a Beta distribution, from its confidence and from the
outcomes near the question. Drawing the best of one sample each (Thompson) explores as much as the beliefs overlap and
no more. The chance of each is integrated, not sampled, so that it is known exactly when it is stored; one number of
the turn then picks. Nothing here knows a clock or a random source: the same numbers always choose the same.
"""

import hashlib
import hmac
from collections.abc import Collection, Sequence
from typing import Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

DRAW = "draw"  # feature: the number, 0..1, that a choice is drawn by
COMPARABLE = "comparable"  # feature: how many articles the choice was among
FROZEN = "frozen"  # feature: the visitor is answered as on day one, for comparison
FROZEN_SHARE = 0.02  # of visitors: enough for a causal figure in months, and few pay for it
PRIOR_OUTCOMES = 2.0  # outcomes that a confidence counts like: real ones soon outweigh it
DOUBT = 4.0  # outcomes that must agree before they say half of what many would: two visitors' at least
LEAST_CHANCE = 0.02  # of each article that is comparable: a loser that has become better is noticed, at one in fifty
CELLS = 1024  # of the integral; chances are right to 1e-5 from 1 to 500 outcomes (test_worked)
DECIMALS = 6  # of a chance: far coarser than what machines differ by


class Tally(Struct, frozen=True):
    """What became of an article near a question, in outcomes that count by likeness and age."""

    solved: float = 0.0
    failed: float = 0.0


class Outcomes(Protocol):
    """What became of answers, as this room sees it; server.learning implements it. One call, one consistent state."""

    def tallies(self, site: str, near: NDArray[np.float32], articles: Collection[str], at: int) -> dict[str, Tally]:
        """Of these articles, near a question (its embedding, the heads' encoder's), as of `at` (Unix ms)."""
        ...

    def draw_key(self, site: str) -> bytes:
        """What the site's choices are drawn by; b"" before its first outcomes, and then nothing is drawn."""
        ...

    def worked_version(self) -> str:
        """Of the outcomes; "none" before the first."""
        ...


class Belief(Struct, frozen=True):
    """Beta(a, b) over the share of such questions that an article resolves."""

    a: float
    b: float

    @property
    def mean(self) -> float:
        return self.a / (self.a + self.b)


def belief(confidence: float, solved: float, failed: float) -> Belief:
    """From a confidence (0..1) and counted outcomes. Flat at least, so that it is finite everywhere."""
    return Belief(1.0 + PRIOR_OUTCOMES * confidence + solved, 1.0 + PRIOR_OUTCOMES * (1.0 - confidence) + failed)


def merit(solved: float, failed: float) -> float:
    """How much outcomes speak for an article, -1..1; 0 without any, and near it while there are few."""
    return (solved - failed) / (solved + failed + DOUBT)


def chances(beliefs: Sequence[Belief]) -> tuple[float, ...]:
    """How likely each of them resolves most, each at least `LEAST_CHANCE`; they sum to 1 within rounding."""
    angles = (np.arange(CELLS) + 0.5) * (np.pi / 2 / CELLS)  # x = sin², which spreads the ends
    sine, cosine = np.log(np.sin(angles)), np.log(np.cos(angles))
    cells = []
    for one in beliefs:
        logs = (2 * one.a - 1) * sine + (2 * one.b - 1) * cosine
        mass = np.exp(logs - logs.max())
        cells.append(mass / mass.sum())
    below = [np.cumsum(cell) - cell / 2 for cell in cells]
    best = [
        float(np.prod([cell, *(other for n, other in enumerate(below) if n != own)], axis=0).sum())
        for own, cell in enumerate(cells)
    ]
    spare = 1.0 - LEAST_CHANCE * len(beliefs)
    return tuple(round(LEAST_CHANCE + spare * share / sum(best), DECIMALS) for share in best)


def drawn(shares: Sequence[float], draw: float) -> int:
    """Which of them a number from 0 to 1 falls on."""
    reached = 0.0
    for n, share in enumerate(shares):
        reached += share
        if draw < reached:
            return n
    return len(shares) - 1


def draw_of(key: bytes, decision: str) -> float:
    """The number that a decision draws by, 0 to below 1: fixed by its id, and unknown to whoever lacks the key."""
    digest = hmac.digest(key, decision.encode(), "sha256")
    return int.from_bytes(digest[:6]) / 2**48


def in_frozen_arm(visitor: str) -> bool:
    """Whether a visitor is answered without what was learned from outcomes: for ever, on every machine."""
    digest = hashlib.sha256(f"frozen arm {visitor}".encode()).digest()
    return int.from_bytes(digest[:4]) < FROZEN_SHARE * 2**32
