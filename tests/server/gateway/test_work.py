"""A session's batches are heard one after the other, and one that is behind says so."""

import asyncio

from server.conversation.visit import Visit
from server.gateway.work import Work
from tests.server.gateway.page import batch
from widget.protocol import Batch


def visit(session: str = "session-0001") -> Visit:
    return Visit("shop", "visitor-0001", session, "stream-00001", False, "en", 0, "Shop")


class Ear:
    """Hears one batch each time it is let."""

    def __init__(self) -> None:
        self.heard: list[int] = []
        self.let = asyncio.Semaphore(0)

    async def hear(self, visit: Visit, batch: Batch) -> None:
        await self.let.acquire()
        self.heard.append(batch.seq)


async def test_a_session_that_is_behind_waits_for_room() -> None:
    ear = Ear()
    work = Work(ear.hear, 2, lambda visit: None)
    for seq in (1, 2, 3, 4):
        work.put(visit(), batch(seq))
    waiting = asyncio.ensure_future(work.room("session-0001"))
    await asyncio.wait([waiting], timeout=0.02)
    assert not waiting.done()
    await asyncio.wait_for(work.room("session-0002"), 1)
    for _ in range(4):
        ear.let.release()
    await asyncio.wait_for(waiting, 1)
    assert await work.finish(1) == 0
    assert ear.heard == [1, 2, 3, 4]


async def test_what_can_not_be_heard_in_time_is_given_up_and_counted() -> None:
    ear = Ear()
    work = Work(ear.hear, 10, lambda visit: None)
    for seq in (1, 2, 3):
        work.put(visit(), batch(seq))
    assert await work.finish(0.05) >= 2


async def test_a_line_that_is_empty_is_forgotten() -> None:
    ear = Ear()
    work = Work(ear.hear, 10, lambda visit: None)
    ear.let.release()
    work.put(visit(), batch(1))
    assert await work.finish(1) == 0
    assert not work._lines
