"""Says by its content what a file is, and refuses what is not read or not safe. Pure.

The name and the declared content type decide only between text formats, whose bytes look alike.
"""

import json
import re
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import urlsplit

from server.errors import Unreadable, Unsupported
from server.knowledge.formats.decoding import decoded

Kind = Literal["markdown", "html", "text", "csv"]
Family = Literal["text", "pdf", "zip", "compound"]

READ = "Markdown, HTML, PDF, DOCX, PPTX, XLSX, DOC, PPT, XLS, CSV and plain text are read."
PDF_WITHIN = 1_024  # bytes before which a PDF must begin, as its readers have it
LOOKED_AT = 8_192  # characters that tell one text format from another

_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe",
             b"\x00asm", b"dex\n", b"L\x00\x00\x00\x01\x14\x02\x00")  # fmt: skip
_ARCHIVES = (b"PK", b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh9", b"BZh6", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd",
             b"MSCF")  # fmt: skip
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00")
_TAR_AT, _TAR = 257, b"ustar"
_OFFICE_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_MARKUP = re.compile(
    r"(?:\s|<!--.*?-->|<\?xml[^>]*\?>)*<(?:!doctype\s+html|(?:html|head|body|main|article|section|div|p|h[1-6]|ul|ol|table"
    r"|meta|title|nav|header)[\s/>])",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"\s*<(?:\?xml|!doctype|[a-z][\w:.-]*(?:\s+[\w:.-]+\s*=|\s*/?>))", re.IGNORECASE)
_MARKED_DOWN = re.compile(
    r"\A---\s*$[\s\S]*?^---\s*$|^#{1,6} \S|^```|^\|?\s*:?-{3,}:?\s*\||\[[^\]\n]+\]\([^)\n]+\)", re.MULTILINE
)
_NAMED: dict[str, Kind] = {
    **dict.fromkeys((".md", ".markdown", ".mdx", ".mdown"), "markdown"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
    **dict.fromkeys((".csv", ".tsv", ".tab"), "csv"),
    **dict.fromkeys((".txt", ".text", ".log"), "text"),
}
_TYPED: dict[str, Kind] = {
    **dict.fromkeys(("text/markdown", "text/x-markdown"), "markdown"),
    **dict.fromkeys(("text/html", "application/xhtml+xml"), "html"),
    **dict.fromkeys(("text/csv", "text/tab-separated-values", "application/csv"), "csv"),
}


def family_of(data: bytes) -> Family:
    """What the first bytes are of. Raises Unsupported and Unreadable with a sentence for the author."""
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Unreadable("The file is empty.")
    if b"%PDF-" in data[:PDF_WITHIN]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "zip"
    if data.startswith(_OFFICE_OLD):
        return "compound"
    if data.startswith(b"{\\rtf"):
        raise Unsupported("This is an RTF file: save it as DOCX.")
    if data.startswith(_ARCHIVES) or data[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
        raise Unsupported(f"Archives are not opened: bring the files in it one by one. {READ}")
    if data.startswith(_PICTURES) or (data.startswith(b"RIFF") and data[8:12] in {b"WEBP", b"WAVE", b"AVI "}):
        raise Unsupported(f"Pictures, sound and films hold no text. {READ}")
    if data.startswith(_PROGRAMS) and b"\0" in data[:LOOKED_AT]:
        raise Unsupported(f"This is a program. {READ}")
    return "text"


def text_kind(name: str, data: bytes, content_type: str = "") -> tuple[Kind, str]:
    """The text format and the decoded text of a file of the family "text". Raises Unsupported, Unreadable."""
    text = decoded(data, content_type)
    start = text[:LOOKED_AT]
    told = _NAMED.get(_suffix(name)) or _TYPED.get(content_type.split(";")[0].strip().lower())
    if told in {"markdown", "csv"}:
        return told, text
    if _MARKUP.match(start) or told == "html":
        return "html", text
    if _XML.match(start):
        raise Unsupported(f"XML is data for programs. {READ}")
    if _is_json(text):
        raise Unsupported(f"JSON is data for programs. {READ}")
    if told is not None:
        return told, text
    return ("markdown" if _MARKED_DOWN.search(start) else "text"), text


def _suffix(name: str) -> str:
    return PurePosixPath(urlsplit(name).path if "://" in name else name).suffix.lower()


def _is_json(text: str) -> bool:
    if text.lstrip()[:1] not in {"{", "["}:
        return False
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False
