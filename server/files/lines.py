"""Puts what was read on a picture in order: pieces beside each other are a line, lines go from top to bottom. Pure."""

from collections.abc import Iterable

from msgspec import Struct

SAME_ROW = 0.5  # of the lower piece's height: how far two middles may be apart on one row
SAME_LINE = 1.5  # of a piece's height: a wider gap is another column, which tells something else


class Piece(Struct, frozen=True):
    """Text with its box, px."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return max(1.0, self.bottom - self.top)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def lines_of(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces as lines in reading order."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: one.middle):
        row = rows[-1] if rows else []
        if row and piece.middle - row[0].middle <= SAME_ROW * min(piece.height, row[0].height):
            row.append(piece)
        else:
            rows.append([piece])
    return [line for row in rows for line in _joined(sorted(row, key=lambda one: one.left))]


def _joined(row: list[Piece]) -> list[Piece]:
    lines: list[Piece] = []
    for piece in row:
        last = lines[-1] if lines else None
        if last is not None and piece.left - last.right <= SAME_LINE * max(piece.height, last.height):
            lines[-1] = Piece(
                f"{last.text} {piece.text}",
                last.left,
                min(last.top, piece.top),
                max(last.right, piece.right),
                max(last.bottom, piece.bottom),
            )
        else:
            lines.append(piece)
    return lines
