"""Opens the compound file that Office 97-2003 wrote, checked first, and says what it holds or why it is not read."""

from io import BytesIO
from struct import unpack_from
from typing import Any, Literal

from server.errors import HandrailError, TooLarge, Unreadable, Unsupported
from server.knowledge.formats.kinds import READ
from server.knowledge.formats.legacy.properties import title_in

Legacy = Literal["doc", "ppt", "xls"]

BROKEN = "The file is broken: save it again in its program, best as DOCX, PPTX or XLSX."
LOCKED = "The document is locked with a password: save it without one."
MOST_STREAMS = 20_000  # a presentation with a hundred embedded tables has about 1,000

_SUMMARY = "\x05SummaryInformation"
_STREAMS: dict[str, Legacy] = {
    "worddocument": "doc",
    "powerpoint document": "ppt",
    "workbook": "xls",
}
_OTHERS = {
    "book": "a workbook of Excel 95 or older: save it as XLSX",
    "pp40": "a presentation of PowerPoint 95: save it as PPTX",
    "__properties_version1.0": "an e-mail of Outlook: bring its text",
    "visiodocument": "a drawing of Visio: save it as PDF",
    "quill": "a publication of Publisher: save it as PDF",
    "matost": "a document of Works: save it as DOCX",
    "\u4840\u3f7f\u4164\u422f\u4836": "an installer",
}


class Compound:
    """A compound file. Raises Unreadable, Unsupported and TooLarge with a sentence for the author."""

    def __init__(self, data: bytes) -> None:
        import olefile

        _check_header(data)
        try:
            self._file: Any = olefile.OleFileIO(BytesIO(data))
            listed = self._file.listdir(streams=True, storages=True)
        except (HandrailError, MemoryError, RecursionError):
            raise
        except Exception:  # its errors have no common parent
            raise Unreadable(BROKEN) from None
        if len(listed) > MOST_STREAMS:
            raise TooLarge(f"The document has {len(listed):,} parts, {MOST_STREAMS:,} are taken: split it.")
        self._names = {path[0].lower() for path in listed}
        self._macros = any(part.lower() in {"vba", "_vba_project_cur"} for path in listed for part in path)

    def kind(self) -> Legacy:
        """Which document it is."""
        if "encryptedpackage" in self._names:
            raise Unreadable(LOCKED, "locked")
        for name, kind in _STREAMS.items():
            if name in self._names:
                if self._macros:
                    raise Unsupported("The document holds macros: save it without, as DOCX, PPTX or XLSX.", "unsafe")
                return kind
        other = next((said for name, said in _OTHERS.items() if name in self._names), "")
        raise Unsupported(f"This is {other}. {READ}" if other else f"This kind of old Office file is not known. {READ}")

    def stream(self, name: str) -> bytes:
        """The bytes of a stream; none where there is no such stream."""
        if name.lower() not in self._names:
            return b""
        try:
            data: bytes = self._file.openstream(name).read()
        except (MemoryError, RecursionError):
            raise
        except Exception:  # its errors have no common parent
            raise Unreadable(BROKEN) from None
        return data

    def title(self) -> str:
        """The title in the document's properties; "" where there is none, or where they are broken."""
        return title_in(self.stream(_SUMMARY))


def _check_header(data: bytes) -> None:
    """Refuses tables of sectors that are larger than the file: they would be read sector by sector."""
    if len(data) < 1_536:  # the header and two sectors
        raise Unreadable(BROKEN)
    (shift,) = unpack_from("<H", data, 0x1E)
    fat, _, _, _, _, small, _, more = unpack_from("<8I", data, 0x2C)
    if shift not in {9, 12} or max(fat, small, more) > len(data) >> shift:
        raise Unreadable(BROKEN)
