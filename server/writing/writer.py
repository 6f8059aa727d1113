"""Lets a model word an answer: within bounds, left alone while it fails, each sentence held to the sources."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

import structlog
from msgspec import Struct

from server.breaker import Breaker
from server.writing.endpoint import Endpoint, WritingFailed
from server.writing.prompt import MOST_SOURCES, Task, messages
from server.writing.sentences import MOST_SENTENCE, MOST_SENTENCES, Sentence, Sentences
from server.writing.support import Check, Support


class Kept(Struct, frozen=True):
    """A sentence that a source supports."""

    sentence: Sentence
    support: Support


class Dropped(Struct, frozen=True):
    """A sentence that no source supports: it is never shown."""

    sentence: Sentence


class Writer:
    """One endpoint at work in one process, on the event loop."""

    def __init__(self, endpoint: Endpoint, check: Check) -> None:
        self._endpoint = endpoint
        self._check = check
        self._breaker = Breaker()
        self._places = asyncio.Semaphore(endpoint.bounds.at_once)

    @property
    def model(self) -> str:
        """The model's name, as the operator gave it."""
        return self._endpoint.model

    async def write(self, task: Task) -> AsyncGenerator[Kept | Dropped]:
        """Each sentence as soon as it is written and held to the sources.

        Raises WritingFailed: busy, resting (it failed too often), slow, or what was wrong with the answer.
        """
        if self._places.locked():  # a visitor has the quoted answer at once: nobody waits for a place
            raise WritingFailed("busy")
        if not self._breaker.lets(time.monotonic()):
            raise WritingFailed("resting")
        async with self._places:
            try:
                async with aclosing(self._sentences(task)) as sentences:
                    async for sentence in sentences:
                        support = await asyncio.to_thread(self._check.find, sentence, task.sources[:MOST_SOURCES])
                        yield Kept(sentence, support) if support else Dropped(sentence)
            except WritingFailed as error:
                self._breaker.failed(time.monotonic())
                structlog.get_logger().warning("writing_failed", model=self.model, reason=str(error))
                raise
            self._breaker.worked()

    async def close(self) -> None:
        await self._endpoint.close()

    async def _sentences(self, task: Task) -> AsyncGenerator[Sentence]:
        bounds, cutter, count = self._endpoint.bounds, Sentences(), 0
        began = asyncio.get_running_loop().time()
        until = began + bounds.first_s
        async with aclosing(self._endpoint.pieces(messages(task))) as pieces:
            while True:
                try:
                    async with asyncio.timeout_at(until):
                        piece = await anext(pieces)
                except StopAsyncIteration:
                    break
                except TimeoutError:
                    raise WritingFailed("slow") from None
                until = began + bounds.total_s
                for sentence in cutter.add(piece):
                    count += 1
                    yield sentence
                if count > MOST_SENTENCES or cutter.waiting > MOST_SENTENCE:
                    raise WritingFailed("endless")
        for sentence in cutter.rest():
            yield sentence
