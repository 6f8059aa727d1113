"""Reads the records that presentations of 1997 to 2003 are made of, and finds those that are still live.

Each record has eight bytes in front (version and instance, kind, length). What a save changes is written behind the
rest; the last edit says where each object is now, and where the edit before it stands.
"""

from collections.abc import Iterator
from struct import unpack_from

from msgspec import Struct

from server.errors import TooLarge, Unreadable
from server.knowledge.formats.legacy.compound import BROKEN, LOCKED

HEAD = 8  # bytes
MOST_RECORDS = 2_000_000  # that are looked at; a deck of 200 slides has about 50,000
MOST_TIMES = 8  # that a byte is used on average: a slide's text is read for the title and for the slide
MOST_EDITS = 10_000
MOST_OBJECTS = 100_000

EDIT, DIRECTORY = 0x0FF5, 0x1772
_OPEN, _ENCRYPTED = 0xE391C05F, 0xF3D1C4DF  # what the stream of the current user begins with


class Record(Struct, frozen=True):
    """A record's kind and instance, and from where to where its content goes."""

    kind: int
    instance: int
    start: int
    end: int


class Records:
    """The records of a stream. Raises Unreadable, TooLarge, and what reading beyond an end raises."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._seen = 0
        self._left = MOST_TIMES * len(data)

    def at(self, place: int) -> Record:
        """The record that begins there."""
        head, kind, length = unpack_from("<HHI", self.data, place)
        self._seen += 1
        if self._seen > MOST_RECORDS:
            raise TooLarge("The presentation has more parts than are taken: split it.")
        return Record(kind, head >> 4, place + HEAD, min(place + HEAD + length, len(self.data)))

    def within(self, record: Record) -> Iterator[Record]:
        """The records directly within another."""
        at = record.start
        while at + HEAD <= record.end:
            inner = self.at(at)
            if inner.end > record.end:
                return
            yield inner
            at = inner.end

    def first(self, record: Record, *kinds: int) -> Record | None:
        """The first record of the first kind within another, in that the first of the next kind, and so on."""
        found: Record | None = record
        for kind in kinds:
            found = next((each for each in self.within(found) if each.kind == kind), None) if found else None
        return found

    def content(self, record: Record) -> bytes:
        """The bytes of its content."""
        self.spend(record.end - record.start)
        return self.data[record.start : record.end]

    def spend(self, size: int) -> None:
        """Counts bytes that are used: objects may name the same ones, and then there is no end of it."""
        self._left -= size
        if self._left < 0:
            raise Unreadable(BROKEN)

    def number(self, record: Record, at: int) -> int:
        """Four bytes of its content, as a number without sign."""
        (number,) = unpack_from("<I", self.data, record.start + at)
        return int(number)


def live(records: Records, user: bytes) -> tuple[int, dict[int, int]]:
    """The number of the document's object, and where each object begins; `user` is the stream of the current user."""
    token, place = unpack_from("<II", user, 12)
    if token == _ENCRYPTED:
        raise Unreadable(LOCKED, "locked")
    if token != _OPEN:
        raise Unreadable(BROKEN)
    document, places, seen = 0, dict[int, int](), set[int]()
    while place and place not in seen and len(seen) < MOST_EDITS:
        seen.add(place)
        edit = records.at(place)
        if edit.kind != EDIT:
            raise Unreadable(BROKEN)
        document = document or records.number(edit, 16)
        for id, at in _directory(records, records.at(records.number(edit, 12))):
            places.setdefault(id, at)
        if len(places) > MOST_OBJECTS:
            raise TooLarge("The presentation has more slides than are taken: split it.")
        place = records.number(edit, 8)
    return document, places


def _directory(records: Records, directory: Record) -> Iterator[tuple[int, int]]:
    if directory.kind != DIRECTORY:
        raise Unreadable(BROKEN)
    at = 0
    while directory.start + at + 4 <= directory.end:
        head = records.number(directory, at)
        for number in range(head >> 20):
            yield (head & 0xFFFFF) + number, records.number(directory, at + 4 + 4 * number)
        at += 4 + 4 * (head >> 20)
