"""Fits the weights of likely.py on the sets in FITTED: `python -m tests.bench.hygiene_fit`. Prints them.

A logistic regression over every two sentences that differ in one thing. Right is, of each planted contradiction, the
likeliest pair of sentences of the two articles (taken anew by the weights of the round before); wrong are all pairs of
articles that are right, with harmless plants, and the statements of pairs.json that are compatible. Other sets are
not read.

`left_out` is what is found of a set, and how many pairs of its articles are told falsely, by weights fitted on the
others. Takes a minute.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from models.encode import Encoder
from server.hygiene import pairs
from server.hygiene.aligned import Reader
from server.hygiene.conflicts import SURE, weighed
from server.hygiene.likely import WEIGHTS, likely
from server.hygiene.statements import Text, mates
from server.store import hygiene
from tests.bench.hygiene_sets import FITTED, PAIRS, SITE, filled, plants

AROUND = 0.6  # cosine of the passages that statements of a pair would stand in
RIDGE = 0.001  # on standardised features; .003 gives the same order
ROUNDS = 5  # of taking the likeliest pair of each plant; it stays the same after three
STEPS = 50
# What a case counts: a set is not worth more for having many articles or plants
PLANTED, PLANTED_IN_DEMO, HARMLESS, USUAL = 2.0, 0.5, 2.0, 1.0
STATEMENTS = "pairs"

Rows = NDArray[np.float64]


class Case(Struct, frozen=True):
    """Two sentences that differ in one thing: of which set, what it is, of which plant or articles, the features."""

    group: str
    kind: str
    of: str
    its: dict[str, float]


def main() -> None:
    """Fits and prints one JSON object."""
    reader = Reader(Encoder.load())
    cases = [*statements(reader), *(case for name in FITTED for case in differing(name, reader))]
    names = tuple(dict.fromkeys(case.group for case in cases))
    weights, bias, scores = fit(cases, names)
    told = {
        "weights": {name: round(weight, 2) for name, weight in weights.items()},
        "bias": round(bias, 2),
        "found": {name: found(cases, scores, name) for name in names},
        "left_out": {name: found(cases, fit(cases, set(names) - {name})[2], name) for name in names},
    }
    print(json.dumps(told, indent=2))


def statements(reader: Reader) -> Iterator[Case]:
    """The cases of single pairs of statements."""
    for pair in json.loads(PAIRS.read_text(encoding="utf-8")):
        one = Text("", pair["one"], "one", np.array([1, 0], np.float32))
        other = Text("", pair["other"], "other", np.array([AROUND, (1 - AROUND**2) ** 0.5], np.float32))
        for met in mates([one, other], [0], (), (0, 1), reader).values():
            for its, _ in weighed(one, other, met, reader, {}):
                yield Case(STATEMENTS, pair["kind"], pair["one"], its)


def differing(name: str, reader: Reader) -> Iterator[Case]:
    """The cases of a set; a plant that isn't harmless counts only with the article it was planted against."""
    planted = {f"{SITE}:{file}": plant for file, plant in plants(name).items()}
    with filled(name, reader.encoder) as db:
        rows = pairs.findable(db.read(hygiene.live_passages, SITE))
    found, rare = pairs.candidates(rows, {row.article for row in rows}, (), reader)
    for (place, its_place), met in found.items():
        one, other = rows[place], rows[its_place]
        between = {one.article, other.article}
        if len(between & planted.keys()) > 1:
            continue
        kind, of = "right", " ".join(sorted(between))
        for article in between & planted.keys():
            kind, of = planted[article].kind, article
            if kind != "harmless" and f"{SITE}:{planted[article].against}" not in between:
                kind = "other"  # it may contradict that one as well
        for its, _ in weighed(pairs.text_of(one), pairs.text_of(other), met, reader, rare):
            yield Case(name, kind, of, its)


def fit(cases: list[Case], names: Collection[str]) -> tuple[dict[str, float], float, Rows]:
    """Weights, bias, and the score of each case, by the sets named."""
    rows = np.array([[case.its[name] for name in WEIGHTS] for case in cases])
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    design = np.column_stack([(rows - mean) / spread, np.ones(len(rows))])
    wrong = [place for place, case in enumerate(cases) if case.group in names and _wrong(case)]
    scores = np.array([likely(case.its) for case in cases])
    found = np.zeros(design.shape[1])
    for _ in range(ROUNDS):
        right = [place for group, place in _likeliest(cases, scores) if group in names]
        chosen = [*right, *wrong]
        truth = np.array([1.0] * len(right) + [0.0] * len(wrong))
        found = _logistic(design[chosen], truth, np.array([_share(cases[place]) for place in chosen]))
        scores = design @ found
    raw = found[:-1] / spread
    return dict(zip(WEIGHTS, map(float, raw), strict=True)), float(found[-1] - mean @ raw), scores


def found(cases: list[Case], scores: Rows, name: str) -> dict[str, int]:
    """How many plants, or statements, of a set are found, and how many of its pairs are told falsely."""
    least = float(np.log(SURE / (1 - SURE)))
    right = sum(scores[place] >= least for group, place in _likeliest(cases, scores) if group == name)
    told = {
        case.of
        for case, score in zip(cases, scores, strict=True)
        if case.group == name and score >= least and _wrong(case)
    }
    return {"found": int(right), "false": len(told)}


def _likeliest(cases: list[Case], scores: Rows) -> list[tuple[str, int]]:
    """Of each contradiction that was planted, its set and the place of its likeliest case."""
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, case in enumerate(cases):
        if case.kind == "contradiction":
            places[case.group, case.of].append(place)
    return [(group, max(some, key=lambda place: float(scores[place]))) for (group, _), some in places.items()]


def _wrong(case: Case) -> bool:
    again = case.group.startswith("demo,") and case.kind == "right"  # the same articles as in "demo"
    return case.kind in ("right", "harmless", "compatible") and not again


def _share(case: Case) -> float:
    if case.kind == "contradiction":
        return PLANTED_IN_DEMO if case.group == "demo" else PLANTED
    return USUAL if case.kind == "right" else HARMLESS


def _logistic(design: Rows, truth: Rows, shares: Rows) -> Rows:
    """Newton's steps; the last column is the bias, which is not held back."""
    weights = shares / shares.sum()
    ridge = np.full(design.shape[1], RIDGE)
    ridge[-1] = RIDGE * 1e-6
    found = np.zeros(design.shape[1])
    for _ in range(STEPS):
        likelihood = 1 / (1 + np.exp(-design @ found))
        slope = design.T @ (weights * (likelihood - truth)) + ridge * found
        bend = (design.T * (weights * likelihood * (1 - likelihood))) @ design + np.diag(ridge)
        found -= np.linalg.solve(bend, slope)
    return found


if __name__ == "__main__":
    main()
