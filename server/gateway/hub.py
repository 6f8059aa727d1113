"""Live connections by session, and what waits to be sent to each. Used on the event loop only.

A frame goes into the bounded queue of each connection of the session, from which a task of that connection sends: one
page that does not read is closed and never holds up another.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from server.gateway.refusal import REPLACED, SLOW_READER, Refusal
from widget.protocol import ServerFrame, encode


class Connection:
    """One connection after its hello; `reader` is the task that takes its frames, which `end` interrupts."""

    def __init__(
        self, session: str, stream: str, reader: asyncio.Task[Any], send: Callable[[bytes], Awaitable[None]], most: int
    ) -> None:
        self.session = session
        self.stream = stream
        self.heard_at = 0.0  # seconds, loop time
        self.ending: Refusal | None = None
        self.storing = False  # an append is under way: it is waited for, so that what is durable is also told
        self._send = send
        self._most = most
        self._unsent: deque[bytes] = deque()
        self._reader = reader
        self._sender: asyncio.Task[None] | None = None
        self._welcomed = False

    def push(self, data: bytes) -> None:
        """Sends after everything pushed before, and after the welcome."""
        if len(self._unsent) >= self._most:
            self.end(SLOW_READER)
            return
        self._unsent.append(data)
        self._start()

    def welcomed(self) -> None:
        """The page knows the conversation so far: what was pushed since goes out."""
        self._welcomed = True
        self._start()

    def end(self, refusal: Refusal) -> asyncio.Task[Any]:
        """Makes the reading task refuse and close; the first reason counts. The task is done when the page was told."""
        if self.ending is None:
            self.ending = refusal
            if not self.storing:
                self._reader.cancel()
        return self._reader

    def left(self) -> None:
        """The connection is gone: nothing is sent any more."""
        self._unsent.clear()
        if self._sender is not None:
            self._sender.cancel()

    def _start(self) -> None:
        if self._welcomed and self._unsent and self._sender is None:
            self._sender = asyncio.create_task(self._drain())

    async def _drain(self) -> None:
        try:
            while self._unsent:
                await self._send(self._unsent.popleft())
        except Exception:  # the page is gone: its reading task learns it too and leaves
            self._unsent.clear()
        finally:
            self._sender = None


class Hub:
    """Who is connected. A session may hold several connections: a duplicated tab shares its session."""

    def __init__(self) -> None:
        self._sessions: dict[str, list[Connection]] = {}

    def send(self, session: str, frame: ServerFrame) -> bool:
        """Queues the frame for the session's connections. False: not connected."""
        connections = self._sessions.get(session)
        if not connections:
            return False
        data = encode(frame)
        for connection in tuple(connections):
            connection.push(data)
        return True

    def online(self) -> int:
        """Sessions with a connection."""
        return len(self._sessions)

    def add(self, connection: Connection) -> None:
        """From now on the session is online. An older connection of the same document is ended: it lost its line."""
        connections = self._sessions.setdefault(connection.session, [])
        for other in connections:
            if other.stream == connection.stream:
                other.end(REPLACED)
        connections.append(connection)

    def remove(self, connection: Connection) -> None:
        """Idempotent."""
        connections = self._sessions.get(connection.session, [])
        if connection in connections:
            connections.remove(connection)
        if not connections:
            self._sessions.pop(connection.session, None)

    def connections(self) -> Iterator[Connection]:
        return (connection for connections in tuple(self._sessions.values()) for connection in tuple(connections))
