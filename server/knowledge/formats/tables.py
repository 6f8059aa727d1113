"""Makes blocks of a sheet or a CSV: a question with its answer, else each row with the names of its columns.

A row reads "Plan: Team | Price: 12 €", so that it answers by itself wherever the table is cut.
"""

import csv
import re
from collections.abc import Iterator
from html import unescape
from io import StringIO
from itertools import islice

from server.errors import TooLarge, Unreadable
from server.knowledge.documents import Block, Document
from server.knowledge.formats import text
from server.knowledge.formats.naming import in_words

DELIMITERS = ",;\t|"
TRIED_ROWS = 50  # by which the delimiter is told
MOST_ROWS = 50_000
MOST_CELL = 100_000  # characters
LONGEST_NAME = 80  # characters of a column's name; a longer cell is text

_QUESTIONS = {
    "question",
    "questions",
    "q",
    "faq",
    "frage",
    "fragen",
    "pregunta",
    "domanda",
    "vraag",
    "pergunta",
    "pytanie",
}
_ANSWERS = {"answer", "answers", "a", "reply", "response", "antwort", "antworten", "réponse", "reponse", "respuesta",
            "risposta", "antwoord", "resposta", "odpowiedź"}  # fmt: skip
_TAG = re.compile(r"</(?:p|li|div|a|strong|b|ul|ol|h[1-6])>|<br\s*/?>", re.IGNORECASE)
_ITEM = re.compile(r"<li[^>]{0,200}>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>|</(?:p|li|div|h[1-6]|ul|ol|tr)>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]{0,500}>")
_NUMBER = re.compile(r"^[\s\d.,:/%€$£+-]+$")

Row = list[str]


def read(name: str, words: str) -> Document:
    """The document in the text of a CSV or TSV. Raises Unreadable."""
    csv.field_size_limit(MOST_CELL)
    try:
        rows = list(islice(_parsed(words, _delimiter(words)), MOST_ROWS + 1))
    except csv.Error as problem:
        raise Unreadable(f"The CSV is broken: {problem}.") from None
    if len(rows) > MOST_ROWS:
        raise TooLarge(f"The file has more than {MOST_ROWS:,} rows: split it.")
    return Document(title=in_words(name), format="csv", blocks=tuple(blocks_of(rows, 1)))


def blocks_of(rows: list[Row], level: int) -> Iterator[Block]:
    """The blocks of a table; questions are headings of `level`, and an answer's own lines and lists are kept."""
    rows = [cells for row in rows if any(cells := [cell.strip() for cell in row])]
    names, at = _names(rows)
    yield from (Block("text", " ".join(filter(None, row))) for row in rows[:at])
    if not names:
        yield from (Block("row", " | ".join(filter(None, row))) for row in rows[at:])
        return
    asked, answered = _column(names, _QUESTIONS), _column(names, _ANSWERS)
    for row in rows[at + 1 :]:
        if asked is None or answered is None:
            yield Block("row", _told(names, row))
        elif (question := _cell(row, asked)) and (answer := _cell(row, answered)):
            yield Block("heading", question, level)
            yield from (block for block in text.blocks_of(_unmarked(answer)) if block.kind != "heading")
            rest = ["" if place in {asked, answered} else cell for place, cell in enumerate(row)]
            yield Block("row", _told(names, rest))


def _parsed(words: str, delimiter: str) -> Iterator[Row]:
    return csv.reader(StringIO(words, newline=""), delimiter=delimiter, strict=False)


def _delimiter(words: str) -> str:
    """The one by which most rows have the same number of columns; csv.Sniffer's patterns can take minutes."""

    def regular(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in islice(_parsed(words, delimiter), TRIED_ROWS) if row]
        except csv.Error:
            return 0, 0
        common = max(set(widths), key=widths.count, default=1)
        return (widths.count(common), common) if common > 1 else (0, 0)

    return max(DELIMITERS, key=regular)


def _names(rows: list[Row]) -> tuple[Row, int]:
    """The names of the columns and the row where they stand; none where the first full row holds data.

    A row above it with a single cell is a caption.
    """
    widest = max((sum(map(bool, row)) for row in rows), default=0)
    for at, row in enumerate(rows[:-1]):
        filled = [cell for cell in row if cell]
        if len(filled) == 1 and widest > 1:
            continue
        named = all(len(cell) <= LONGEST_NAME and not _NUMBER.match(cell) for cell in filled)
        return (row, at) if named and len(set(filled)) == len(filled) else ([], at)
    return [], 0


def _column(names: Row, wanted: set[str]) -> int | None:
    return next((place for place, name in enumerate(names) if name.lower().strip(" :?") in wanted), None)


def _cell(row: Row, place: int) -> str:
    return row[place] if place < len(row) else ""


def _told(names: Row, row: Row) -> str:
    said = ((_cell(names, place), " ".join(cell.split())) for place, cell in enumerate(row) if cell)
    return " | ".join(f"{name.rstrip(':')}: {cell}" if name else cell for name, cell in said)


def _unmarked(answer: str) -> str:
    """The words of an answer that a help desk exported as HTML; lines where its blocks were."""
    if not _TAG.search(answer):
        return answer
    lines = _ITEM.sub("\n- ", answer)
    return unescape(_ANY_TAG.sub("", _BREAK.sub("\n", lines)))
