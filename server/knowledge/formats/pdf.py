"""Reads PDFs: the text that they draw, with the page as the anchor. A scan holds none and is refused."""

import math
import re
from collections.abc import Iterator
from io import BytesIO
from statistics import median
from typing import Any

from msgspec import Struct

from server.errors import HandrailError, TooLarge, Unreadable
from server.knowledge.documents import Document, Head
from server.knowledge.formats.naming import title_of
from server.knowledge.formats.paragraphs import blocks_of, squeezed
from server.knowledge.formats.printed import Line, Piece, lines_of, without_running

MOST_PAGES = 500  # a page takes 10 to 50 ms
MOST_OUTLINE = 5_000
MOST_PIECES = 50_000  # of a page; a dense table has 5,000
LETTER_WIDTH = 0.5  # of the letters' size, of a font that declares no widths
LEAST_WIDTHS, MOST_WIDTHS = 8, 1_000  # letters of a font that tell what is usual in it
BROKEN = "The PDF is broken: save it again in its program."
LOCKED = "The PDF is locked with a password: save it without one."
SCANNED = "The PDF holds no text, only pictures of it: save it with its text recognised (OCR)."

_NARROW, _WIDE = frozenset(" iljtfrI.,:;'!|()[]"), frozenset("mwMW@%")
_NO_TITLE = re.compile(
    r"\W*(untitled|anonymous|unspecified|microsoft word\b.*|powerpoint\b.*|.*\.(docx?|pdf|indd|pptx?|tex|odt|dvi))\W*",
    re.IGNORECASE,
)


class Font(Struct, frozen=True):
    """`width` is a usual letter's, of the letters' size."""

    width: float
    bold: bool


def read(name: str, data: bytes) -> Document:
    """The document in `data`. Raises Unreadable, TooLarge."""
    from pypdf import PdfReader

    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):  # one that only forbids printing opens without a password
            raise Unreadable(LOCKED, "locked")
        if len(reader.pages) > MOST_PAGES:
            raise TooLarge(f"The PDF has {len(reader.pages):,} pages, {MOST_PAGES} are taken: split it.")
        pages = [list(_lines(number, page)) for number, page in enumerate(reader.pages, 1)]
        lines = without_running(pages, [float(page.mediabox.top) for page in reader.pages])
        outline = dict(_outline(reader, reader.outline, 1))
        title = " ".join(str(reader.metadata.title or "").split()) if reader.metadata else ""
        language = str(reader.root_object.get("/Lang") or "").lower()[:2]
    except (HandrailError, MemoryError, RecursionError):
        raise
    except Exception as problem:  # a parser of a hundred object kinds raises whatever a broken one leads to
        locked = "decrypt" in str(problem).lower() or "password" in str(problem).lower()
        raise (Unreadable(LOCKED, "locked") if locked else Unreadable(BROKEN)) from None
    blocks = tuple(blocks_of(lines, outline))
    if not blocks:
        raise Unreadable(SCANNED)
    shown = title if title and not _NO_TITLE.fullmatch(title) else title_of(name, blocks)
    return Document(title=shown, format="pdf", blocks=blocks, head=Head(language=language))


def _lines(number: int, page: Any) -> Iterator[Line]:
    pieces: list[Piece] = []
    fonts: dict[int, Font] = {}

    def see(text: str, outer: list[float], inner: list[float], font: Any, size: float) -> None:
        if text.strip():
            if id(font) not in fonts:
                fonts[id(font)] = _font(font)
            pieces.extend(_pieces(text, outer, inner, fonts[id(font)], size))
            if len(pieces) > MOST_PIECES:
                raise TooLarge(f"Page {number} holds more than {MOST_PIECES:,} pieces of text: it is no page.")

    page.extract_text(visitor_text=see)
    return lines_of(number, pieces)


def _pieces(text: str, outer: list[float], inner: list[float], font: Font, size: float) -> Iterator[Piece]:
    """Where a text was drawn, from the two matrices in force; what stands upright is no text to read."""
    along, across = inner[0] * outer[0] + inner[1] * outer[2], inner[0] * outer[1] + inner[1] * outer[3]
    if abs(across) > abs(along) or not all(map(math.isfinite, (*outer, *inner, size))):
        return
    tall = math.hypot(inner[2] * outer[0] + inner[3] * outer[2], inner[2] * outer[1] + inner[3] * outer[3])
    x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
    y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
    letters = max(abs(size) * tall, 1.0)
    for row, line in enumerate(text.strip("\n").split("\n")):
        yield Piece(
            line, x, x + font.width * letters * _letters(line.strip()), y - row * letters * 1.2, letters, font.bold
        )


def _letters(text: str) -> float:
    """How many usual letters are as wide as the text."""
    return sum(
        0.5 if letter in _NARROW else 1.5 if letter in _WIDE else 1.2 if letter.isupper() else 1 for letter in text
    )


def _font(font: Any) -> Font:
    """By its name, and by the widths that it declares."""
    name = str((font or {}).get("/BaseFont", "")).lower()
    declared = (font or {}).get("/Widths") or ()
    for below in (font or {}).get("/DescendantFonts") or ():
        declared = [width for each in below.get_object().get("/W") or () for width in _flat(each.get_object())]
    known = [float(width) for width in list(declared)[:MOST_WIDTHS] if 100 < float(width) < 1_500]
    width = median(known) / 1_000 if len(known) >= LEAST_WIDTHS else LETTER_WIDTH
    return Font(width, "bold" in name or "black" in name or "heavy" in name)


def _flat(entry: Any) -> Any:
    """Widths stand in lists; the numbers between them are those of letters."""
    return entry if isinstance(entry, list) else ()


def _outline(reader: Any, entries: Any, level: int) -> Iterator[tuple[tuple[int, str], int]]:
    """The level of each (page, heading) of the document's own outline."""
    for entry in entries[:MOST_OUTLINE]:
        if isinstance(entry, list):
            yield from _outline(reader, entry, min(level + 1, 6))
        elif (page := reader.get_destination_page_number(entry)) is not None:
            yield (page + 1, squeezed(str(entry.title))), level
