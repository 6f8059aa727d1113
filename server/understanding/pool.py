"""Understanding off the event loop: one worker thread behind a bounded queue."""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from models.encode import Embedding
from server.errors import Overloaded
from server.understanding.explain import Explained, explain
from server.understanding.understanding import Understanding
from server.understanding.understood import Understood

CAPACITY = 256  # turns waiting; at 2 ms each the last one is answered within half a second

Result = TypeVar("Result")


class UnderstandingPool:
    """The async front of one `Understanding`. Raises Overloaded at once when `capacity` turns are waiting."""

    def __init__(self, understanding: Understanding, capacity: int = CAPACITY) -> None:
        self._understanding = understanding
        self._capacity = capacity
        self._waiting = 0
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="understanding")

    @property
    def versions(self) -> dict[str, str]:
        """As `Understanding.versions`."""
        return self._understanding.versions

    async def understand(self, text: str, page: str | None = None, site: str = "") -> Understood:
        """As `Understanding.understand`."""
        return await self._queued(lambda: self._understanding.understand(text, page, site))

    async def take_in(self, text: str, page: str | None = None, site: str = "") -> tuple[Understood, Embedding]:
        """What a turn means, and its embedding, for one wait in the queue."""
        return await self._queued(
            lambda: (self._understanding.understand(text, page, site), self._understanding.embed(text))
        )

    async def explain(self, text: str, page: str | None = None, site: str = "") -> Explained:
        """As `explain`, before nobody's turn: it runs on a thread of its own and never in the queue of visitors."""
        return await asyncio.to_thread(explain, self._understanding, text, page, site)

    async def embed(self, text: str) -> Embedding:
        """As `Understanding.embed`."""
        return await self._queued(lambda: self._understanding.embed(text))

    async def warm(self) -> None:
        """A first real turn through the queue; ready to serve after it."""
        await self._queued(self._understanding.warm)

    async def refresh(self) -> bool:
        """Takes over new champions; turns queued before it still meet the old ones. True when something changed."""
        return await asyncio.wrap_future(self._thread.submit(self._understanding.refresh))

    def close(self) -> None:
        """Answers what is waiting, then ends the thread."""
        self._thread.shutdown(wait=True)

    async def _queued(self, work: Callable[[], Result]) -> Result:
        if self._waiting >= self._capacity:
            raise Overloaded(f"{self._waiting} messages are waiting to be understood; try again in a second")
        loop = asyncio.get_running_loop()
        future: Future[Result] = self._thread.submit(work)
        self._waiting += 1
        # counted down on the loop, so that the number is only touched by one thread, also when the caller gave up
        future.add_done_callback(lambda _: _tell(loop, self._done))
        return await asyncio.wrap_future(future)

    def _done(self) -> None:
        self._waiting -= 1


def _tell(loop: asyncio.AbstractEventLoop, what: Callable[[], None]) -> None:
    with contextlib.suppress(RuntimeError):  # the loop has ended: nobody counts any more
        loop.call_soon_threadsafe(what)
