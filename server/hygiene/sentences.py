"""Reads a passage as sentences that can be compared, each with its place; a table's cells as sentences of their own.

A row says one thing of its first cell for each column: "Solo | 1 | €9" below "Plan | Seats | A month" says "Solo: 1
Seats" and "Solo: A month €9". A row of two cells is read as it stands, unless its second is short.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from server.knowledge.words import words

Mark = tuple[int, int]

LEAST_WORDS = 2  # with meaning, of a sentence that is compared
MOST_SENTENCES = 60  # of a passage that are compared
SHORT = 2  # words of a cell that says something only with its column
LONGEST = 400  # characters of a sentence; a longer one is a log

_SENTENCE = re.compile(r"[^\n.!?]+(?:[.!?](?=\S)[^\n.!?]*)*[.!?]?[\"”)]*")
_BACK = re.compile(r"(?:it|this|that|they|these|those|he|she|both|each|one)\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"[;:]\s+|,\s+(?:and|but|or|so|because|since|as)\s+|(?:,\s+|,?\s+(?:and|but)\s+)(?=not\s)|\s+(?:because|but)\s+"
)
_BETWEEN_CELLS = " | "
_BARE = re.compile(r"\d+(?:[.,]\d+)*")


class Sentence(Struct, frozen=True):
    """A sentence of a passage's text, from `start`; `about` has the sentence before it too, where that is spoken of.

    Of a table, `text` is the row as it is shown, `said` what one cell of it says, `cell` that cell's place in the row,
    `of` the row's first cell and `column` the column's name. Of a clause, `said` is the clause, from `offset` in
    `text`; `whole` is false of a sentence that has clauses.
    """

    text: str
    start: int
    about: str
    said: str
    cell: Mark | None = None
    of: str = ""
    column: str = ""
    offset: int = 0
    whole: bool = True

    @property
    def several(self) -> bool:
        """Whether it is a sentence that says several things, each of them compared by itself too."""
        return not self.whole and len(self.said) == len(self.text)

    def same(self, other: "Sentence") -> bool:
        """Whether both stand in the same place, be it another cell."""
        return self.start == other.start

    def shown(self, marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
        """Where in `text` what stands at `marks` in `said` is to be seen."""
        if self.cell is not None and marks:
            return (self.cell,)
        return tuple((start + self.offset, end + self.offset) for start, end in marks)


@lru_cache(4_096)
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a passage with at least two words that carry meaning."""
    return tuple(_sentences(text))[:MOST_SENTENCES]


@lru_cache(32_768)
def with_clauses(one: Sentence) -> tuple[Sentence, ...]:
    """The sentence and, where it says several things, each thing by itself, told by the whole sentence."""
    return tuple(_with_clauses(one))


def _with_clauses(one: Sentence) -> Iterator[Sentence]:
    cuts = [found.span() for found in _CLAUSE.finditer(one.said)] if one.cell is None else []
    yield replace(one, whole=not cuts)
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(one.said)]
    for start, end in zip(starts, ends, strict=True):
        said = one.said[start:end]
        if cuts and len(words(said)) >= LEAST_WORDS:
            lead = len(said) - len(said.lstrip())
            yield replace(one, said=said.strip(), about=one.said, offset=start + lead)


def _sentences(text: str) -> Iterator[Sentence]:
    start, columns, before = 0, list[str](), None
    for line in text.split("\n"):
        cells = line.split(_BETWEEN_CELLS)
        if len(cells) < 2:
            columns = []
            for one in _of_line(line, start, before):
                yield one
                before = one
        elif len(cells) != len(columns):
            columns = cells
        else:
            yield from _of_row(line, start, cells, columns)
        start += len(line) + 1


def _of_line(line: str, start: int, before: Sentence | None) -> Iterator[Sentence]:
    for match in _SENTENCE.finditer(line):
        raw = match.group()
        stripped = re.sub(r"^\s*(?:\d+\.|[-*|])?\s*", "", raw)
        if len(stripped) > LONGEST or len(words(stripped)) < LEAST_WORDS:
            continue
        said = stripped.rstrip()
        points_back = before is not None and _BACK.match(said)
        about = f"{before.said} {said}" if before is not None and points_back else said
        before = Sentence(said, start + match.start() + len(raw) - len(stripped), about, said)
        yield before


def _of_row(line: str, start: int, cells: list[str], columns: list[str]) -> Iterator[Sentence]:
    if len(line) > LONGEST or not words(line):
        return
    if len(cells) == 2 and len(cells[1].split()) > SHORT:
        said = line.replace(_BETWEEN_CELLS, " : ")  # as long as before: marks stay where they are
        yield Sentence(line, start, said, said)
        return
    place = len(cells[0])
    for cell, column in zip(cells[1:], columns[1:], strict=True):
        place += len(_BETWEEN_CELLS)
        if cell.strip():
            its = f"{cell} {column}" if _BARE.fullmatch(cell.strip()) else f"{column} {cell}"
            said = f"{cells[0]}: {its}"
            yield Sentence(line, start, said, said, (place, place + len(cell)), cells[0], column)
        place += len(cell)
