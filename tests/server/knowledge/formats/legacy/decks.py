"""Presentations as PowerPoint itself wrote them: the document keeps the texts, shapes only name them by their place."""

from collections.abc import Sequence
from struct import pack

from tests.server.knowledge.formats.legacy.packed import compound

DOCUMENT, SLIDE, LIST, ENTRY, SLIDE_HEAD, DRAWING = 0x03E8, 0x03EE, 0x0FF0, 0x03F3, 0x03EF, 0x040C
HEADER, LETTERS, BYTES, STYLE, REFERENCE = 0x0F9F, 0x0FA0, 0x0FA8, 0x0FA1, 0x0F9E
TITLE, BODY, OTHER = 0, 1, 4

Text = tuple[int, str, bytes]  # what it is, its paragraphs, and how they are formatted


def atom(kind: int, content: bytes, instance: int = 0) -> bytes:
    return pack("<HHI", instance << 4, kind, len(content)) + content


def holder(kind: int, *within: bytes, instance: int = 0) -> bytes:
    content = b"".join(within)
    return pack("<HHI", instance << 4 | 15, kind, len(content)) + content


def run(letters: int, depth: int, bullet: bool | None = None) -> bytes:
    """How that many letters of a text are formatted: their depth, and whether they bear a bullet."""
    said = b"" if bullet is None else pack("<H", bullet)
    return pack("<IHI", letters, depth, bullet is not None) + said


def presentation(*slides: Sequence[Text], order: Sequence[int] = (), named: int = 1) -> bytes:
    """A presentation of these slides, in this order; each text is named so often."""
    shown = list(order) or list(range(len(slides)))
    entries = (_entry(number, slides[number]) for number in shown)
    objects = [holder(DOCUMENT, holder(LIST, *entries)), *(_slide(slide, named) for slide in slides)]
    places = [sum(map(len, objects[:number])) for number in range(len(objects))]
    stream = b"".join(objects)
    directory = atom(0x1772, pack(f"<I{len(places)}I", len(places) << 20 | 1, *places))
    edit = atom(0x0FF5, pack("<6I", 0, 0, 0, len(stream), 1, len(places)) + bytes(4))
    user = atom(0x0FF6, pack("<3I", 20, 0xE391C05F, len(stream) + len(directory)) + bytes(8))
    return compound({"Current User": user, "PowerPoint Document": stream + directory + edit})


def _entry(number: int, slide: Sequence[Text]) -> bytes:
    texts = b""
    for kind, words, styles in slide:
        plain = words.isascii()
        written = atom(BYTES, words.encode()) if plain else atom(LETTERS, words.encode("utf-16-le"))
        texts += atom(HEADER, pack("<I", kind)) + written + atom(STYLE, styles)
    return atom(ENTRY, pack("<5I", number + 2, 0, len(slide), 256 + number, 0)) + texts


def _slide(slide: Sequence[Text], named: int) -> bytes:
    references = [place for place in range(len(slide)) for _ in range(named)]
    shapes = [_shape(300 * place, atom(REFERENCE, pack("<I", place))) for place in references]
    return holder(SLIDE, atom(SLIDE_HEAD, bytes(24)), holder(DRAWING, holder(0xF002, holder(0xF003, *shapes))))


def _shape(top: int, text: bytes) -> bytes:
    return holder(0xF004, atom(0xF010, pack("<4h", top, 0, 400, top + 200)), holder(0xF00D, text))
