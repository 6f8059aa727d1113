"""Files of Office 97-2003 for tests: those beside this module, their streams, and compound files made here."""

from io import BytesIO
from pathlib import Path
from struct import pack, pack_into, unpack_from

import olefile

HERE = Path(__file__).parent
NAMES = ["guide.doc", "guide.ppt", "guide.xls", "handbook.doc", "prices.xls", "slides.ppt", "unstyled.doc"]
SECTOR, LEAST = 512, 4_096  # bytes; a smaller stream would have to stand in another one
FREE, END, FAT, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
CCP_TEXT, CLX = 0x4C, 0x9A + 8 * 33  # where a Word file says how long its text is, and where its pieces are


def made(name: str) -> bytes:
    """A file that LibreOffice wrote."""
    return (HERE / name).read_bytes()


def streams(data: bytes) -> dict[str, bytes]:
    """The streams of a compound file, those in its storages left out."""
    with olefile.OleFileIO(BytesIO(data)) as file:
        return {path[0]: file.openstream(path).read() for path in file.listdir() if len(path) == 1}


def compound(parts: dict[str, bytes]) -> bytes:
    """A compound file of these streams; small ones are filled up with zeros."""
    padded = {name: data.ljust(LEAST, b"\0") for name, data in parts.items()}
    directory = -(-128 * (len(padded) + 1) // SECTOR)
    lengths = [-(-len(data) // SECTOR) for data in padded.values()]
    tables = next(count for count in range(1, 100) if count * 128 >= count + directory + sum(lengths))
    table, starts = [FAT] * tables, list[int]()
    for length in (directory, *lengths):
        starts.append(len(table))
        table += [*range(len(table) + 1, len(table) + length), END]
    table += [FREE] * (tables * 128 - len(table))
    entries = _entry("Root Entry", 5, NONE, 1 if padded else NONE, END, 0)
    for at, (name, data) in enumerate(padded.items(), 1):
        entries += _entry(name, 2, at + 1 if at < len(padded) else NONE, NONE, starts[at], len(data))
    whole = pack(f"<{len(table)}I", *table) + entries.ljust(directory * SECTOR, b"\0")
    return _head(tables, starts[0]) + whole + b"".join(data + bytes(-len(data) % SECTOR) for data in padded.values())


def _head(tables: int, directory: int) -> bytes:
    head = olefile.MAGIC + bytes(16) + pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += pack("<9I", 0, tables, directory, 0, LEAST, END, 0, END, 0)
    return (head + pack(f"<{tables}I", *range(tables))).ljust(SECTOR, b"\xff")


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    head = written.ljust(64, b"\0") + pack("<HBB", len(written), kind, 1)
    return head + pack("<III", NONE, right, child) + bytes(36) + pack("<IQ", start, size)


def saved_fast(data: bytes, before: str, *inserted: tuple[str, str, bytes]) -> bytes:
    """A Word file with pieces inserted before the words `before`: their text, its encoding, and their changes.

    The text goes to the end of the stream, as Word's "fast save" wrote it; only the table of pieces is new.
    """
    parts = streams(data)
    word = bytearray(parts["WordDocument"])
    table = bytearray(parts["1Table"])
    clx, _ = unpack_from("<II", word, CLX)
    length, start = unpack_from("<II", table, clx + 9)[0], unpack_from("<I", table, clx + 5 + 8 + 2)[0]
    compressed = bool(start & 1 << 30)
    first = (start & ~(1 << 30)) // (2 if compressed else 1)
    text = bytes(word[first:]).decode("cp1252" if compressed else "utf-16-le", "replace")
    at = text.index(before)
    places, pieces = [0, at], [(start, 0)]
    lists = b"".join(b"\1" + pack("<H", len(changes)) + changes for _, _, changes in inserted)
    for number, (words, encoding, _) in enumerate(inserted):
        word += bytes(len(word) % 2)
        single = encoding == "cp1252"
        pieces.append(((len(word) * 2) | 1 << 30 if single else len(word), number << 1 | 1))
        word += words.encode(encoding)
        places.append(places[-1] + len(words))
    pieces.append((start + 2 * at, 0))  # a compressed place counts half bytes
    places.append(places[-1] + length - at)
    listed = pack(f"<{len(places)}I", *places) + b"".join(pack("<HIH", 0, *piece) for piece in pieces)
    pack_into("<II", word, CLX, len(table), len(lists) + 5 + len(listed))
    pack_into("<I", word, CCP_TEXT, unpack_from("<I", word, CCP_TEXT)[0] + places[-1] - length)
    table += lists + b"\2" + pack("<I", len(listed)) + listed
    return compound({**parts, "WordDocument": bytes(word), "1Table": bytes(table)})
