"""What every adapter of the event log must do. A test module of an adapter inherits from it and says `adapter`."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.errors import Unavailable
from server.eventlog import EventLog
from tests.server.eventlog.other_process import entry, opened

ROOT = Path(__file__).parents[3]
WORST_S = 20.0


def other_process(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("other_process.py")), *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


class Conformance:
    adapter = ""  # module:callable that takes a location

    @pytest.fixture
    def location(self, tmp_path: Path) -> str:
        return str(tmp_path / "events.db")

    @pytest.fixture
    async def log(self, location: str) -> AsyncIterator[EventLog]:
        log = opened(self.adapter, location)
        yield log
        await log.close()

    async def test_an_entry_comes_back_as_it_was(self, log: EventLog) -> None:
        offset = await log.append(entry("stream-a", 1))
        [logged] = log.read(0, 10)
        assert offset == logged.offset == log.last()
        sent = entry("stream-a", 1)
        assert all(getattr(logged, field) == getattr(sent, field) for field in sent.__struct_fields__)

    async def test_an_empty_log_has_nothing(self, log: EventLog) -> None:
        assert log.last() == 0
        assert log.read(0, 10) == []
        assert log.acked("session-1", "stream-a") == 0

    async def test_the_same_batch_twice_is_kept_once(self, log: EventLog) -> None:
        assert await log.append(entry("stream-a", 1)) is not None
        assert await log.append(entry("stream-a", 1)) is None
        assert len(log.read(0, 10)) == 1

    async def test_the_same_batch_twice_at_once_is_kept_once(self, log: EventLog) -> None:
        offsets = await asyncio.gather(*(log.append(entry("stream-a", 1)) for _ in range(10)))
        assert sum(offset is not None for offset in offsets) == 1

    async def test_the_same_number_in_another_stream_or_session_is_another_batch(self, log: EventLog) -> None:
        assert await log.append(entry("stream-a", 1)) is not None
        assert await log.append(entry("stream-b", 1)) is not None
        assert await log.append(entry("stream-a", 1, session="session-2")) is not None

    async def test_acked_counts_what_is_there_without_a_gap(self, log: EventLog) -> None:
        for seq in (1, 2, 3):
            await log.append(entry("stream-a", seq))
        assert log.acked("session-1", "stream-a") == 3
        assert log.acked("session-1", "stream-b") == 0
        assert log.acked("session-2", "stream-a") == 0

    async def test_acked_stays_below_a_gap_until_it_is_filled(self, log: EventLog) -> None:
        for seq in (1, 2, 4, 5, 7):
            await log.append(entry("stream-a", seq))
        assert log.acked("session-1", "stream-a") == 2
        await log.append(entry("stream-a", 3))
        assert log.acked("session-1", "stream-a") == 5

    async def test_acked_is_zero_when_the_first_is_missing(self, log: EventLog) -> None:
        await log.append(entry("stream-a", 2))
        assert log.acked("session-1", "stream-a") == 0

    async def test_streams_that_write_at_once_keep_their_order(self, log: EventLog) -> None:
        async def write(stream: str) -> None:
            for seq in range(1, 51):
                await log.append(entry(stream, seq))

        await asyncio.gather(*(write(f"stream-{number}") for number in range(20)))
        for number in range(20):
            seqs = [logged.seq for logged in log.read(0, 2_000) if logged.stream == f"stream-{number}"]
            assert seqs == list(range(1, 51))

    async def test_what_was_sent_without_waiting_keeps_its_order(self, log: EventLog) -> None:
        await asyncio.gather(*(log.append(entry("stream-a", seq)) for seq in range(1, 301)))
        assert [logged.seq for logged in log.read(0, 1_000)] == list(range(1, 301))

    async def test_reading_goes_on_from_a_checkpoint(self, log: EventLog) -> None:
        for seq in range(1, 11):
            await log.append(entry("stream-a", seq))
        first = log.read(0, 4)
        rest = log.read(first[-1].offset, 100)
        assert [logged.seq for logged in first + rest] == list(range(1, 11))
        assert log.read(log.last(), 100) == []

    async def test_a_new_start_knows_what_was_acked(self, log: EventLog, location: str) -> None:
        for seq in (1, 2):
            await log.append(entry("stream-a", seq))
        last = log.last()
        await log.close()
        again = opened(self.adapter, location)
        assert again.acked("session-1", "stream-a") == 2
        offset = await again.append(entry("stream-a", 3))
        assert offset is not None
        assert offset > last
        await again.close()

    async def test_closing_writes_what_waits(self, log: EventLog, location: str) -> None:
        waiting = [asyncio.ensure_future(log.append(entry("stream-a", seq))) for seq in range(1, 101)]
        await asyncio.sleep(0)
        await log.close()
        assert None not in await asyncio.gather(*waiting)
        again = opened(self.adapter, location)
        assert again.acked("session-1", "stream-a") == 100
        await again.close()

    async def test_a_closed_log_refuses(self, log: EventLog) -> None:
        await log.close()
        with pytest.raises(Unavailable):
            await log.append(entry("stream-a", 1))

    async def test_whoever_gives_up_waiting_disturbs_nobody(self, log: EventLog) -> None:
        given_up = asyncio.ensure_future(log.append(entry("stream-a", 1)))
        await asyncio.sleep(0)
        given_up.cancel()
        assert await log.append(entry("stream-b", 1)) is not None
        assert await log.append(entry("stream-a", 1)) is None

    async def test_another_process_reads_while_this_one_writes(self, log: EventLog, location: str) -> None:
        reader = other_process("read", self.adapter, location, "300")
        assert reader.stdout is not None
        await asyncio.to_thread(reader.stdout.readline)
        await asyncio.gather(*(log.append(entry("stream-a", seq)) for seq in range(1, 151)))
        for seq in range(151, 301):
            await log.append(entry("stream-a", seq))
        output, _ = await asyncio.to_thread(reader.communicate, None, WORST_S)
        assert output.split() == [word for seq in range(1, 301) for word in ("stream-a", str(seq))]

    async def test_kill_9_loses_nothing_that_was_acked(self, location: str) -> None:
        writer = other_process("write", self.adapter, location, "8")
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(400)]
        writer.kill()
        rest, _ = writer.communicate(timeout=WORST_S)
        acked: dict[str, int] = {}
        for line in [*lines, *rest.splitlines(keepends=True)]:
            if line.endswith("\n"):
                stream, seq = line.split()
                acked[stream] = int(seq)
        assert len(acked) == 8
        log = opened(self.adapter, location)
        assert all(log.acked("session-1", stream) >= seq for stream, seq in acked.items())
        assert await log.append(entry("stream-0", acked["stream-0"])) is None
        await log.close()
