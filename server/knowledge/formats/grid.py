"""Makes rows of an HTML table, with cells that span several rows or columns, or says that it only lays out a page."""

from collections.abc import Callable
from typing import Any

from server.knowledge.documents import Block

WIDEST = 100  # columns
TALLEST_SPAN = 1_000  # rows
LONGEST_CELL = 1_500  # characters of a cell in a table of data; a longer one is a column of a page


def rows_of(table: Any, words: Callable[[Any], str]) -> list[Block] | None:
    """The rows, the one that names the columns with level 1; None for a table that only lays out the page."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
    cells = [[cell for cell in row if cell.tag in {"td", "th"}] for row in rows]
    if _is_layout(table, cells, words):
        return None
    blocks: list[Block] = []
    spans: dict[int, tuple[int, str]] = {}  # column -> rows that its cell still covers, text
    for at, row in enumerate(cells):
        texts = _filled(row, spans, words)
        named = bool(row) and all(cell.tag == "th" for cell in row)
        named = named or (rows[at].getparent() is not None and rows[at].getparent().tag == "thead")
        if any(texts):
            blocks.append(Block("row", " | ".join(texts), int(named and not blocks)))
    return blocks


def _filled(row: list[Any], spans: dict[int, tuple[int, str]], words: Callable[[Any], str]) -> list[str]:
    """The row's texts; a cell that comes down from an earlier row is repeated, so that each row answers by itself."""
    texts: list[str] = []
    waiting = iter(row)
    while len(texts) < WIDEST:
        left, text = spans.pop(len(texts), (0, ""))
        if not left:
            cell = next(waiting, None)
            if cell is None:
                break
            left, text = min(_span(cell, "rowspan"), TALLEST_SPAN), words(cell)
        if left > 1:
            spans[len(texts)] = (left - 1, text)
        texts.append(text)
    return texts


def _is_layout(table: Any, cells: list[list[Any]], words: Callable[[Any], str]) -> bool:
    if table.get("role") in {"presentation", "none"} or max(map(len, cells), default=0) <= 1:
        return True
    if next(table.iter("th"), None) is not None:
        return False
    inner = next(table.iter("h1", "h2", "h3", "h4", "form"), None) is not None
    nested = sum(1 for _ in table.iter("table")) > 1
    return inner or nested or any(len(words(cell)) > LONGEST_CELL for row in cells for cell in row)


def _span(cell: Any, name: str) -> int:
    text = cell.get(name) or ""
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1
