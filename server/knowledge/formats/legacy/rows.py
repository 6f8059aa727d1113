"""Gathers the paragraphs of a Word table into its rows and cells; a cell that goes on from above says it again."""

from collections.abc import Iterator
from struct import unpack_from

from msgspec import Struct

from server.knowledge.documents import Block
from server.knowledge.formats.legacy.sprms import (
    CELL_MERGED,
    DEPTH,
    IN_TABLE,
    INNER_ROW_END,
    ROW_CELLS,
    ROW_END,
    Properties,
    changes,
    number,
)
from server.knowledge.formats.legacy.styles import Style
from server.knowledge.formats.lines import Line

MOST_CELLS = 63  # of a row, as Word has them

_GOES_ON, _STARTS = 1, 3  # of a cell that is merged with those below or above it


class Paragraph(Struct, frozen=True):
    """From where to where it stands, its words, its style, all its properties, and what differs from the style."""

    start: int
    end: int
    text: str
    style: Style
    said: Properties
    changes: bytes
    ends_cell: bool

    @property
    def depth(self) -> int:
        """How many tables it is in."""
        return number(self.said, DEPTH) or number(self.said, IN_TABLE) or int(self.ends_cell)


Cell = list[Paragraph]


class Cells:
    """A table as far as it is gathered. Tables within it are text of their cell."""

    def __init__(self) -> None:
        self.rows: list[tuple[list[Cell], bytes]] = []
        self.open: list[Cell] = []
        self._cell: Cell = []
        self.start = 0

    @property
    def begun(self) -> bool:
        """Whether there is a paragraph in it."""
        return bool(self.rows or self.open or self._cell)

    @property
    def widest(self) -> int:
        """The number of cells in the longest row."""
        return max((len(row) for row in self.all()), default=0)

    def add(self, paragraph: Paragraph) -> None:
        """The next paragraph."""
        if not self.begun:
            self.start = paragraph.start
        outer = paragraph.ends_cell and paragraph.depth == 1
        if outer and number(paragraph.said, ROW_END):
            self.rows.append((self.open, paragraph.changes))
            self.open, self._cell = [], []
            return
        if not number(paragraph.said, INNER_ROW_END):
            self._cell.append(paragraph)
        if outer:
            self.open.append(self._cell)
            self._cell = []

    def all(self) -> Iterator[list[Cell]]:
        """Every row; the last one may lack its end."""
        yield from (row for row, _ in self.rows)
        last = [*self.open, self._cell] if self._cell else self.open
        if last:
            yield last


def table_of(cells: Cells) -> Iterator[Line]:
    """The rows as lines, the first of several as the one that names the columns."""
    above: list[str] = []
    ends = [end for _, end in cells.rows]
    rows = list(cells.all())
    for at, row in enumerate(rows):
        going = _going_on(ends[at]) if at < len(ends) else set()
        above = [
            above[place] if place in going and place < len(above) else " ".join(one.text for one in cell if one.text)
            for place, cell in enumerate(row)
        ]
        if any(above):
            yield Line(Block("row", " | ".join(above), int(at == 0 and len(rows) > 1)))


def _going_on(end: bytes) -> set[int]:
    """The places of the cells that go on from the row above."""
    found: dict[int, bool] = {}
    for code, operand in changes(end):
        if code == ROW_CELLS:
            found = {place: flags >> 5 & 3 == _GOES_ON for place, flags in enumerate(_flags(operand))}
        elif code == CELL_MERGED and len(operand) == 3:
            found[operand[1]] = operand[2] == _GOES_ON
    return {place for place, merged in found.items() if merged}


def _flags(operand: bytes) -> Iterator[int]:
    first = 3 + 2 * (operand[2] + 1)  # behind the edges of the cells
    for at in range(first, min(first + 20 * operand[2], len(operand) - 1), 20):
        (flags,) = unpack_from("<H", operand, at)
        yield flags
