"""A document as every format's reader gives it: its blocks in reading order, and what its author said about it."""

from typing import Literal

from msgspec import Struct

Kind = Literal["heading", "text", "step", "bullet", "row", "code"]


class Block(Struct, frozen=True):
    """One paragraph, list item, table row or line of code: plain text without markup, one line.

    A "step" starts with its number as the reader sees it ("2. Press Save."), a "bullet" with "- ", a "row" has its
    cells joined by " | ". `level` is a heading's, 1 to 6, or 1 for a row that names its table's columns. `anchor` is
    where the block is found in the document ("page=3", the id of a heading), where the document says so itself.
    """

    kind: Kind
    text: str
    level: int = 0
    anchor: str = ""


class Head(Struct, frozen=True, kw_only=True):
    """What the author says of the document; "" and () where nothing is said. Dates are ISO ("2026-11-21")."""

    slug: str = ""
    category: str = ""
    pages: tuple[str, ...] = ()
    intent: str = ""
    owner: str = ""
    updated: str = ""
    review_by: str = ""
    valid_from: str = ""
    valid_until: str = ""
    language: str = ""
    public: bool | None = None  # None: as its source has it
    published: bool = True
    canonical: str = ""  # the address that a web page names as its own


class Document(Struct, frozen=True, kw_only=True):
    """One document, to be cut into passages. `format` is the word for people: markdown, html, pdf, docx, doc, ..."""

    title: str
    format: str
    blocks: tuple[Block, ...]
    head: Head = Head()
