"""How fast answers come when twenty visitors ask at once: 200 mixed questions over real websockets, a real server.

Answerable and unanswerable questions of the demo's help centre, no two alike in their words, each in a visit of its own
that was there before: a page is open when somebody asks. Server and visitors share the machine. Prints one JSON object
in milliseconds.
"""

import asyncio
import csv
import json
import statistics
import tempfile
import time
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random

from server.clock import new_id
from server.demo.line import Line, open_line
from tests.bench.answerability_sets import OWN
from tests.bench.answerability_sets import QUESTIONS as KEPT
from tests.journeys.world import World
from widget.protocol import PROTOCOL_VERSION, Chunk, Hello, Mode, Said, Turn

QUESTIONS, AT_ONCE = 200, 20
SETTLED_S = 1.0  # after the last visit was opened
FILES = (KEPT / "questions.csv", OWN / "proof.csv")


def main() -> None:
    """Starts a server on a folder of its own and measures."""
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        world.start("server")
        try:
            print(json.dumps(asyncio.run(measure(world))))
        finally:
            world.stop()


async def measure(world: World) -> dict[str, object]:
    """Twice: right after the start, when nothing was read yet, and once more."""
    return {"at_once": AT_ONCE, "just_started": await asking(world), "warm": await asking(world)}


async def asking(world: World) -> dict[str, object]:
    """Each of those at once asks its share, one question after the other."""
    asked = mixed()
    first: list[float] = []
    whole: list[float] = []
    kinds: Counter[str] = Counter()

    async with AsyncExitStack() as visits:
        waiting = [(await visits.enter_async_context(open_line(*where(world), hello(world))), *one) for one in asked]

        async def visitor() -> None:
            while waiting:
                took = await answered(*waiting.pop())
                first.append(took[0])
                whole.append(took[1])
                kinds[took[2]] += 1

        await asyncio.sleep(SETTLED_S)
        began = time.perf_counter()
        await asyncio.gather(*(visitor() for _ in range(AT_ONCE)))
        seconds = time.perf_counter() - began
    return {
        "questions": len(asked),
        "became": dict(kinds),
        "first_words_ms": row(first),
        "whole_answer_ms": row(whole),
        "questions_a_second": round(len(asked) / seconds, 1),
    }


def mixed() -> list[tuple[str, str]]:
    """(question, route), the same ones each time."""
    found = []
    for path in FILES:
        with path.open(newline="", encoding="utf-8") as file:
            found += [(one["question"], one["route"] or "/billing") for one in csv.DictReader(file)]
    return Random(1).sample(found, QUESTIONS)


async def answered(line: Line, text: str, route: str) -> tuple[float, float, str]:
    """Milliseconds to the first words and to the whole of what is said, and what was said."""
    began = time.perf_counter()
    await line.tell(Said(0, new_id(), text, route))
    frame: object = await line.hear((Chunk, Turn, Mode), 20.0)
    first = (time.perf_counter() - began) * 1000
    if isinstance(frame, Chunk):
        frame = await line.hear((Turn,), 20.0)
    whole = (time.perf_counter() - began) * 1000
    match frame:
        case Turn(view=view):
            return first, whole, "answer" if view.citations else "other words"
        case Mode():
            return first, whole, "handoff"
        case _:
            raise AssertionError(f"nothing was said to {text!r}")


def where(world: World) -> tuple[str, str]:
    return world.settings.base_url.replace("http", "ws", 1) + "/v1/stream", world.settings.demo_url


def hello(world: World) -> Hello:
    return Hello(PROTOCOL_VERSION, world.prepared.site_key, new_id(), new_id(), new_id(), int(time.time() * 1000), "/")


def row(times: list[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    if not times:
        return {"n": 0}
    ordered = sorted(times)
    p50, p95 = statistics.median(ordered), ordered[int(len(ordered) * 0.95)]
    return {"n": len(ordered), "p50": round(p50, 1), "p95": round(p95, 1)}


if __name__ == "__main__":
    main()
