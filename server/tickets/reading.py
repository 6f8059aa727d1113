"""Reads an export row by row: CSV, a JSON array, or JSON lines. A broken row is told with its line, the rest goes on.

Bounded by bytes, rows and the length of one row, so that no file can take the memory of the process.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from server.errors import Invalid, TooLarge
from server.knowledge.formats.decoding import decoded
from server.tickets.columns import Columns, Places
from server.tickets.shapes import READERS, shape_of
from server.tickets.ticket import Broken, Ticket

MOST_BYTES = 64_000_000  # of a file: some hundred thousand tickets with their replies
MOST_ROWS = 200_000
MOST_ROW_CHARACTERS = 1_000_000
MOST_ROW_LINES = 500  # of a row; a quote that is never closed is noticed after them
DELIMITERS = ",;\t|"
WITHIN = ("tickets", "conversations", "data", "payload", "results")  # where an object holds the list
_DEEP = 3  # lists are looked for in objects within objects as deep as this


class Opened(msgspec.Struct, frozen=True):
    """A file that can be read: `shape` names the help desk or "columns"; `rows` is an iterator, used once."""

    shape: str
    rows: Iterator[Ticket | Broken]


def open_export(data: bytes, wanted: Columns | None = None) -> Opened:
    """Recognises what the bytes are. Raises TooLarge, Unsupported, Unreadable, Invalid (no such column, no tickets)."""
    if len(data) > MOST_BYTES:
        raise TooLarge(f"an export has at most {MOST_BYTES // 1_000_000} MB: split it")
    text = decoded(data)
    start = text.lstrip()[:1]
    if not start:
        raise Invalid("the file is empty", "no_tickets")
    objects = start in "[{"
    rows = _lines(text) if start == "{" and _is_lines(text) else _array(text) if objects else _table(text)
    return _shaped(rows, wanted or Columns(), objects)


def _shaped(rows: Iterator[tuple[int, Any]], wanted: Columns, objects: bool) -> Opened:
    """By the first row that is whole; broken ones before it are told too."""
    before: list[Broken] = []
    for line, row in rows:
        if isinstance(row, str):
            before.append(Broken(line, row))
            continue
        named = any(msgspec.structs.astuple(wanted))
        shape = shape_of(row) if objects and not named else "columns"
        places = None if shape in READERS else Places.found(row, wanted)
        return Opened(shape, _tickets(before, (line, row), rows, shape, places))
    raise Invalid(f"there is no ticket in it{f' ({before[0].reason})' if before else ''}", "no_tickets")


def _tickets(
    before: list[Broken], first: tuple[int, Any], rows: Iterator[tuple[int, Any]], shape: str, places: Places | None
) -> Iterator[Ticket | Broken]:
    yield from before
    yield _ticket(*first, shape, places)
    for count, (line, row) in enumerate(rows, 2):
        if count > MOST_ROWS:
            yield Broken(line, f"only the first {MOST_ROWS:,} rows are read: split the file")
            return
        yield Broken(line, row) if isinstance(row, str) else _ticket(line, row, shape, places)


def _ticket(line: int, row: Mapping[str, Any], shape: str, places: Places | None) -> Ticket | Broken:
    try:
        read = places.ticket(row, line) if places is not None else READERS[shape](dict(row), line)
    except (ValueError, OverflowError) as problem:
        return Broken(line, str(problem) if type(problem) is ValueError else "a value that can't be read")
    if not (read.question or read.subject).strip():
        return Broken(line, "it holds no question")
    return read


def _table(text: str) -> Iterator[tuple[int, Any]]:
    csv.field_size_limit(MOST_ROW_CHARACTERS)
    lines = text.split("\n")
    delimiter = max(DELIMITERS, key=lines[0].count)
    names: list[str] = []
    at = 0
    while at < len(lines):
        line = at + 1
        row, used = _row(lines, at, delimiter)
        at += used
        if isinstance(row, str):
            yield line, row
        elif not any(cell.strip() for cell in row):
            continue
        elif not names:
            names = [name.strip() for name in row]
        elif len(row) != len(names):
            yield line, f"it has {len(row)} cells, the head has {len(names)}"
        else:
            yield line, dict(zip(names, row, strict=True))


def _row(lines: list[str], at: int, delimiter: str) -> tuple[list[str] | str, int]:
    """The row that begins in a line, and how many lines it takes; a broken one takes one, so that the next are read."""
    some = (f"{lines[place]}\n" for place in range(at, min(at + MOST_ROW_LINES, len(lines))))
    reader = csv.reader(some, delimiter=delimiter, strict=True)
    try:
        row = next(reader)
    except csv.Error as problem:
        return f"the CSV is broken: {problem}", 1
    return row, reader.line_num


def _is_lines(text: str) -> bool:
    """Whether the first line is an object by itself."""
    first = text.lstrip().partition("\n")[0]
    try:
        return isinstance(msgspec.json.decode(first), dict) and bool(text.lstrip()[len(first) :].strip())
    except msgspec.DecodeError:
        return False


def _lines(text: str) -> Iterator[tuple[int, Any]]:
    for line, one in enumerate(io.StringIO(text), 1):
        if one.strip():
            yield line, _object(one)


def _array(text: str) -> Iterator[tuple[int, Any]]:
    """The objects of a list; `line` is the place in it, from 1."""
    try:
        every = _list_in(msgspec.Raw(text.encode("utf-8", "replace")), _DEEP)
    except (msgspec.DecodeError, RecursionError) as problem:
        raise Invalid(f"the JSON is broken: {problem}", "broken_json") from None
    for place, raw in enumerate(every, 1):
        yield place, _object(bytes(raw))


def _list_in(raw: msgspec.Raw, deep: int) -> list[msgspec.Raw]:
    if bytes(raw).lstrip()[:1] == b"[":
        return msgspec.json.decode(raw, type=list[msgspec.Raw])
    parts = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    for name in WITHIN:
        inner = bytes(parts.get(name, msgspec.Raw(b""))).lstrip()[:1]
        if inner == b"[" or (inner == b"{" and deep > 1):
            return _list_in(parts[name], deep - 1)
    return [raw]  # a single ticket


def _object(text: str | bytes) -> dict[str, Any] | str:
    if len(text) > MOST_ROW_CHARACTERS:
        return f"it is longer than {MOST_ROW_CHARACTERS:,} characters"
    try:
        one = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return "it is no JSON"
    return one if isinstance(one, dict) else "it is no JSON object"
