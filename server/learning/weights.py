"""Learns what each signal says about a bad end, from a site's own visits. `learned` is pure.

A logistic regression of *ended badly* on the kinds of signals that a visit showed, calm visits among them, gives each
signal the chance that it adds by itself: with p0 the chance of a calm visit and p the chance of a visit with this
signal alone, weight = 1 - (1 - p) / (1 - p0), which is what the score multiplies (score.py). The prior comes in as
made-up visits: as many as PRIOR_N that showed this signal alone and ended badly as often as the prior says. A signal
with too few visits, and a site with too few bad ends, keep the prior and say so; but where the learned ones all lie
below or above their priors, so do visits of this site end, and the priors kept follow by as much as is known, lest what
is not learned yet lead every ranking. Form abandonment and leaving after an error are bad ends themselves, no signs of
one: they keep the prior.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from math import exp, log, sqrt

import numpy as np
from msgspec import Struct, structs
from numpy.typing import NDArray
from sqlalchemy import Connection

from models.logistic import fit_logistic
from server.projections.score import PRIOR, Z_95
from server.store import score as store
from server.store.windows import DAY_MS

DAYS = 90  # of visits that are learned from
SETTLED_MS = DAY_MS  # silence decides an episode after a day: younger visits have no known end
ENOUGH_VISITS = 30  # that showed the signal: below that the prior says more than the share
ENOUGH_BAD = 30  # bad ends in all: below that the calm visits' own chance is a guess
PRIOR_N = 40.0  # as many visits as the prior is worth beside a site's own
LEVEL_N = 2.0  # as many signals that agree with their priors as a site's level is held against
STRENGTH = 1e4  # of the data against the penalty: the prior visits hold the weights, not the penalty
LEAST, MOST = 0.02, 0.98  # no signal is nothing, none is certain

Pattern = tuple[frozenset[str], bool]  # the kinds that a visit showed, and whether it ended badly


class Weight(Struct, frozen=True):
    """The weight of a signal with its 95 % interval: from `n` visits with it, `bad` of which ended badly."""

    signal: str
    weight: float
    low: float
    high: float
    n: int
    bad: int
    learned: bool


def learned(visits: Mapping[Pattern, int]) -> list[Weight]:
    """Every signal's weight from counts of visits by what they showed and how they ended."""
    seen, bad = Counter[str](), Counter[str]()
    for (kinds, ended_badly), count in visits.items():
        for signal in kinds:
            seen[signal] += count
            bad[signal] += count * ended_badly
    bad_ends = sum(count for (_, ended_badly), count in visits.items() if ended_badly)
    enough = [one for one in PRIOR if seen[one] >= ENOUGH_VISITS and one not in store.GAVE_UP]
    calm = sum(count for (kinds, _), count in visits.items() if not kinds)
    fitted = _fitted(visits, enough) if enough and calm >= ENOUGH_VISITS and bad_ends >= ENOUGH_BAD else {}
    kept = _at_level(fitted, seen)
    return [
        structs.replace(fitted[signal], n=seen[signal], bad=bad[signal])
        if signal in fitted
        else Weight(signal, kept[signal], *_of_prior(kept[signal]), seen[signal], bad[signal], False)
        for signal in PRIOR
    ]


def _at_level(fitted: Mapping[str, Weight], seen: Mapping[str, int]) -> dict[str, float]:
    """The priors at the site's level: moved in their logits as the learned weights lie beside theirs."""
    sure = {signal: seen[signal] / (seen[signal] + PRIOR_N) for signal in fitted}
    moved = sum(sure[signal] * (_logit(one.weight) - _logit(PRIOR[signal])) for signal, one in fitted.items())
    shift = moved / (sum(sure.values()) + LEVEL_N)
    return {
        signal: prior if signal in store.GAVE_UP or not fitted else round(1 / (1 + exp(-_logit(prior) - shift)), 4)
        for signal, prior in PRIOR.items()
    }


def _logit(share: float) -> float:
    return log(share / (1 - share))


def _fitted(visits: Mapping[Pattern, int], signals: list[str]) -> dict[str, Weight]:
    """The signals' weights by the regression; others' marks are left out of it, their visits are not."""
    base = _base(visits)
    counts = Counter[tuple[tuple[bool, ...], bool]]()
    for (kinds, ended_badly), count in visits.items():
        counts[tuple(signal in kinds for signal in signals), ended_badly] += count
    rows = [(marks, ended_badly, float(count)) for (marks, ended_badly), count in sorted(counts.items())]
    for place, signal in enumerate(signals):
        alone = tuple(other == place for other in range(len(signals)))
        share = 1 - (1 - base) * (1 - PRIOR[signal])
        rows += [(alone, True, PRIOR_N * share), (alone, False, PRIOR_N * (1 - share))]
    marks = np.array([row[0] for row in rows], dtype=np.float64)
    ends = np.array([row[1] for row in rows], dtype=np.int64)
    number = np.array([row[2] for row in rows])
    fit = fit_logistic(marks, ends, 2, number, STRENGTH)
    slopes, bias = fit.weights[1] - fit.weights[0], float(fit.bias[1] - fit.bias[0])
    errors = _errors(marks, number, slopes, bias)
    return {
        signal: Weight(signal, *_added(bias, float(slope), float(error)), 0, 0, True)
        for signal, slope, error in zip(signals, slopes, errors, strict=True)
    }


def _base(visits: Mapping[Pattern, int]) -> float:
    """The chance of a bad end without any signal."""
    calm = [visits.get((frozenset(), ended_badly), 0) for ended_badly in (False, True)]
    return (calm[1] + 0.5) / (sum(calm) + 1)


def _errors(
    marks: NDArray[np.float64], number: NDArray[np.float64], slopes: NDArray[np.float64], bias: float
) -> NDArray[np.float64]:
    """Standard errors of the slopes from the curvature of the likelihood."""
    chance = 1 / (1 + np.exp(-(marks @ slopes + bias)))
    inputs = np.column_stack([marks, np.ones(len(marks))])
    curvature = inputs.T @ (inputs * (number * chance * (1 - chance))[:, None])
    spread: NDArray[np.float64] = np.sqrt(np.clip(np.diag(np.linalg.pinv(curvature))[:-1], 0, None))
    return spread


def _added(bias: float, slope: float, error: float) -> tuple[float, float, float]:
    """(weight, low, high): what the signal adds to the chance of a bad end."""
    weight, low, high = (_weight(bias, slope + z * error) for z in (0.0, -Z_95, Z_95))
    return weight, low, high


def _weight(bias: float, slope: float) -> float:
    calm, with_it = (1 / (1 + exp(-min(max(logit, -30.0), 30.0))) for logit in (bias, bias + slope))
    return round(min(max(1 - (1 - with_it) / (1 - calm), LEAST), MOST), 4)


def _of_prior(weight: float) -> tuple[float, float]:
    """The interval of a share that PRIOR_N visits would leave."""
    spread = Z_95 * sqrt(weight * (1 - weight) / PRIOR_N)
    return round(max(0.0, weight - spread), 4), round(min(1.0, weight + spread), 4)


def patterns(visits: Collection[str], signals: Iterable[tuple[str, str]], bad: Collection[str]) -> Counter[Pattern]:
    """Counts of visits by the kinds they showed, bad ends themselves left out, and how they ended."""
    kinds: dict[str, set[str]] = {}
    for visit, signal in signals:
        if signal not in store.GAVE_UP:
            kinds.setdefault(visit, set()).add(signal)
    return Counter((frozenset(kinds.get(visit, ())), visit in bad) for visit in visits)


def learn(connection: Connection, site: str, now: int) -> list[Weight]:
    """The weights that the site's visits of the last ninety days call for."""
    since, until = now - DAYS * DAY_MS, now - SETTLED_MS
    visits = store.ended_visits(connection, site, since, until)
    shown = store.visit_signals(connection, site, since, until)
    return learned(patterns(visits, shown, store.bad_ends(connection, site, since, now)))


def keep(connection: Connection, site: str, weights: Iterable[Weight], now: int) -> None:
    """Stores weights: from now on they make the scores."""
    store.put_weights(connection, site, [{**structs.asdict(one), "at": now} for one in weights])
