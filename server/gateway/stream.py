"""`/v1/stream`: one websocket of a page, from hello to close.

The steps a connection takes: address -> hello (size, decode, version, site, origin) -> welcome; then for each frame:
size -> quota -> decode -> order -> append -> ack -> conversation. A step that can't go on raises Rejected; the page is
told why in a Refused frame, the reason is counted, the connection closed.
"""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any, Protocol

import structlog
from litestar import WebSocket, websocket
from litestar.exceptions import WebSocketDisconnect
from msgspec import structs

from server.conversation.visit import Visit
from server.errors import HandrailError
from server.gateway.gateway import Gateway
from server.gateway.handshake import Site, check_site, check_version, clock_shift, visit_of
from server.gateway.hub import Connection
from server.gateway.limits import TokenBucket, cost
from server.gateway.refusal import (
    CLOSING,
    DATABASE_UNAVAILABLE,
    HELLO_LATE,
    LOG_UNAVAILABLE,
    MALFORMED,
    NO_HELLO,
    OUT_OF_ORDER,
    SECOND_HELLO,
    TOO_FAST,
    TOO_LARGE,
    TOO_MANY,
    Refusal,
    Rejected,
    decoded,
    inflated,
)
from server.gateway.stand_in import key_of
from widget.protocol import (
    PROTOCOL_VERSION,
    Ack,
    Batch,
    Hello,
    Welcome,
    encode,
)

GOODBYE_S = 2.0  # a page that does not take its refusal in this time is left without one
MESSAGE_TOO_BIG = 1009  # the websocket library's own close, above our limit and some


@websocket("/v1/stream", exclude_from_auth=True)  # a page has a site key and an origin, no account
async def stream(socket: WebSocket[Any, Any, Any]) -> None:
    """Frames of widget.protocol, both ways."""
    await Stream(socket.app.state.gateway, socket).run()


class Socket(Protocol):
    """What a stream is read from: a websocket, or the line of a page without Python (line.py)."""

    @property
    def client(self) -> Any: ...

    @property
    def headers(self) -> Any: ...

    async def accept(self) -> None: ...

    def receive(self) -> Awaitable[Any]: ...

    async def send_bytes(self, data: bytes) -> None: ...

    async def close(self, code: int = 1000, reason: str | None = None) -> None: ...


class Gone(Exception):
    """The page closed the connection or lost it."""


class Stream:
    """The state of one connection."""

    def __init__(self, gateway: Gateway, socket: Socket) -> None:
        self._gateway = gateway
        self._socket = socket
        self._site: Site | None = None
        self._acked = 0

    async def run(self) -> None:
        refusal: Refusal | None = None
        address = self._socket.client.host if self._socket.client else ""
        await self._socket.accept()
        if self._gateway.closing or not self._gateway.addresses.enter(address):
            await self._refuse(CLOSING if self._gateway.closing else TOO_MANY)
            return
        try:
            await self._follow()
        except Rejected as rejected:
            refusal = rejected.refusal
        except HandrailError:
            refusal = LOG_UNAVAILABLE
        except (Gone, WebSocketDisconnect):
            pass
        finally:
            self._gateway.addresses.leave(address)
        if refusal is not None:
            await self._refuse(refusal)

    async def _follow(self) -> None:
        """Greets, then takes frames until somebody ends it."""
        try:
            async with asyncio.timeout(self._gateway.limits.hello_s):
                hello = self._hello(await self._received())
        except TimeoutError:
            raise Rejected(HELLO_LATE) from None
        site = self._site = await self._spoken_for(hello)
        visit = visit_of(hello, site, clock_shift(site, hello.sent_at, self._gateway.clock()))
        await self._take_over(hello)
        if not self._gateway.site_places.enter(site.id):
            raise Rejected(TOO_MANY)
        reader = asyncio.current_task()
        if reader is None:
            raise RuntimeError("a connection is read by a task, which can be interrupted")
        most = self._gateway.limits.unsent_frames
        connection = Connection(visit.session, visit.stream, reader, self._socket.send_bytes, most)
        try:
            await self._converse(connection, hello, site, visit)
        except asyncio.CancelledError:
            if connection.ending is None:
                raise
            reader.uncancel()
            raise Rejected(connection.ending) from None
        finally:
            connection.left()
            self._gateway.hub.remove(connection)
            self._gateway.site_places.leave(site.id)

    async def _converse(self, connection: Connection, hello: Hello, site: Site, visit: Visit) -> None:
        loop = asyncio.get_running_loop()
        limits = self._gateway.limits
        times = limits.simulated_times if site.simulated else 1.0
        bucket = TokenBucket(limits.page_per_s * times, limits.page_burst * times, loop.time())
        self._acked = self._gateway.log.acked(visit.session, visit.stream)
        connection.heard_at = loop.time()
        self._gateway.hub.add(connection)
        self._gateway.greeted.add(site.id, visit.session)
        welcome = await self._welcome(hello, visit)
        welcome = structs.replace(welcome, rules=site.rules, sample=site.sample, trace=site.trace)
        await self._send(encode(welcome))
        connection.welcomed()
        while True:
            data = await self._received()
            connection.heard_at = loop.time()
            self._pace(site, bucket, len(data))
            batch = self._batch(data)
            if self._is_next(batch):
                await self._keep(connection, site, visit, batch, data)
            await self._send(encode(Ack(seq=self._acked)))
            await self._gateway.work.room(visit.session)

    # ------------------------------------------------------------ steps, in the order they are taken

    async def _received(self) -> bytes:
        """The bytes of the next frame, inflated, within the protocol's size."""
        event = await self._socket.receive()
        if event["type"] == "websocket.disconnect":
            if event["code"] == MESSAGE_TOO_BIG:
                self._count(TOO_LARGE)
            raise Gone
        data = event.get("bytes")
        if not isinstance(data, bytes):
            raise Rejected(MALFORMED.saying("Frames are binary messages, this one is text."))
        return inflated(data)

    def _hello(self, data: bytes) -> Hello:
        frame = decoded(data)
        if not isinstance(frame, Hello):
            raise Rejected(NO_HELLO)
        check_version(frame)
        return frame

    async def _take_over(self, hello: Hello) -> None:
        """Whoever else speaks for the page says what it still has to say, and ends."""
        stand_in = self._gateway.stand_ins.find(key_of(hello))
        if stand_in is not None and stand_in.owner is not self._socket:
            await self._gateway.finish(stand_in)

    async def _spoken_for(self, hello: Hello) -> Site:
        try:
            site = await self._gateway.sites.find(hello.site)
        except HandrailError:
            raise Rejected(DATABASE_UNAVAILABLE) from None
        self._site = site
        return check_site(hello, site, self._socket.headers.get("origin"))

    async def _welcome(self, hello: Hello, visit: Visit) -> Welcome:
        """The conversation's welcome; a plain one when that room fails, so that the page is still listened to."""
        try:
            return await self._gateway.conversations.welcome(visit, hello, self._acked)
        except Exception as error:
            structlog.get_logger().error("welcome_failed", error=type(error).__name__)
            self._gateway.tally.add(visit.site, "welcome_failed")
            now = self._gateway.clock()
            return Welcome(PROTOCOL_VERSION, visit.session, self._acked, now, visit.product)

    def _pace(self, site: Site, bucket: TokenBucket, size: int) -> None:
        wait = bucket.take(cost(size), asyncio.get_running_loop().time())
        if wait:
            raise Rejected(TOO_FAST.saying(TOO_FAST.sentence, max(TOO_FAST.retry_ms, int(wait * 1000))))
        self._gateway.pace_site(site, size)

    def _batch(self, data: bytes) -> Batch:
        frame = decoded(data)
        if not isinstance(frame, Batch):
            raise Rejected(SECOND_HELLO)
        return frame

    def _is_next(self, batch: Batch) -> bool:
        """Whether the batch is due; False for one that is durable already and only wants its ack again."""
        due = self._acked + 1
        if batch.seq > due:
            raise Rejected(OUT_OF_ORDER.saying(f"Batch {batch.seq} came where {due} was due: resume from there."))
        return batch.seq == due

    async def _keep(self, connection: Connection, site: Site, visit: Visit, batch: Batch, data: bytes) -> None:
        """Makes the batch durable and hands it to the conversation."""
        connection.storing = True
        try:
            await self._gateway.keep(site, visit, visit.stream, batch, data)
        finally:
            connection.storing = False
        self._acked = batch.seq
        if connection.ending is not None:
            raise Rejected(connection.ending)

    # ------------------------------------------------------------ the way out

    async def _send(self, data: bytes) -> None:
        try:
            await self._socket.send_bytes(data)
        except (OSError, RuntimeError, WebSocketDisconnect) as error:  # what uvicorn and Litestar say of a lost line
            raise Gone from error

    async def _refuse(self, refusal: Refusal) -> None:
        self._count(refusal)
        with suppress(Exception):  # the page is gone, or does not read: it can't be told
            async with asyncio.timeout(GOODBYE_S):
                await self._socket.send_bytes(encode(refusal.frame()))
                await self._socket.close(code=refusal.code, reason=refusal.reason)

    def _count(self, refusal: Refusal) -> None:
        self._gateway.tally.add(self._site.id if self._site else "", refusal.reason)
