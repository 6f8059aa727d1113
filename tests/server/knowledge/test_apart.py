"""The reader of documents: bounded, replaced when it dies, and the same words as without it."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.confined.process import environment
from server.errors import TooLarge, Unreadable, Unsupported
from server.knowledge import apart
from server.knowledge.apart import Readers
from server.knowledge.formats import read
from tests.server.confined import ODD, writes_nothing_reaches_nobody_and_takes_no_more
from tests.server.knowledge.formats.broken import LAUGHS, PAGE, WORD
from tests.server.knowledge.formats.drawn import pdf, repacked
from tests.server.knowledge.formats.test_facts import FILES


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    made = Readers()
    yield made
    made.close()


@pytest.mark.parametrize("name", FILES)
def test_what_is_read_apart_is_what_is_read_here(readers: Readers, name: str) -> None:
    assert readers.read(name, FILES[name]) == read(name, FILES[name])


def test_text_needs_no_process() -> None:
    mine = Readers()
    mine.read("a.md", FILES["guide.md"])
    mine.read("a.csv", FILES["guide.csv"])
    assert mine.pid is None
    mine.read("a.html", FILES["guide.html"])
    assert mine.pid is not None
    mine.close()
    assert mine.pid is None


def test_a_refusal_comes_with_its_reason_and_leaves_the_reader_warm(readers: Readers) -> None:
    readers.read("a.pdf", PAGE)
    before = readers.pid
    with pytest.raises(Unsupported, match="entities") as hostile:
        readers.read("a.docx", repacked(WORD, **{"word/document.xml": LAUGHS}))
    assert hostile.value.code == "unsafe"
    with pytest.raises(TooLarge, match="unpacks"):
        readers.read("a.docx", repacked(WORD, **{"word/document.xml": b" " * 50_000_000}))
    with pytest.raises(Unreadable, match="password") as locked:
        readers.read("a.pdf", pdf([(60, 700, 10, "x")], password="1234"))
    assert locked.value.code == "locked"
    assert readers.pid == before


def test_after_a_kill_the_next_is_read_by_another(readers: Readers) -> None:
    readers.read("a.pdf", PAGE)
    before = readers.pid
    assert before is not None
    os.kill(before, signal.SIGKILL)
    while readers.pid is not None:
        time.sleep(0.001)
    assert readers.read("a.pdf", PAGE).blocks[0].text == "hello"
    assert readers.pid not in {None, before}


SLOW = "import time; time.sleep(60)"


@pytest.mark.parametrize("how", ODD)
def test_a_reader_that_breaks_its_word_is_ended(how: str) -> None:
    odd = Readers(starts=(sys.executable, "-c", ODD[how]))
    with pytest.raises(Unreadable, match="could not be read"):
        odd.read("a.pdf", PAGE)
    assert odd.pid is None


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    slow = Readers(seconds=0.2, starts=(sys.executable, "-c", SLOW))
    with pytest.raises(Unreadable, match="too long") as refused:
        slow.read("a.pdf", PAGE)
    assert refused.value.code == "took_too_long"
    assert slow.pid is None
    slow._seconds, slow._starts = apart.READ_S, Readers()._starts
    assert slow.read("a.pdf", PAGE).blocks[0].text == "hello"
    slow.close()


def test_many_threads_get_each_their_own(readers: Readers) -> None:
    found: dict[int, str] = {}

    def ask(number: int) -> None:
        found[number] = readers.read("a.pdf", pdf([(60, 700, 10, f"page of {number}")])).blocks[0].text

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: f"page of {number}" for number in range(12)}


def test_an_idle_reader_is_ended() -> None:
    idle = Readers(idle_s=0.01)
    idle.read("a.pdf", PAGE)
    until = time.monotonic() + 10
    while idle.pid is not None and time.monotonic() < until:
        time.sleep(0.005)
    assert idle.pid is None


def test_the_reader_writes_nothing_reaches_nobody_and_takes_no_more_than_its_memory(tmp_path: Path) -> None:
    assert writes_nothing_reaches_nobody_and_takes_no_more("server.knowledge.apart", tmp_path)


def test_the_reader_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDRAIL_SECRET", "s3cret")
    assert not any(name.startswith("HANDRAIL") for name in environment())
