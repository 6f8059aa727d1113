"""A page on `/v1/stream`: greeted, acked when durable, heard in order, resumed where it stopped."""

import asyncio
from pathlib import Path

import pytest

from server.conversation.visit import Visit
from server.eventlog import Entry, SqliteEventLog
from tests.server.gateway.page import Page, batch, hello, said
from tests.server.gateway.served import SIMULATED_KEY, World, served
from widget.protocol import MAX_SAID_CHARS, Batch, Hello, Mode, PageView, Said, Welcome, decode_client, encode, packed

HOUR_MS = 3_600_000


async def test_a_page_is_greeted_with_what_is_acked(world: World) -> None:
    async with Page(world.port) as page:
        welcome = await page.greet()
    assert (welcome.session, welcome.acked, welcome.product) == ("session-0001", 0, "Shop")


async def test_a_batch_is_in_the_log_as_it_came_before_its_ack(world: World) -> None:
    sent = batch(1)
    async with Page(world.port) as page:
        await page.greet()
        assert await page.tell(sent) == 1
        [logged] = world.log.read(0, 10)
    assert logged.frame == encode(sent)
    assert (logged.site, logged.visitor, logged.session) == ("shop", "visitor-0001", "session-0001")
    assert (logged.stream, logged.seq) == ("stream-00001", 1)


async def test_a_deflated_batch_is_in_the_log_inflated(world: World) -> None:
    sent = batch(1, *(PageView(0, f"/checkout/{n}") for n in range(40)))
    deflated = packed(encode(sent))
    assert deflated != encode(sent)
    async with Page(world.port) as page:
        await page.greet()
        await page.socket.send(deflated)
        await world.until(lambda: len(world.log.read(0, 10)) == 1)
        [logged] = world.log.read(0, 10)
    assert logged.frame == encode(sent)


@pytest.mark.parametrize("words", ["write to anna@example.com", "x " * 1900 + "call +49 30 901820 or anna@example.com"])
async def test_what_names_a_visitor_is_heard_and_not_logged(world: World, words: str) -> None:
    async with Page(world.port) as page:
        await page.greet()
        await page.tell(said(1, words))
        await world.until(lambda: len(world.heard.batches) == 1)
        [logged] = world.log.read(0, 10)
    stored = decode_client(logged.frame)
    assert isinstance(stored, Batch)
    [heard], [kept] = world.heard.batches[0].events, stored.events
    assert isinstance(heard, Said)
    assert isinstance(kept, Said)
    assert (heard.text, kept.turn) == (words, heard.turn)
    assert "anna" not in kept.text
    assert "[email]" in kept.text


async def test_turn_that_grows_by_its_placeholders_stays_within_the_protocol(world: World) -> None:
    words = "a@b.eu " * (MAX_SAID_CHARS // 7)
    async with Page(world.port) as page:
        await page.greet()
        assert await page.tell(said(1, words)) == 1
        [logged] = world.log.read(0, 10)
    stored = decode_client(logged.frame)
    assert isinstance(stored, Batch)
    assert isinstance(stored.events[0], Said)
    assert len(stored.events[0].text) == MAX_SAID_CHARS


async def test_the_conversations_hear_a_session_in_order(world: World) -> None:
    async with Page(world.port) as page:
        await page.greet()
        for seq in range(1, 21):
            await page.tell(batch(seq))
        await world.until(lambda: len(world.heard.batches) == 20)
    assert [heard.seq for heard in world.heard.batches] == list(range(1, 21))
    assert {visit.product for visit in world.heard.visits} == {"Shop"}


async def test_a_session_that_waits_holds_up_no_other(world: World) -> None:
    async with Page(world.port) as slow, Page(world.port) as quick:
        await slow.greet()
        await quick.greet(session="session-0002", stream="stream-00002")
        await slow.tell(said(1, "wait"))
        assert await slow.tell(said(2, "and then")) == 2
        await quick.tell(said(1, "hello"))
        await world.until(lambda: len(world.heard.batches) == 1)
        assert world.heard.visits[0].session == "session-0002"
        world.heard.go_on.set()
        await world.until(lambda: len(world.heard.batches) == 3)


async def test_a_conversation_that_fails_is_counted_and_ends_nothing(world: World) -> None:
    async with Page(world.port) as page:
        await page.greet()
        await page.tell(said(1, "stumble"))
        assert await page.tell(said(2, "hello")) == 2
        await world.until(lambda: len(world.heard.batches) == 1)
    assert (await world.counted())["shop", "conversation_failed"] == 1


async def test_a_welcome_that_fails_leaves_a_plain_one(world: World) -> None:
    world.heard.welcomes = False
    async with Page(world.port) as page:
        welcome = await page.greet()
        assert (welcome.acked, welcome.people_online) == (0, False)
        assert await page.tell(batch(1)) == 1


async def test_a_page_goes_on_where_it_stopped(world: World) -> None:
    async with Page(world.port) as page:
        await page.greet()
        for seq in (1, 2, 3):
            await page.tell(batch(seq))
    async with Page(world.port) as page:
        assert (await page.greet()).acked == 3
        assert await page.tell(batch(2)) == 3
        assert await page.tell(batch(4)) == 4
        await world.until(lambda: len(world.heard.batches) == 4)
    assert [logged.seq for logged in world.log.read(0, 10)] == [1, 2, 3, 4]


async def test_batches_sent_without_waiting_are_all_acked(world: World) -> None:
    async with Page(world.port) as page:
        await page.greet()
        for seq in range(1, 101):
            await page.send(batch(seq))
        assert [(await page.receive()).seq for _ in range(100)] == list(range(1, 101))  # type: ignore[union-attr]


async def test_the_hub_reaches_every_connection_of_a_session_and_no_other(world: World) -> None:
    async with Page(world.port) as one, Page(world.port) as twin, Page(world.port) as other:
        await one.greet()
        await twin.greet(stream="stream-00002")
        await other.greet(session="session-0002", stream="stream-00003")
        assert world.gateway.hub.online() == 2
        assert world.gateway.hub.send("session-0001", Mode("waiting"))
        assert await one.receive() == await twin.receive() == Mode("waiting")
        assert await other.tell(batch(1)) == 1


async def test_the_hub_says_when_a_session_is_not_connected(world: World) -> None:
    async with Page(world.port) as page:
        await page.greet()
    await world.until(lambda: world.gateway.hub.online() == 0)
    assert not world.gateway.hub.send("session-0001", Mode("waiting"))


async def test_what_is_sent_during_the_welcome_follows_it(world: World) -> None:
    plain = world.heard.welcome

    async def welcome(visit: Visit, hello: Hello, acked: int) -> Welcome:
        world.gateway.hub.send("session-0001", Mode("waiting"))
        await asyncio.sleep(0.01)  # time enough for it to go out, were it not held back
        return await plain(visit, hello, acked)

    world.heard.welcome = welcome  # type: ignore[method-assign]
    async with Page(world.port) as page:
        await page.greet()
        assert await page.receive() == Mode("waiting")


async def test_a_wrong_clock_is_corrected(world: World) -> None:
    async with Page(world.port) as page:
        await page.greet(sent_at=hello().sent_at - HOUR_MS)
        await page.tell(batch(1, at=hello().sent_at - HOUR_MS))
    [logged] = world.log.read(0, 10)
    assert abs(logged.shift_ms - HOUR_MS) < 2_000


async def test_no_event_lies_in_the_future(world: World) -> None:
    async with Page(world.port) as page:
        await page.greet()
        await page.tell(Batch(1, hello().sent_at, (PageView(HOUR_MS, "/checkout"),)))
    [logged] = world.log.read(0, 10)
    assert hello().sent_at + HOUR_MS + logged.shift_ms <= logged.received_at + 2_000


async def test_a_simulated_visitor_may_live_in_the_past(world: World) -> None:
    async with Page(world.port) as page:
        await page.greet(site=SIMULATED_KEY, simulated=True, sent_at=HOUR_MS)
        await page.tell(batch(1, at=HOUR_MS))
        await world.until(lambda: world.heard.visits)
    [logged] = world.log.read(0, 10)
    assert (logged.site, logged.shift_ms) == ("demo", 0)
    assert world.heard.visits[0].simulated


class BlockedLog(SqliteEventLog):
    """Holds every append until it is let go."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.let_go = asyncio.Event()

    async def append(self, entry: Entry) -> int | None:
        await self.let_go.wait()
        return await super().append(entry)


async def test_a_batch_that_is_being_stored_is_heard_although_its_connection_is_replaced(tmp_path: Path) -> None:
    log = BlockedLog(tmp_path / "events.db")
    async with served(tmp_path, log=log) as world, Page(world.port) as old, Page(world.port) as new:
        await old.greet()
        await old.send(said(1, "hello"))
        [connection] = world.gateway.hub.connections()
        await world.until(lambda: connection.storing)
        await new.greet()
        log.let_go.set()
        assert (await old.refused()).retry_ms > 0
        assert await new.tell(said(1, "hello")) == 1
        assert await new.tell(said(2, "again")) == 2
        await world.until(lambda: len(world.heard.batches) == 2)
    assert [heard.seq for heard in world.heard.batches] == [1, 2]
