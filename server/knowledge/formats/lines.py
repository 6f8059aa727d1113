"""Makes a document of paragraphs: which is its title, which a heading, an item, or only looks like one. Pure."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from server.knowledge.documents import Block, Document, Head
from server.knowledge.formats.naming import title_of

LONGEST_BOLD = 80  # characters of a bold paragraph that is a heading


class Line(Struct, frozen=True):
    """A block, and whether it is the title or could be a heading."""

    block: Block
    role: Literal["", "title", "bold"] = ""


def line_of(text: str, style: str, level: int, mark: str, bold: bool) -> Line:
    """A paragraph with its style's name in lower case, its level as a heading (0: none) and the mark of its list."""
    if style == "title":
        return Line(Block("heading", text, 1), "title")
    if level:
        return Line(Block("heading", text, level))
    if mark:
        return Line(Block("bullet" if mark == "- " else "step", mark + text))
    heading = bold and len(text) <= LONGEST_BOLD and text[-1] not in ".,;!?"
    return Line(Block("text", text), "bold" if heading else "")


def document_of(name: str, format: str, lines: list[Line], title: str, language: str = "") -> Document:
    """The document of a file of that name; `title` is what its properties say."""
    blocks = tuple(_headed(lines))
    shown = next((line.block.text for line in lines if line.role == "title"), "")
    return Document(
        title=shown or title or title_of(name, blocks), format=format, blocks=blocks, head=Head(language=language)
    )


def _headed(lines: list[Line]) -> Iterator[Block]:
    """The blocks; bold paragraphs are headings where the author used no style for them."""
    styled = any(line.block.kind == "heading" and line.role != "title" for line in lines)
    for line in lines:
        bold = line.role == "bold" and not styled
        yield Block("heading", line.block.text.rstrip(":"), 2) if bold else line.block
