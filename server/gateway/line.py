"""`/v1/line`: the shim's own websocket while Python is not in the page; JSON, deflated or not (static/MESSAGES.md).

A `Line` looks to the stream's steps (stream.py) like the websocket of a page with Python: what the shim says goes into
the page's stand-in, the frames that come out of it are received, and what is sent goes through the stand-in to the
panel. So quotas, order, durability and the conversation are the same for both.
"""

import asyncio
import base64
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

import msgspec
from litestar import WebSocket, websocket

from server.gateway.gateway import Gateway
from server.gateway.limits import Limits, TokenBucket
from server.gateway.refusal import HELLO_LATE, REPLACED, TOO_FAST, Rejected, inflated
from server.gateway.stand_in import StandIn, StandIns, key_of, read_boot, read_heard
from server.gateway.stream import Gone, Stream
from widget.protocol import Ack, Welcome, decode_server
from widget.shared import data as plain

ROWS_A_TOKEN = 64  # judged in about six milliseconds (tests/bench/stand_in.py)
BYTES_A_TOKEN = 16 * 1024
DONE = 1000


@websocket("/v1/line", exclude_from_auth=True)  # a page has a site key and an origin, no account
async def line(socket: WebSocket[Any, Any, Any]) -> None:
    """Messages of the shim in, messages for shim and panel out."""
    gateway: Gateway = socket.app.state.gateway
    ours = Line(gateway, socket)
    try:
        await Stream(gateway, ours).run()
    finally:
        ours.left()


class House(Protocol):
    """What a line asks of the gateway."""

    @property
    def stand_ins(self) -> StandIns: ...

    @property
    def limits(self) -> Limits: ...

    @property
    def clock(self) -> Callable[[], int]: ...


class Line:
    """One connection: the transport of a `Stream`."""

    def __init__(self, gateway: House, socket: WebSocket[Any, Any, Any]) -> None:
        self._gateway = gateway
        self._socket = socket
        self._stand_in: StandIn | None = None
        self._frames: deque[bytes] = deque()
        self._reading: asyncio.Future[Any] | None = None
        self._handing_over = False
        self._welcomed = False
        limits = gateway.limits
        self._bucket = TokenBucket(limits.page_per_s, limits.page_burst, asyncio.get_running_loop().time())

    @property
    def client(self) -> Any:
        return self._socket.client

    @property
    def headers(self) -> Any:
        return self._socket.headers

    async def accept(self) -> None:
        await self._socket.accept()

    async def close(self, code: int = DONE, reason: str | None = None) -> None:
        await self._socket.close(code=code, reason=reason)

    async def receive(self) -> dict[str, Any]:
        """The next frame of the page's stand-in, as a websocket's event; the first is its Hello."""
        if self._stand_in is None:
            self._frames.append(self._begin(await self._message()))
        while not self._frames:
            stand_in = self._mine()
            if self._welcomed:
                await self._settle(stand_in)
            data = await self._message(stand_in.due_s())
            told = [] if data is None else await self._heard(stand_in, data)
            for message in [*told, *stand_in.said()]:
                await self._say(message)
            if self._welcomed:
                self._frames.extend(stand_in.frames())
        return {"type": "websocket.receive", "bytes": self._frames.popleft()}

    async def send_bytes(self, data: bytes) -> None:
        """A frame for the page, as the worker would pass it on."""
        frame = decode_server(data)
        if self._stand_in is None:
            await self._say({"k": "frame", "frame": plain(frame)})
            return
        text = self._mine().page.received(data)
        if isinstance(frame, Ack):
            return
        if isinstance(frame, Welcome):
            self._welcomed = True
            await self._say({"k": "known", "m": self._stand_in.kept, "fresh": not self._stand_in.heard})
        await self._socket.send_text(f'{{"k":"frame","frame":{text}}}')

    def left(self) -> None:
        """The connection is gone: the stand-in waits for another one."""
        if self._reading is not None:
            self._reading.cancel()
        if self._stand_in is None or self._stand_in.owner is not self:
            return
        if self._welcomed:
            self._gateway.stand_ins.park(self._stand_in, asyncio.get_running_loop().time())
        else:  # nobody knows yet whether it may speak for the site
            self._gateway.stand_ins.drop(self._stand_in)

    # ------------------------------------------------------------ inside

    def _begin(self, data: bytes | None) -> bytes:
        """Finds or makes the stand-in; returns its Hello."""
        if data is None:
            raise Rejected(HELLO_LATE)
        boot = read_boot(data)
        stand_in = self._gateway.stand_ins.find(key_of(boot))
        if stand_in is None:
            stand_in = StandIn(data, boot, self._gateway.clock)
            self._gateway.stand_ins.add(stand_in)
        else:
            stand_in.page.closed()  # whatever line there was
        stand_in.owner = self
        stand_in.alone.clear()
        self._stand_in = stand_in
        return stand_in.page.opened()

    def _mine(self) -> StandIn:
        """The stand-in, unless another line speaks for the page by now."""
        if self._stand_in is None or self._stand_in.owner is not self or self._stand_in.over:
            raise Rejected(REPLACED)
        return self._stand_in

    async def _message(self, seconds: float | None = None) -> bytes | None:
        """The next message; None when none came in time. The same read goes on then: nothing is lost."""
        if self._reading is None:
            self._reading = asyncio.ensure_future(self._socket.receive())
        await asyncio.wait({self._reading}, timeout=seconds)
        if not self._reading.done():
            return None
        event, self._reading = self._reading.result(), None
        if event["type"] == "websocket.disconnect":
            raise Gone
        text, data = event.get("text"), event.get("bytes")
        return inflated(data if isinstance(data, bytes) else str(text or "").encode())

    async def _heard(self, stand_in: StandIn, data: bytes) -> list[Any]:
        heard = read_heard(data)
        price = 1 + len(heard.rows) // (6 * ROWS_A_TOKEN) + len(data) // BYTES_A_TOKEN
        wait = self._bucket.take(price, asyncio.get_running_loop().time())
        if wait:
            raise Rejected(TOO_FAST.saying(TOO_FAST.sentence, max(TOO_FAST.retry_ms, int(wait * 1000))))
        if heard.k == "over":
            self._handing_over = True
            stand_in.page.put_trace()
            self._frames.extend(stand_in.page.flush())
            return []
        return stand_in.take(heard, data)

    async def _settle(self, stand_in: StandIn) -> None:
        """Everything that came out of the stand-in is on disk: tells the page, and hands over if it asked for that."""
        if self._handing_over:
            state = base64.b64encode(stand_in.page.hand_over()).decode()
            self._gateway.stand_ins.drop(stand_in)
            await self._say({"k": "over", "state": state, "n": stand_in.page.taken()})
            await self.close()
            raise Gone
        if stand_in.kept != stand_in.heard and stand_in.page.settled:
            stand_in.kept = stand_in.heard
            await self._say({"k": "taken", "m": stand_in.heard, "n": stand_in.page.taken()})

    async def _say(self, message: Any) -> None:
        await self._socket.send_text(msgspec.json.encode(message).decode())
