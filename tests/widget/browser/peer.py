"""The test's own end of the protocol: hands out the bundle, keeps a stream's frames, takes beacons, drops lines."""

import asyncio
import base64
import contextlib
import functools
import json
import mimetypes
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

from litestar import Litestar, Request, Response, get, post
from litestar.connection import WebSocket
from litestar.handlers import websocket
from litestar.params import FromPath
from uvicorn import Config, Server

from server.clock import now_ms
from server.gateway.limits import Limits
from server.gateway.line import Line
from server.gateway.stand_in import StandIns
from widget.protocol import Ack, Batch, Hello, Refused, ServerFrame, Welcome, decode_client, encode, unpacked

E = TypeVar("E")
SLOW_S = 2.0  # what /slow.json takes


class Wire:
    """A websocket whose every incoming text is remembered."""

    def __init__(self, socket: "WebSocket[Any, Any, Any]", said: list[bytes]) -> None:
        self._socket = socket
        self._said = said

    def __getattr__(self, name: str) -> Any:
        return getattr(self._socket, name)

    async def receive(self) -> Any:
        event: Any = await self._socket.receive()
        data = event.get("bytes")
        self._said.append(unpacked(data) if data else (event.get("text") or "").encode())
        return event


@dataclass
class Peer:
    """A server that remembers everything. `silent` acknowledges nothing; `drop()` cuts every line."""

    dist: Path
    origin: str = ""
    hellos: list[Hello] = field(default_factory=list)
    batches: dict[str, list[Batch]] = field(default_factory=dict)  # by stream, in order, each once
    repeated: int = 0
    skipped: int = 0
    beacons: list[dict[str, Any]] = field(default_factory=list)
    wire: list[bytes] = field(default_factory=list)  # every byte that any page sent
    silent: bool = False
    closed_door: bool = False  # refuse new connections
    rules: str = ""  # the site's override, in every Welcome
    sample: int = 1000  # per mille of visitors whose visit the site wants to hear of, in every Welcome
    stand_ins: StandIns = field(default_factory=StandIns)  # for pages without Python, on the real line
    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], int] = now_ms
    began_ms: int = 0  # when this test began
    _lines: set["Line | WebSocket[Any, Any, Any]"] = field(default_factory=set)
    _loop: asyncio.AbstractEventLoop | None = None

    def forget(self) -> None:
        """Starts anew, with an open door."""
        for kept in (self.hellos, self.batches, self.beacons, self.wire):
            kept.clear()
        self.repeated = self.skipped = 0
        self.silent = self.closed_door = False
        self.rules = ""
        self.sample = 1000
        self.began_ms = now_ms()

    def events(self, kind: type[E]) -> list[E]:
        """All events of a kind, of all streams."""
        return [event for batches in self.batches.values() for batch in batches for event in batch.events
                if isinstance(event, kind)]  # fmt: skip

    def drop(self) -> None:
        """Cuts every open line, as a killed server does."""
        self._soon(self._close_all())

    def say(self, frame: ServerFrame) -> None:
        """Sends a frame to every page."""
        self._soon(self._send_all(encode(frame)))

    def app(self) -> Litestar:
        @get("/widget/{path:path}", sync_to_thread=False)
        def asset(path: FromPath[str]) -> Response[bytes]:
            return self._asset(path.lstrip("/"))

        @post("/v1/beacon", status_code=204)
        async def beacon(request: Request[Any, Any, Any]) -> None:
            body = await request.body()
            letter = json.loads(body)
            if letter["ids"]["sent_at"] < self.began_ms:
                return  # a page of an earlier test, whose letter was long on its way
            self.wire.append(body)
            self.beacons.append(letter)
            self.wire += [unpacked(base64.b64decode(frame)) for frame in letter["frames"]]

        @websocket("/v1/stream")
        async def stream(socket: WebSocket[Any, Any, Any]) -> None:
            await self._serve(socket)

        @websocket("/v1/line")
        async def line(socket: WebSocket[Any, Any, Any]) -> None:
            ours = Line(self, Wire(socket, self.wire))  # type: ignore[arg-type]
            try:
                await self._serve(ours)
            finally:
                ours.left()

        return Litestar([asset, beacon, stream, line], openapi_config=None)

    def _asset(self, path: str) -> Response[bytes]:
        found = self.dist / path
        headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=31536000, immutable"}
        kind = "text/javascript" if path.endswith("js") else mimetypes.guess_type(path)[0] or "application/octet-stream"
        packed = found.with_name(f"{found.name}.br")
        if packed.is_file():
            headers["Content-Encoding"] = "br"
        return Response((packed if packed.is_file() else found).read_bytes(), media_type=kind, headers=headers)

    async def _serve(self, socket: "Line | WebSocket[Any, Any, Any]") -> None:
        if self.closed_door:
            await socket.close()
            return
        await socket.accept()
        self._lines.add(socket)
        with contextlib.suppress(Exception):  # a line that broke is what some tests are about
            hello = decode_client(await self._receive(socket))
            assert isinstance(hello, Hello)
            self.hellos.append(hello)
            kept = self.batches.setdefault(hello.stream, [])
            await socket.send_bytes(
                encode(Welcome(1, hello.session, len(kept), 0, product="Fixture", rules=self.rules, sample=self.sample))
            )
            while True:
                await self._take(socket, kept, decode_client(await self._receive(socket)))
        self._lines.discard(socket)

    async def _receive(self, socket: "Line | WebSocket[Any, Any, Any]") -> bytes:
        event: Any = await socket.receive()
        data: bytes = event["bytes"]
        self.wire.append(unpacked(data))
        return data

    async def _take(self, socket: "Line | WebSocket[Any, Any, Any]", kept: list[Batch], batch: Any) -> None:
        assert isinstance(batch, Batch)
        if batch.seq <= len(kept):
            self.repeated += 1
        elif batch.seq > len(kept) + 1:
            self.skipped += 1
            await socket.send_bytes(encode(Refused(4409, "a number was skipped", 0)))
            await socket.close()
        else:
            kept.append(batch)
        if not self.silent:
            await socket.send_bytes(encode(Ack(len(kept))))

    async def _close_all(self) -> None:
        for line in list(self._lines):
            with contextlib.suppress(Exception):
                await line.close(1012)

    async def _send_all(self, data: bytes) -> None:
        for line in list(self._lines):
            await line.send_bytes(data)

    def _soon(self, work: Any) -> None:
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(work, self._loop).result(5)


@contextlib.contextmanager
def serving(peer: Peer) -> Iterator[Peer]:
    """Runs a peer on a free port of the loopback."""
    config = Config(peer.app(), host="127.0.0.1", port=0, log_level="error", ws="websockets-sansio", lifespan="off")
    server = Server(config)
    ready = threading.Event()

    async def run() -> None:
        peer._loop = asyncio.get_running_loop()
        task = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110  # uvicorn has no event for it
            await asyncio.sleep(0.01)
        ready.set()
        await task

    thread = threading.Thread(target=asyncio.run, args=(run(),), daemon=True)
    thread.start()
    assert ready.wait(10)
    port = server.servers[0].sockets[0].getsockname()[1]
    peer.origin = f"http://127.0.0.1:{port}"
    try:
        yield peer
    finally:
        server.should_exit = True
        thread.join(10)


@contextlib.contextmanager
def hosting(folder: Path, widget_origin: str, policy: str) -> Iterator[str]:
    """Serves the host page on an origin of its own under a strict policy; yields the origin."""

    class Host(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            name = path.lstrip("/") if (folder / path.lstrip("/")).is_file() else "index.html"
            found = name != "index.html" or not path.endswith(".json")
            if path == "/slow.json":
                time.sleep(SLOW_S)
            body = (folder / name).read_bytes().replace(b"WIDGET", widget_origin.encode())
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", mimetypes.guess_type(name)[0] or "text/plain")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Host))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
