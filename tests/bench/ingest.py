"""Ingest per CPU-second: our gateway with its log, and a bare `websockets` server that only decodes and acks.

Both run beside each other as processes of their own and take turns under the same load, so that the ratio holds on a
busy machine too. The load is closed: each connection sends a batch of 20 events, waits for its ack, sends the next.
CPU time is the servers' own. Prints one JSON object; takes about half a minute.

usage: ingest.py [--connections N] [--seconds S] [--rounds R]
"""

import argparse
import asyncio
import json
import os
import random
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

import uvicorn
import uvloop
from litestar import Litestar
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

from server.clock import now_ms
from server.conversation.visit import Visit
from server.eventlog import SqliteEventLog
from server.gateway.gateway import Gateway
from server.gateway.hub import Hub
from server.gateway.limits import Limits
from server.gateway.serving import Server, settle_memory
from server.gateway.stream import stream
from server.store import sites
from server.store.database import Database
from widget.protocol import (
    MAX_FRAME_BYTES,
    PROTOCOL_VERSION,
    Ack,
    Batch,
    Clicked,
    Dwelt,
    Element,
    Event,
    Hello,
    PageView,
    Welcome,
    decode_client,
    encode,
)

KEY = "bench-site-key"
ORIGIN = "http://127.0.0.1"
EVENTS = 20  # a batch; with its elements about 900 bytes
WARM_S = 0.7
NO_QUOTA = 1e12


# ---------------------------------------------------------------- the servers


def answers_about_itself() -> None:
    """Each line on stdin is answered with the CPU seconds used so far; the end of stdin ends the process."""
    for _ in sys.stdin:
        sys.stdout.write(f"{time.process_time()}\n")
        sys.stdout.flush()
    os._exit(0)


def ready() -> None:
    settle_memory()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    asyncio.get_running_loop().run_in_executor(None, answers_about_itself)


class Bare(asyncio.Protocol):
    """The least a server can do: websocket framing, decoding, an ack."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.WriteTransport, transport)  # uvloop's is none by inheritance
        self.protocol = ServerProtocol()

    def data_received(self, data: bytes) -> None:
        self.protocol.receive_data(data)
        for event in self.protocol.events_received():
            if isinstance(event, Request):
                self.protocol.send_response(self.protocol.accept(event))
            elif isinstance(event, Frame) and event.opcode is Opcode.BINARY:
                frame = decode_client(bytes(event.data))
                answer = Ack(frame.seq) if isinstance(frame, Batch) else Welcome(1, frame.session, 0, 0)
                self.protocol.send_binary(encode(answer))
        for output in self.protocol.data_to_send():
            self.transport.write(output)


async def serve_bare(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Bare, "127.0.0.1", port)
    ready()
    await server.serve_forever()


class Deaf:
    """No conversations: what they cost is another bench."""

    async def welcome(self, visit: Visit, hello: Hello, acked: int) -> Welcome:
        return Welcome(PROTOCOL_VERSION, visit.session, acked, now_ms())

    def hurry(self, session: str, batch: Batch) -> None:
        return

    async def heard(self, visit: Visit, batch: Batch) -> None:
        return


async def serve_gateway(port: int, folder: str) -> None:
    db = Database(f"sqlite:///{folder}/handrail.db")
    db.migrate()
    db.write(sites.create, "bench", KEY, "Bench", [ORIGIN], False, 0)
    quota = Limits(
        page_per_s=NO_QUOTA,
        page_burst=NO_QUOTA,
        site_per_s=NO_QUOTA,
        site_burst=NO_QUOTA,
        connections_an_address=100_000,
    )
    gateway = Gateway(db, SqliteEventLog(f"{folder}/events.db"), Hub(), Deaf(), now_ms, quota)
    app = Litestar([stream], openapi_config=None)
    app.state.gateway = gateway
    config = uvicorn.Config(
        app,
        port=port,
        ws="websockets-sansio",
        ws_max_size=2 * MAX_FRAME_BYTES,
        ws_per_message_deflate=False,
        log_config=None,
        log_level="error",
        access_log=False,
    )
    server = Server(config, gateway.close)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    ready()
    await serving


# ---------------------------------------------------------------- the load


def events(dice: random.Random) -> tuple[Event, ...]:
    def element() -> Element:
        return Element(f"form#checkout>div.{dice.randrange(99)}", "button", f"Continue {dice.randrange(9)}", "button")

    clicks = [Clicked(dice.randrange(900), element(), dice.randrange(1000)) for _ in range(8)]
    dwelt = [Dwelt(dice.randrange(900), "/checkout/address", dice.randrange(1000), 1, 2, 3) for _ in range(8)]
    return (*clicks, *dwelt, *[PageView(900, "/checkout/payment", "Pay") for _ in range(EVENTS - 16)])


class Page(asyncio.Protocol):
    """One connection in a closed loop; framed by hand (mask of zeros), to leave the machine to the servers."""

    bodies: list[tuple[Event, ...]]

    def __init__(self, number: int) -> None:
        self.number = number
        self.seq = 0
        self.sent_at = 0.0
        self.latencies: list[float] = []
        self.stopped = self.lost = False
        self.welcomed = asyncio.get_running_loop().create_future()
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.WriteTransport, transport)  # uvloop's is none by inheritance
        self.transport.write(
            b"GET /v1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        )

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.buffer.startswith(b"HTTP"):
            head, end, self.buffer = self.buffer.partition(b"\r\n\r\n")
            if not end:
                self.buffer = head
                return
            name = f"{self.number:08}"
            self.put(
                encode(Hello(1, KEY, f"visitor-{name}", f"session-{name}", f"stream-{name}", now_ms(), "/checkout"))
            )
            return
        while len(self.buffer) > 1 and len(self.buffer) >= 2 + self.buffer[1]:
            opcode, size = self.buffer[0] & 15, self.buffer[1]
            payload, self.buffer = self.buffer[2 : 2 + size], self.buffer[2 + size :]
            if opcode == Opcode.BINARY:
                self.answered()
            elif opcode == Opcode.PING:
                self.put(payload, Opcode.PONG)
            else:
                self.stopped = self.lost = True

    def answered(self) -> None:
        if not self.welcomed.done():
            self.welcomed.set_result(None)
            return
        self.latencies.append(time.perf_counter() - self.sent_at)
        if not self.stopped:
            self.next()

    def next(self) -> None:
        self.seq += 1
        self.sent_at = time.perf_counter()
        self.put(encode(Batch(self.seq, now_ms() - 1_000, self.bodies[self.seq % len(self.bodies)])))

    def put(self, data: bytes, opcode: Opcode = Opcode.BINARY) -> None:
        first, short = 0x80 | opcode, len(data) < 126
        size = bytes((first, 0x80 | len(data))) if short else struct.pack(">BBH", first, 0xFE, len(data))
        self.transport.write(size + b"\0\0\0\0" + data)


class Side:
    """One of the two servers under load."""

    def __init__(self, name: str, port: int, process: "subprocess.Popen[str]") -> None:
        self.name, self.port, self.process = name, port, process
        self.pages: list[Page] = []
        self.rates: list[float] = []
        self.latencies: list[float] = []

    async def connect(self, count: int) -> None:
        loop = asyncio.get_running_loop()
        for number in range(count):
            _, page = await loop.create_connection(partial(Page, number), "127.0.0.1", self.port)
            await asyncio.wait_for(page.welcomed, 10)
            self.pages.append(page)

    async def round(self, seconds: float) -> None:
        """Loads the server, notes acked events per CPU-second of it and the latencies of the acks."""
        for page in self.pages:
            page.stopped = False
            page.next()
        await asyncio.sleep(WARM_S)
        for page in self.pages:
            page.latencies.clear()
        before = self.cpu()
        await asyncio.sleep(seconds)
        if any(page.lost for page in self.pages):
            raise SystemExit(f"the {self.name} server closed a connection")
        latencies = [latency for page in self.pages for latency in page.latencies]
        self.rates.append(len(latencies) * EVENTS / (self.cpu() - before))
        self.latencies += latencies
        for page in self.pages:
            page.stopped = True
        await asyncio.sleep(0.2)

    def cpu(self) -> float:
        """CPU seconds that the server used so far."""
        stdin, stdout = _pipes(self.process)
        stdin.write("\n")
        stdin.flush()
        return float(stdout.readline())

    def report(self) -> dict[str, float]:
        ordered = sorted(self.latencies)
        return {
            "events_per_cpu_second": round(statistics.median(self.rates)),
            "ack_p50_ms": round(ordered[len(ordered) // 2] * 1000, 2),
            "ack_p99_ms": round(ordered[len(ordered) * 99 // 100] * 1000, 2),
        }


def _pipes(process: "subprocess.Popen[str]") -> tuple[IO[str], IO[str]]:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the server was started without pipes")
    return process.stdin, process.stdout


def start(name: str, port: int, folder: str) -> Side:
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, __file__, "--serve", name, str(port), folder],
        env={**os.environ, "PYTHONPATH": str(root)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    while "ready" not in (line := _pipes(process)[1].readline()):
        if not line:
            raise SystemExit(f"the {name} server did not start")
    return Side(name, port, process)


async def measure(connections: int, seconds: float, rounds: int, folder: str, ports: tuple[int, int]) -> dict[str, Any]:
    dice = random.Random(7)  # the same load each time
    Page.bodies = [events(dice) for _ in range(64)]
    bare, gateway = start("bare", ports[0], folder), start("gateway", ports[1], folder)
    try:
        for side in (bare, gateway):
            await side.connect(connections)
        for _ in range(rounds):
            await bare.round(seconds)
            await gateway.round(seconds)
    finally:
        for side in (bare, gateway):
            side.process.kill()
            side.process.wait()
    ratios = [ours / least for ours, least in zip(gateway.rates, bare.rates, strict=True)]
    return {
        "ingest_ratio_to_bare": round(statistics.median(ratios), 3),
        "ratios": [round(ratio, 3) for ratio in ratios],
        "gateway_durable": gateway.report(),
        "bare_without_store": bare.report(),
        "connections": connections,
        "events_a_batch": EVENTS,
        "batch_bytes": len(encode(Batch(1, now_ms(), Page.bodies[0]))),
        "load_average": os.getloadavg()[0],
    }


def main() -> None:
    if sys.argv[1:2] == ["--serve"]:
        name, port, folder = sys.argv[2:]
        uvloop.run(serve_bare(int(port)) if name == "bare" else serve_gateway(int(port), folder))
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--connections", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=2.5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ports", type=int, nargs=2, default=(9391, 9392))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = uvloop.run(
            measure(arguments.connections, arguments.seconds, arguments.rounds, folder, tuple(arguments.ports))
        )
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
