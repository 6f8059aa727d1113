"""Reads documents: the text of a PDF, a Word file, a text file, within limits. Runs in the reader's process only."""

import re
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError

from server.errors import HandrailError, TooLarge, Unreadable
from server.files.exchange import MOST_CHARS, MOST_LINES
from server.files.kinds import EICAR, decoded

MOST_PAGES = 30  # of a PDF
MAX_XML_BYTES = 20 * 1024 * 1024  # of a Word file's text: 300 pages have about 5 MB
BROKEN = "The document is broken: save it again and attach that."

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")  # colours of a terminal
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def pdf(data: bytes) -> list[str]:
    """The lines of the text layer; none for a scan. Raises Unreadable."""
    from pypdf import PdfReader

    texts: list[str] = []
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted:
            raise Unreadable("The PDF is locked: attach one without a password, or a screenshot.", "locked")
        for page in reader.pages[:MOST_PAGES]:
            texts.append(page.extract_text())
            if sum(map(len, texts)) > MOST_CHARS:
                break
    except (HandrailError, MemoryError):
        raise
    except Exception:  # a parser of a hundred object kinds raises whatever a broken one leads to
        raise Unreadable(BROKEN) from None
    return first_lines("\n".join(texts))


def docx(data: bytes) -> list[str]:
    """The paragraphs of a Word file. Raises TooLarge, Unreadable."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive, archive.open("word/document.xml") as part:
            xml = part.read(MAX_XML_BYTES + 1)  # what the archive says of its sizes is not believed
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, ValueError, NotImplementedError, EOFError):
        raise Unreadable(BROKEN) from None
    if len(xml) > MAX_XML_BYTES:
        raise TooLarge("The document unpacks to too much. Attach a screenshot of the part that matters.")
    if EICAR in xml:
        raise Unreadable("The file looks like malware and was not kept.", "malware")
    return first_lines("\n".join(_paragraphs(xml)))


def text(data: bytes) -> list[str]:
    """The last lines of a text file: a log ends with what went wrong."""
    lines = list(_clean(decoded(data)))
    kept, room = [], MOST_CHARS
    for line in reversed(lines[-MOST_LINES:]):
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    return kept[::-1]


def first_lines(text: str) -> list[str]:
    """The text's lines as far as they are kept."""
    return list(_clean(text[:MOST_CHARS]))[:MOST_LINES]


def _paragraphs(xml: bytes) -> Iterator[str]:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        for _, element in iterparse(BytesIO(xml), forbid_dtd=True):
            if element.tag == f"{_WORD}p":
                yield "".join(_runs(element))
                element.clear()
    except (DefusedXmlException, ParseError, ValueError):
        raise Unreadable(BROKEN) from None


def _runs(paragraph: Any) -> Iterator[str]:
    for part in paragraph.iter():
        if part.tag == f"{_WORD}t":
            yield part.text or ""
        elif part.tag in (f"{_WORD}tab", f"{_WORD}br"):
            yield " "


def _clean(text: str) -> Iterator[str]:
    for line in _ESCAPES.sub("", text).splitlines():
        kept = " ".join(_CONTROL.sub(" ", line).split())
        if kept:
            yield kept[:MOST_CHARS]


READERS: dict[str, Callable[[bytes], list[str]]] = {"pdf": pdf, "docx": docx, "text": text}
