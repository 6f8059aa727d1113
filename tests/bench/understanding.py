"""Milliseconds to understand a turn with all heads, one thread, and through the queue: prints JSON.

Turns are our own unseen sentences, as visitors write them, each understood several times. A turn of several
clauses is encoded once for each; an explanation once for each word. usage: python -m tests.bench.understanding
"""

import asyncio
import csv
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from models.encode import Encoder
from models.registry import Registry
from server.understanding import Understanding, UnderstandingPool
from server.understanding.explain import explain

ROUNDS = 12
WARM_UP = 30
EXPLAINED = 40  # turns
UNSEEN = Path(__file__).parents[1] / "models" / "unseen.csv"


def main() -> None:
    with UNSEEN.open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    encoder = Encoder.load()
    with tempfile.TemporaryDirectory() as folder:
        registry = Registry(Path(folder))
        registry.ensure_shipped()
        began = time.perf_counter()
        understanding = Understanding.load(registry, encoder)
        understanding.warm()
        ready = time.perf_counter() - began
        figures = {
            "versions": understanding.versions,
            "turns": len(texts) * ROUNDS,
            "load_and_warm_ms": round(ready * 1000, 1),
            "encoder_alone": spread([timed(encoder.encode, text) for text in texts * ROUNDS][WARM_UP:]),
            "turn_understood": spread([timed(understanding.understand, text) for text in texts * ROUNDS][WARM_UP:]),
            "through_the_queue": spread(asyncio.run(queued(understanding, texts * ROUNDS))[WARM_UP:]),
            "explained": spread([timed(lambda text: explain(understanding, text), text) for text in texts[:EXPLAINED]]),
        }
    print(json.dumps(figures))


def timed(work: Callable[[str], object], text: str) -> float:
    """Milliseconds of one call."""
    began = time.perf_counter()
    work(text)
    return (time.perf_counter() - began) * 1000


async def queued(understanding: Understanding, texts: list[str]) -> list[float]:
    """Milliseconds of each turn, one after the other, from the event loop and back to it."""
    pool = UnderstandingPool(understanding)
    times = []
    for text in texts:
        began = time.perf_counter()
        await pool.understand(text)
        times.append((time.perf_counter() - began) * 1000)
    pool.close()
    return times


def spread(times: list[float]) -> dict[str, float]:
    """Median, p95, p99 and the longest."""
    cuts = statistics.quantiles(times, n=100)
    return {
        "median_ms": round(statistics.median(times), 2),
        "p95_ms": round(cuts[94], 2),
        "p99_ms": round(cuts[98], 2),
        "longest_ms": round(max(times), 2),
    }


if __name__ == "__main__":
    main()
