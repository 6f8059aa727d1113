"""The SQLite log keeps the seam's promises, and says so when it can't."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from server.errors import Overloaded, Unavailable
from server.eventlog import SqliteEventLog
from tests.server.eventlog.conformance import ROOT, WORST_S, Conformance
from tests.server.eventlog.other_process import entry

FULL_DISK = """
import asyncio, resource, sys
from server.errors import Unavailable
from server.eventlog import Entry, SqliteEventLog

async def main():
    log = SqliteEventLog(sys.argv[1])
    frame = b"x" * 50_000
    limit = lambda bytes: resource.setrlimit(resource.RLIMIT_FSIZE, (bytes, resource.RLIM_INFINITY))
    limit(600_000)
    seq, refused = 0, False
    while not refused:
        try:
            await log.append(Entry("site", "visitor", "session", "stream", seq + 1, 0, 0, frame))
            seq += 1
        except Unavailable:
            refused = True
    assert 0 < seq < 20 and log.acked("session", "stream") == seq
    limit(resource.RLIM_INFINITY)
    assert await log.append(Entry("site", "visitor", "session", "stream", seq + 1, 0, 0, frame)) is not None
    await log.close()
    print("refused, then went on")

asyncio.run(main())
"""


class TestSqlite(Conformance):
    adapter = "server.eventlog:SqliteEventLog"


async def test_a_full_disk_is_refused_and_room_made_lets_it_go_on(tmp_path: Path) -> None:
    ran = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", FULL_DISK, str(tmp_path / "events.db")],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=WORST_S,
    )
    assert ran.stdout.splitlines()[-1:] == ["refused, then went on"], ran.stderr


async def test_more_than_can_wait_is_overload_and_the_rest_is_kept(tmp_path: Path) -> None:
    log = SqliteEventLog(tmp_path / "events.db", max_waiting=10)
    blocker = sqlite3.connect(tmp_path / "events.db", isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")  # the writer takes one group and waits with it
    outcomes = [asyncio.ensure_future(log.append(entry("stream-a", seq))) for seq in range(1, 40)]
    done, waiting = await asyncio.wait(outcomes, timeout=0.3)
    assert done
    assert all(isinstance(outcome.exception(), Overloaded) for outcome in done)
    blocker.execute("COMMIT")
    blocker.close()
    assert None not in await asyncio.gather(*waiting)
    await log.close()


async def test_every_commit_is_synced(tmp_path: Path) -> None:
    log = SqliteEventLog(tmp_path / "events.db")
    connection = log._open()
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
    await log.close()


async def test_an_offset_is_never_used_twice(tmp_path: Path) -> None:
    log = SqliteEventLog(tmp_path / "events.db")
    first = await log.append(entry("stream-a", 1))
    with sqlite3.connect(tmp_path / "events.db") as connection:
        connection.execute("DELETE FROM batches")
    connection.close()
    second = await log.append(entry("stream-a", 1))
    assert first is not None
    assert second is not None
    assert second > first
    await log.close()


def test_a_folder_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        SqliteEventLog(tmp_path / "missing" / "events.db")


def test_a_reader_starts_no_writer(tmp_path: Path) -> None:
    log = SqliteEventLog(tmp_path / "events.db")
    assert log.read(0, 1) == []
    assert log._writer is None
    asyncio.run(log.close())
