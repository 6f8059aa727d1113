"""What the gateway's routes share, and its life: quotas, the tally, idle pages, the way out.

The routes (stream.py, beacon.py) find it as `app.state.gateway`.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Protocol

import structlog

from server.conversation.visit import Visit
from server.errors import HandrailError
from server.eventlog.log import Entry, EventLog
from server.gateway.greeted import Greeted
from server.gateway.handshake import Site, batch_shift, clock_shift, visit_of, with_shift
from server.gateway.hub import Hub
from server.gateway.limits import Buckets, Limits, Places, cost
from server.gateway.refusal import CLOSING, IDLE, LOG_UNAVAILABLE, SITE_TOO_FAST, Rejected
from server.gateway.sites import Sites
from server.gateway.stand_in import PARKED_S, StandIn, StandIns
from server.gateway.tally import Tally
from server.gateway.unnamed import unnamed
from server.gateway.work import Work
from server.store.database import Database
from widget.protocol import Batch, Hello, Welcome

FLUSH_S = 5.0  # at most this much of the tally is lost by a kill
FAREWELL_S = 3.0  # for the pages to be told and to close
FINISH_S = 5.0  # for what is being heard; the rest is caught up at the next start, from the log


class Conversations(Protocol):
    """What the gateway asks of the room server/conversation/."""

    async def welcome(self, visit: Visit, hello: Hello, acked: int) -> Welcome: ...

    def hurry(self, session: str, batch: Batch) -> None: ...

    async def heard(self, visit: Visit, batch: Batch) -> None: ...


class Gateway:
    """`clock` gives Unix ms. Conversations send to pages through the same `hub`."""

    def __init__(
        self,
        db: Database,
        log: EventLog,
        hub: Hub,
        conversations: Conversations,
        clock: Callable[[], int],
        limits: Limits | None = None,
    ) -> None:
        self.log = log
        self.hub = hub
        self.conversations = conversations
        self.clock = clock
        self.limits = limits or Limits()
        self.sites = Sites(db, clock)
        self.tally = Tally(db, clock)
        self.work = Work(conversations.heard, self.limits.unheard_batches, self._not_heard)
        self.addresses = Places(self.limits.connections_an_address)
        self.site_places = Places(self.limits.connections_a_site)
        self.uploads = Places(self.limits.uploads_at_once)
        self.greeted = Greeted()
        self.stand_ins = StandIns()
        self.site_buckets = Buckets()
        self.address_buckets = Buckets()
        self.closing = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Flushes the tally and ends idle connections until the block is left, then closes."""
        tending = asyncio.create_task(self._tend())
        try:
            yield
        finally:
            tending.cancel()
            with suppress(asyncio.CancelledError):
                await tending
            await self.close()

    async def close(self) -> None:
        """Refuses newcomers, tells every page to come back, lets what is durable be heard. Idempotent.

        The log stays open: whoever opened it closes it afterwards.
        """
        self.closing = True
        readers = [connection.end(CLOSING) for connection in self.hub.connections()]
        if readers:
            await asyncio.wait(readers, timeout=FAREWELL_S)
        with suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL_S):
                await self._finish_all(self.stand_ins.parked())
        unheard = await self.work.finish(FINISH_S)
        if unheard:
            structlog.get_logger().warning("batches_left_unheard", batches=unheard)
        await self.tally.flush()

    async def keep(self, site: Site, visit: Visit, stream: str, batch: Batch, data: bytes) -> None:
        """Makes a batch durable and hands it to the conversation; one that is durable already changes nothing.

        Raises HandrailError when the log can't take it.
        """
        now = self.clock()
        shift = batch_shift(site, visit.shift_ms, batch, now)
        kept = await unnamed(batch, data)
        entry = Entry(site.id, visit.visitor, visit.session, stream, batch.seq, now, shift, kept)
        if await self.log.append(entry) is not None:
            self.conversations.hurry(visit.session, batch)
            self.work.put(with_shift(visit, shift), batch)

    async def finish(self, stand_in: StandIn) -> None:
        """Keeps what a stand-in has not told yet; it speaks for nobody from now on."""
        self.stand_ins.drop(stand_in)
        hello = stand_in.hello()
        site = await self.sites.find(hello.site)
        if site is None:
            return
        visit = visit_of(hello, site, clock_shift(site, hello.sent_at, self.clock()))
        for batch, data in stand_in.last_frames():
            if batch.seq == self.log.acked(visit.session, visit.stream) + 1:
                await self.keep(site, visit, visit.stream, batch, data)

    def pace_site(self, site: Site, size: int) -> None:
        """Takes a frame's tokens from the site's quota. Raises Rejected when they aren't there."""
        times = self.limits.simulated_times if site.simulated else 1.0
        now = asyncio.get_running_loop().time()
        bucket = self.site_buckets.of(site.id, self.limits.site_per_s * times, self.limits.site_burst * times, now)
        wait = bucket.take(cost(size), now)
        if wait:
            raise Rejected(SITE_TOO_FAST.saying(SITE_TOO_FAST.sentence, max(SITE_TOO_FAST.retry_ms, int(wait * 1000))))

    def end_idle(self) -> int:
        """Ends the connections that said nothing for `idle_s`; returns how many."""
        since = asyncio.get_running_loop().time() - self.limits.idle_s
        idle = [connection for connection in self.hub.connections() if connection.heard_at < since]
        for connection in idle:
            connection.end(IDLE)
        return len(idle)

    async def _tend(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_S)
            await self.tally.flush()
            self.end_idle()
            await self._finish_all(self.stand_ins.parked(asyncio.get_running_loop().time() - PARKED_S))

    async def _finish_all(self, stand_ins: Iterable[StandIn]) -> None:
        for stand_in in stand_ins:
            try:
                await self.finish(stand_in)
            except HandrailError:
                self.tally.add("", LOG_UNAVAILABLE.reason)

    def _not_heard(self, visit: Visit) -> None:
        self.tally.add(visit.site, "conversation_failed")
