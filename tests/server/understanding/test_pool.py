"""The pool answers off the event loop, refuses at once when it is full, and drops nothing on a swap."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from models.encode import Encoder
from models.registry import Registry
from server.errors import Overloaded
from server.understanding import Understanding, UnderstandingPool, Understood


class Gated:
    """An Understanding that waits for a gate, so that a full queue can be arranged."""

    def __init__(self, inner: Understanding) -> None:
        self.inner = inner
        self.gate = threading.Event()

    def understand(self, text: str, page: str | None = None, site: str = "") -> Understood:
        assert self.gate.wait(10)
        return self.inner.understand(text, page, site)


@pytest.fixture
async def gated(shipped: Understanding) -> AsyncIterator[tuple[Gated, UnderstandingPool]]:
    slow = Gated(shipped)
    pool = UnderstandingPool(slow, capacity=2)  # type: ignore[arg-type]
    yield slow, pool
    slow.gate.set()
    await asyncio.to_thread(pool.close)


async def test_answers_are_those_of_the_understanding(shipped: Understanding) -> None:
    pool = UnderstandingPool(shipped)
    assert await pool.understand("my card was declined", "/billing") == shipped.understand(
        "my card was declined", "/billing"
    )
    assert (await pool.embed("hello")).shape == (384,)
    pool.close()


async def test_a_full_queue_refuses_and_what_waits_is_answered(gated: tuple[Gated, UnderstandingPool]) -> None:
    slow, pool = gated
    waiting = [asyncio.create_task(pool.understand(text)) for text in ("hello", "where is my invoice")]
    await asyncio.sleep(0)
    with pytest.raises(Overloaded, match="try again"):
        await pool.understand("one too many")
    slow.gate.set()
    assert [understood.intent for understood in await asyncio.gather(*waiting)] == ["thanks_greeting", "invoice"]
    assert (await pool.understand("hello")).intent == "thanks_greeting"


async def test_a_caller_who_gives_up_frees_its_place(gated: tuple[Gated, UnderstandingPool]) -> None:
    slow, pool = gated
    first, second = (asyncio.create_task(pool.understand("hello")) for _ in range(2))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    slow.gate.set()
    assert (await first).intent == "thanks_greeting"
    async with asyncio.timeout(5):
        while True:
            try:
                await asyncio.gather(pool.understand("hi"), pool.understand("hello"))
                return
            except Overloaded:
                await asyncio.sleep(0.01)


async def test_refresh_between_turns_takes_over_the_champion(registry: Registry, encoder: Encoder) -> None:
    understanding = Understanding.load(registry, encoder)
    pool = UnderstandingPool(understanding)
    turns = [asyncio.create_task(pool.understand("hello")) for _ in range(20)]
    assert not await pool.refresh()
    assert len(await asyncio.gather(*turns)) == 20
    assert pool.versions["intent"] == registry.champion("intent")
    pool.close()
