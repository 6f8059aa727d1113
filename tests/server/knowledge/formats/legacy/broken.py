"""Files of Office 97-2003 and of their neighbours that are broken, locked or not read, each with what is said of it."""

from collections.abc import Callable
from struct import pack

from server.errors import HandrailError, TooLarge, Unreadable, Unsupported
from tests.server.knowledge.formats.legacy.decks import BODY, presentation
from tests.server.knowledge.formats.legacy.packed import CLX, compound, made, streams

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORD, DECK, BOOK = (streams(made(f"guide.{kind}")) for kind in ("doc", "ppt", "xls"))
FIRST_EDIT = int.from_bytes(DECK["Current User"][16:20], "little")


def changed(parts: dict[str, bytes], stream: str, *changes: tuple[int, bytes]) -> bytes:
    """The file with bytes of a stream replaced at these places."""
    data = bytearray(parts[stream])
    for at, new in changes:
        data[at : at + len(new)] = new
    return compound({**parts, stream: bytes(data)})


def pieces(count: int, last: int, named: int = 0) -> bytes:
    """A Word file whose table of pieces says so; `named` are the changes of its piece."""
    table = b"\2" + pack("<I", 4 + 12 * count) + pack("<II", 0, last) + pack("<HIH", 0, 0, named)
    at = len(WORD["1Table"])
    word = bytearray(WORD["WordDocument"])
    word[CLX : CLX + 8] = pack("<II", at, len(table))
    return compound({**WORD, "WordDocument": bytes(word), "1Table": WORD["1Table"] + table})


def without(parts: dict[str, bytes], stream: str) -> bytes:
    return compound({name: data for name, data in parts.items() if name != stream})


def looped() -> bytes:
    """A file whose table of sectors stands in as many sectors as fit into four bytes."""
    data = bytearray(made("guide.doc"))
    data[0x2C:0x30] = data[0x48:0x4C] = b"\xff\xff\xff\x7f"
    return bytes(data)


Case = tuple[str, bytes | Callable[[], bytes], type[HandrailError], str]

LEGACY: dict[str, Case] = {
    "an old file without anything": ("a.doc", OLD + bytes(2_000), Unreadable, "broken.*DOCX"),
    "the head of an old file": ("a.xls", OLD + bytes(100), Unreadable, "broken"),
    "half an old Word file": ("a.doc", made("guide.doc")[:9_000], Unreadable, "broken"),
    "half an old deck": ("a.ppt", made("guide.ppt")[:9_000], Unreadable, "broken"),
    "half an old workbook": ("a.xls", made("guide.xls")[:2_600], Unreadable, "broken"),
    "an old file of endless tables": ("a.doc", looped, Unreadable, "broken"),
    # other programs'
    "an e-mail of Outlook": ("a.msg", compound({"__properties_version1.0": b"x"}), Unsupported, "Outlook"),
    "a drawing of Visio": ("a.vsd", compound({"VisioDocument": b"x"}), Unsupported, "Visio"),
    "a publication": ("a.pub", compound({"Quill": b"x", "Contents": b"x"}), Unsupported, "Publisher"),
    "a document of Works": ("a.wps", compound({"MatOST": b"x"}), Unsupported, "Works"),
    "an installer": ("a.msi", compound({"\u4840\u3f7f\u4164\u422f\u4836": b"x"}), Unsupported, "installer"),
    "a presentation of 1995": ("a.ppt", compound({"PP40": b"x"}), Unsupported, "PowerPoint 95"),
    "a workbook of 1995": ("a.xls", compound({"Book": b"x"}), Unsupported, "Excel 95"),
    "a compound file of nobody": ("a.doc", compound({"Thing": b"x"}), Unsupported, "not known"),
    "a document of Word 95": ("a.doc", changed(WORD, "WordDocument", (2, b"\x68\0")), Unsupported, "Word 95"),
    "a document of Word 6": ("a.doc", changed(WORD, "WordDocument", (0, b"\xdc\xa5")), Unsupported, "Word 95"),
    "macros in an old Word file": ("a.doc", compound({**WORD, "VBA": b"x"}), Unsupported, "macros"),
    "macros in an old workbook": ("a.xls", compound({**BOOK, "_VBA_PROJECT_CUR": b"x"}), Unsupported, "macros"),
    # locked
    "a locked old Word file": ("a.doc", changed(WORD, "WordDocument", (11, b"\x03")), Unreadable, "password"),
    "a locked old deck": ("a.ppt", changed(DECK, "Current User", (12, b"\xdf\xc4\xd1\xf3")), Unreadable, "password"),
    "a locked old workbook": ("a.xls", changed(BOOK, "Workbook", (20, b"\x2f\0")), Unreadable, "password"),
    # broken within
    "an old Word file without its table": ("a.doc", without(WORD, "1Table"), Unreadable, "broken"),
    "a piece of nothing": ("a.doc", pieces(1, 0), Unreadable, "broken"),
    "more pieces than there are": ("a.doc", pieces(90_000_000, 20), Unreadable, "broken"),
    "a piece beyond the end": ("a.doc", pieces(1, 60_000), Unreadable, "broken"),
    "a piece of a hundred million letters": ("a.doc", pieces(1, 100_000_000), TooLarge, "split it"),
    "a piece whose changes are not there": ("a.doc", pieces(1, 20, 1), Unreadable, "broken"),
    "an old deck without a user": ("a.ppt", without(DECK, "Current User"), Unreadable, "broken"),
    "a deck whose user is another's": ("a.ppt", changed(DECK, "Current User", (12, bytes(4))), Unreadable, "broken"),
    "an edit that is none": ("a.ppt", changed(DECK, "Current User", (16, b"\4\0\0\0")), Unreadable, "broken"),
    "a deck without its document": (
        "a.ppt",
        changed(DECK, "PowerPoint Document", (FIRST_EDIT + 24, b"\xff\xff\0\0")),
        Unreadable,
        "broken",
    ),
    "a deck that names a text a thousand times": (
        "a.ppt",
        lambda: presentation([(BODY, "word\r" * 10_000, b"")], named=1_000),
        Unreadable,
        "broken",
    ),
    "an old workbook that does not begin": ("a.xls", changed(BOOK, "Workbook", (0, bytes(4))), Unreadable, "broken"),
}
