"""Finds what a place in a Word file is formatted as: pages of 512 bytes that hold runs, found by a table of pages."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice, pairwise
from struct import unpack_from

from msgspec import Struct

from server.errors import TooLarge, Unreadable
from server.knowledge.formats.legacy.compound import BROKEN

PAGE = 512  # bytes
MOST_RUNS = 1_000_000  # a novel with a change of letters in every second word has 100,000


class Run(Struct, frozen=True):
    """Bytes `start` to `end` of the stream, and where their properties are (0: none)."""

    start: int
    end: int
    at: int


class Runs:
    """Runs in order, none over another. `place` bytes stand between two pointers of a page (0 or 12)."""

    def __init__(self, word: bytes, table: bytes, place: int) -> None:
        self._word = word
        runs, last = list[Run](), 0
        found = list(islice(_runs(word, table, 1 + place), MOST_RUNS + 1))
        if len(found) > MOST_RUNS:
            raise TooLarge("The document has more changes of formatting than are taken: split it.")
        for run in sorted(found, key=lambda one: one.start):
            if run.end > max(last, run.start):
                runs.append(Run(max(last, run.start), run.end, run.at))
                last = run.end
        self._runs = runs
        self._starts = [run.start for run in runs]

    def at(self, place: int) -> Run | None:
        """The run that holds the byte."""
        found = bisect_right(self._starts, place) - 1
        return self._runs[found] if found >= 0 and place < self._runs[found].end else None

    def within(self, start: int, end: int) -> Iterator[Run]:
        """The runs that have a byte in common with these."""
        for at in range(max(bisect_right(self._starts, start) - 1, 0), len(self._runs)):
            if self._runs[at].start >= end:
                return
            if self._runs[at].end > start:
                yield self._runs[at]

    def of_paragraph(self, run: Run) -> tuple[int, bytes]:
        """The style's number and the changes to it."""
        if not run.at:
            return 0, b""
        at, size = run.at + 1, 2 * self._word[run.at] - 1
        if size < 0:
            at, size = run.at + 2, 2 * self._word[run.at + 1]
        said = self._word[at : at + size]
        return int.from_bytes(said[:2], "little"), said[2:]

    def of_letters(self, run: Run) -> bytes:
        """The changes to the style."""
        return self._word[run.at + 1 : run.at + 1 + self._word[run.at]] if run.at else b""


def _runs(word: bytes, table: bytes, step: int) -> Iterator[Run]:
    count = max(0, (len(table) - 4) // 8)
    if count > len(word) // PAGE + 1:
        raise Unreadable(BROKEN)
    for number in unpack_from(f"<{count}I", table, 4 * (count + 1)) if count else ():
        start = (number & 0x3FFFFF) * PAGE
        page = word[start : start + PAGE]
        if len(page) < PAGE:
            raise Unreadable(BROKEN)
        runs = page[-1]
        places = unpack_from(f"<{runs + 1}I", page)
        for at, (first, last) in enumerate(pairwise(places)):
            pointer = 2 * page[4 * (runs + 1) + at * step]
            yield Run(first, last, start + pointer if pointer else 0)
