"""What another process does to a log in the conformance suite: `write` until killed, or `read` until it saw enough.

usage: other_process.py write|read MODULE:ADAPTER LOCATION COUNT
"""

import asyncio
import importlib
import sys
import time
from typing import Any

from server.eventlog import Entry, EventLog

READ_S = 20.0


def opened(adapter: str, location: str) -> EventLog:
    module, name = adapter.split(":")
    made: Any = getattr(importlib.import_module(module), name)(location)
    log: EventLog = made
    return log


def entry(stream: str, seq: int, session: str = "session-1") -> Entry:
    return Entry("site", "visitor-1", session, stream, seq, 1_000 + seq, -5, f"{stream}/{seq}".encode())


async def write(log: EventLog, streams: int) -> None:
    """Appends to that many streams at once, for ever; one line of output for every batch that is durable."""

    async def one(stream: str) -> None:
        seq = 0
        while True:
            seq += 1
            await log.append(entry(stream, seq))
            sys.stdout.write(f"{stream} {seq}\n")
            sys.stdout.flush()

    await asyncio.gather(*(one(f"stream-{number}") for number in range(streams)))


def read(log: EventLog, count: int) -> None:
    """Follows the log from its beginning until `count` entries came by; prints each."""
    after, seen, end = 0, 0, time.monotonic() + READ_S
    sys.stdout.write("reading\n")
    while seen < count and time.monotonic() < end:
        for logged in log.read(after, 100):
            sys.stdout.write(f"{logged.stream} {logged.seq}\n")
            after, seen = logged.offset, seen + 1
        sys.stdout.flush()
        time.sleep(0.005)


if __name__ == "__main__":
    what, adapter, location, count = sys.argv[1:]
    if what == "write":
        asyncio.run(write(opened(adapter, location), int(count)))
    else:
        read(opened(adapter, location), int(count))
