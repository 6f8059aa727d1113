"""What a worded answer costs, and what it costs the next one who asks: a model that takes two seconds, a real server.

Each question is asked once, then again in other words by other visitors, over real websockets, one at a time. Beside:
the same questions with no model, and how much of such a quoted answer a cache could save at all. Prints one JSON object
in milliseconds.
"""

import asyncio
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from server.answering.trace import STEPS
from server.clock import new_id
from server.demo.line import open_line
from tests.bench.answers import hello, row, where
from tests.journeys.world import World
from tests.server.writing.stub import Script, lines, model, pieces
from widget.protocol import Chunk, Said, Turn

MODEL_S = 2.0  # that the stand-in takes for an answer, its words spread evenly over it
ROUTE = "/billing"
QUESTIONS = (
    "How do I cancel my plan?",
    "How do I enter my VAT number with its country prefix?",
    "it says invalid VAT number",
    "How do I reset my password?",
    "How do I change my billing address?",
    "How do I change my email address?",
    "Why was my card declined?",
    "How do I import a CSV file?",
    "How do I mark an invoice as paid?",
    "How do I connect my calendar?",
    "Where do I find my receipts?",
    "How do I delete my account?",
)
WRAPS = ("{}", "Hi, {} thanks!", "please: {}", "so, {}", "hello there, {}", "{} thank you very much")


def main() -> None:
    """Starts two servers, one after the other, each on a folder of its own."""
    print(json.dumps(asyncio.run(measure())))


async def measure() -> dict[str, object]:
    """With the model, then without."""
    asked = 0

    async with model() as stub:

        def script(body: dict[str, Any]) -> Script:
            nonlocal asked
            asked += 1
            words = pieces("\n".join(lines(body)))
            return Script(words, pause_s=MODEL_S / len(words))

        stub.script = script
        os.environ |= {"HANDRAIL_WRITER_URL": stub.url, "HANDRAIL_WRITER_MODEL": "stand-in"}
        first: list[tuple[float, float]] = []
        again: list[tuple[float, float]] = []
        hits = repeats = 0
        with tempfile.TemporaryDirectory() as folder:
            world = await asyncio.to_thread(started, folder)
            try:
                for question in QUESTIONS:
                    before = asked
                    took = await ask(world, question)
                    if asked == before:
                        continue  # it was not for the model: asked back, or a person's matter
                    first.append(took)
                    for wrap in WRAPS:
                        before, repeats = asked, repeats + 1
                        took = await ask(world, wrap.format(question))
                        hits += asked == before
                        again += [took] if asked == before else []
            finally:
                world.stop()
        for name in ("HANDRAIL_WRITER_URL", "HANDRAIL_WRITER_MODEL"):
            del os.environ[name]
    with tempfile.TemporaryDirectory() as folder:
        world = await asyncio.to_thread(started, folder)
        try:
            quoted = [await ask(world, wrap.format(one)) for one in QUESTIONS for wrap in WRAPS]
        finally:
            world.stop()
        spans = steps(Path(folder))
    return {
        "questions": len(first),
        "asked_again": repeats,
        "hits": hits,
        "worded_now_ms": both(first),
        "given_again_ms": both(again),
        "quoted_ms": both(quoted),
        "spans_of_a_quoted_answer_ms": spans,
    }


def started(folder: str) -> World:
    world = World(Path(folder))
    world.start("server")
    return world


async def ask(world: World, question: str) -> tuple[float, float]:
    """Milliseconds to the first words and to the whole answer, for a new visitor."""
    async with open_line(*where(world), hello(world)) as line:
        began = time.perf_counter()
        await line.tell(Said(0, new_id(), question, ROUTE))
        await line.hear((Chunk,), 10.0)
        first = (time.perf_counter() - began) * 1000
        turn = await line.hear((Turn,), 10.0)
        assert turn is not None
        return first, (time.perf_counter() - began) * 1000


def both(times: list[tuple[float, float]]) -> dict[str, object]:
    return {"first_words": row([one for one, _ in times]), "whole": row([whole for _, whole in times])}


def steps(folder: Path) -> dict[str, object]:
    """Of the decisions that a server stored in its folder. A cache could save "searched" and "decided"."""
    engine = create_engine(f"sqlite:///{folder / 'handrail.db'}")
    with engine.connect() as conn:
        stored = [json.loads(spans) for (spans,) in conn.execute(text("select spans_json from decisions"))]
    engine.dispose()
    return {step: row([one[step] for one in stored if step in one]) for step in STEPS}


if __name__ == "__main__":
    main()
