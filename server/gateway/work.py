"""What the conversations hear: each session's batches in order, sessions beside each other.

The ack never waits for this. Nothing that is durable is dropped here: a session that is behind makes its own
connection wait before the next frame is read.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

import structlog

from server.conversation.visit import Visit
from widget.protocol import Batch

CANCEL_S = 1.0  # for what was given up to end

Heard = Callable[[Visit, Batch], Awaitable[None]]


class _Line:
    """The batches of one session that are still to be heard."""

    def __init__(self) -> None:
        self.batches: deque[tuple[Visit, Batch]] = deque()
        self.moved = asyncio.Event()
        self.task: asyncio.Task[None] | None = None


class Work:
    """A line for every session that has something to be heard; `most` batches may wait in it."""

    def __init__(self, heard: Heard, most: int, failed: Callable[[Visit], None]) -> None:
        self._heard = heard
        self._most = most
        self._failed = failed
        self._lines: dict[str, _Line] = {}

    def put(self, visit: Visit, batch: Batch) -> None:
        line = self._lines.get(visit.session)
        if line is None:
            line = self._lines[visit.session] = _Line()
            line.task = asyncio.create_task(self._hear(visit.session, line))
        line.batches.append((visit, batch))

    async def room(self, session: str) -> None:
        """Waits until the session's line is short enough."""
        while (line := self._lines.get(session)) is not None and len(line.batches) >= self._most:
            line.moved.clear()
            await line.moved.wait()

    async def finish(self, seconds: float) -> int:
        """Waits for what is under way, then gives up; returns the batches given up, which the log still has."""
        tasks = [line.task for line in self._lines.values() if line.task is not None]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=seconds)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=CANCEL_S)
        return sum(len(line.batches) for line in self._lines.values())

    async def _hear(self, session: str, line: _Line) -> None:
        while line.batches:
            visit, batch = line.batches.popleft()
            line.moved.set()
            try:
                await self._heard(visit, batch)
            except Exception as error:  # one visitor's batch must not end what the next one needs
                structlog.get_logger().error("conversation_failed", error=type(error).__name__)
                self._failed(visit)
        del self._lines[session]
