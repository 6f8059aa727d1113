"""Reads the shapes of a slide in the order in which they stand: texts, tables as their rows, groups opened."""

from collections.abc import Iterator
from itertools import groupby
from struct import unpack_from

from msgspec import Struct

from server.knowledge.formats.legacy.paragraphs import REFERENCE, Text, first_number, texts
from server.knowledge.formats.legacy.records import Record, Records

DEEPEST = 12  # groups within groups
SAME_ROW = 252  # of 576 to the inch, about a centimetre: shapes whose tops differ by less stand beside each other
MOST_SHAPES = 20_000  # of a slide

DRAWING, DRAWN, GROUP, SHAPE = 0x040C, 0xF002, 0xF003, 0xF004
_ANCHOR, _INNER_ANCHOR, _DATA, _TEXT = 0xF010, 0xF00F, 0xF011, 0xF00D
_OPTIONS, _IS_TABLE = {0xF00B, 0xF122}, 0x039F
_PLACEHOLDER, _SMALL = 0x0BC3, {7, 8, 9, 10}  # placeholders that repeat on every slide: date, number, footer, header
_TAGS, _TAG, _TAG_DATA, _NUMBERED = 0x1388, 0x138A, 0x138B, 0x0FAC


class Shape(Struct, frozen=True):
    """A text with the number that its list begins with, or the rows of a table; `top`, `left` in 576ths of an inch."""

    top: int
    left: int
    text: Text | None = None
    start: int | None = None
    rows: tuple[tuple[str, ...], ...] = ()


def shapes(records: Records, slide: Record, outline: list[Text]) -> list[Shape]:
    """The shapes of a slide from top to bottom, those beside each other from left to right.

    `outline` are the texts that the document keeps for the slide; shapes name them by their place.
    """
    group = records.first(slide, DRAWING, DRAWN, GROUP)
    return list(_in_order(records, group, outline, 0)) if group else []


def _in_order(records: Records, group: Record, outline: list[Text], depth: int) -> Iterator[Shape]:
    found: list[tuple[int, int, list[Shape]]] = []
    for inner in list(records.within(group))[:MOST_SHAPES]:
        if inner.kind == SHAPE:
            top, left = _place(records, inner)
            found.append((top, left, list(_shape(records, inner, outline))))
        elif inner.kind == GROUP and depth < DEEPEST and (frame := records.first(inner, SHAPE)):
            top, left = _place(records, frame)
            within = list(_in_order(records, inner, outline, depth + 1))
            table = _is_table(records, frame)
            found.append((top, left, [Shape(top, left, rows=_rows(within))] if table else within))
    for _, _, each in sorted(found, key=lambda one: (one[0] // SAME_ROW, one[1])):
        yield from each


def _shape(records: Records, shape: Record, outline: list[Text]) -> Iterator[Shape]:
    """The shape, if it bears text."""
    data, box = records.first(shape, _DATA), records.first(shape, _TEXT)
    if box is None:
        return
    placeholder = records.first(data, _PLACEHOLDER) if data else None
    if placeholder and records.content(placeholder)[4] in _SMALL:
        return
    top, left = _place(records, shape)
    atoms = list(records.within(box))
    named = [records.number(atom, 0) for atom in atoms if atom.kind == REFERENCE]
    own = texts(records, atoms) or [outline[place] for place in named if place < len(outline)]
    records.spend(sum(len(line) + 1 for text in own for line in text.lines))
    numbers = records.first(data, _TAGS, _TAG, _TAG_DATA, _NUMBERED) if data else None
    start = first_number(records.content(numbers)) if numbers else None
    yield from (Shape(top, left, text, start) for text in own)


def _place(records: Records, shape: Record) -> tuple[int, int]:
    """Its top and left edge."""
    for inner in records.within(shape):
        content = records.content(inner)
        if inner.kind == _ANCHOR:
            top, left = unpack_from("<hh" if len(content) < 16 else "<ii", content)
            return top, left
        if inner.kind == _INNER_ANCHOR:
            left, top = unpack_from("<ii", content)
            return top, left
    return 0, 0


def _is_table(records: Records, frame: Record) -> bool:
    for inner in records.within(frame):
        if inner.kind in _OPTIONS:
            content = records.content(inner)
            said = (unpack_from("<HI", content, 6 * at) for at in range(min(inner.instance, len(content) // 6)))
            if any(id & 0x3FFF == _IS_TABLE and value & 1 for id, value in said):
                return True
    return False


def _rows(cells: list[Shape]) -> tuple[tuple[str, ...], ...]:
    """The cells by their tops."""
    standing = sorted((cell for cell in cells if cell.text is not None), key=lambda one: (one.top, one.left))
    return tuple(
        tuple(cell.text.words for cell in row if cell.text is not None)
        for _, row in groupby(standing, key=lambda one: one.top)
    )
