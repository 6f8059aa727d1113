"""Reads workbooks: a sheet is a section, a row bears the names of its columns; values as their reader sees them."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from server.errors import HandrailError, TooLarge, Unreadable
from server.knowledge.documents import Block, Document, Head
from server.knowledge.formats.naming import in_words
from server.knowledge.formats.packages import BROKEN
from server.knowledge.formats.tables import MOST_CELL, MOST_ROWS, blocks_of

MOST_SHEETS = 200
MOST_COLUMNS = 200  # a row that is read stands in one passage; what lies to the right of them is calculation
MOST_EMPTY = 1_000  # rows in a row without a value: the sheet has ended, whatever its measures say

_DECIMALS = re.compile(r"0\.(0+)")
_CURRENCY = re.compile(r"[$€£¥]|(?<=\[\$)[^\]-]{1,4}")


def read(name: str, data: bytes) -> Document:
    """The document in `data`. Raises Unreadable, TooLarge."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:MOST_SHEETS]
        single = len(sheets) == 1
        blocks = tuple(block for sheet in sheets for block in sheet_blocks(sheet.title, _cells(sheet), single))
        said = book.properties
        title, language = (said.title or "").strip(), (said.language or "").lower()[:2]
    except (HandrailError, MemoryError, RecursionError):
        raise
    except Exception:  # a parser of a hundred element kinds raises whatever a broken one leads to
        raise Unreadable(BROKEN) from None
    return Document(title=title or in_words(name), format="xlsx", blocks=blocks, head=Head(language=language))


def sheet_blocks(title: str, rows: Iterable[list[str]], single: bool) -> Iterator[Block]:
    """The blocks of a sheet; a `single` one needs no heading that its program gave it. Raises TooLarge."""
    kept = list(_filled(rows))
    if kept and not (single and re.fullmatch(r"(?i)(sheet|tabelle|feuil|hoja|foglio|blad)\s?\d*", title)):
        yield Block("heading", title, 2)
        yield from blocks_of(kept, 3)
    else:
        yield from blocks_of(kept, 2)


def _cells(sheet: Any) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # a sheet may say that it has a million rows
    for row in sheet.iter_rows(max_col=MOST_COLUMNS):
        yield [_shown(cell) for cell in row]


def _filled(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    empty = 0
    for count, cells in enumerate(rows):
        empty = 0 if any(cells) else empty + 1
        if empty > MOST_EMPTY:
            return
        if count > MOST_ROWS + MOST_EMPTY:
            raise TooLarge(f"A sheet has more than {MOST_ROWS:,} rows: split it.")
        if not empty:
            yield cells


def _shown(cell: Any) -> str:
    value = cell.value
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return number(value, str(cell.number_format or ""))
        case datetime():
            return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case timedelta():
            return str(value)
    text = str(value)[:MOST_CELL].strip()
    return "" if cell.data_type == "e" else text


def number(value: float, format: str) -> str:
    """The value with the decimals, the per cent and the currency of its cell's format."""
    match = _DECIMALS.search(format)
    decimals = len(match.group(1)) if match else 0
    if "%" in format:
        return f"{value * 100:.{decimals}f}%"
    currency = _CURRENCY.search(format)
    if match or currency:
        text = f"{value:,.{decimals}f}" if "#,##" in format else f"{value:.{decimals}f}"
        if currency is None:
            return text
        before = currency.start() < format.find("0")
        return f"{currency.group()}{text}" if before else f"{text} {currency.group()}"
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else f"{value:.10g}"
