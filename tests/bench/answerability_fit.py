"""Fits the weights since policy-3 on the development sets: `python -m tests.bench.answerability_fit`. Prints them.

Two logistic regressions over the features that decisions store: whether anything answers the question (`known`), and
whether the best article is the right one (`answer`). A weight whose sign contradicts what its feature means is left
out: it fits the sample. Each answerable question is also asked with its articles out of the index, which counts half.
Each set counts as much as any other, and what it answers as much as what it doesn't; covidqa's development half is one
of them. The proof sets are not read.

`left_out` is how each set is judged by weights that were fitted on all others: what to expect of an unknown one.
Takes five minutes.
"""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from server.answering.policy import POLICY, Prior, Weight
from tests.bench.answerability import DEVELOPMENT_HALF, auroc, calibration_error, covid
from tests.bench.answerability_sets import DEVELOPMENT, Desk, Judged

RIDGE = 0.01  # on standardised features; .003 to .03 give the same order
HIDDEN = 0.5  # of what a question counts, where its articles were left out: another may say some of it
SIGNS = {
    "fit": 1,
    "margin": 1,
    "lead": 1,
    "late": 1,
    "least": 1,
    "sentence": 1,
    "said": 1,
    "covered": 1,
    "in_scope": 1,
    "missed": -1,
    "unknown": -1,
    "unnamed": -1,
    "uncounted": -1,
    "unsaid": -1,
    "another": -1,
    "size": -1,
}
KNOWN = tuple(name for name in SIGNS if name != "margin")  # a tie of two right articles is an answer all the same
ANSWERED = 0.5
COVIDQA = 80  # of its questions: as many as of another set

Rows = NDArray[np.float64]


class Sample(Struct, frozen=True):
    """A question of a set as it was judged, and how much it counts."""

    group: str
    judged: Judged
    share: float


def main() -> None:
    """Fits and prints one JSON object."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        samples = [Sample(name, one, 1.0) for name in DEVELOPMENT for one in desk.judged(name)]
        samples += [Sample(name, one, HIDDEN) for name in DEVELOPMENT for one in desk.hidden(name)]
        samples += [Sample("covidqa", one, 1.0) for one in covid(desk, POLICY, DEVELOPMENT_HALF, COVIDQA)]
    print(json.dumps(fitted(samples), indent=2))


def fitted(samples: Sequence[Sample]) -> dict[str, object]:
    """Both priors' weights, and how they do on sets that they were not fitted on."""
    return {
        "known": fit(samples, KNOWN, answerable(samples)),
        "answer": fit(samples, tuple(SIGNS), right(samples)),
        "left_out": {name: left_out(samples, name) for name in dict.fromkeys(one.group for one in samples)},
    }


def left_out(samples: Sequence[Sample], name: str) -> dict[str, float]:
    """A set's figures by the weights of all others; questions with hidden articles apart."""
    others = [one for one in samples if one.group != name]
    own = [one for one in samples if one.group == name and one.share == 1.0]
    known = said(fit(others, KNOWN, answerable(others)), own)
    best = said(fit(others, tuple(SIGNS), right(others)), own)
    there = answerable(own) > 0
    return {
        "auroc": auroc(known, there),
        "answerable_known": round(float((known[there] >= ANSWERED).mean()), 3),
        "unanswerable_known": round(float((known[~there] >= ANSWERED).mean()), 3),
        "ece": calibration_error(known, answerable(own)),
        "ece_right": calibration_error(best, right(own)),
    }


def answerable(samples: Sequence[Sample]) -> Rows:
    return np.array([float(one.judged.answerable) for one in samples])


def right(samples: Sequence[Sample]) -> Rows:
    return np.array([float(one.judged.right) for one in samples])


def said(weights: dict[str, float], samples: Sequence[Sample]) -> Rows:
    """What a prior of these weights says of each."""
    prior = Prior(weights["bias"], tuple(Weight(name, one, "") for name, one in weights.items() if name != "bias"))
    return np.array([prior.confidence(one.judged.features) for one in samples])


def counted(samples: Sequence[Sample]) -> Rows:
    """How much each sample counts: each set the same, half of it for what it answers."""
    keys = [(one.group, one.judged.answerable) for one in samples]
    whole: dict[tuple[str, bool], float] = {}
    for key, one in zip(keys, samples, strict=True):
        whole[key] = whole.get(key, 0.0) + one.share
    return np.array([one.share / whole[key] for key, one in zip(keys, samples, strict=True)])


def fit(samples: Sequence[Sample], names: tuple[str, ...], wanted: Rows) -> dict[str, float]:
    """Weights by feature, with `bias`."""
    kept, counts = list(names), counted(samples)
    while True:
        rows = np.array([[one.judged.features.get(name, 0.0) for name in kept] for one in samples])
        slopes, bias = logistic(rows, wanted, counts)
        against = {name: slope for name, slope in zip(kept, slopes, strict=True) if slope * SIGNS[name] < 0}
        if not against:
            return {name: round(float(slope), 2) for name, slope in zip(kept, slopes, strict=True)} | {
                "bias": round(bias, 2)
            }
        spread = dict(zip(kept, rows.std(axis=0), strict=True))
        kept.remove(max(against, key=lambda name: abs(against[name]) * spread[name]))


def logistic(rows: Rows, wanted: Rows, weights: Rows) -> tuple[Rows, float]:
    """(slopes, bias) by Newton's method, ridge on the standardised slopes."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    inputs = np.column_stack([(rows - mean) / spread, np.ones(len(rows))])
    penalty = np.diag([RIDGE] * rows.shape[1] + [0.0])
    theta, share = np.zeros(inputs.shape[1]), weights / weights.sum()
    for _ in range(50):
        chance = 1 / (1 + np.exp(-inputs @ theta))
        slope = inputs.T @ (share * (chance - wanted)) + penalty @ theta
        curvature = inputs.T @ (inputs * (share * chance * (1 - chance))[:, None]) + penalty
        theta = theta - np.linalg.solve(curvature, slope)
    slopes = theta[:-1] / spread
    return slopes, float(theta[-1] - slopes @ mean)


if __name__ == "__main__":
    main()
