"""Finds the tables in an answer: rows are kept as lines, their cells joined by " | ". Pure.

The same as the panel does (widget/static/panel/rows.js): the first row of a run names the columns, unless each row
names them itself ("Plan: Solo | Seats: 1"); one row without names stays text; another passage is another table.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from msgspec import Struct

_ITEM = re.compile(r"\s*(?:\d+[.)]|[-*•]|#{1,6})\s")
_BETWEEN = re.compile(r"(?:^|\s)\|(?=\s|$)(?=(?:[^`]*`[^`]*`)*[^`]*$)")  # a bar within code is the code's own
_MARKS = re.compile(r"(?:\s*\[\d{1,2}\])+\s*$")
_RULE = re.compile(r"[\s|:-]*--[\s|:-]*$")  # under the names, where a person writes a table as Markdown does
_NAMED = re.compile(r"([^:]{1,80}):\s+(\S.*)$")


class Rows(Struct, frozen=True):
    """A table: its columns' names, and as many cells for each row, with the marks of sources in their texts."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class _Line(Struct, frozen=True):
    text: str
    cells: tuple[str, ...]
    passage: str

    @property
    def names_itself(self) -> bool:
        return sum(bool(_NAMED.match(cell)) for cell in self.cells) * 2 > len(self.cells)


def with_tables(text: str, passages: Mapping[int, str]) -> list[str | Rows]:
    """The lines of an answer, with a table in place of its rows. `passages` are those that the marks lead to."""
    found: list[str | Rows] = []
    run: list[str] = []
    for line in text.split("\n"):
        if _cells(line) or (run and _is_rule(line)):
            run.append(line)
            continue
        found += [*_tables(run, passages), line]
        run = []
    return [*found, *_tables(run, passages)]


def _is_rule(line: str) -> bool:
    return "|" in line and _RULE.match(line) is not None


def _cells(line: str) -> tuple[str, ...]:
    """The cells of a row; none for any other line."""
    if _ITEM.match(line) or _is_rule(line):
        return ()
    bare = _MARKS.sub("", line)
    cells = [cell.strip() for cell in _BETWEEN.split(bare)]
    framed = len(bare.strip()) > 1 and bare.strip().startswith("|") and bare.strip().endswith("|")
    own = cells[1:-1] if framed and not cells[0] and not cells[-1] else cells
    if len(own) < 2 or not any(own):
        return ()
    return (*own[:-1], f"{own[-1]}{line[len(bare) :].rstrip()}".strip())


def _tables(run: Sequence[str], passages: Mapping[int, str]) -> Iterator[str | Rows]:
    """The tables of a run of lines, and lines where they are none."""
    for (_, named), group in groupby(_lines(run, passages), key=lambda line: (line.passage, line.names_itself)):
        lines = list(group)
        if named:
            yield _by_name(lines)
        elif len(lines) > 1:
            yield _by_place(lines)
        else:
            yield lines[0].text


def _lines(run: Sequence[str], passages: Mapping[int, str]) -> list[_Line]:
    """The rows with the passage that each is from: that of its own mark, or of the next one, where its quote ends."""
    found: list[_Line] = []
    passage = ""
    for text in reversed([line for line in run if not _is_rule(line)]):
        if marks := _MARKS.search(text):
            passage = passages.get(int(re.findall(r"\d+", marks[0])[0]), passage)
        found.insert(0, _Line(text, _cells(text), passage))
    return found


def _by_place(lines: Sequence[_Line]) -> Rows:
    wide = max(len(line.cells) for line in lines)
    names, *rows = [(*line.cells, *[""] * (wide - len(line.cells))) for line in lines]
    return Rows(tuple(_MARKS.sub("", name) for name in names), tuple(rows))


def _by_name(lines: Sequence[_Line]) -> Rows:
    rows: list[dict[str, str]] = []
    for line in lines:
        held: dict[str, str] = {}
        for cell in line.cells:
            named = _NAMED.match(cell)
            name, value = (named[1], named[2]) if named else ("", cell)
            held[name] = f"{held[name]}, {value}" if name in held else value
        rows.append(held)
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    return Rows(columns, tuple(tuple(row.get(name, "") for name in columns) for row in rows))
