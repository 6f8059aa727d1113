"""A product's service as it may be: right, slow, down, or up to no good. Real HTTP on a real port."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import msgspec
from msgspec import Struct


class Reply(Struct):
    """What the service says to every request; `delay_s` before it, `raw` instead of the JSON of `body`."""

    body: object = None
    status: int = 200
    delay_s: float = 0.0
    raw: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()

    def bytes(self) -> bytes:
        body = self.raw if self.raw is not None else msgspec.json.encode(self.body)
        headers = (("content-length", str(len(body))), ("content-type", "application/json"), *self.headers)
        named = "".join(f"{name}: {value}\r\n" for name, value in headers)
        return f"HTTP/1.1 {self.status} x\r\n{named}\r\n".encode() + body


class Asked(Struct):
    """A request as it came."""

    path: str
    headers: dict[str, str]


class Service:
    """`say` is what it answers, by path where `by_path` has one; `asked` is what it was asked."""

    def __init__(self) -> None:
        self.say = Reply({})
        self.by_path: dict[str, Callable[[], Reply]] = {}
        self.asked: list[Asked] = []
        self.port = 0
        self.under_way = self.most_at_once = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *rest = head.decode().split("\r\n")
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest if line)}
                await self._answer(Asked(first.split(" ")[1], headers), writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the client is gone, or the test is over
        finally:
            writer.close()

    async def _answer(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        self.asked.append(asked)
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            reply = self.by_path.get(asked.path, lambda: self.say)()
            await asyncio.sleep(reply.delay_s)
            writer.write(reply.bytes())
            await writer.drain()
        finally:
            self.under_way -= 1


@asynccontextmanager
async def service() -> AsyncIterator[Service]:
    stub = Service()
    server = await asyncio.start_server(stub.hear, "127.0.0.1", 0)
    stub.port = server.sockets[0].getsockname()[1]
    try:
        yield stub
    finally:
        server.close()
