"""Puts the pieces of text that a PDF draws together to lines, and drops what is printed on every page. Pure.

A PDF knows no lines: it draws pieces at places. Pieces of one height that follow each other are a line; its parts that
stand apart are kept apart, for they may be cells of a table.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

SAME_LINE = 0.5  # of the letters' size, by which the heights of two pieces on a line may differ
APART = 0.33  # of the letters' size: a wider gap parts two cells; a blank takes about 0.28
UNSURE = 0.01  # of the size, for each letter before the gap: widths are estimated
OUTERMOST = 2  # lines at each edge of a page that may be its head or foot
MARGIN = 0.12  # of the page's height, at its top and bottom, where running heads and feet stand
REPEATED, REPEATED_SHARE = 3, 0.5  # pages that bear the same line there; half of them in a short document
SAME_HEIGHT = 4.0  # pt

_NUMBERS = re.compile(r"\d+|\b[ivxlc]{1,6}\b")
_PAGE_NUMBER = re.compile(
    r"^\W*(?:(?:page|seite|p\.|página|pagina)\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:/|of|von|de|di|sur)\s*\d{1,4})?\W*$",
    re.IGNORECASE,
)


class Piece(Struct, frozen=True):
    """What one drawing operation wrote: ends and base line in pt from the page's lower left corner."""

    text: str
    x: float
    end: float
    y: float
    size: float
    bold: bool


class Line(Struct, frozen=True):
    """A line of a page, counted from 1. `starts` and `ends` are those of the parts that stand apart."""

    page: int
    parts: tuple[str, ...]
    starts: tuple[float, ...]
    ends: tuple[float, ...]
    y: float
    size: float
    bold: bool

    @property
    def text(self) -> str:
        return " ".join(self.parts)


def lines_of(page: int, pieces: Iterable[Piece]) -> Iterator[Line]:
    """The lines of a page in the order in which they are drawn."""
    row: list[Piece] = []
    for piece in pieces:
        if not piece.text.strip():
            continue
        if row and abs(piece.y - row[-1].y) > SAME_LINE * max(piece.size, row[-1].size):
            yield _line(page, row)
            row = []
        row.append(piece)
    if row:
        yield _line(page, row)


def without_running(pages: Sequence[list[Line]], heights: Sequence[float]) -> list[Line]:
    """All lines but heads and feet that repeat from page to page, and page numbers."""
    margins = [_margins(lines, height) for lines, height in zip(pages, heights, strict=True)]
    found: dict[tuple[str, int], set[int]] = defaultdict(set)
    for lines, edge in zip(pages, margins, strict=True):
        for line, marginal in zip(lines, edge, strict=True):
            if marginal:
                found[_printed(line)].add(line.page)
    running = {
        key
        for key, on in found.items()
        if len(on) >= REPEATED or (len(on) > 1 and len(on) >= REPEATED_SHARE * len(pages))
    }
    return [
        line
        for lines, edge in zip(pages, margins, strict=True)
        for line, marginal in zip(lines, edge, strict=True)
        if not marginal or not (_printed(line) in running or _PAGE_NUMBER.match(line.text))
    ]


def _line(page: int, row: list[Piece]) -> Line:
    parts: list[str] = []
    starts: list[float] = []
    ends: list[float] = []
    for piece in row:
        apart = bool(parts) and piece.x - ends[-1] > (APART + UNSURE * len(parts[-1])) * piece.size
        if not parts or apart or piece.x < starts[-1]:
            parts.append(piece.text)
            starts.append(piece.x)
            ends.append(piece.end)
        else:
            parts[-1] += piece.text
            ends[-1] = piece.end
    size = max(row, key=lambda piece: len(piece.text)).size
    bold = all(piece.bold for piece in row if any(map(str.isalnum, piece.text)))
    texts = tuple(" ".join(part.split()) for part in parts)
    return Line(page, texts, tuple(starts), tuple(ends), row[0].y, size, bold)


def _margins(lines: Sequence[Line], height: float) -> list[bool]:
    """Of each line whether it stands where heads and feet do."""
    heights = sorted({round(line.y) for line in lines})
    edge = {*heights[:OUTERMOST], *heights[-OUTERMOST:]}
    return [round(line.y) in edge and not MARGIN * height <= line.y <= (1 - MARGIN) * height for line in lines]


def _printed(line: Line) -> tuple[str, int]:
    """What a line says but for its numbers, and where."""
    return _NUMBERS.sub("#", line.text.lower()), round(line.y / SAME_HEIGHT)
