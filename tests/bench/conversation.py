"""How fast help comes, over a real websocket against the real server: struggle -> nudge, question -> answer.

Sequential visits on the demo's help centre, so no queueing: the figures are latency, not throughput. Prints one JSON
object in milliseconds.
"""

import asyncio
import json
import statistics
import tempfile
import time
from pathlib import Path
from random import Random

from server.demo.line import Line, open_line
from server.demo.troubles import Trouble, read_troubles
from tests.journeys.world import World
from widget.protocol import PROTOCOL_VERSION, Chunk, Hello, Message, Nudge, PageView, Said, Snapshot, Struggled, Turn

VISITS = 60


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
    rng = Random(1)
    shown = [trouble for trouble in read_troubles() if trouble.element.key and trouble.message]
    asked = read_troubles()
    nudged: list[float] = []
    acked: list[float] = []
    first: list[float] = []
    whole: list[float] = []
    for _ in range(VISITS):
        async with open_line(*_where(world), _hello(world, rng)) as line:
            ack, nudge = await _struggle(line, rng.choice(shown), rng)
            acked.append(ack)
            nudged += [nudge] if nudge else []
        async with open_line(*_where(world), _hello(world, rng)) as line:
            times = await _question(line, rng.choice(asked), rng)
            if times:
                first.append(times[0])
                whole.append(times[1])
    return {
        "visits": VISITS,
        "batch_to_ack_ms": _row(acked),
        "struggle_to_nudge_ms": _row(nudged),
        "question_to_first_words_ms": _row(first),
        "question_to_whole_answer_ms": _row(whole),
    }


async def _struggle(line: Line, trouble: Trouble, rng: Random) -> tuple[float, float | None]:
    """Milliseconds to the ack, and to the nudge where there was one."""
    element = trouble.element.element()
    assert element is not None
    await line.tell(PageView(0, trouble.route, ""))
    state = Snapshot(0, trouble.route, errors=(Message(element, trouble.message),))
    began = time.perf_counter()
    await line.tell(
        Struggled(0, _token(rng), trouble.route, trouble.signal, "struggle", element, 3, message=trouble.message), state
    )
    ack = (time.perf_counter() - began) * 1000
    nudge = await line.hear((Nudge,), 1.0)
    return ack, (time.perf_counter() - began) * 1000 if nudge else None


async def _question(line: Line, trouble: Trouble, rng: Random) -> tuple[float, float] | None:
    began = time.perf_counter()
    await line.tell(Said(0, _token(rng), rng.choice(trouble.sayings), trouble.route))
    if await line.hear((Chunk,), 2.0) is None:
        return None
    first = (time.perf_counter() - began) * 1000
    await line.hear((Turn,), 5.0)
    return first, (time.perf_counter() - began) * 1000


def _where(world: World) -> tuple[str, str]:
    return world.settings.base_url.replace("http", "ws", 1) + "/v1/stream", world.settings.demo_url


def _hello(world: World, rng: Random) -> Hello:
    now = int(time.time() * 1000)
    return Hello(
        PROTOCOL_VERSION, world.prepared.site_key, _token(rng), _token(rng), _token(rng), now, "/", simulated=True
    )


def _token(rng: Random) -> str:
    return f"{rng.getrandbits(128):032x}"


def _row(times: list[float]) -> dict[str, float]:
    if not times:
        return {"n": 0}
    ordered = sorted(times)
    return {
        "n": len(ordered),
        "median": round(statistics.median(ordered), 1),
        "p95": round(ordered[int(len(ordered) * 0.95)], 1),
    }


if __name__ == "__main__":
    main()
