"""Puts a Word file's text together from its pieces, and says of each place how it is formatted and whether it is seen.

A place is a count of UTF-16 units from the text's start. Pieces lie anywhere in the stream "WordDocument", as one byte
or two a letter: a document that was "fast saved" has a piece for every change.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import compress, pairwise
from struct import unpack_from

from msgspec import Struct

from server.errors import TooLarge, Unreadable
from server.knowledge.formats.legacy import sprms
from server.knowledge.formats.legacy.compound import BROKEN
from server.knowledge.formats.legacy.runs import Run, Runs

MOST_UNITS = 12_000_000  # twice what a document may have, with what is deleted or instructs fields
BEGIN, BETWEEN, END = "\x13", "\x14", "\x15"  # of a field: instruction between the first two, result between the last
COMPRESSED = 1 << 30
DEEPEST_FIELD = 100

_FIELD = re.compile(f"[{BEGIN}{BETWEEN}{END}]")
_SEEN = {**dict.fromkeys(range(32)), **dict.fromkeys((7, 9, 10, 11, 12, 13, 14), " "), 0x1E: "-"}


class Piece(Struct, frozen=True):
    """Units `start` to `end`, from byte `at` on with `width` bytes each, and what differs in all of them."""

    start: int
    end: int
    at: int
    width: int
    changes: bytes


class Story:
    """The text with its formatting. Raises Unreadable, TooLarge, and what reading beyond an end raises."""

    def __init__(self, word: bytes, pieces: bytes, paragraphs: Runs, letters: Runs) -> None:
        self._pieces = list(_pieces(pieces))
        self._starts = [piece.start for piece in self._pieces]
        if any(later.start != piece.end for piece, later in pairwise(self._pieces)):
            raise Unreadable(BROKEN)
        self._paragraphs = paragraphs
        self.text = "".join(_decoded(word, piece) for piece in self._pieces)
        if not self._pieces or len(self.text) != self._pieces[-1].end:
            raise Unreadable(BROKEN)
        self._visible = bytearray(b"\1") * len(self.text)
        self._bold = bytearray(len(self.text))
        for piece in self._pieces:
            self._format(piece, letters)
        for start, end in _instructions(self.text):
            self._visible[start:end] = bytes(end - start)

    def seen(self, start: int, end: int) -> str:
        """The words between two places as their reader sees them, on one line."""
        shown = "".join(compress(self.text[start:end], self._visible[start:end])).translate(_SEEN)
        if any("\ud800" <= letter <= "\udfff" for letter in shown):  # halves of a letter
            shown = shown.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return " ".join(shown.split())

    def is_bold(self, start: int, end: int) -> bool:
        """Whether every letter that is seen is bold."""
        shown = zip(self.text[start:end], self._visible[start:end], self._bold[start:end], strict=True)
        return all(bold for letter, visible, bold in shown if visible and letter > " ")

    def formatted(self, place: int) -> tuple[int, bytes]:
        """The style's number and the changes to it, of the paragraph whose mark stands there."""
        piece = self._pieces[bisect_right(self._starts, place) - 1]
        run = self._paragraphs.at(piece.at + (place - piece.start) * piece.width)
        style, changes = self._paragraphs.of_paragraph(run) if run else (0, b"")
        return style, changes + piece.changes

    def _format(self, piece: Piece, letters: Runs) -> None:
        last = piece.at + (piece.end - piece.start) * piece.width
        runs = [(run, letters.of_letters(run)) for run in letters.within(piece.at, last)]
        for run, changes in [*runs, (Run(piece.at, last, 0), piece.changes)]:
            said = sprms.properties(changes)
            start = piece.start + max(0, run.start - piece.at) // piece.width
            end = min(piece.start + (run.end - piece.at) // piece.width, piece.end)
            hidden = sprms.number(said, sprms.HIDDEN) in sprms.ON or sprms.SYMBOL in said
            if hidden or sprms.number(said, sprms.DELETED):
                self._visible[start:end] = bytes(max(0, end - start))
            if sprms.BOLD in said:
                on = sprms.number(said, sprms.BOLD) in sprms.ON
                self._bold[start:end] = bytes([on]) * max(0, end - start)


def _pieces(table: bytes) -> Iterator[Piece]:
    """Of the table (Clx): lists of changes first, then the pieces, each of which may name one."""
    at, changes = 0, list[bytes]()
    while table[at] == 1:
        size = int.from_bytes(table[at + 1 : at + 3], "little")
        changes.append(table[at + 3 : at + 3 + size])
        at += 3 + size
    (size,) = unpack_from("<xI", table, at)
    count = (size - 4) // 12
    if table[at] != 2 or count * 12 + 4 > len(table) - at - 5:
        raise Unreadable(BROKEN)
    places = unpack_from(f"<{count + 1}I", table, at + 5)
    if places[0] or places[-1] > MOST_UNITS:
        raise TooLarge("The document has more text than is taken: split it.") if not places[0] else Unreadable(BROKEN)
    for number, (start, end) in enumerate(pairwise(places)):
        where, named = unpack_from("<IH", table, at + 5 + 4 * (count + 1) + 8 * number + 2)
        more = changes[named >> 1] if named & 1 else b""
        if end <= start:
            raise Unreadable(BROKEN)
        byte = (where & (COMPRESSED - 1)) >> 1 if where & COMPRESSED else where & (COMPRESSED - 1)
        yield Piece(start, end, byte, 1 if where & COMPRESSED else 2, more)


def _decoded(word: bytes, piece: Piece) -> str:
    units = piece.end - piece.start
    data = word[piece.at : piece.at + units * piece.width]
    if piece.width == 1:
        return data.decode("cp1252", "replace")
    text = data.decode("utf-16-le", "surrogatepass")
    return text if len(text) == units else "".join(map(chr, unpack_from(f"<{units}H", data)))


def _instructions(text: str) -> Iterator[tuple[int, int]]:
    """From each field's begin to its result, or to its end; one that never ends hides nothing."""
    open_: list[list[int]] = []
    for mark in _FIELD.finditer(text):
        if mark.group() == BEGIN:
            open_ = [*open_[1 - DEEPEST_FIELD :], [mark.start()]]
        elif mark.group() == BETWEEN and open_:
            open_[-1].append(mark.start())
        elif open_:
            begun = open_.pop()
            yield begun[0], begun[1] if len(begun) > 1 else mark.start()
