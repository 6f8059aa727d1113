"""Whoever is refused hears why, is counted, and disturbs nobody else."""

import asyncio
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import websockets

from server.errors import Unavailable
from server.eventlog import Entry, SqliteEventLog
from server.gateway.limits import Limits
from server.store import sites
from tests.server.gateway.page import PATIENCE_S, Page, batch, hello, said
from tests.server.gateway.served import ORIGIN, World, served
from widget.protocol import MAX_FRAME_BYTES, CloseCode, Mode, encode


@asynccontextmanager
async def undisturbed(world: World, count: int = 1) -> AsyncIterator[None]:
    """Another page that is connected all the while, and goes on afterwards."""
    async with Page(world.port) as other:
        await other.greet(session="session-other", stream="stream-other")
        for seq in range(1, count + 1):
            assert await other.tell(batch(seq)) == seq
        yield
        assert await other.tell(batch(count + 1)) == count + 1


REFUSED_HELLOS: dict[str, tuple[dict[str, Any], str, CloseCode, str]] = {
    "unknown_key": ({"site": "no-such-key-here"}, ORIGIN, CloseCode.NOT_FOR_YOU, ""),
    "foreign_origin": ({}, "https://elsewhere.example", CloseCode.FOREIGN_ORIGIN, "shop"),
    "wrong_version": ({"version": 99}, ORIGIN, CloseCode.WRONG_VERSION, ""),
    "not_simulated": ({"simulated": True}, ORIGIN, CloseCode.FOREIGN_ORIGIN, "shop"),
}


@pytest.mark.parametrize("reason", REFUSED_HELLOS)
async def test_a_hello_is_refused_for_good(world: World, reason: str) -> None:
    changes, origin, code, site = REFUSED_HELLOS[reason]
    async with undisturbed(world), Page(world.port, origin) as page:
        await page.send(hello(**changes))
        refused = await page.refused()
    assert (refused.code, refused.retry_ms) == (code, -1)
    assert (await world.counted())[site, reason] == 1


@pytest.mark.parametrize("origin", [None, "null", "https://shop.example.evil.example", "http://shop.example"])
async def test_an_origin_that_is_not_on_the_list_is_foreign(world: World, origin: str | None) -> None:
    async with Page(world.port, origin) as page:
        await page.send(hello())
        assert (await page.refused()).code == CloseCode.FOREIGN_ORIGIN


@pytest.mark.parametrize("origin", ["https://SHOP.example", "https://shop.example:443"])
async def test_an_origin_is_the_same_in_any_spelling(world: World, origin: str) -> None:
    async with Page(world.port, origin) as page:
        assert (await page.greet()).acked == 0


async def test_garbage_is_malformed(world: World) -> None:
    async with undisturbed(world), Page(world.port) as page:
        await page.socket.send(b"\xc1 garbage")
        assert (await page.refused()).code == CloseCode.MALFORMED
    assert (await world.counted())["", "malformed"] == 1


async def test_text_is_malformed(world: World) -> None:
    async with undisturbed(world), Page(world.port) as page:
        await page.greet()
        await page.socket.send("hello")
        assert (await page.refused()).code == CloseCode.MALFORMED
    assert (await world.counted())["shop", "malformed"] == 1


async def test_a_refusal_repeats_nothing_of_the_frame(world: World) -> None:
    async with Page(world.port) as page:
        await page.greet()
        await page.socket.send(encode(said(1, "hello")).replace(b"\xa2sa", b"\xa2zz"))
        refused = await page.refused()
    assert "zz" not in refused.message
    assert "$" in refused.message


async def test_a_batch_before_the_hello_is_refused(world: World) -> None:
    async with undisturbed(world), Page(world.port) as page:
        await page.send(batch(1))
        assert (await page.refused()).code == CloseCode.MALFORMED
    assert (await world.counted())["", "no_hello"] == 1


async def test_a_second_hello_is_refused(world: World) -> None:
    async with Page(world.port) as page:
        await page.greet()
        await page.send(hello())
        assert (await page.refused()).code == CloseCode.MALFORMED
    assert (await world.counted())["shop", "second_hello"] == 1


async def test_a_hello_that_does_not_come_is_not_waited_for(tmp_path: Path) -> None:
    async with served(tmp_path, Limits(hello_s=0.1)) as world, undisturbed(world), Page(world.port) as page:
        assert (await page.refused()).code == CloseCode.MALFORMED
        assert (await world.counted())["", "hello_late"] == 1


async def test_an_oversized_frame_is_too_large(world: World) -> None:
    async with undisturbed(world), Page(world.port) as page:
        await page.greet()
        await page.socket.send(b"\0" * (MAX_FRAME_BYTES + 1))
        assert (await page.refused()).code == CloseCode.TOO_LARGE
    assert (await world.counted())["shop", "too_large"] == 1


async def test_a_frame_that_swells_is_too_large(world: World) -> None:
    async with undisturbed(world), Page(world.port) as page:
        await page.greet()
        await page.socket.send(zlib.compress(bytes(50 * MAX_FRAME_BYTES)))
        assert (await page.refused()).code == CloseCode.TOO_LARGE
    assert (await world.counted())["shop", "too_large"] == 1


async def test_deflated_bytes_that_are_broken_are_malformed(world: World) -> None:
    async with undisturbed(world), Page(world.port) as page:
        await page.greet()
        await page.socket.send(b"\x78\x9cnot deflated")
        assert (await page.refused()).code == CloseCode.MALFORMED


async def test_a_huge_frame_is_cut_off_and_counted(world: World) -> None:
    async with undisturbed(world), Page(world.port) as page:
        await page.greet()
        with suppress(websockets.ConnectionClosed):
            await page.socket.send(b"\0" * (4 * MAX_FRAME_BYTES))
        with pytest.raises(websockets.ConnectionClosed):
            await asyncio.wait_for(page.socket.recv(), PATIENCE_S)
    await world.until_counted("shop", "too_large")


async def test_a_skipped_number_is_out_of_order_and_can_be_resumed(world: World) -> None:
    async with undisturbed(world), Page(world.port) as page:
        await page.greet()
        await page.tell(batch(1))
        await page.send(batch(3))
        refused = await page.refused()
    assert refused.code == CloseCode.OUT_OF_ORDER
    assert refused.retry_ms >= 0
    assert (await world.counted())["shop", "out_of_order"] == 1
    async with Page(world.port) as page:
        assert (await page.greet()).acked == 1
        assert await page.tell(batch(2)) == 2


async def test_a_page_over_its_quota_is_too_fast(tmp_path: Path) -> None:
    async with served(tmp_path, Limits(page_per_s=0.1, page_burst=5)) as world, undisturbed(world):
        async with Page(world.port) as page:
            await page.greet()
            for seq in range(1, 7):
                await page.send(batch(seq))
            refused = await page.refused()
        assert refused.code == CloseCode.TOO_FAST
        assert refused.retry_ms > 0
        assert world.log.acked("session-0001", "stream-00001") == 5
        assert (await world.counted())["shop", "too_fast"] == 1


async def test_a_site_over_its_quota_is_too_fast(tmp_path: Path) -> None:
    async with served(tmp_path, Limits(site_per_s=0.1, site_burst=3)) as world, Page(world.port) as page:
        await page.greet()
        for seq in range(1, 5):
            await page.send(batch(seq))
        assert (await page.refused()).code == CloseCode.TOO_FAST
        assert (await world.counted())["shop", "site_too_fast"] == 1


async def test_connections_are_counted_by_address_and_come_free_again(tmp_path: Path) -> None:
    async with served(tmp_path, Limits(connections_an_address=2)) as world:
        async with undisturbed(world), Page(world.port) as second:
            await second.greet()
            async with Page(world.port) as third:
                assert (await third.refused()).code == CloseCode.TOO_FAST
        await world.until(lambda: world.gateway.hub.online() == 0)
        async with Page(world.port) as page:
            assert (await page.greet()).acked == 0
        assert (await world.counted())["", "too_many_connections"] == 1


async def test_connections_are_counted_by_site(tmp_path: Path) -> None:
    async with served(tmp_path, Limits(connections_a_site=1)) as world, undisturbed(world):
        async with Page(world.port) as page:
            await page.send(hello())
            assert (await page.refused()).code == CloseCode.TOO_FAST
        assert (await world.counted())["shop", "too_many_connections"] == 1


async def test_a_page_that_does_not_read_is_closed_and_blocks_nobody(tmp_path: Path) -> None:
    async with served(tmp_path, Limits(unsent_frames=8)) as world, undisturbed(world), Page(world.port) as page:
        await page.greet()
        page.socket.transport.pause_reading()
        long = Mode("person", name="x" * 1_000_000)
        await world.until(lambda: not world.gateway.hub.send("session-0001", long))
        assert world.gateway.hub.online() == 1
        await world.until_counted("shop", "slow_reader")
        page.socket.transport.abort()


class FullLog(SqliteEventLog):
    """Says what the log says on a full disk, for one stream."""

    async def append(self, entry: Entry) -> int | None:
        if entry.stream == "stream-00001":
            raise Unavailable("The event log can't be written (SQLITE_FULL).")
        return await super().append(entry)


async def test_nothing_is_acked_that_the_log_does_not_take(tmp_path: Path) -> None:
    log = FullLog(tmp_path / "events.db")
    async with served(tmp_path, log=log) as world, undisturbed(world), Page(world.port) as page:
        await page.greet()
        await page.send(batch(1))
        refused = await page.refused()
        assert (refused.code, refused.retry_ms > 0) == (CloseCode.UNAVAILABLE, True)
        assert (await world.counted())["shop", "log_unavailable"] == 1
        assert world.heard.batches[-1:] != [batch(1)]


async def test_a_new_origin_works_within_seconds(world: World) -> None:
    world.db.write(sites.set_origins, "shop", ["https://new.example"])
    async with Page(world.port, "https://new.example") as page:
        assert (await page.greet()).acked == 0
