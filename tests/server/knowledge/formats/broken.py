"""Files that are broken, locked, hostile or of no kind that is read, each with what its refusal says."""

import gzip
import json
import tarfile
import zipfile
from collections.abc import Callable
from io import BytesIO

from openpyxl import Workbook

from server.errors import HandrailError, TooLarge, Unreadable, Unsupported
from server.knowledge.formats.packages import MOST_ENTRIES
from tests.server.knowledge.formats.drawn import book, deck, locked_zip, pdf, repacked, word, zipped
from tests.server.knowledge.formats.legacy.broken import LEGACY
from tests.server.knowledge.formats.legacy.packed import compound

WORD = word(("Normal", "hello"))
DECK = deck(("Title", ["hello"], ""))
BOOK = book(Sheet=[["hello"]])
PAGE = pdf([(60, 700, 10, "hello")])
TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(9))
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE d [{ENTITIES}]><w:document {SPACE}>&a8;</w:document>'.encode()
OUTSIDE = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document {SPACE}>&x;</w:document>'.encode()


def tar() -> bytes:
    packed = BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.md"))
    return packed.getvalue()


def twice() -> bytes:
    packed = BytesIO(WORD)
    with zipfile.ZipFile(packed, "a") as archive:
        entry = zipfile.ZipInfo("other.xml")
        archive.writestr(entry, b"<a/>")
        archive.filelist[-1].filename = "word/document.xml"
    return packed.getvalue()


def lying() -> bytes:
    """A part that unpacks to more than its entry says."""
    data = bytearray(repacked(WORD, word__document__xml=None, **{"word/document.xml": b" " * 30_000_000}))
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.find(signature)
        while place >= 0:
            if data[place + at : place + at + 4] == (30_000_000).to_bytes(4, "little"):
                data[place + at : place + at + 4] = (900).to_bytes(4, "little")
            place = data.find(signature, place + 4)
    return bytes(data)


def endless_pdf() -> bytes:
    """Pages that are their own children."""
    return PAGE.replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]")


def cut_short(data: bytes, share: float) -> bytes:
    return data[: int(len(data) * share)]


Case = tuple[str, bytes | Callable[[], bytes], type[HandrailError], str]

CASES: dict[str, Case] = {
    # nothing in it
    "empty": ("a.md", b"", Unreadable, "empty"),
    "blanks": ("a.txt", b" \n\t \r\n", Unreadable, "empty"),
    "only a mark": ("a.txt", b"\xef\xbb\xbf", Unreadable, "empty"),
    "noughts": ("a.pdf", bytes(5_000), Unreadable, "empty"),
    "headings only": ("a.md", b"# A\n\n## B\n", Unreadable, "headings only"),
    "no words in the page": ("a.html", b"<html><body><div id='app'></div></body></html>", Unreadable, "scripts"),
    "an empty workbook": ("a.xlsx", book(Sheet=[]), Unreadable, "no text"),
    "an empty word file": ("a.docx", word(), Unreadable, "no text"),
    "a scan": ("a.pdf", pdf([]), Unreadable, "only pictures"),
    # text that is none
    "binary with a text's name": ("a.txt", b"abc\0\x01\x02def", Unsupported, "binary"),
    "random bytes": ("a.md", bytes(range(1, 32)) * 40, Unsupported, "binary"),
    "broken UTF-8 after its mark": ("a.md", b"\xef\xbb\xbfabc\xff\xfe", Unreadable, "save it as UTF-8"),
    "broken UTF-16": ("a.txt", b"\xff\xfeA\x00\x00\xd8B\x00\x00", Unreadable, "save it as UTF-8"),
    "front matter without end": ("a.md", b"---\ntitle: A\ntext", Unreadable, "never ends"),
    "front matter with a wrong date": ("a.md", b"---\nvalid_until: soon\n---\ntext", Unreadable, "2026-11-21"),
    "front matter with an unclear audience": ("a.md", b"---\npublic: some\n---\ntext", Unreadable, "true or false"),
    "a CSV that never closes its quote": ("a.csv", b'a,b\n"' + b"x" * 300_000, Unreadable, "CSV is broken"),
    # other kinds
    "a picture": ("a.pdf", b"\x89PNG\r\n\x1a\n" + bytes(50), Unsupported, "Pictures"),
    "a photo": ("a.jpg", b"\xff\xd8\xff\xe0" + bytes(50), Unsupported, "Pictures"),
    "a program": ("a.exe", b"MZ\x90\0" + bytes(100), Unsupported, "program"),
    "another program": ("a", b"\x7fELF\x02\x01\x01\0" + bytes(100), Unsupported, "program"),
    "an archive": ("a.zip", zipped({"a.md": b"# A"}), Unsupported, "Archives are not opened"),
    "an empty archive": ("a.zip", zipped({}), Unsupported, "Archives are not opened"),
    "a tar": ("a.tar", tar, Unsupported, "Archives are not opened"),
    "a gzip": ("a.gz", gzip.compress(b"text"), Unsupported, "Archives are not opened"),
    "a 7z": ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(40), Unsupported, "Archives are not opened"),
    "a rar": ("a.rar", b"Rar!\x1a\x07\x00" + bytes(40), Unsupported, "Archives are not opened"),
    "RTF": ("a.doc", rb"{\rtf1\ansi hello}", Unsupported, "save it as DOCX"),
    "an OpenDocument": (
        "a.odt",
        zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}),
        Unsupported,
        "OpenDocument",
    ),
    "data for programs": ("a.json", json.dumps({"a": [1, 2]}).encode(), Unsupported, "JSON"),
    "a feed": ("a.xml", b'<?xml version="1.0"?><rss><item>x</item></rss>', Unsupported, "XML"),
    "a drawing as code": ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><text>x</text></svg>', Unsupported, "XML"),
    # too large
    "a text of eleven MB": ("a.txt", b"words and words " * 700_000, TooLarge, "10 MB are taken"),
    "Markdown of two MB": ("a.md", b"words and words " * 125_000, TooLarge, "1,000,000 of Markdown"),
    "too many paragraphs": ("a.txt", b"word.\n\n" * 60_000, TooLarge, "split it"),
    "too many rows": ("a.csv", b"1,2\n" * 60_000, TooLarge, "split it"),
    "a PDF of 61 MB": ("a.pdf", lambda: PAGE + bytes(61 * 1024 * 1024), TooLarge, "60 MB are taken"),
    # locked
    "a locked PDF": ("a.pdf", pdf([(60, 700, 10, "secret")], password="1234"), Unreadable, "password"),
    "a locked Office file": (
        "a.docx",
        compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}),
        Unreadable,
        "password",
    ),
    "a locked archive": ("a.docx", locked_zip(WORD), Unreadable, "password"),
    # broken
    "a PDF without anything": ("a.pdf", b"%PDF-1.7\nnothing", Unreadable, "broken"),
    "a PDF of pages within themselves": ("a.pdf", endless_pdf, Unreadable, "broken|only pictures"),
    "half a PDF": ("a.pdf", cut_short(PAGE, 0.4), Unreadable, "broken|only pictures"),
    "half a Word file": ("a.docx", cut_short(WORD, 0.5), Unreadable, "broken"),
    "half a deck": ("a.pptx", cut_short(DECK, 0.9), Unreadable, "broken"),
    "half a workbook": ("a.xlsx", cut_short(BOOK, 0.7), Unreadable, "broken"),
    "a Word file without its text": ("a.docx", repacked(WORD, **{"word/document.xml": None}), Unreadable, "broken"),
    "a Word file of broken XML": (
        "a.docx",
        repacked(WORD, **{"word/document.xml": b"<w:document"}),
        Unreadable,
        "broken",
    ),
    "a deck of broken XML": ("a.pptx", repacked(DECK, **{"ppt/presentation.xml": b"<p"}), Unreadable, "broken"),
    "a workbook without its sheet": (
        "a.xlsx",
        repacked(BOOK, **{"xl/worksheets/sheet1.xml": None}),
        Unreadable,
        "no text|broken",
    ),
    "a workbook of broken XML": ("a.xlsx", repacked(BOOK, **{"xl/workbook.xml": b"<w"}), Unreadable, "broken"),
    "an archive whose bytes were changed": (
        "a.docx",
        WORD[:80] + bytes(200) + WORD[280:],
        Unreadable,
        "broken",
    ),
    # hostile
    "macros": ("a.docm", repacked(WORD, **{"word/vbaProject.bin": b"x"}), Unsupported, "macros"),
    "macros in a workbook": ("a.xlsx", repacked(BOOK, **{"xl/vbaProject.bin": b"x"}), Unsupported, "macros"),
    "a program within": ("a.pptx", repacked(DECK, **{"ppt/embeddings/run.exe": b"MZ"}), Unsupported, "programs"),
    "an archive within": ("a.docx", repacked(WORD, **{"word/more.zip": b"PK"}), Unsupported, "holds archives"),
    "a billion laughs": ("a.docx", repacked(WORD, **{"word/document.xml": LAUGHS}), Unsupported, "entities"),
    "laughs in UTF-16": (
        "a.docx",
        repacked(
            WORD, **{"word/document.xml": LAUGHS.decode().replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16")}
        ),
        Unsupported,
        "entities",
    ),
    "an entity from outside": ("a.xlsx", repacked(BOOK, **{"xl/sharedStrings.xml": OUTSIDE}), Unsupported, "entities"),
    "a bomb": ("a.docx", lambda: repacked(WORD, **{"word/document.xml": b" " * 50_000_000}), TooLarge, "unpacks"),
    "a bomb that lies": ("a.docx", lying, Unreadable, "broken"),
    "a bomb of a picture": (
        "a.pptx",
        lambda: repacked(DECK, **{"ppt/media/a.png": bytes(80_000_000)}),
        TooLarge,
        "unpacks",
    ),
    "thousands of parts": (
        "a.xlsx",
        lambda: repacked(BOOK, **{f"xl/x/{n}.xml": b"" for n in range(MOST_ENTRIES + 1)}),
        TooLarge,
        "parts",
    ),
    "two parts of one name": ("a.docx", twice, Unsupported, "two parts|broken"),
    "another archive's names": (
        "a.docx",
        zipped({"[Content_Types].xml": TYPES, "x/y.xml": b"<a/>"}),
        Unsupported,
        "not known",
    ),
    **LEGACY,
}


def book_of(rows: int) -> bytes:
    """A workbook with that many rows."""
    made = Workbook(write_only=True)
    sheet = made.create_sheet("Rows")
    for row in range(rows):
        sheet.append([f"name {row}", row])
    packed = BytesIO()
    made.save(packed)
    return packed.getvalue()
