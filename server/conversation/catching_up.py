"""Hears what a crash left unheard: batches are in the log, acked, but nobody had come to answer them.

The log is read from where the last start ended. A session is heard again when a turn of its visitor was never stored,
or when it was alive right before the end; every step of the room leaves what it has already done alone.
"""

from collections.abc import Awaitable, Callable, Iterator

import msgspec
from msgspec import structs

from server.conversation.visit import Visit
from server.eventlog.log import EventLog, Logged
from server.store import conversations, sites
from server.store.database import Database
from server.store.projections import advance, checkpoint
from widget.protocol import Batch, Said

CHECKPOINT = "conversation"
AT_ONCE = 500  # log entries in memory at a time
ALIVE_MS = 60_000  # work waits in a session's line for seconds at most


async def catch_up(db: Database, log: EventLog, hear: Callable[[Visit, Batch], Awaitable[None]]) -> None:
    """Hears the sessions that need it from their first batch since the last start on."""
    since, end = await db.aread(checkpoint, CHECKPOINT), log.last()
    unheard = await _unheard(db, log, since)
    if unheard:
        visits: dict[str, Visit | None] = {}
        for entry, batch in _batches(log, since):
            if entry.session in unheard and (visit := await _visit(db, entry, visits)) is not None:
                await hear(structs.replace(visit, stream=entry.stream, shift_ms=entry.shift_ms), batch)
    await db.awrite(advance, CHECKPOINT, since, end)


async def _unheard(db: Database, log: EventLog, since: int) -> set[str]:
    said: dict[str, str] = {}  # turn -> session
    alive: dict[str, int] = {}
    for entry, batch in _batches(log, since):
        alive[entry.session] = entry.received_at
        said |= {event.turn: entry.session for event in batch.events if isinstance(event, Said)}
    stored: set[str] = set()
    turns = list(said)
    for start in range(0, len(turns), AT_ONCE):
        stored |= await db.aread(conversations.stored_turns, turns[start : start + AT_ONCE])
    last = max(alive.values(), default=0)
    lately = {session for session, at in alive.items() if at >= last - ALIVE_MS}
    return lately | {session for turn, session in said.items() if turn not in stored}


def _batches(log: EventLog, after: int) -> Iterator[tuple[Logged, Batch]]:
    while entries := log.read(after, AT_ONCE):
        for entry in entries:
            yield entry, _decoder.decode(entry.frame)
        after = entries[-1].offset


async def _visit(db: Database, entry: Logged, visits: dict[str, Visit | None]) -> Visit | None:
    """The visit behind an entry; None when its site is gone."""
    if entry.session not in visits:
        site = await db.aread(sites.find, entry.site)
        visits[entry.session] = site and Visit(
            entry.site,
            entry.visitor,
            entry.session,
            entry.stream,
            bool(site.simulated),
            "",
            entry.shift_ms,
            site.name,
        )
    return visits[entry.session]


_decoder = msgspec.msgpack.Decoder(Batch)
