"""Reads Word documents: headings by style or outline level, lists numbered as the reader sees them, tables as rows.

What is no text of the document is left out: tables of contents, deleted and hidden text, headers and footers. In a
document without heading styles, short bold paragraphs are its headings.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from msgspec import Struct

from server.errors import HandrailError, Unreadable
from server.knowledge.documents import Block, Document
from server.knowledge.formats.lines import Line, document_of, line_of
from server.knowledge.formats.numbering import Numbering, W, declared, whole
from server.knowledge.formats.packages import BROKEN

LEVELS = 6
MOST_STYLES = 5_000

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT = {f"{W}del", f"{W}moveFrom", f"{W}txbxContent", f"{W}rPr", f"{W}pPr", f"{W}instrText", _FALLBACK}
_SPACES = {f"{W}tab", f"{W}br", f"{W}cr"}
_OFF = {"0", "false", "off"}


class _Style(Struct, frozen=True):
    """What paragraphs of a style are: `level` 0 is no heading."""

    name: str = ""
    level: int = 0
    list: str = ""
    depth: int = 0


def read(name: str, data: bytes) -> Document:
    """The document in `data`. Raises Unreadable."""
    import docx

    try:
        document = docx.Document(BytesIO(data))
        lines = list(_Reader(document.styles.element, _numbering(document)).lines(document.element.body))
        said = document.core_properties
        title, language = (said.title or "").strip(), (said.language or "").lower()[:2]
    except (HandrailError, MemoryError, RecursionError):
        raise
    except Exception:  # a parser of a hundred element kinds raises whatever a broken one leads to
        raise Unreadable(BROKEN) from None
    return document_of(name, "docx", lines, title, language)


def _numbering(document: Any) -> Numbering:
    try:
        return declared(document.part.numbering_part.element)
    except (KeyError, NotImplementedError, AttributeError):  # a document without lists has no such part
        return declared(None)


class _Reader:
    def __init__(self, styles: Any, numbering: Numbering) -> None:
        self._styles = _styles_of(styles)
        self._numbering = numbering

    def lines(self, parent: Any) -> Iterator[Line]:
        """What stands in the body, a cell or a text box, in reading order."""
        for element in parent:
            if element.tag == f"{W}p":
                yield from self._paragraph(element)
                for box in _boxes(element):
                    yield from self.lines(box)
            elif element.tag == f"{W}tbl":
                yield from self._table(element)
            elif element.tag in {f"{W}sdt", f"{W}ins", f"{W}moveTo", f"{W}customXml"} and not _is_contents(element):
                content = element.find(f"{W}sdtContent")
                yield from self.lines(element if content is None else content)

    def _paragraph(self, paragraph: Any) -> Iterator[Line]:
        text = " ".join("".join(_texts(paragraph)).split())
        style = self._styles.get(_value(paragraph, "pPr", "pStyle"), _Style())
        if not text or style.name.startswith(("toc ", "table of", "index ")):
            return
        level = _outline(paragraph) or style.level
        mark = self._mark(paragraph, style) if style.name != "title" else ""
        yield line_of(text, style.name, level, mark, bold=not (level or mark) and _is_bold(paragraph))

    def _mark(self, paragraph: Any, style: _Style) -> str:
        number = _value(paragraph, "pPr", "numPr", "numId")
        depth = _value(paragraph, "pPr", "numPr", "ilvl")
        return self._numbering.mark(number or style.list, whole(depth, style.depth if not number else 0))

    def _table(self, table: Any) -> Iterator[Line]:
        rows = [[cell for cell in row.iter(f"{W}tc") if _nearest(cell) is table] for row in _rows(table)]
        if max(map(len, rows), default=0) <= 1:  # a frame around text
            for row in rows:
                for cell in row:
                    yield from self.lines(cell)
            return
        above: list[str] = []
        for at, row in enumerate(rows):
            above = [_cell(cell, above[place] if place < len(above) else "") for place, cell in enumerate(row)]
            if any(above):
                yield Line(Block("row", " | ".join(above), int(at == 0 and len(rows) > 1)))


def _styles_of(element: Any) -> dict[str, _Style]:
    """Each style by its id, with what it has from those it is based on."""
    found = {style.get(f"{W}styleId", ""): style for style in element.findall(f"{W}style")[:MOST_STYLES]}
    styles: dict[str, _Style] = {}
    for id, style in found.items():
        chain, at = list[Any](), style
        while at is not None and at not in chain:
            chain.append(at)
            at = found.get(_value(at, "basedOn"))
        name = _value(style, "name").lower()
        level = next((each for one in chain if (each := _level_of(one))), 0)
        number = next((list_ for one in chain if (list_ := _value(one, "pPr", "numPr", "numId"))), "")
        depth = next((deep for one in chain if (deep := _value(one, "pPr", "numPr", "ilvl"))), "")
        styles[id] = _Style(name, level, number, whole(depth))
    return styles


def _level_of(style: Any) -> int:
    name = _value(style, "name").lower()
    if name.startswith("heading ") and name[8:].isdigit():
        return min(max(int(name[8:]), 1), LEVELS)
    return _outline(style)


def _outline(element: Any) -> int:
    """The outline level of a paragraph or style as a heading's; 0 for body text."""
    level = _value(element, "pPr", "outlineLvl")
    return whole(level) + 1 if level.isdigit() and whole(level) < LEVELS else 0


def _texts(element: Any) -> Iterator[str]:
    """The visible text below an element, without that of text boxes in it."""
    for child in element:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in _SPACES:
            yield " "
        elif child.tag == f"{W}noBreakHyphen":
            yield "-"
        elif child.tag not in _LEFT_OUT and not (child.tag == f"{W}r" and _has(child, "vanish")):
            yield from _texts(child)


def _boxes(paragraph: Any) -> list[Any]:
    """Text boxes that hang on a paragraph; each stands there twice, the second time for old programs."""
    return [
        box
        for box in paragraph.iter(f"{W}txbxContent")
        if not any(above.tag in {_FALLBACK, f"{W}txbxContent"} for above in box.iterancestors())
    ]


def _rows(table: Any) -> list[Any]:
    return [row for row in table.iter(f"{W}tr") if _nearest(row) is table]


def _nearest(element: Any) -> Any:
    return next(element.iterancestors(f"{W}tbl"), None)


def _cell(cell: Any, above: str) -> str:
    """A cell's text; one that goes on from the row above repeats it, so that each row answers by itself."""
    merged = cell.find(f"{W}tcPr/{W}vMerge")
    if merged is not None and merged.get(f"{W}val") != "restart":
        return above
    return " ".join(" ".join("".join(_texts(line)) for line in cell.iter(f"{W}p")).split())


def _is_bold(paragraph: Any) -> bool:
    runs = [run for run in paragraph.iter(f"{W}r") if "".join(_texts(run)).strip()]
    return bool(runs) and all(_has(run, "b") for run in runs)


def _has(run: Any, property: str) -> bool:
    found = run.find(f"{W}rPr/{W}{property}")
    return found is not None and found.get(f"{W}val") not in _OFF


def _is_contents(element: Any) -> bool:
    gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val") == "Table of Contents"


def _value(element: Any, *path: str) -> str:
    found = element.find("/".join(f"{W}{name}" for name in path))
    return "" if found is None else str(found.get(f"{W}val") or "")
