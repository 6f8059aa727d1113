"""Reads Word documents of 1997 to 2003 as those of today: headings, lists with their numbers, tables, boxes of text.

The stream "WordDocument" begins with a head (FIB) that says where everything is; most of it is in "0Table" or "1Table".
Left out are headers, notes and comments (stories of their own), contents, deleted and hidden text, and what fields do.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from struct import unpack_from

from server.errors import HandrailError, TooLarge, Unreadable, Unsupported
from server.knowledge.documents import Document
from server.knowledge.formats.legacy import sprms
from server.knowledge.formats.legacy.compound import BROKEN, LOCKED, Compound
from server.knowledge.formats.legacy.lists import numbering_of
from server.knowledge.formats.legacy.rows import Cells, Paragraph, table_of
from server.knowledge.formats.legacy.runs import Runs
from server.knowledge.formats.legacy.sprms import Properties, number
from server.knowledge.formats.legacy.story import Story
from server.knowledge.formats.legacy.styles import Style, level_of, styles_of
from server.knowledge.formats.lines import Line, document_of, line_of

WORD, OLDEST = 0xA5EC, 0xC0  # its mark, and the version of Word 97
ENCRYPTED, SECOND_TABLE = 0x100, 0x200
STYLES, LETTERS, PARAGRAPHS, PIECES, ANCHORS, BOXES, LISTS, NUMBERED = 1, 12, 13, 33, 40, 56, 73, 74  # places of parts
CELL = "\x07"  # ends a cell, and a row
MOST_PARAGRAPHS = 200_000  # four times what a document may have, with the empty ones

_PARAGRAPH = re.compile(r"[^\r\x07\x0c]*[\r\x07\x0c]|[^\r\x07\x0c]+\Z")


def read(name: str, file: Compound) -> Document:
    """The document in the file. Raises Unreadable, TooLarge, Unsupported."""
    try:
        lines = list(_Reader(file).lines())
    except (HandrailError, MemoryError, RecursionError):
        raise
    except Exception:  # whatever a broken place leads to
        raise Unreadable(BROKEN) from None
    return document_of(name, "doc", lines, file.title())


class _Head:
    """Where the parts are. Raises Unreadable for a locked file, Unsupported for one of an older Word."""

    def __init__(self, file: Compound) -> None:
        self.word = file.stream("WordDocument")
        mark, version = unpack_from("<HH", self.word)
        (flags,) = unpack_from("<H", self.word, 10)
        if mark != WORD or version < OLDEST:
            raise Unsupported("This is a document of Word 95 or older: save it as DOCX.")
        if flags & ENCRYPTED:
            raise Unreadable(LOCKED, "locked")
        self.table = file.stream("1Table" if flags & SECOND_TABLE else "0Table")
        self.letters = unpack_from("<8I", self.word, 0x4C)  # of each story: the text, then what stands beside it

    def part(self, place: int) -> bytes:
        """One part of the table; empty where there is none."""
        at, size = self.place(place)
        return self.table[at : at + size]

    def place(self, place: int) -> tuple[int, int]:
        """Where in the table a part begins, and its size in bytes."""
        at, size = unpack_from("<II", self.word, 0x9A + 8 * place)
        return at, size


class _Reader:
    def __init__(self, file: Compound) -> None:
        head = _Head(file)
        self._data = file.stream("Data")
        self._left = MOST_PARAGRAPHS
        self._story = Story(
            head.word,
            head.part(PIECES),
            Runs(head.word, head.part(PARAGRAPHS), 12),
            Runs(head.word, head.part(LETTERS), 0),
        )
        self._styles = styles_of(head.part(STYLES))
        at, size = head.place(LISTS)
        self._numbering = numbering_of(head.part(LISTS), head.table[at + size :], _to_end(head, NUMBERED))
        self._length = min(head.letters[0], len(self._story.text))
        self._boxes = dict(_boxes(head))
        self._anchors = sorted(_anchors(head.part(ANCHORS)))

    def lines(self) -> Iterator[Line]:
        """The text in its order, boxes behind the paragraph that they hang on."""
        for start, end, line in self._lines(0, self._length):
            yield from line
            first, last = bisect_left(self._anchors, (start, 0)), bisect_left(self._anchors, (end, 0))
            for _, id in self._anchors[first:last]:
                box = self._boxes.pop(id, None)
                if box is not None:
                    yield from (line for *_, lines in self._lines(*box) for line in lines)

    def _lines(self, start: int, end: int) -> Iterator[tuple[int, int, list[Line]]]:
        """Paragraphs and whole tables, with their places."""
        cells = Cells()
        for paragraph in self._paragraphs(start, end):
            if paragraph.depth:
                cells.add(paragraph)
                continue
            if cells.begun:
                yield cells.start, paragraph.start, list(self._table(cells))
                cells = Cells()
            yield paragraph.start, paragraph.end, list(self._line(paragraph))
        yield cells.start, end, list(self._table(cells))

    def _paragraphs(self, start: int, end: int) -> Iterator[Paragraph]:
        for found in _PARAGRAPH.finditer(self._story.text, start, end):
            self._left -= 1
            if self._left < 0:
                raise TooLarge(f"The document has more than {MOST_PARAGRAPHS:,} paragraphs: split it.")
            style, changes = self._story.formatted(found.end() - 1)
            changes = sprms.unfolded(changes, self._data)
            said = sprms.properties(changes)
            style = number(said, sprms.STYLE, style)
            known = self._styles[style] if style < len(self._styles) else Style()
            yield Paragraph(
                found.start(),
                found.end(),
                self._story.seen(found.start(), found.end()),
                known,
                {**known.changes, **said},
                changes,
                found.group().endswith(CELL),
            )

    def _line(self, paragraph: Paragraph) -> Iterator[Line]:
        style, said = paragraph.style, paragraph.said
        if not paragraph.text or style.is_listing:
            return
        level = 0 if style.name == "title" else level_of(style, said)
        mark = self._mark(said) if style.name != "title" else ""
        bold = not (level or mark) and self._story.is_bold(paragraph.start, paragraph.end)
        yield line_of(paragraph.text, style.name, level, mark, bold=bold)

    def _mark(self, said: Properties) -> str:
        return self._numbering.mark(str(number(said, sprms.LIST)), number(said, sprms.LEVEL))

    def _table(self, cells: Cells) -> Iterator[Line]:
        if cells.widest <= 1:  # a frame around text
            for row in cells.all():
                yield from (line for cell in row for one in cell for line in self._line(one))
        else:
            yield from table_of(cells)


def _to_end(head: _Head, place: int) -> bytes:
    at, size = head.place(place)
    return head.table[at:] if size else b""


def _boxes(head: _Head) -> Iterator[tuple[int, tuple[int, int]]]:
    """By the number of its shape: from where to where the text of a box goes."""
    table = head.part(BOXES)
    count = max(0, (len(table) - 4) // 26)
    before = sum(head.letters[:6])
    places = unpack_from(f"<{count + 1}I", table) if count else ()
    if list(places) != sorted(places):
        raise Unreadable(BROKEN)
    for at, (start, end) in enumerate(pairwise(places)):
        (id,) = unpack_from("<I", table, 4 * (count + 1) + 22 * at + 14)
        if start < end:
            yield id, (before + start, before + end)


def _anchors(table: bytes) -> Iterator[tuple[int, int]]:
    """Places in the text, and the number of the shape that hangs there."""
    count = max(0, (len(table) - 4) // 30)
    for at, place in enumerate(unpack_from(f"<{count}I", table) if count else ()):
        (id,) = unpack_from("<I", table, 4 * (count + 1) + 26 * at)
        yield place, id
