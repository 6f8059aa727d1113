"""Our own scripted conversations and rated dialogues, read and followed turn by turn."""

import json
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct

from server.conversation.reaction import reaction
from server.understanding import Understanding, Understood
from server.understanding.facts import facts_of
from server.understanding.risk import Risk, heard

FOLDER = Path(__file__).parent
MINUTE_MS = 60_000


class Followed(Struct, frozen=True):
    """A turn with what was understood of it and the risk after it."""

    understood: Understood
    risk: Risk


class Pair(Struct, frozen=True):
    """A conversation that escalates up to the demand for a person, and a calm one about the same."""

    cue: str
    escalating: list[Any]
    calm: list[Any]


class Rated(Struct, frozen=True):
    """A turn with its mood's rating (-2..2) and whether its writer is frustrated, as a reader of it all sees it."""

    says: str
    rating: int
    frustrated: bool


def read_pairs(name: str) -> list[Pair]:
    return [Pair(**pair) for pair in json.loads((FOLDER / name).read_text(encoding="utf-8"))]


def read_dialogues(name: str) -> list[list[Rated]]:
    return [[Rated(**turn) for turn in turns] for turns in json.loads((FOLDER / name).read_text(encoding="utf-8"))]


def follow_all(understanding: Understanding, turns: Iterable[str | dict[str, Any]]) -> list[Followed]:
    """Each turn a minute after the one before; what follows an answer is taken as the room takes it."""
    risk, followed = Risk(), []
    for number, turn in enumerate(turns):
        text, signals = (turn, ()) if isinstance(turn, str) else (turn["says"], turn.get("struggles", ()))
        understood, embedding = understanding.understand(text), understanding.embed(text)
        verdict = reaction(text) if number else ""
        risk = heard(risk, facts_of(text, understood, embedding, number * MINUTE_MS, verdict, signals))
        followed.append(Followed(understood, risk))
    return followed


def drops(dialogue: list[Rated]) -> list[bool]:
    """At which turns the rating falls, onto the upset side; the first is compared with a neutral turn."""
    ratings = [0, *(turn.rating for turn in dialogue)]
    return [after < 0 and after < before for before, after in pairwise(ratings)]


def f1(told: np.ndarray, truth: np.ndarray) -> float:
    """F1 of the turns that were told, 0 where none is."""
    return float(2 * (told & truth).sum() / max(1, told.sum() + truth.sum()))


def spearman(one: Iterable[float], other: Iterable[float]) -> float:
    """Correlation of ranks, ties sharing the mean of theirs."""
    return float(np.corrcoef(_ranks(one), _ranks(other))[0, 1])


def _ranks(values: Iterable[float]) -> np.ndarray:
    _, place, counts = np.unique(np.fromiter(values, float), return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2)[place])
