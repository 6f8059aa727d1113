"""Files as visitors attach them, made here: screenshots with words on them, PDFs, Word files, and broken ones."""

import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter

ERROR = "Error 4012: VAT number needs the country prefix"
PAGE = ("Billing details", "Save changes")
CONTENT_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def screenshot(*lines: str, size: tuple[int, int] = (640, 240), kind: str = "PNG", **how: object) -> bytes:
    """A picture with these lines, dark on white below a coloured bar."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, size[0], 30), fill="#203050")
    font = ImageFont.load_default(20)
    for number, line in enumerate(lines):
        draw.text((20, 50 + 44 * number), line, font=font, fill="#222")
    packed = BytesIO()
    image.save(packed, kind, **how)
    return packed.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A few bytes that say they are that many pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(100_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def pdf(*lines: str, password: str = "") -> bytes:
    """A page with these lines as its text layer."""
    shown = "".join(f"({line}) Tj 0 -20 Td " for line in lines)
    stream = f"BT /F1 12 Tf 40 700 Td {shown}ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(made))
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer
    if not password:
        return made
    writer = PdfWriter(clone_from=PdfReader(BytesIO(made)))
    writer.encrypt(password, algorithm="RC4-128")
    packed = BytesIO()
    writer.write(packed)
    return packed.getvalue()


def docx(*paragraphs: str, xml: str = "", **more: bytes) -> bytes:
    """A Word file with these paragraphs; `xml` instead of them, `more` further entries."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    whole = xml or f'<?xml version="1.0"?><w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": CONTENT_TYPES.encode(), "word/document.xml": whole.encode(), **more})


def zipped(entries: dict[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return packed.getvalue()
