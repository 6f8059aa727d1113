"""Opens Office packages (a ZIP of XML parts) only when they can do no harm: counted, weighed and looked into first."""

import re
import zipfile
from io import BytesIO
from typing import Literal

from server.errors import TooLarge, Unreadable, Unsupported
from server.knowledge.formats.kinds import READ

Office = Literal["docx", "pptx", "xlsx"]

MOST_ENTRIES = 5_000  # a deck of 200 slides with its pictures has about 1,500
MOST_UNPACKED = 400 * 1024 * 1024  # bytes of all entries, pictures included
MOST_XML = 100 * 1024 * 1024  # bytes of the parts that are parsed; a sheet of 50,000 rows has about 30 MB
MOST_RATIO = 300  # unpacked to packed, of a part beyond SMALL; Office's own XML stays below 60
SMALL = 1024 * 1024  # bytes
CHUNK = 256 * 1024
BROKEN = "The file is broken: save it again in its program."

_PARTS: dict[str, Office] = {"word/": "docx", "ppt/": "pptx", "xl/": "xlsx"}
_ACTIVE = (".exe", ".dll", ".vbs", ".js", ".bat", ".ps1", ".scr", "vbaproject.bin")
_NESTED = (".zip", ".rar", ".7z", ".gz", ".jar", ".docx", ".pptx", ".docm", ".xlsm", ".pptm")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\0!\0(?:D\0O\0C\0T\0Y\0P\0E|E\0N\0T\0I\0T\0Y)", re.IGNORECASE)
_BAD = (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, RuntimeError, ValueError, NotImplementedError, EOFError,
        UnicodeError, KeyError, OverflowError)  # fmt: skip


def office_of(data: bytes) -> Office:
    """Which Office format the package is. Raises Unsupported, TooLarge, Unreadable with a sentence for the author."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            office = _told(archive, entries)
            _weigh(entries)
            _look_into(archive, entries)
            return office
    except (TooLarge, Unreadable, Unsupported):
        raise
    except _BAD as problem:
        if "password" in str(problem) or "encrypted" in str(problem):
            raise _locked() from None
        raise Unreadable(BROKEN) from None
    except Exception as problem:  # zlib's, bz2's and lzma's errors have no common parent
        raise Unreadable(BROKEN) from problem


def _told(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Office:
    names = {entry.filename.lower() for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise _locked()
    if "mimetype" in names:
        raise Unsupported("This is an OpenDocument or an e-book: save it as DOCX, PPTX, XLSX or PDF.")
    if "[content_types].xml" not in names:
        raise Unsupported(f"Archives are not opened: bring the files in it one by one. {READ}")
    if any(name.endswith(_ACTIVE) for name in names):
        raise Unsupported("The document holds macros or programs: save it without, as DOCX, PPTX or XLSX.", "unsafe")
    if any(name.endswith((".bin", ".xlsb")) and name.startswith("xl/workbook") for name in names):
        raise Unsupported("This is a binary workbook: save it as XLSX.")
    office = next((kind for start, kind in _PARTS.items() if any(name.startswith(start) for name in names)), None)
    if office is None:
        raise Unsupported(f"This Office format is not known. {READ}")
    return office


def _weigh(entries: list[zipfile.ZipInfo]) -> None:
    """By what the archive says of itself; `_look_into` does not believe it."""
    if len(entries) > MOST_ENTRIES:
        raise TooLarge(f"The document has {len(entries):,} parts, {MOST_ENTRIES:,} are taken: split it.")
    if len({entry.filename for entry in entries}) < len(entries):
        raise Unsupported("The document holds two parts of one name, as no program writes it.", "unsafe")
    if any(entry.filename.lower().endswith(_NESTED) and "/embeddings/" not in entry.filename for entry in entries):
        raise Unsupported("The document holds archives: bring the files in them one by one.", "unsafe")
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED or any(
        entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(1, entry.compress_size) for entry in entries
    ):
        raise _bomb()


def _look_into(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Unpacks the parts that will be parsed, chunk by chunk, and refuses what grows or declares entities."""
    total = 0
    for entry in entries:
        if not entry.filename.lower().endswith((".xml", ".rels")):
            continue
        with archive.open(entry) as part:
            tail, size = b"", 0
            while chunk := part.read(CHUNK):
                size, total = size + len(chunk), total + len(chunk)
                if total > MOST_XML or (size > SMALL and size > MOST_RATIO * max(1, entry.compress_size)):
                    raise _bomb()
                if _DOCTYPE.search(tail + chunk):
                    raise Unsupported("The document declares entities, as no Office program does.", "unsafe")
                tail = chunk[-32:]


def _bomb() -> TooLarge:
    return TooLarge("The document unpacks to too much: split it.")


def _locked() -> Unreadable:
    return Unreadable("The document is locked with a password: save it without one.", "locked")
