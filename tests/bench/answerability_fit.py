"""Fits the weights of policy-2 on the development sets: `python -m tests.bench.answerability_fit`. Prints them.

Two logistic regressions over the features that decisions store: whether anything answers the question (`known`), and
whether the best article is the right one (`answer`). A weight whose sign contradicts what its feature means is left
out: it fits the sample. Each set counts as much as any other; covidqa's development half is one of them. The proof
sets are not read. Takes five minutes.
"""

import json
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from server.conversation.policy import POLICY
from tests.bench.answerability import DEVELOPMENT_HALF, covid
from tests.bench.answerability_sets import DEVELOPMENT, Desk, Judged

RIDGE = 0.01  # on standardised features; .003 to .03 give the same order
SIGNS = {
    "fit": 1,
    "margin": 1,
    "lead": 1,
    "late": 1,
    "least": 1,
    "sentence": 1,
    "covered": 1,
    "unknown": -1,
    "unnamed": -1,
    "uncounted": -1,
    "size": -1,
}
KNOWN = tuple(name for name in SIGNS if name != "margin")  # a tie of two right articles is an answer all the same

Rows = NDArray[np.float64]


def main() -> None:
    """Fits and prints one JSON object."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        judged = {name: desk.judged(name) for name in DEVELOPMENT}
        judged["covidqa"] = list(covid(desk, POLICY, DEVELOPMENT_HALF))
    every = [one for rows in judged.values() for one in rows]
    weights = np.concatenate([np.full(len(rows), 1 / len(rows)) for rows in judged.values()])
    known = fit(every, KNOWN, np.array([float(one.answerable) for one in every]), weights)
    answer = fit(every, tuple(SIGNS), np.array([float(one.right) for one in every]), weights)
    print(json.dumps({"known": known, "answer": answer}, indent=2))


def fit(judged: list[Judged], names: tuple[str, ...], wanted: Rows, weights: Rows) -> dict[str, float]:
    """Weights by feature, with `bias`."""
    kept = list(names)
    while True:
        rows = np.array([[one.features.get(name, 0.0) for name in kept] for one in judged])
        slopes, bias = logistic(rows, wanted, weights)
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
