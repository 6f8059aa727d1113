"""One question to an OpenAI-compatible chat endpoint, its answer streamed: bounded, without redirects or proxies.

The endpoint is the operator's choice and may be on this machine. Nothing of a request or an answer (address, key,
words) goes into an error or a log.
"""

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from urllib.parse import urlsplit

import httpx
import msgspec
from msgspec import Struct

from server.errors import Misconfigured
from server.writing.prompt import Message

PATH = "/chat/completions"
DONE = b"[DONE]"
MOST_BYTES = 512 * 1024  # some 2,000 events of 250 bytes: three times what MOST_TOKENS come to
MOST_LINE = 64 * 1024  # one event; the largest seen name every token's alternatives
MOST_TOKENS = 500  # a help answer has 60 to 250
KEPT_ALIVE_S = 30.0
CONNECT_S = 2.0  # an endpoint that does not even answer the door in this time writes nothing in time


class WritingFailed(Exception):
    """Nothing usable was written. The text is a word for the log."""


class Bounds(Struct, frozen=True):
    """What one process asks of an endpoint: seconds to the first words and to the last, and questions at once."""

    first_s: float = 2.5
    total_s: float = 8.0
    at_once: int = 8


BOUNDS = Bounds()


class _Delta(Struct, frozen=True):
    content: str | None = None


class _Choice(Struct, frozen=True):
    delta: _Delta | None = None
    finish_reason: str | None = None


class _Event(Struct, frozen=True):
    choices: list[_Choice] = []
    error: msgspec.Raw = msgspec.Raw(b"")


_decoder = msgspec.json.Decoder(_Event)


class Endpoint:
    """One pool of connections to one model. Raises Misconfigured for an address that can't be asked."""

    def __init__(self, url: str, model: str, key: str = "", bounds: Bounds = BOUNDS) -> None:
        self.model = model
        self.bounds = bounds
        self._url = _checked(url, model)
        for name in ("httpx", "httpcore"):  # their lines hold addresses and headers
            logging.getLogger(name).setLevel(logging.ERROR)
        headers = {"accept": "text/event-stream", "accept-encoding": "identity", "user-agent": "handrail"}
        self._http = httpx.AsyncClient(
            headers=headers | ({"authorization": f"Bearer {key}"} if key else {}),
            limits=httpx.Limits(
                max_connections=bounds.at_once,
                max_keepalive_connections=bounds.at_once,
                keepalive_expiry=KEPT_ALIVE_S,
            ),
            timeout=httpx.Timeout(bounds.total_s, connect=min(CONNECT_S, bounds.total_s)),
            follow_redirects=False,
            trust_env=False,  # neither a proxy nor a .netrc that the operator has not named here
        )

    async def pieces(self, messages: Sequence[Message]) -> AsyncGenerator[str]:
        """The answer as it is written. Raises WritingFailed; an answer that ends without its end has failed too."""
        asked = {
            "model": self.model,
            "messages": list(messages),
            "stream": True,
            "temperature": 0,
            "max_tokens": MOST_TOKENS,
        }
        body = msgspec.json.encode(asked)
        try:
            async with self._http.stream(
                "POST", self._url, content=body, headers={"content-type": "application/json"}
            ) as answer:
                _check(answer)
                ended = False
                async for data in _events(answer):
                    if data == DONE:
                        return
                    text, last = _read(data)
                    ended = ended or last
                    if text:
                        yield text
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise WritingFailed(type(error).__name__) from None
        if not ended:  # some endpoints close after the reason to end, without the mark
            raise WritingFailed("cut")

    async def close(self) -> None:
        await self._http.aclose()


def _checked(url: str, model: str) -> str:
    """The address to post to. Never repeats the address: it may hold a secret."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        parts, named = urlsplit(""), False
    if parts.scheme not in ("http", "https") or not named:
        raise Misconfigured("HANDRAIL_WRITER_URL is no http address, such as http://localhost:11434/v1")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise Misconfigured("HANDRAIL_WRITER_URL holds more than an address: put the secret into HANDRAIL_WRITER_KEY")
    if not model:
        raise Misconfigured("HANDRAIL_WRITER_MODEL is missing: name the model at HANDRAIL_WRITER_URL")
    base = url.rstrip("/")
    return base if base.endswith(PATH) else base + PATH


def _check(answer: httpx.Response) -> None:
    if answer.status_code != 200:
        raise WritingFailed("redirected" if 300 <= answer.status_code < 400 else f"status_{answer.status_code}")
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise WritingFailed("packed")
    if not answer.headers.get("content-type", "").startswith("text/event-stream"):
        raise WritingFailed("not_streamed")


async def _events(answer: httpx.Response) -> AsyncIterator[bytes]:
    """The data of each server-sent event; every event of this interface is one line."""
    left, taken = b"", 0
    async for piece in answer.aiter_raw():
        taken += len(piece)
        *lines, left = (left + piece).split(b"\n")
        if taken > MOST_BYTES or len(left) > MOST_LINE:
            raise WritingFailed("too_large")
        for line in lines:
            if line.startswith(b"data:"):
                yield line[5:].strip()


def _read(data: bytes) -> tuple[str, bool]:
    """The words of an event, and whether the answer ends with it."""
    try:
        event = _decoder.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise WritingFailed("not_json") from None
    if bytes(event.error) not in (b"", b"null"):
        raise WritingFailed("said_error")
    if not event.choices:
        return "", False  # usage, kept alive
    choice = event.choices[0]
    if choice.finish_reason not in (None, "", "stop"):  # cut off at its length, or filtered
        raise WritingFailed("unfinished")
    return (choice.delta and choice.delta.content) or "", bool(choice.finish_reason)
