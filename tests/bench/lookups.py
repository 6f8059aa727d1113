"""What a look-up of 100 ms costs a turn: the same questions with it and without, in turn, over a real websocket.

Prints one JSON object in milliseconds.
"""

import asyncio
import json
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from server.clock import new_id
from server.demo.line import Line, open_line
from tests.journeys.world import World
from widget.protocol import PROTOCOL_VERSION, Hello, Said, Turn

QUESTIONS = 40
TAKES_S = 0.1
DECLARED = """
[[lookup]]
name = "stock"
title = "Stock"
words = ["lamps"]
public = true
url = "{url}/stock"
fields.left = "left"
say = [{{ text = "{{left}} are left." }}]
"""
ASKED = {"without": "how do I cancel my plan for chairs?", "with": "how do I cancel my plan for lamps?"}


class Stock(BaseHTTPRequestHandler):
    """Answers after TAKES_S, on lines that stay open."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        time.sleep(TAKES_S)
        body = b'{"left": 4}'
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def main() -> None:
    """Starts a server on a folder of its own and measures."""
    with tempfile.TemporaryDirectory() as folder, stock() as url:
        world = World(Path(folder))
        (Path(folder) / "lookups.toml").write_text(DECLARED.format(url=url))
        world.start("server")
        try:
            print(json.dumps(asyncio.run(measure(world))))
        finally:
            world.stop()


@contextmanager
def stock() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Stock) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


async def measure(world: World) -> dict[str, object]:
    took: dict[str, list[float]] = {name: [] for name in ASKED}
    where = world.settings.base_url.replace("http", "ws", 1) + "/v1/stream", world.settings.demo_url
    for _ in range(QUESTIONS):
        for name, text in ASKED.items():
            async with open_line(*where, hello(world)) as line:
                took[name].append(await answered(line, text, told=name == "with"))
    medians = {name: round(statistics.median(times), 1) for name, times in took.items()}
    both = medians["without"] + TAKES_S * 1000
    return {"questions": QUESTIONS, "median_ms": medians, "one_after_the_other_ms": both}


async def answered(line: Line, text: str, told: bool) -> float:
    """Milliseconds to the whole answer."""
    began = time.perf_counter()
    await line.tell(Said(0, new_id(), text, "/billing"))
    turn = await line.hear((Turn,), 5.0)
    took = (time.perf_counter() - began) * 1000
    assert turn is not None
    assert ("4 are left" in turn.view.text) is told, turn.view.text
    return took


def hello(world: World) -> Hello:
    return Hello(PROTOCOL_VERSION, world.prepared.site_key, new_id(), new_id(), new_id(), int(time.time() * 1000), "/")


if __name__ == "__main__":
    main()
