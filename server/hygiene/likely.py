"""Weighs how likely two sentences that differ in one thing are about one thing in all else, and so contradict. Pure.

A logistic regression over how well their words meet (aligned.py), fitted by `python -m tests.bench.hygiene_fit`;
`python -m tests.bench hygiene` measures it on sets that it was not fitted on, too.
"""

from math import exp

from server.hygiene.aligned import Fit
from server.hygiene.slots import Difference

WEIGHTS = {
    "whole": 3.95,
    "near": 5.51,
    "worse": 1.09,
    "head": 2.04,
    "lone": -1.57,
    "other_lonely": -0.32,
    "names": -4.3,
    "shared": 0.72,
    "word": -2.24,
    "negation": -0.3,
    "opposite": 1.24,
    "part": -2.74,
    "rare": 3.53,
}
BIAS = -10.89
MOST_LONELY, MOST_SHARED = 6, 4  # words that count


def likely(its: dict[str, float]) -> float:
    """How likely two sentences that differ in one thing can't both be right, 0..1."""
    return 1 / (1 + exp(-(BIAS + sum(weight * its[name] for name, weight in WEIGHTS.items()))))


def features(found: Difference, fit: Fit, near: float, *, whole: bool) -> dict[str, float]:
    """What WEIGHTS weighs. `near`: their passages' cosine; `whole`: neither is a part of a sentence."""
    subject = found.subject
    return {
        "whole": fit.whole,
        "near": near,
        "worse": fit.worse,
        "head": fit.head,
        "lone": float(fit.lonely > 0),
        "other_lonely": min(fit.other_lonely, MOST_LONELY),
        "names": float(fit.names),
        "shared": min(fit.shared, MOST_SHARED),
        "word": float(subject in ("control", "name", "limit")),
        "negation": float(subject == "negation"),
        "opposite": float(subject == "opposite"),
        "part": float(subject in ("negation", "opposite") and not whole),
        "rare": fit.rare,
    }
