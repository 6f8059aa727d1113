"""One HTTP request to a declared service: bounded, without redirects, cookies or proxies, its answer JSON or a failure.

Nothing of a request (address, headers, body) goes into an error or a log: they hold ids and secrets.
"""

import logging
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import httpx
import msgspec

MOST_AT_ONCE = 16  # requests under way in all: what one process of two cores reads beside its pages
MOST_BYTES = 64 * 1024  # an order with all its lines is a few
KEPT_ALIVE_S = 30.0
LAST_RESORT_S = 5.0  # for what the caller's own limit does not reach, such as closing a line


class NotFound(Exception):
    """The service does not know what it was asked for."""


class Refused(Exception):
    """The service did not like this one question (4xx): no sign that it is down."""


class Failed(Exception):
    """The service gave nothing that can be used. The text is a word for the log."""


class Fetcher:
    """One pool of connections for all look-ups."""

    def __init__(self) -> None:
        for name in ("httpx", "httpcore"):  # their lines hold addresses and headers
            logging.getLogger(name).setLevel(logging.ERROR)
        self._http = httpx.AsyncClient(
            headers={"accept": "application/json", "accept-encoding": "identity", "user-agent": "handrail"},
            limits=httpx.Limits(
                max_connections=MOST_AT_ONCE, max_keepalive_connections=MOST_AT_ONCE, keepalive_expiry=KEPT_ALIVE_S
            ),
            timeout=LAST_RESORT_S,
            follow_redirects=False,
            trust_env=False,  # neither a proxy nor a .netrc that the declaration does not name
        )
        # What a service remembers about one visitor must not go along with the next one's question.
        self._http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))

    async def get(self, url: str, headers: Mapping[str, str]) -> Any:
        """The decoded answer. Raises NotFound, Refused, Failed."""
        try:
            async with self._http.stream("GET", url, headers=dict(headers)) as answer:
                _check(answer)
                body = await _body(answer)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise Failed(type(error).__name__) from None
        try:
            return msgspec.json.decode(body)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            raise Failed("not_json") from None

    async def close(self) -> None:
        await self._http.aclose()


def _check(answer: httpx.Response) -> None:
    status = answer.status_code
    if status == 404:
        raise NotFound
    if 400 <= status < 500 and status != 429:
        raise Refused
    if status != 200:
        raise Failed("redirected" if 300 <= status < 400 else f"status_{status}")
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise Failed("packed")


async def _body(answer: httpx.Response) -> bytes:
    body = bytearray()
    async for piece in answer.aiter_raw():
        body += piece
        if len(body) > MOST_BYTES:
            raise Failed("too_large")
    return bytes(body)
