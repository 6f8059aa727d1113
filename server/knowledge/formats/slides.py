"""Reads presentations: a slide is a section with its title as the heading, its notes below, its tables as rows."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from server.errors import HandrailError, Unreadable
from server.knowledge.documents import Block, Document, Head
from server.knowledge.formats.naming import in_words
from server.knowledge.formats.packages import BROKEN

DEEPEST = 12  # groups within groups
SAME_ROW = 400_000  # EMU, about a centimetre: shapes whose tops differ by less stand beside each other

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_BODY = {2, 7}  # placeholders whose paragraphs bear bullets unless they say otherwise: body, object
_SMALL = {13, 15, 16}  # placeholders that repeat on every slide: number, footer, date


def read(name: str, data: bytes) -> Document:
    """The document in `data`. Raises Unreadable."""
    from pptx import Presentation

    try:
        deck = Presentation(BytesIO(data))
        slides = [slide for slide in deck.slides if slide.element.get("show") not in {"0", "false"}]
        blocks = tuple(block for number, slide in _numbered(deck, slides) for block in _slide(number, slide))
        said = deck.core_properties
        title, language = (said.title or "").strip(), (said.language or "").lower()[:2]
        first = _title(slides[0]) if slides else ""
    except (HandrailError, MemoryError, RecursionError):
        raise
    except Exception:  # a parser of a hundred element kinds raises whatever a broken one leads to
        raise Unreadable(BROKEN) from None
    if title.lower() in {"", "powerpoint presentation", "presentation"}:
        title = first or in_words(name)
    return Document(title=title, format="pptx", blocks=blocks, head=Head(language=language))


def _numbered(deck: Any, slides: list[Any]) -> Iterator[tuple[int, Any]]:
    shown = {slide.slide_id for slide in slides}
    return ((number, slide) for number, slide in enumerate(deck.slides, 1) if slide.slide_id in shown)


def _slide(number: int, slide: Any) -> Iterator[Block]:
    anchor = f"slide={number}"
    yield Block("heading", _title(slide) or f"Slide {number}", 2, anchor)
    for shape in _in_order(slide.shapes, 0):
        if shape.is_placeholder and (shape == slide.shapes.title or int(shape.placeholder_format.type or 0) in _SMALL):
            continue
        if shape.has_text_frame:
            yield from _paragraphs(shape)
        elif getattr(shape, "has_table", False) and shape.has_table:
            yield from _table(shape.table)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        yield from (
            Block("text", text) for line in slide.notes_slide.notes_text_frame.paragraphs if (text := _text(line))
        )


def _title(slide: Any) -> str:
    title = slide.shapes.title
    return " ".join(title.text_frame.text.split()) if title is not None and title.has_text_frame else ""


def _in_order(shapes: Any, depth: int) -> Iterator[Any]:
    """Shapes from top to bottom, those beside each other from left to right, groups opened."""
    for shape in sorted(shapes, key=lambda one: ((one.top or 0) // SAME_ROW, one.left or 0)):
        if hasattr(shape, "shapes"):
            if depth < DEEPEST:
                yield from _in_order(shape.shapes, depth + 1)
        else:
            yield shape


def _paragraphs(shape: Any) -> Iterator[Block]:
    lines = [line for line in shape.text_frame.paragraphs if _text(line)]
    listed = shape.is_placeholder and int(shape.placeholder_format.type or 0) in _BODY and len(lines) > 1
    counts: dict[int, int] = {}
    for line in lines:
        properties = line._p.pPr
        numbered = properties.find(f"{_A}buAutoNum") if properties is not None else None
        bulleted = properties is not None and properties.find(f"{_A}buChar") is not None
        plain = properties is not None and properties.find(f"{_A}buNone") is not None
        counts = {level: count for level, count in counts.items() if level <= line.level}
        if numbered is not None:
            start = numbered.get("startAt", "1")
            counts[line.level] = counts[line.level] + 1 if line.level in counts else int(start)
            yield Block("step", f"{counts[line.level]}. {_text(line)}")
        else:
            counts.pop(line.level, None)
            bullet = bulleted or (listed and not plain)
            yield Block("bullet" if bullet else "text", ("- " if bullet else "") + _text(line))


def _table(table: Any) -> Iterator[Block]:
    for at, row in enumerate(table.rows):
        cells = [" ".join(cell.text.split()) for cell in row.cells if not cell.is_spanned]
        if any(cells):
            yield Block("row", " | ".join(cells), int(at == 0 and len(table.rows) > 1))


def _text(paragraph: Any) -> str:
    return " ".join(paragraph.text.replace("\v", " ").split())
