"""Reads the title in a compound file's properties; olefile's own reader counts to whatever number stands there."""

from struct import error, unpack_from

CODE_PAGE, TITLE = 1, 2  # numbers of properties
MOST_PROPERTIES = 100  # of a document; there are 19
LONGEST = 1_000  # bytes of a title

_SECTION = 44  # where the stream says where its first section is
_BYTES, _WIDE = 0x1E, 0x1F  # types of text
_ENCODINGS = {65001: "utf-8", 1200: "utf-16-le", 10000: "mac-roman"}


def title_in(stream: bytes) -> str:
    """The title in the stream of properties; "" where there is none, or where they are broken."""
    try:
        (section,) = unpack_from("<I", stream, _SECTION)
        (count,) = unpack_from("<I", stream, section + 4)
        places = dict(
            unpack_from("<II", stream, section + 8 + 8 * number) for number in range(min(count, MOST_PROPERTIES))
        )
        if TITLE not in places:
            return ""
        page = unpack_from("<4xH", stream, section + places[CODE_PAGE])[0] if CODE_PAGE in places else 1252
        return _text(stream, section + places[TITLE], page)
    except (error, LookupError):  # cut off, or in an encoding that is not known
        return ""


def _text(stream: bytes, at: int, page: int) -> str:
    kind, length = unpack_from("<II", stream, at)
    if kind not in {_BYTES, _WIDE}:
        return ""
    size = min(length * (2 if kind == _WIDE else 1), LONGEST)
    encoding = "utf-16-le" if kind == _WIDE else _ENCODINGS.get(page, f"cp{page}")
    return stream[at + 8 : at + 8 + size].decode(encoding, "replace").partition("\0")[0].strip()
