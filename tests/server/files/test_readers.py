"""The reader's process: it reads, it is bounded, and whatever becomes of it the next file is read."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from server.errors import Overloaded, TooLarge, Unreadable
from server.files import readers
from server.files.readers import Readers
from tests.server.confined import ODD, writes_nothing_reaches_nobody_and_takes_no_more
from tests.server.files.drawn import ERROR, PAGE, huge_png, pdf, screenshot

pytestmark = pytest.mark.asyncio(loop_scope="module")
PICTURE = screenshot(*PAGE, ERROR)


def nothing(lines: list[str]) -> list[int]:
    return []


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def warm() -> AsyncIterator[Readers]:
    made = Readers()
    yield made
    await made.close()


async def test_words_of_a_screenshot_are_read_in_order(warm: Readers) -> None:
    read = await warm.read("png", PICTURE, nothing)
    assert read.lines == [*PAGE, ERROR]
    assert (read.width, read.height) == (640, 240)
    assert read.picture is not None
    assert Image.open(BytesIO(read.picture.data)).size == (640, 240)


async def test_a_page_longer_than_a_band_is_read_to_its_end(warm: Readers) -> None:
    lines = [f"Row {number} of the list" for number in range(42)]
    tall = screenshot(*lines, size=(400, 50 + 44 * 42))
    assert (await warm.read("png", tall, nothing)).lines == lines


async def test_what_is_to_be_hidden_is_covered(warm: Readers) -> None:
    read = await warm.read("png", PICTURE, lambda lines: [lines.index(ERROR)])
    assert read.picture is not None
    again = await warm.read("png", read.picture.data, nothing)
    assert again.lines == list(PAGE)


async def test_a_refusal_leaves_the_reader_warm(warm: Readers) -> None:
    await warm.read("pdf", pdf("hello"), nothing)
    before = warm.pid
    with pytest.raises(TooLarge):
        await warm.read("png", huge_png(30_000, 30_000), nothing)
    with pytest.raises(Unreadable) as locked:
        await warm.read("pdf", pdf("hello", password="1234"), nothing)
    assert locked.value.code == "locked"
    assert (await warm.read("pdf", pdf("hello"), nothing)).lines == ["hello"]
    assert warm.pid == before


async def gone(reader: Readers) -> None:
    async with asyncio.timeout(10):
        while reader.pid is not None:  # noqa: ASYNC110 - what is waited for is a process
            await asyncio.sleep(0.01)


async def test_after_a_kill_between_files_the_next_is_read(warm: Readers) -> None:
    await warm.read("text", b"hello", nothing)
    assert warm.pid is not None
    os.kill(warm.pid, signal.SIGKILL)
    await gone(warm)
    assert (await warm.read("text", b"hello", nothing)).lines == ["hello"]


async def test_a_kill_in_the_middle_of_a_file_is_told_and_the_next_is_read(warm: Readers) -> None:
    def die(lines: list[str]) -> list[int]:
        assert warm.pid is not None
        os.kill(warm.pid, signal.SIGKILL)
        return []

    with pytest.raises(Unreadable) as refused:
        await warm.read("png", screenshot(size=(10, 10)), die)
    assert refused.value.message.endswith(".")
    assert (await warm.read("text", b"hello", nothing)).lines == ["hello"]


async def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    impatient = Readers(seconds=0.3)
    patient = readers.READ_S
    with pytest.raises(Unreadable) as refused:
        await impatient.read("png", PICTURE, nothing)  # the model alone takes longer to load
    assert refused.value.code == "took_too_long"
    assert impatient.pid is None
    impatient._seconds = patient
    assert (await impatient.read("text", b"hello", nothing)).lines == ["hello"]
    await impatient.close()


@pytest.mark.parametrize("how", ODD)
async def test_a_reader_that_breaks_its_word_is_ended(how: str) -> None:
    odd = Readers(command=(sys.executable, "-c", ODD[how]))
    with pytest.raises(Unreadable) as refused:
        await odd.read("text", b"hello" * 10, nothing)
    assert refused.value.message.endswith(".")
    assert odd.pid is None


async def test_who_comes_when_the_queue_is_full_is_told_at_once(warm: Readers) -> None:
    slow = Readers(seconds=1.0, waiting=2, command=(sys.executable, "-c", "import time; time.sleep(60)"))
    waiting = [asyncio.create_task(slow.read("text", b"hello", nothing)) for _ in range(2)]
    await asyncio.sleep(0)
    began = time.monotonic()
    with pytest.raises(Overloaded):
        await slow.read("text", b"hello", nothing)
    assert time.monotonic() - began < 0.2
    for task in waiting:
        with pytest.raises(Unreadable):
            await task
    await slow.close()


async def test_an_idle_reader_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "IDLE_S", 0.01)
    idle = Readers()
    await idle.read("text", b"hello", nothing)
    await gone(idle)


async def test_the_reader_writes_nothing_reaches_nobody_and_takes_no_more_than_its_memory(tmp_path: Path) -> None:
    assert await asyncio.to_thread(writes_nothing_reaches_nobody_and_takes_no_more, "server.files.reader", tmp_path)
