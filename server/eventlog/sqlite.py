"""The event log in a SQLite file of its own: one row a batch, one writer thread, adaptive group commit.

The writer takes whatever has arrived, writes it in one transaction, answers everybody in it, and looks again: a lone
batch waits for one fsync, a thousand share one, and no window has to be tuned for a load. WAL lets other
processes read while it writes; synchronous=FULL syncs every commit before it counts.
"""

import asyncio
import contextlib
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import structlog

from server.errors import HandrailError, Overloaded, Unavailable
from server.eventlog.log import Entry, Logged

T = TypeVar("T")

MAX_WAITING = 20_000  # batches of about 1 KB: 20 MB of memory, under a second of work
MAX_GROUP = 1_000  # batches a commit: bounds how long the first of a group waits for the last
BUSY_TIMEOUT_S = 10.0
WAL_BYTES_KEPT = 64 * 1024 * 1024  # a burst's write-ahead log is cut back to this

SCHEMA = """
CREATE TABLE IF NOT EXISTS batches (
    "offset" INTEGER PRIMARY KEY AUTOINCREMENT,
    session TEXT NOT NULL, stream TEXT NOT NULL, seq INTEGER NOT NULL,
    site TEXT NOT NULL, visitor TEXT NOT NULL,
    received_at INTEGER NOT NULL, shift_ms INTEGER NOT NULL, frame BLOB NOT NULL,
    UNIQUE (session, stream, seq)
)
"""  # AUTOINCREMENT: an offset stays used after retention has deleted its row

INSERT = """
INSERT OR IGNORE INTO batches (site, visitor, session, stream, seq, received_at, shift_ms, frame)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
READ = """
SELECT site, visitor, session, stream, seq, received_at, shift_ms, frame, "offset"
FROM batches WHERE "offset" > ? ORDER BY "offset" LIMIT ?
"""
OF_SESSION = """
SELECT site, visitor, session, stream, seq, received_at, shift_ms, frame, "offset"
FROM batches WHERE session = ? ORDER BY "offset"
"""
LAST = 'SELECT coalesce(max("offset"), 0) FROM batches'
REACHED = "SELECT count(*), coalesce(max(seq), 0) FROM batches WHERE session = ? AND stream = ?"
FIRST_GAP = """
SELECT seq FROM (
    SELECT seq, row_number() OVER (ORDER BY seq) AS place FROM batches WHERE session = ? AND stream = ?
) WHERE seq = place ORDER BY seq DESC LIMIT 1
"""

Outcome = int | HandrailError | None
Waiting = tuple[Entry, "asyncio.Future[int | None]", asyncio.AbstractEventLoop]


class SqliteEventLog:
    """An EventLog in one SQLite file; the folder must exist. A process that only reads starts no writer."""

    def __init__(self, path: Path | str, max_waiting: int = MAX_WAITING) -> None:
        self._path = Path(path)
        self._max_waiting = max_waiting
        self._waiting: deque[Waiting] = deque()
        self._arrived = threading.Condition()
        self._writer: threading.Thread | None = None
        self._closed = False
        self._reading = threading.Lock()
        self._reader = _guarded(self._open)

    async def append(self, entry: Entry) -> int | None:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[int | None] = loop.create_future()
        with self._arrived:
            if self._closed:
                raise Unavailable("The event log is closed.")
            if len(self._waiting) >= self._max_waiting:
                raise Overloaded("The event log has more to write than it can hold.")
            self._waiting.append((entry, future, loop))
            if self._writer is None:
                self._writer = threading.Thread(target=self._write, name="eventlog", daemon=True)
                self._writer.start()
            self._arrived.notify()
        return await future

    def acked(self, session: str, stream: str) -> int:
        count, highest = self._rows(REACHED, session, stream)[0]
        if count == highest:
            return int(highest)
        gap = self._rows(FIRST_GAP, session, stream)
        return int(gap[0][0]) if gap else 0

    def read(self, after: int, limit: int) -> list[Logged]:
        return [Logged(*row) for row in self._rows(READ, after, limit)]

    def of_session(self, session: str) -> list[Logged]:
        return [Logged(*row) for row in self._rows(OF_SESSION, session)]

    def last(self) -> int:
        return int(self._rows(LAST)[0][0])

    async def close(self) -> None:
        with self._arrived:
            self._closed = True
            self._arrived.notify()
            writer = self._writer
        if writer is not None:
            await asyncio.to_thread(writer.join)
        with self._reading:
            self._reader.close()

    # ------------------------------------------------------------ reading

    def _rows(self, query: str, *values: str | int) -> list[tuple[Any, ...]]:
        with self._reading:
            return _guarded(lambda: self._reader.execute(query, values).fetchall())

    # ------------------------------------------------------------ the writer thread

    def _write(self) -> None:
        connection: sqlite3.Connection | None = None
        while group := self._take():
            outcomes: list[Outcome]
            try:
                connection = connection or self._open()
                outcomes = _commit(connection, [entry for entry, _, _ in group])
            except (sqlite3.Error, ValueError, OverflowError) as error:  # the last two: a value SQLite can't hold
                if connection is not None:
                    connection.close()  # rolls back; a fresh one for the next group, the disk may have room by then
                    connection = None
                structlog.get_logger().error("eventlog_write_failed", batches=len(group), reason=_name(error))
                outcomes = [Unavailable(f"The event log can't be written ({_name(error)}).")] * len(group)
            _answer(group, outcomes)
        if connection is not None:
            connection.close()

    def _take(self) -> list[Waiting]:
        """What has arrived, at most MAX_GROUP; empty when the log is closed and everything is written."""
        with self._arrived:
            while not self._waiting and not self._closed:
                self._arrived.wait()
            return [self._waiting.popleft() for _ in range(min(len(self._waiting), MAX_GROUP))]

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute(f"PRAGMA journal_size_limit={WAL_BYTES_KEPT}")
            connection.execute(SCHEMA)
        except sqlite3.Error:
            connection.close()
            raise
        return connection


def _commit(connection: sqlite3.Connection, entries: list[Entry]) -> list[Outcome]:
    """Offsets of the entries, None for those already there; all durable when this returns."""
    insert = connection.cursor()
    outcomes: list[Outcome] = []
    connection.execute("BEGIN IMMEDIATE")
    for e in entries:
        insert.execute(INSERT, (e.site, e.visitor, e.session, e.stream, e.seq, e.received_at, e.shift_ms, e.frame))
        outcomes.append(insert.lastrowid if insert.rowcount else None)
    connection.execute("COMMIT")
    return outcomes


def _answer(group: list[Waiting], outcomes: list[Outcome]) -> None:
    """Resolves the futures on their own loops, with one wake-up a loop."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[int | None], Outcome]]] = {}
    for (_, future, loop), outcome in zip(group, outcomes, strict=True):
        by_loop.setdefault(loop, []).append((future, outcome))
    for loop, answers in by_loop.items():
        with contextlib.suppress(RuntimeError):  # that loop is closed: nobody is left to tell
            loop.call_soon_threadsafe(_resolve, answers)


def _resolve(answers: list[tuple["asyncio.Future[int | None]", Outcome]]) -> None:
    for future, outcome in answers:
        if future.done():  # given up by whoever waited
            continue
        if isinstance(outcome, HandrailError):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)


def _guarded(work: Callable[[], T]) -> T:
    try:
        return work()
    except sqlite3.Error as error:
        raise Unavailable(f"The event log can't be read ({_name(error)}).") from error


def _name(error: Exception) -> str:
    """What SQLite calls the error, such as SQLITE_FULL; never the statement or its values."""
    return getattr(error, "sqlite_errorname", type(error).__name__)
