"""What was said, as HTML: its lines, its tables, and one number for each article behind it, as the panel shows it."""

import re
from collections.abc import Sequence
from html import escape

from msgspec import Struct

from dashboard.quoted_rows import Rows, with_tables
from server.api.views.desk import CitationView

_MARK = re.compile(r"\[(\d{1,2})\]")


class Source(Struct, frozen=True):
    """An article that is quoted, by the number that readers see, with its quotes in order."""

    n: int
    title: str
    citations: tuple[CitationView, ...]

    @property
    def name(self) -> str:
        return f"[{self.n}] {self.title}"


def sources_of(citations: Sequence[CitationView]) -> list[Source]:
    """One source for each article; its passages share its title and its address up to the anchor."""
    found: dict[tuple[str, str], list[CitationView]] = {}
    for citation in citations:
        found.setdefault((citation.title, citation.url.split("#", 1)[0]), []).append(citation)
    return [Source(n, title, tuple(cited)) for n, ((title, _), cited) in enumerate(found.items(), 1)]


def said(text: str, citations: Sequence[CitationView] = ()) -> str:
    """The HTML of an answer, or of a person's words; all of it is escaped."""
    numbers = {one.n: source.n for source in sources_of(citations) for one in source.citations}
    parts: list[str] = []
    lines: list[str] = []
    for part in with_tables(text, {one.n: one.passage for one in citations}):
        if isinstance(part, str):
            lines.append(_shown(part, numbers))
        else:
            parts += [_paragraph(lines), _table(part, numbers)]
            lines = []
    return "".join([*parts, _paragraph(lines)])


def verbatim(text: str) -> str:
    """The HTML of what a visitor wrote, character for character."""
    return f'<p class="said">{escape(text)}</p>'


def _shown(text: str, numbers: dict[int, int]) -> str:
    """Escaped, with the numbers of articles in place of those of citations."""
    return escape(_MARK.sub(lambda mark: f"[{numbers.get(int(mark[1]), mark[1])}]", text))


def _paragraph(lines: list[str]) -> str:
    words = "\n".join(lines).strip("\n")
    return f'<p class="said">{words}</p>' if words else ""


def _table(table: Rows, numbers: dict[int, int]) -> str:
    names = [_shown(name, numbers) for name in table.columns]
    rows = [[_shown(cell, numbers) for cell in row] for row in table.rows]
    body = _list(names, rows[0]) if len(rows) == 1 else _side_by_side(names, rows)
    return f'<div class="rows"><table>{body}</table></div>'


def _list(names: list[str], cells: list[str]) -> str:
    """One row, its values beneath each other by their columns' names."""
    told = [(name, cell) for name, cell in zip(names, cells, strict=True) if cell]
    return "".join(f'<tr><th scope="row" class="name">{name}</th><td>{cell}</td></tr>' for name, cell in told)


def _side_by_side(names: list[str], rows: list[list[str]]) -> str:
    head = "".join(f'<th scope="col" class="name">{name}</th>' for name in names)
    body = "".join(f"<tr>{_row(cells)}</tr>" for cells in rows)
    return f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"


def _row(cells: list[str]) -> str:
    """The first cell names its row."""
    first = f'<th scope="row">{cells[0]}</th>' if cells[0] else "<td></td>"
    return first + "".join(f"<td>{cell}</td>" for cell in cells[1:])
