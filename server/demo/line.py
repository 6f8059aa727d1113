"""A simulated visitor's line to the server: the real protocol over a real websocket, with a clock of its own."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from server.errors import Unavailable
from widget.protocol import (
    Ack,
    Batch,
    Event,
    Hello,
    Refused,
    ServerFrame,
    Welcome,
    decode_server,
    encode,
)

F = TypeVar("F")
ANSWER_S = 20.0  # for an ack or an answer, with many visitors on two busy cores


class Line:
    """One connection. `now` is the visitor's time in Unix ms: whoever uses the line moves it."""

    def __init__(self, socket: ClientConnection, now: int) -> None:
        self.now = now
        self._socket = socket
        self._seq = 0
        self._arrived: deque[ServerFrame] = deque()

    async def tell(self, *events: Event) -> None:
        """Sends the events as one batch at `now`; returns when it is durable."""
        self._seq += 1
        await self._socket.send(encode(Batch(self._seq, int(self.now), events)))
        while True:
            if (await self.next(Ack)).seq >= self._seq:
                return

    async def hear(self, kinds: tuple[type[F], ...], seconds: float) -> F | None:
        """The next frame of these kinds, None when it does not come within `seconds` of real time."""
        for frame in list(self._arrived):
            if isinstance(frame, kinds):
                self._arrived.remove(frame)
                return frame
        try:
            async with asyncio.timeout(seconds):
                while True:
                    frame = await self._receive()
                    if isinstance(frame, kinds):
                        return frame
                    self._arrived.append(frame)
        except TimeoutError:
            return None

    def drop(self, kind: type[ServerFrame]) -> None:
        """Forgets arrived frames of a kind."""
        self._arrived = deque(frame for frame in self._arrived if not isinstance(frame, kind))

    async def next(self, kind: type[F]) -> F:
        """The next frame of this kind. Raises Unavailable when it does not come."""
        frame = await self.hear((kind,), ANSWER_S)
        if frame is None:
            raise Unavailable("the server does not answer a simulated visitor; its log tells why")
        return frame

    async def _receive(self) -> ServerFrame:
        data = await self._socket.recv()
        frame = decode_server(data if isinstance(data, bytes) else data.encode())
        if isinstance(frame, Refused):
            raise Unavailable(f"the server refused a simulated visitor: {frame.message}")
        return frame


@asynccontextmanager
async def open_line(url: str, origin: str, hello: Hello) -> AsyncIterator[Line]:
    """A line that was welcomed. Raises Unavailable when the server refuses."""
    async with connect(url, origin=Origin(origin), compression=None) as socket:
        line = Line(socket, hello.sent_at)
        await socket.send(encode(hello))
        await line.next(Welcome)
        yield line
