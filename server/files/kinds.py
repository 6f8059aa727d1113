"""Says by a file's content alone what it is, and refuses what is not read or not safe. Pure.

What is recognised is read by one reader and no other; a file that is two things at once is refused, although nothing
of an upload is ever given out as it came: pictures are painted anew, of documents only the text is kept.
"""

import re
import zipfile
from io import BytesIO
from typing import Literal

from server.errors import TooLarge, Unreadable, Unsupported

Kind = Literal["png", "jpeg", "webp", "gif", "pdf", "docx", "text"]
PICTURES: tuple[Kind, ...] = ("png", "jpeg", "webp", "gif")

MAX_FILE_BYTES = 5 * 1024 * 1024  # a full screen as PNG has 1 to 3 MB
MOST_ENTRIES = 2_000  # in a DOCX; one with a hundred pictures has about 150
MOST_UNPACKED = 50 * 1024 * 1024  # bytes of a DOCX, all entries: 5 MB of real ones unpack to less than 30
READ = "Attach a picture (PNG, JPEG, WebP, GIF), a PDF, a Word document (DOCX) or a text file."

# The harmless file that every virus scanner must report; in two parts, so that none reports this one.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\x00asm",
    b"dex\n",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # a Windows shortcut
)
ARCHIVES = (b"PK", b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"MSCF")
TAR_AT, TAR = 257, b"ustar"
OFFICE_OLD = b"\xd0\xcf\x11\xe0"  # holds macros where nobody sees them
# What makes bytes a page or a script for somebody, wherever in a picture they stand.
ACTIVE = re.compile(rb"<script|<\?php|<html|<svg|<iframe|javascript:", re.IGNORECASE)
MARKUP = re.compile(
    r"(?:\s|<!--.*?-->)*<(?:!doctype|\?xml|\?php|(?:\w+:)?(?:html|head|body|svg|script|style|iframe|object|embed|meta"
    r"|link|title|base|form|div|p|a|img|table|math|video|audio)[\s/>])",
    re.IGNORECASE | re.DOTALL,
)
SCRIPT = re.compile(r"\s*(?:#!|@echo\b|<%|on error resume next|set-strictmode|param\s*\()", re.IGNORECASE)
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")  # escapes colour logs


def kind_of(data: bytes) -> Kind:
    """What the bytes are. Raises TooLarge, Unsupported, Unreadable with a sentence for the visitor."""
    if len(data) > MAX_FILE_BYTES:
        raise TooLarge(f"The file is too large: {MAX_FILE_BYTES // 1024 // 1024} MB are taken.")
    if not data.strip():
        raise Unreadable("The file is empty.")
    if EICAR in data:
        raise Unsupported("The file looks like malware and was not kept.", "malware")
    if data.startswith(PROGRAMS):
        raise Unsupported(f"This is a program. {READ}", "unsafe")
    kind = _picture(data)
    if kind is not None:
        _refuse_double(data)
        return kind
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        _refuse_archive(data)
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _docx(data)
    if data.startswith(ARCHIVES) or data[TAR_AT : TAR_AT + len(TAR)] == TAR:
        raise Unsupported(f"Archives are not opened. {READ}")
    if data.startswith(OFFICE_OLD):
        raise Unsupported("This is an old Office file: save it as DOCX or PDF and attach that.")
    return _text(data)


def decoded(data: bytes) -> str:
    """The text of a text file: UTF-8, UTF-16 with its mark, else Windows-1252. Raises Unsupported for anything else."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not NOT_TEXT.search(text):
            return text
    raise Unsupported(f"This kind of file is not read. {READ}")


def _picture(data: bytes) -> Kind | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    return "webp" if data.startswith(b"RIFF") and data[8:12] == b"WEBP" else None


def _refuse_double(data: bytes) -> None:
    """Refuses a picture that is something else, too: a page, a script, a PDF, an archive."""
    if ACTIVE.search(data) or b"%PDF-" in data[:1024]:
        raise Unsupported("The picture holds something that is no picture. Take a screenshot of it instead.", "unsafe")
    _refuse_archive(data)


def _refuse_archive(data: bytes) -> None:
    if zipfile.is_zipfile(BytesIO(data)):
        raise Unsupported(f"The file holds an archive. {READ}", "unsafe")


def _docx(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, UnicodeError):
        raise Unreadable("The file is broken: save it again and attach that.") from None
    names = {entry.filename for entry in entries}
    if not {"[Content_Types].xml", "word/document.xml"} <= names:
        raise Unsupported(f"Archives are not opened. {READ}")
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise TooLarge("The document unpacks to too much. Attach a PDF or a screenshot of the part that matters.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("The document is locked with a password: attach one without.", "locked")
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".vbs", ".js", ".dll")) for name in names):
        raise Unsupported("The document holds macros or programs. Attach a PDF of it instead.", "unsafe")
    return "docx"


def _text(data: bytes) -> Kind:
    text = decoded(data).lstrip("\ufeff")
    if MARKUP.match(text[:4096]):
        raise Unsupported("Web pages and drawings as code are not taken. Attach a screenshot instead.", "unsafe")
    if SCRIPT.match(text[:4096]):
        raise Unsupported(f"This is a script. {READ}", "unsafe")
    return "text"
