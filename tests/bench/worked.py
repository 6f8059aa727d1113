"""Two articles that answer the same questions, one resolving 80 % and one 40 %, swapped after 300: prints JSON.

Each seed goes through the real consideration and decision with stored episodes. Which of the two is the better one
alternates, so that the order by words helps as often as it hinders. usage: python -m tests.bench.worked [SEEDS]
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from models.encode import Encoder
from server.answering.worked import belief, chances
from tests.server.learning.planted import (
    CODE,
    DEVICE,
    POORLY,
    WELL,
    Asked,
    Planted,
    adapted_after,
    planted,
    regret,
    share,
)

SEEDS = 20
LENGTH = 300


def main(seeds: int) -> None:
    with tempfile.TemporaryDirectory() as folder, planted(Path(folder), Encoder.load()) as world:
        rows = [one_seed(world, seed) for seed in range(seeds)]
    beliefs = [belief(0.8, 40.0, 12.0), belief(0.8, 9.0, 14.0), belief(0.7, 0.0, 0.0)]
    began = time.perf_counter()
    for _ in range(200):
        chances(beliefs)
    figures = {name: spread([row[name] for row in rows]) for name in rows[0]}
    print(json.dumps({"seeds": seeds, "episodes": LENGTH, **figures, "chances_ms": (time.perf_counter() - began) * 5}))


def one_seed(world: Planted, seed: int) -> dict[str, float]:
    """Shares, regret and the time to adapt of one run."""
    better, worse = (CODE, DEVICE) if seed % 2 else (DEVICE, CODE)
    before, after = {better: WELL, worse: POORLY}, {better: POORLY, worse: WELL}
    asked = world.run(seed, [before, after], LENGTH)
    first, second = asked[:LENGTH], asked[LENGTH:]
    rng = Random(seed)
    chance = [rng.choice((WELL, POORLY)) for _ in range(LENGTH)]
    return {
        "share_of_better": share(first, better),
        "share_of_better_last_100": share(first[-100:], better),
        "regret": regret(first, before),
        "regret_of_chance": sum(WELL - one for one in chance),
        "resolved": resolved(first),
        "share_of_better_after_swap": share(second, worse),
        "share_of_better_after_swap_last_100": share(second[-100:], worse),
        "adapted_after": adapted_after(second, worse) or float("inf"),
        "regret_after_swap": regret(second, after),
    }


def resolved(asked: list[Asked]) -> float:
    """Share of episodes that were resolved."""
    return sum(one.resolved for one in asked) / len(asked)


def spread(values: list[float]) -> dict[str, float]:
    """Mean and the extremes over seeds."""
    return {
        "mean": round(statistics.fmean(values), 3),
        "least": round(min(values), 3),
        "most": round(max(values), 3),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS)
