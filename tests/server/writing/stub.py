"""A model's endpoint as it may be: right, slow, cut, endless, or up to no good. Real HTTP, speaking SSE."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from msgspec import Struct

HEAD = "HTTP/1.1 {status} x\r\ncontent-type: {kind}\r\nconnection: close\r\n{more}\r\n"


class Script(Struct):
    """What it says to a question: `words` a piece at a time, `pause_s` between them, `first_s` before the first.

    `ends`: done (as it should), cut (the line is dropped), hangs (nothing more comes), endless (the words again and
    again), length (the tokens ran out), plain_eof (closed after the reason to end). `raw` is sent instead of events.
    """

    words: tuple[str, ...] = ()
    pause_s: float = 0.0
    first_s: float = 0.0
    ends: str = "done"
    status: int = 200
    kind: str = "text/event-stream"
    more: str = ""
    raw: bytes | None = None


class Model:
    """`script` makes what it says from what it was asked; `asked` are the bodies and headers that came."""

    def __init__(self) -> None:
        self.script: Callable[[dict[str, Any]], Script] = lambda asked: Script()
        self.asked: list[dict[str, Any]] = []
        self.headers: list[str] = []
        self.gate = asyncio.Event()  # a word "<wait>" is held back until it is set
        self.port = 0
        self.under_way = self.most_at_once = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            size = int(next(line for line in head.lower().split("\r\n") if line.startswith("content-length:"))[15:])
            asked = msgspec.json.decode(await reader.readexactly(size))
            self.asked.append(asked)
            self.headers.append(head)
            await self._say(self.script(asked), writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the client is gone, or the test is over
        finally:
            self.under_way -= 1
            writer.close()

    async def _say(self, script: Script, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(script.first_s)
        writer.write(HEAD.format(status=script.status, kind=script.kind, more=script.more).encode())
        if script.raw is not None:
            writer.write(script.raw)
            await writer.drain()
            return
        while True:
            for word in script.words:
                if word == "<wait>":
                    await self.gate.wait()
                    continue
                writer.write(event(word))
                await writer.drain()
                await asyncio.sleep(script.pause_s)
            if script.ends != "endless":
                break
        if script.ends == "hangs":
            await asyncio.Event().wait()
        if script.ends in ("done", "plain_eof", "length"):
            writer.write(event("", "length" if script.ends == "length" else "stop"))
        if script.ends == "done":
            writer.write(b"data: [DONE]\n\n")
        await writer.drain()


def event(word: str, reason: str | None = None) -> bytes:
    body = {"id": "c-1", "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": word}}]}
    body["choices"][0]["finish_reason"] = reason  # type: ignore[index]
    return b": kept alive\n\ndata: " + msgspec.json.encode(body) + b"\n\n"


def sources(asked: dict[str, Any]) -> list[dict[str, Any]]:
    """The sources that a question came with."""
    found: list[dict[str, Any]] = msgspec.json.decode(asked["messages"][1]["content"])["sources"]
    return found


def pieces(text: str) -> tuple[str, ...]:
    """A text as a model streams it: a word at a time."""
    return tuple(word + " " if not word.endswith("\n") else word for word in text.replace("\n", "\n ").split(" "))


def lines(asked: dict[str, Any], most: int = 8) -> Iterable[str]:
    """The first source's own lines, each with its mark: an honest model's answer."""
    return (f"{line} [1]" for line in sources(asked)[0]["text"].split("\n")[:most])


@asynccontextmanager
async def model() -> AsyncIterator[Model]:
    stub = Model()
    server = await asyncio.start_server(stub.hear, "127.0.0.1", 0)
    stub.port = server.sockets[0].getsockname()[1]
    try:
        yield stub
    finally:
        server.close()
