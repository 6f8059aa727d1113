"""Reads presentations of 1997 to 2003 as those of today: a slide is a section, its notes below, its tables as rows."""

from collections.abc import Iterator

from msgspec import Struct

from server.errors import HandrailError, Unreadable
from server.knowledge.documents import Block, Document
from server.knowledge.formats.legacy.compound import BROKEN, Compound
from server.knowledge.formats.legacy.paragraphs import NOTES, TITLES, Text, texts
from server.knowledge.formats.legacy.records import Record, Records, live
from server.knowledge.formats.legacy.shapes import Shape, shapes
from server.knowledge.formats.naming import in_words

DOCUMENT, SLIDE, NOTES_PAGE, SLIDE_HEAD, SHOW = 0x03E8, 0x03EE, 0x03F0, 0x03EF, 0x03F9
LIST, ENTRY = 0x0FF0, 0x03F3  # of slides, with what the document keeps of their texts
OF_SLIDES, OF_NOTES = 0, 2
MOST_SLIDES = 5_000
HIDDEN = 0x4  # of what a slide says of its show
_GENERIC = {"", "powerpoint presentation", "presentation"}


class _Entry(Struct, frozen=True):
    """A slide or a page of notes: the number of its object, its own, and its texts."""

    object: int
    id: int
    texts: list[Text]


def read(name: str, file: Compound) -> Document:
    """The document in the file. Raises Unreadable, TooLarge."""
    try:
        deck = _Deck(file)
        blocks = tuple(block for number, slide in enumerate(deck.slides, 1) for block in deck.blocks(number, slide))
        first = deck.title(deck.slides[0]) if deck.slides else ""
    except (HandrailError, MemoryError, RecursionError):
        raise
    except Exception:  # whatever a broken place leads to
        raise Unreadable(BROKEN) from None
    title = file.title()
    if title.lower() in _GENERIC:
        title = first or in_words(name)
    return Document(title=title, format="ppt", blocks=blocks)


class _Deck:
    def __init__(self, file: Compound) -> None:
        self._records = Records(file.stream("PowerPoint Document"))
        document, self._places = live(self._records, file.stream("Current User"))
        whole = self._records.at(self._places[document])
        if whole.kind != DOCUMENT:
            raise Unreadable(BROKEN)
        self.slides = list(self._entries(whole, OF_SLIDES))[:MOST_SLIDES]
        self._notes = {entry.id: entry for entry in self._entries(whole, OF_NOTES)}

    def blocks(self, number: int, slide: _Entry) -> Iterator[Block]:
        """The slide as a section; nothing of one that is not shown."""
        record = self._object(slide, SLIDE)
        if record is None or self._is_hidden(record):
            return
        found = shapes(self._records, record, slide.texts)
        title = _title(found)
        yield Block("heading", title or f"Slide {number}", 2, f"slide={number}")
        for shape in found:
            yield from _shown(shape)
        yield from self._said(record)

    def title(self, slide: _Entry) -> str:
        """The words of its title; "" where it has none."""
        record = self._object(slide, SLIDE)
        return _title(shapes(self._records, record, slide.texts)) if record else ""

    def _said(self, slide: Record) -> Iterator[Block]:
        """The notes of a slide."""
        head = self._records.first(slide, SLIDE_HEAD)
        entry = self._notes.get(self._records.number(head, 16)) if head else None
        page = self._object(entry, NOTES_PAGE) if entry else None
        for shape in shapes(self._records, page, entry.texts if entry else []) if page else ():
            if shape.text is not None and shape.text.kind == NOTES:
                yield from (Block("text", line) for line in shape.text.lines if line)

    def _is_hidden(self, slide: Record) -> bool:
        show = self._records.first(slide, SHOW)
        return show is not None and bool(self._records.number(show, 8) >> 16 & HIDDEN)

    def _object(self, entry: _Entry, kind: int) -> Record | None:
        place = self._places.get(entry.object)
        record = self._records.at(place) if place is not None else None
        return record if record is not None and record.kind == kind else None

    def _entries(self, whole: Record, instance: int) -> Iterator[_Entry]:
        for inner in self._records.within(whole):
            if inner.kind != LIST or inner.instance != instance:
                continue
            atoms: list[list[Record]] = []
            for each in self._records.within(inner):
                if each.kind == ENTRY:
                    atoms.append([])
                if atoms:
                    atoms[-1].append(each)
            for head, *rest in atoms:
                number = self._records.number
                yield _Entry(number(head, 0), number(head, 12), texts(self._records, rest))


def _title(found: list[Shape]) -> str:
    return next((one.text.words for one in found if one.text is not None and one.text.kind in TITLES), "")


def _shown(shape: Shape) -> Iterator[Block]:
    if shape.text is not None and shape.text.kind not in TITLES:
        yield from shape.text.blocks(shape.start)
    rows = [row for row in shape.rows if any(row)]
    for at, row in enumerate(rows):
        yield Block("row", " | ".join(row), int(at == 0 and len(rows) > 1))
