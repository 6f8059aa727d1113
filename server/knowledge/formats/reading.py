"""Reads a file of any format that is known: bytes to blocks, within limits, or an error that says what is wrong.

The steps: kind (by content) -> the format's reader -> characters that nobody sees left out -> limits.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from server.errors import HandrailError, TooLarge, Unreadable
from server.knowledge.documents import Block, Document
from server.knowledge.formats import html, markdown, pdf, sheets, slides, tables, text, word
from server.knowledge.formats.kinds import Family, Kind, family_of, text_kind
from server.knowledge.formats.legacy import sheets as legacy_sheets
from server.knowledge.formats.legacy import slides as legacy_slides
from server.knowledge.formats.legacy import word as legacy_word
from server.knowledge.formats.legacy.compound import Compound, Legacy
from server.knowledge.formats.packages import Office, office_of

MB = 1024 * 1024
MOST_BYTES: dict[str, int] = {  # of a file as it comes
    "text": 10 * MB,  # a novel has one; a CSV of 50,000 questions ten
    "pdf": 60 * MB,  # a manual of 500 pages with its pictures
    "zip": 60 * MB,  # a hundred slides with theirs
    "compound": 60 * MB,
}
MOST_BLOCKS = 50_000
MOST_CHARACTERS = 5_000_000  # of all blocks: five novels
LONGEST_HEADING = 300  # characters; what is longer was only marked as a heading

TEXTS: dict[Kind, Callable[[str, str], Document]] = {
    "markdown": markdown.read,
    "html": html.read,
    "csv": tables.read,
    "text": text.read,
}
OFFICES: dict[Office, Callable[[str, bytes], Document]] = {
    "docx": word.read,
    "pptx": slides.read,
    "xlsx": sheets.read,
}
LEGACIES: dict[Legacy, Callable[[str, Compound], Document]] = {
    "doc": legacy_word.read,
    "ppt": legacy_slides.read,
    "xls": legacy_sheets.read,
}

# Controls, reordering and invisible marks, halves of surrogate pairs: nothing that a reader sees.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def read(name: str, data: bytes, content_type: str = "") -> Document:
    """The document in `data`. `name` is a path or an address, `content_type` what a web server said.

    Pure and in this process: bytes of strangers go through server.knowledge.apart. Raises Unreadable, TooLarge and
    Unsupported with a sentence for the author.
    """
    family = within_limit(data)
    try:
        match family:
            case "text":
                kind, words = text_kind(name, data, content_type)
                return _finished(TEXTS[kind](name, words))
            case "pdf":
                return _finished(pdf.read(name, data))
            case "zip":
                return _finished(OFFICES[office_of(data)](name, data))
            case "compound":
                file = Compound(data)
                return _finished(LEGACIES[file.kind()](name, file))
    except (HandrailError, MemoryError):
        raise
    except RecursionError:
        raise Unreadable("The document is nested too deeply to be read.") from None


def within_limit(data: bytes) -> Family:
    """The family of formats, of a file that is not too large. Raises as `read`."""
    family = family_of(data)
    if len(data) > MOST_BYTES[family]:
        raise TooLarge(f"The file has {len(data) / MB:,.1f} MB, {MOST_BYTES[family] // MB} MB are taken: split it.")
    return family


def _finished(document: Document) -> Document:
    """The document with nothing unseen in it, within the limits. Raises Unreadable when it holds no text."""
    blocks = tuple(_seen(document.blocks))
    if not any(block.kind != "heading" for block in blocks):
        raise Unreadable("There is no text in the file, or headings only.")
    if len(blocks) > MOST_BLOCKS or sum(len(block.text) for block in blocks) > MOST_CHARACTERS:
        raise TooLarge(
            f"The document has more than {MOST_BLOCKS:,} paragraphs or {MOST_CHARACTERS:,} characters: split it."
        )
    title = " ".join(_UNSEEN.sub("", document.title).split())[:LONGEST_HEADING]
    return replace(document, title=title, blocks=blocks)


def _seen(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        text = _UNSEEN.sub("", block.text)
        text = text.replace("\n", " ").rstrip() if block.kind == "code" else " ".join(text.split())
        if not text:
            continue
        if block.kind == "heading" and len(text) > LONGEST_HEADING:
            block = Block("text", text, 0, block.anchor)
        yield block if text == block.text else replace(block, text=text)
