"""Reads workbooks of 1997 to 2003 as those of today: a sheet is a section, values as their cells' formats show them."""

from collections.abc import Iterator
from datetime import datetime, time
from io import StringIO
from typing import Any

from server.errors import HandrailError, Unreadable
from server.knowledge.documents import Document
from server.knowledge.formats.legacy.compound import BROKEN, LOCKED, Compound
from server.knowledge.formats.naming import in_words
from server.knowledge.formats.sheets import MOST_COLUMNS, MOST_SHEETS, number, sheet_blocks
from server.knowledge.formats.tables import MOST_CELL

VISIBLE = 0


def read(name: str, file: Compound) -> Document:
    """The document in the file. Raises Unreadable, TooLarge."""
    import xlrd

    try:
        data = file.stream("Workbook")
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=StringIO())
        sheets = [sheet for sheet in book.sheets() if sheet.visibility == VISIBLE][:MOST_SHEETS]
        blocks = tuple(
            block for sheet in sheets for block in sheet_blocks(sheet.name, _rows(book, sheet), len(sheets) == 1)
        )
    except (HandrailError, MemoryError, RecursionError):
        raise
    except Exception as problem:  # whatever a broken place leads to
        if "encrypted" in str(problem):
            raise Unreadable(LOCKED, "locked") from None
        raise Unreadable(BROKEN) from None
    return Document(title=file.title() or in_words(name), format="xls", blocks=blocks)


def _rows(book: Any, sheet: Any) -> Iterator[list[str]]:
    for at in range(sheet.nrows):
        yield [_shown(book, cell) for cell in sheet.row_slice(at, 0, MOST_COLUMNS)]


def _shown(book: Any, cell: Any) -> str:
    import xlrd

    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return str(cell.value)[:MOST_CELL].strip()
        case xlrd.XL_CELL_NUMBER:
            return number(cell.value, _format(book, cell))
        case xlrd.XL_CELL_DATE:
            return _date(book, cell)
        case xlrd.XL_CELL_BOOLEAN:
            return "yes" if cell.value else "no"
    return ""


def _format(book: Any, cell: Any) -> str:
    known = book.format_map.get(book.xf_list[cell.xf_index].format_key)
    return str(known.format_str) if known is not None else ""


def _date(book: Any, cell: Any) -> str:
    """A day, a day with its time, or a time alone: what counts days from 1900 or 1904 says less than one for it."""
    import xlrd

    try:
        value: datetime = xlrd.xldate_as_datetime(cell.value, book.datemode)
    except (ValueError, OverflowError):  # no day of the calendar
        return number(cell.value, "")
    if 0 <= cell.value < 1:
        return f"{value:%H:%M}"
    return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
