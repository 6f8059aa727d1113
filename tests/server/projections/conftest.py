"""A real database, a real event log, and a short way to fill them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from server.eventlog.log import Entry
from server.eventlog.sqlite import SqliteEventLog
from server.store import sites
from server.store.database import Database
from tests.databases import migrated
from widget.protocol import Batch, Event, encode

SITE = "quillbook"
DAY = 86_400_000
NOON = 20_000 * DAY + DAY // 2  # of day 20,000: 4 October 2024

Tell = Callable[..., Awaitable[None]]


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = migrated(tmp_path)
    database.write(sites.create, SITE, "key-of-quillbook", "Quillbook", [], True, 0)
    yield database
    database.close()


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[SqliteEventLog]:
    eventlog = SqliteEventLog(tmp_path / "events.db")
    yield eventlog
    await eventlog.close()


@pytest.fixture
def tell(log: SqliteEventLog) -> Tell:
    """tell(session, *events, at=..., shift=..., visitor=...) appends one batch of the session."""
    told: dict[str, int] = {}

    async def append(
        session: str, *events: Event, at: int = NOON, shift: int = 0, site: str = SITE, visitor: str = ""
    ) -> None:
        told[session] = told.get(session, 0) + 1
        frame = encode(Batch(told[session], at, events))
        who = visitor or f"visitor-{session}"
        await log.append(Entry(site, who, session, f"stream-{session}", told[session], at, shift, frame))

    return append
