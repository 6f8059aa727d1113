"""The gateway's end: pages are told to come back, what is acked stays, a kill loses nothing."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import websockets

from server.errors import Unavailable
from server.eventlog import SqliteEventLog
from server.gateway.limits import Limits
from tests.server.gateway.page import Page, batch, hello, said
from tests.server.gateway.served import World, free_port, served, until
from widget.protocol import Ack, CloseCode

ROOT = Path(__file__).parents[3]


async def test_a_closing_gateway_tells_its_pages_to_come_back(world: World) -> None:
    async with Page(world.port) as page:
        await page.greet()
        await page.tell(said(1, "hello"))
        closing = asyncio.create_task(world.gateway.close())
        refused = await page.refused()
        await closing
    assert (refused.code, refused.retry_ms > 0) == (CloseCode.UNAVAILABLE, True)
    assert [heard.seq for heard in world.heard.batches] == [1]
    assert (await world.counted())["shop", "closing"] == 1


async def test_a_closing_gateway_takes_nobody_new(world: World) -> None:
    await world.gateway.close()
    async with Page(world.port) as page:
        assert (await page.refused()).code == CloseCode.UNAVAILABLE
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"http://127.0.0.1:{world.port}/v1/beacon", content=b"{}")
    assert answer.status_code == 503


async def test_the_server_says_goodbye_before_it_cuts_the_line(tmp_path: Path) -> None:
    async with served(tmp_path) as world:
        page = await Page(world.port).__aenter__()
        await page.greet()
    assert (await page.refused()).code == CloseCode.UNAVAILABLE


async def test_an_idle_page_is_closed_and_may_come_back(tmp_path: Path) -> None:
    async with served(tmp_path, Limits(idle_s=0.2)) as world, Page(world.port) as page:
        await page.greet()
        await asyncio.sleep(0)
        await world.until(world.gateway.end_idle)
        refused = await page.refused()
        assert (refused.code, refused.retry_ms > 0) == (CloseCode.UNAVAILABLE, True)
        assert (await world.counted())["shop", "idle"] == 1


async def test_a_page_that_speaks_is_not_idle(world: World) -> None:
    async with Page(world.port) as page:
        await page.greet()
        assert world.gateway.end_idle() == 0
        assert await page.tell(batch(1)) == 1


async def test_counts_survive_a_database_that_can_not_serve(world: World) -> None:
    world.gateway.tally.add("shop", "too_fast")
    plain = world.db.awrite

    async def failing(*arguments: object, **options: object) -> None:
        raise Unavailable("the database can't serve")

    world.db.awrite = failing  # type: ignore[method-assign,assignment]
    await world.gateway.tally.flush()
    world.db.awrite = plain  # type: ignore[method-assign]
    assert (await world.counted())["shop", "too_fast"] == 1


def start(folder: Path, port: int) -> "subprocess.Popen[str]":
    script = Path(__file__).with_name("served.py")
    server = subprocess.Popen(
        [sys.executable, str(script), str(folder), str(port)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout is not None
    while "serving" not in server.stdout.readline():
        assert server.poll() is None
    return server


async def speak(port: int, number: int, acked: dict[int, int]) -> None:
    """Sends batches as fast as they are acked until the line is cut."""
    try:
        async with Page(port) as page:
            await page.greet(session=f"session-{number:04}", stream=f"stream-{number:05}")
            for seq in range(1, 1_000_000):
                await page.send(batch(seq))
                frame = await page.receive()
                if isinstance(frame, Ack):
                    acked[number] = frame.seq
    except (websockets.ConnectionClosed, OSError):
        pass


async def test_kill_9_loses_nothing_acked_and_pages_go_on(tmp_path: Path) -> None:
    port = free_port()
    server = await asyncio.to_thread(start, tmp_path, port)
    acked: dict[int, int] = {}
    pages = [asyncio.create_task(speak(port, number, acked)) for number in range(5)]
    await until(lambda: len(acked) == 5 and min(acked.values()) > 20)
    server.send_signal(signal.SIGKILL)
    await asyncio.gather(*pages)
    await asyncio.to_thread(server.communicate)
    log = SqliteEventLog(tmp_path / "events.db")
    kept = {number: log.acked(f"session-{number:04}", f"stream-{number:05}") for number in acked}
    assert all(kept[number] >= seq for number, seq in acked.items())
    await log.close()

    server = await asyncio.to_thread(start, tmp_path, port)
    try:
        async with Page(port) as page:
            welcome = await page.greet(session="session-0000", stream="stream-00000", sent_at=hello().sent_at)
            assert welcome.acked == kept[0]
            assert await page.tell(batch(kept[0] + 1)) == kept[0] + 1
    finally:
        server.kill()
        await asyncio.to_thread(server.communicate)
