"""Documents made here, as programs write them: PDFs with letters of several sizes, Office files, and broken ones."""

import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO

import docx
from docx.document import Document as Word
from openpyxl import Workbook
from pptx import Presentation
from pptx.util import Inches
from pypdf import PdfReader, PdfWriter

FACT = "The lamp blinks four times when the firmware is too old."

Text = tuple[float, float, float, str]  # x, y, size (negative: bold), words


def pdf(*pages: Sequence[Text], title: str = "", outline: Sequence[tuple[int, str]] = (), password: str = "") -> bytes:
    """A PDF with these texts on its pages."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % (5 + 2 * n) for n in range(len(pages))), len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        stream = b"\n".join(_shown(*text) for text in page)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % (6 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(made))
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer
    if not (title or outline or password):
        return made
    writer = PdfWriter(clone_from=PdfReader(BytesIO(made)))
    if title:
        writer.add_metadata({"/Title": title})
    for page_number, words in outline:
        writer.add_outline_item(title=words, page_number=page_number)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    packed = BytesIO()
    writer.write(packed)
    return packed.getvalue()


def _shown(x: float, y: float, size: float, words: str) -> bytes:
    escaped = words.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"BT /F%d %g Tf %g %g Td (%s) Tj ET" % (2 if size < 0 else 1, abs(size), x, y, escaped)


def word(*paragraphs: tuple[str, str]) -> bytes:
    """A Word file of (style, text)."""
    document = docx.Document()
    for style, text in paragraphs:
        document.add_paragraph(text, style=style)
    return saved(document)


def saved(document: Word) -> bytes:
    packed = BytesIO()
    document.save(packed)
    return packed.getvalue()


def deck(*slides: tuple[str, Sequence[str], str]) -> bytes:
    """A presentation of (title, bullets, notes)."""
    made = Presentation()
    for title, bullets, notes in slides:
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = "\n".join(bullets)
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
    packed = BytesIO()
    made.save(packed)
    return packed.getvalue()


def deck_with_table(title: str, rows: Sequence[Sequence[str]]) -> bytes:
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[5])
    slide.shapes.title.text = title
    table = slide.shapes.add_table(len(rows), len(rows[0]), Inches(1), Inches(2), Inches(4), Inches(1)).table
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    packed = BytesIO()
    made.save(packed)
    return packed.getvalue()


def book(**sheets: Iterable[Sequence[object]]) -> bytes:
    """A workbook with these rows in its sheets."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    packed = BytesIO()
    made.save(packed)
    return packed.getvalue()


def repacked(package: bytes, **changes: bytes | None) -> bytes:
    """An Office file with entries replaced, added, or (None) taken out; "/" in a name is written "__"."""
    wanted = {name.replace("__", "/"): data for name, data in changes.items()}
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in wanted:
                new.writestr(entry.filename, old.read(entry))
        for name, data in wanted.items():
            if data is not None:
                new.writestr(name, data)
    return packed.getvalue()


def zipped(entries: dict[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return packed.getvalue()


def locked_zip(package: bytes) -> bytes:
    """The package with every entry marked as encrypted."""
    data = bytearray(package)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)
