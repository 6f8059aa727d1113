"""A page as the gateway sees one: a websocket client that speaks the protocol."""

import asyncio
from typing import Any

import pytest
import websockets
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from server.clock import now_ms
from tests.server.gateway.served import KEY, ORIGIN
from widget.protocol import (
    PROTOCOL_VERSION,
    Ack,
    Batch,
    ClientFrame,
    Event,
    Hello,
    PageView,
    Refused,
    Said,
    ServerFrame,
    Welcome,
    decode_server,
    encode,
)

PATIENCE_S = 10.0


def hello(**changes: Any) -> Hello:
    fields: dict[str, Any] = {
        "version": PROTOCOL_VERSION,
        "site": KEY,
        "visitor": "visitor-0001",
        "session": "session-0001",
        "stream": "stream-00001",
        "sent_at": now_ms(),
        "route": "/checkout",
    }
    return Hello(**{**fields, **changes})


def batch(seq: int, *events: Event, at: int | None = None) -> Batch:
    return Batch(seq, now_ms() - 100 if at is None else at, events or (PageView(0, "/checkout"),))


def said(seq: int, text: str) -> Batch:
    return batch(seq, Said(0, f"turn-{seq:08}", text, "/checkout"))


class Page:
    """Use as `async with Page(port) as page`."""

    def __init__(self, port: int, origin: str | None = ORIGIN) -> None:
        url = f"ws://127.0.0.1:{port}/v1/stream"
        self._connecting = connect(url, origin=Origin(origin) if origin else None, compression=None, max_size=None)
        self.socket: ClientConnection

    async def __aenter__(self) -> "Page":
        self.socket = await self._connecting
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()

    async def send(self, frame: ClientFrame) -> None:
        await self.socket.send(encode(frame))

    async def receive(self) -> ServerFrame:
        data = await asyncio.wait_for(self.socket.recv(), PATIENCE_S)
        assert isinstance(data, bytes)
        return decode_server(data)

    async def greet(self, **changes: Any) -> Welcome:
        await self.send(hello(**changes))
        frame = await self.receive()
        assert isinstance(frame, Welcome), frame
        return frame

    async def tell(self, frame: Batch) -> int:
        """Sends a batch and returns what is acked."""
        await self.send(frame)
        answer = await self.receive()
        assert isinstance(answer, Ack), answer
        return answer.seq

    async def refused(self) -> Refused:
        """The refusal; the close code must be the same."""
        frame = await self.receive()
        while isinstance(frame, Ack):
            frame = await self.receive()
        assert isinstance(frame, Refused), frame
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await asyncio.wait_for(self.socket.recv(), PATIENCE_S)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == frame.code
        assert frame.message.endswith(".")
        return frame
