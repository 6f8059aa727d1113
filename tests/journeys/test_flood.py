"""Fifty thousand events at two thousand a second, the one who counts them killed half-way: none is lost or doubled."""

import asyncio
import sqlite3
import time
from contextlib import closing

import websockets

from server.clock import now_ms
from tests.journeys.world import World
from widget.protocol import (
    PROTOCOL_VERSION,
    Ack,
    Batch,
    Clicked,
    Element,
    Hello,
    PageView,
    decode_client,
    decode_server,
    encode,
    packed,
)

SESSIONS, BATCHES, EVENTS = 20, 25, 100
PER_S = 2_000
ROUTE, KEY = "/flood", "id:flood"
LATER_S = 60.0  # for the worker to begin anew and to count what waits


async def flood(world: World, half: asyncio.Event) -> list[float]:
    """All sessions beside each other, each a batch about every second; returns the seconds from batch to ack."""
    began, waits = time.monotonic(), list[float]()
    every = SESSIONS * EVENTS / PER_S

    async def speak(number: int) -> None:
        address = world.settings.base_url.replace("http", "ws", 1) + "/v1/stream"
        async with websockets.connect(address, origin=world.settings.demo_url) as line:
            name = f"flood-{number:04}"
            hello = Hello(PROTOCOL_VERSION, world.prepared.site_key, name, name, f"{name}-s", now_ms(), ROUTE)
            await line.send(encode(hello))
            await line.recv()
            for seq in range(1, BATCHES + 1):
                await asyncio.sleep(max(began + every * (seq - 1 + number / SESSIONS) - time.monotonic(), 0))
                clicks = [Clicked(dt, Element(KEY, "button", "Flood"), rx=seq) for dt in range(EVENTS - 1)]
                sent = time.monotonic()
                await line.send(packed(encode(Batch(seq, now_ms() - EVENTS, (PageView(0, ROUTE), *clicks)))))
                while not (isinstance(frame := decode_server(await line.recv()), Ack) and frame.seq == seq):
                    pass
                waits.append(time.monotonic() - sent)
                if seq > BATCHES // 2:
                    half.set()

    async with asyncio.TaskGroup() as all_of_them:
        for number in range(SESSIONS):
            all_of_them.create_task(speak(number))
    return waits


async def flooded(world: World) -> list[float]:
    half = asyncio.Event()
    sending = asyncio.create_task(flood(world, half))
    await half.wait()
    await asyncio.to_thread(world.kill, "worker")
    await asyncio.sleep(2)
    await asyncio.to_thread(world.start, "worker")
    return await sending


def counted(world: World) -> tuple[int, int]:
    """(clicks, views) that the worker has counted."""
    path = world.settings.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        [[clicks]] = db.execute("select coalesce(sum(clicks), 0) from element_days where element = ?", (KEY,))
        [[views]] = db.execute("select coalesce(sum(views), 0) from page_days where route = ?", (ROUTE,))
    return clicks, views


def logged(world: World) -> dict[str, list[Batch]]:
    with closing(sqlite3.connect(f"file:{world.settings.log_path}?mode=ro", uri=True)) as log:
        rows = log.execute("select session, frame from batches where session like 'flood-%' order by offset").fetchall()
    found: dict[str, list[Batch]] = {}
    for session, data in rows:
        frame = decode_client(data)
        assert isinstance(frame, Batch)
        found.setdefault(session, []).append(frame)
    return found


def test_flood_with_the_worker_killed_half_way_loses_nothing_and_doubles_nothing(world: World) -> None:
    waits = asyncio.run(flooded(world))
    batches = logged(world)
    assert len(waits) == SESSIONS * BATCHES
    assert {session: [batch.seq for batch in kept] for session, kept in batches.items()} == {
        f"flood-{number:04}": list(range(1, BATCHES + 1)) for number in range(SESSIONS)
    }
    assert sum(len(batch.events) for kept in batches.values() for batch in kept) == SESSIONS * BATCHES * EVENTS
    whole = (SESSIONS * BATCHES * (EVENTS - 1), SESSIONS * BATCHES)
    end = time.monotonic() + LATER_S
    while counted(world) != whole and time.monotonic() < end:
        time.sleep(0.5)
    assert counted(world) == whole
    waits.sort()
    half, most = (waits[int(len(waits) * share)] * 1000 for share in (0.5, 0.99))
    print(f"batch to durable ack: p50 {half:.1f} ms, p99 {most:.1f} ms")
