"""Reads the text of a shape on a slide: its paragraphs, how deep each stands, and what it bears in front."""

from collections.abc import Iterator
from itertools import chain, repeat
from struct import unpack_from
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from server.knowledge.documents import Block
from server.knowledge.formats.legacy.records import Record, Records

HEADER, LETTERS, BYTES, STYLE, REFERENCE = 0x0F9F, 0x0FA0, 0x0FA8, 0x0FA1, 0x0F9E
TITLES, BODIES, NOTES = {0, 6}, {1, 7, 8}, 2  # what a text is; those of bodies bear bullets unless they say otherwise

Bullet = Literal["", "yes", "no"]

_BULLET_SAID, _BULLET_ANY = 0x1, 0xF
_SIZES = (  # bytes of what a paragraph may say of itself, in their order, by the bit that says that it is there
    *((0x80, 2), (0x10, 2), (0x40, 2), (0x20, 4), (0x800, 2), (0x1000, 2), (0x2000, 2), (0x4000, 2), (0x100, 2)),
    *((0x400, 2), (0x8000, 2)),
)
_TABS, _ALIGN, _WRAP, _DIRECTION = 0x100000, 0x10000, 0xE0000, 0x200000
_PICTURE_BULLET, _IS_NUMBERED, _SCHEME, _MORE_LETTERS = 1 << 23, 1 << 24, 1 << 25, 1 << 20


class Text(Struct, frozen=True):
    """A shape's text: what it is (TITLES, ...), its paragraphs, and of each its depth and its bullet."""

    kind: int
    lines: tuple[str, ...]
    styles: tuple[tuple[int, Bullet], ...] = ()

    @property
    def words(self) -> str:
        """All of it on one line."""
        return " ".join(line for line in self.lines if line)

    def blocks(self, start: int | None) -> Iterator[Block]:
        """The paragraphs; those with bullets are counted from `start` on, if they bear numbers."""
        listed = self.kind in BODIES and sum(map(bool, self.lines)) > 1
        counts: dict[int, int] = {}
        for line, (depth, bullet) in zip(self.lines, chain(self.styles, repeat((0, ""))), strict=False):
            if not line:
                continue
            counts = {level: count for level, count in counts.items() if level <= depth}
            marked = bullet == "yes" or (listed and bullet == "")
            if marked and start is not None:
                counts[depth] = counts.get(depth, start - 1) + 1
                yield Block("step", f"{counts[depth]}. {line}")
            else:
                yield Block("bullet" if marked else "text", ("- " if marked else "") + line)


def texts(records: Records, atoms: list[Record]) -> list[Text]:
    """The texts that stand in these records, each behind its header."""
    found: list[Text] = []
    raw = ""
    for atom in atoms:
        if atom.kind == HEADER:
            raw = ""
            found.append(Text(records.number(atom, 0), ()))
        elif atom.kind in {LETTERS, BYTES} and found:
            encoding = "utf-16-le" if atom.kind == LETTERS else "latin-1"
            raw = records.content(atom).decode(encoding, "replace")
            found[-1] = Text(found[-1].kind, tuple(" ".join(line.split()) for line in raw.split("\r")))
        elif atom.kind == STYLE and raw:
            found[-1] = replace(found[-1], styles=tuple(_styles(records.content(atom), raw)))
    return found


def first_number(said: bytes) -> int | None:
    """The number that a list begins with, when all of its paragraphs bear numbers."""
    at, first = 0, None
    while at + 4 <= len(said):
        (mask,) = unpack_from("<I", said, at)
        at += 4 + (2 if mask & _PICTURE_BULLET else 0)
        numbered = bool(mask & _IS_NUMBERED and said[at])
        at += 2 if mask & _IS_NUMBERED else 0
        if not numbered:
            return None
        if mask & _SCHEME:
            start = int.from_bytes(said[at + 2 : at + 4], "little")
            first, at = first or start, at + 4
        (letters,) = unpack_from("<I", said, at) if at + 4 <= len(said) else (0,)
        at += 8 if letters & _MORE_LETTERS else 4
        at += 4 + _spelling(int.from_bytes(said[at : at + 4], "little"))
    return first or (1 if said else None)


def _spelling(mask: int) -> int:
    return 2 * (mask & 7).bit_count() + (4 if mask & 0x20 else 0) + (2 if mask & 0x40 else 0)


def _styles(said: bytes, raw: str) -> Iterator[tuple[int, Bullet]]:
    """Of each paragraph, its depth and its bullet; ends where the list of runs does."""
    at, place, end = 0, 0, 0
    style: tuple[int, Bullet] = (0, "")
    for line in raw.split("\r"):
        while end <= place:  # a run goes over one or more paragraphs
            if at + 10 > len(said):
                return
            count, depth, mask = unpack_from("<IHI", said, at)
            style, at, end = (depth, _bullet(said, at + 10, mask)), _behind(said, at + 10, mask), end + count
        yield style
        place += len(line) + 1


def _bullet(said: bytes, at: int, mask: int) -> Bullet:
    if not mask & _BULLET_SAID:
        return ""
    return "yes" if said[at] & _BULLET_SAID else "no"


def _behind(said: bytes, at: int, mask: int) -> int:
    """Where the next run begins."""
    at += 2 if mask & _BULLET_ANY else 0
    at += sum(size for bit, size in _SIZES if mask & bit)
    if mask & _TABS:
        at += 2 + 4 * int.from_bytes(said[at : at + 2], "little")
    return at + sum(2 for bits in (_ALIGN, _WRAP, _DIRECTION) if mask & bits)
