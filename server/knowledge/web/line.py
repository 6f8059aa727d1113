"""The wire under the HTTP client: it connects to addresses that the guard has checked, and ends with its time."""

import ssl
import threading
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from server.knowledge.web.guard import Guard, Unresolved

CONNECT_S = 5.0  # an address, a TLS handshake
QUIET_S = 15.0  # without a byte


class Until(threading.local):
    """When the request under way in this thread must be over, whatever it is doing."""

    def __init__(self) -> None:
        self._end = float("inf")

    def set(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self, most: float) -> float:
        """Seconds, `most` at most. Raises ReadTimeout when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return min(left, most)


class Line(httpcore.NetworkBackend):
    """TCP to checked addresses only: nothing under the client resolves a name a second time."""

    def __init__(self, guard: Guard, until: Until) -> None:
        self._guard = guard
        self._until = until
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to `host`. Raises Refused, ConnectError, ConnectTimeout, ReadTimeout."""
        failure: httpcore.ConnectError | httpcore.ConnectTimeout = httpcore.ConnectError()
        try:
            addresses = self._guard.addresses(host, port, self._until.left(CONNECT_S))
        except Unresolved as problem:
            raise httpcore.ConnectError(str(problem)) from None
        for address in addresses:
            try:
                stream = self._sockets.connect_tcp(address, port, self._until.left(CONNECT_S))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as problem:
                failure = problem
            else:
                return _Stream(stream, self._until)
        raise failure


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, until: Until) -> None:
        self._stream = stream
        self._until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._until.left(QUIET_S))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._until.left(QUIET_S))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, self._until.left(CONNECT_S)), self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
