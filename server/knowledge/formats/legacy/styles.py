"""Reads a Word file's styles: what they are called, and what their paragraphs are, with those they are based on."""

from struct import unpack_from

from msgspec import Struct

from server.errors import Unreadable
from server.knowledge.formats.legacy.compound import BROKEN
from server.knowledge.formats.legacy.sprms import OUTLINE, Properties, number, properties

LEVELS = 6
MOST_STYLES = 5_000
DEEPEST = 20  # styles based on each other; Word takes 11

_HEADINGS = range(1, 10)  # what Word itself calls its styles, in every language
_TITLE = 62
_LISTINGS = {*range(10, 28), 33, 35, 44, 45}  # of contents, of an index, of figures, of authorities
_PARAGRAPH = 1
_BODY = 9  # the outline level of what is no heading


class Style(Struct, frozen=True):
    """What paragraphs of a style are: `name` is in lower case, `changes` are those to Word's defaults."""

    name: str = ""
    known: int = 0
    base: int = 0
    changes: Properties = {}

    @property
    def is_listing(self) -> bool:
        """Whether it says again what stands elsewhere: a table of contents, an index."""
        return self.known in _LISTINGS or self.name.startswith(("toc ", "table of", "index "))


def styles_of(sheet: bytes) -> list[Style]:
    """Each style by its number. Raises Unreadable, and what reading beyond an end raises."""
    if not sheet:
        return []
    head, count, fixed = unpack_from("<HHH", sheet)
    if count > MOST_STYLES:
        raise Unreadable(BROKEN)
    at, own = 2 + head, list[Style]()
    for _ in range(count):
        (size,) = unpack_from("<H", sheet, at)
        own.append(_style(sheet[at + 2 : at + 2 + size], fixed))
        at += 2 + size + size % 2
    return [_whole(own, number) for number in range(count)]


def level_of(style: Style, said: Properties) -> int:
    """The level as a heading, 1 to 6; 0 for body text. `said` is the paragraph's, its style included."""
    if OUTLINE not in said and style.known in _HEADINGS:
        return min(style.known, LEVELS)
    if style.name.startswith("heading ") and style.name[8:].isdecimal() and OUTLINE not in said:
        return min(max(int(style.name[8:10]), 1), LEVELS)
    outline = number(said, OUTLINE, _BODY)
    return min(outline + 1, LEVELS) if outline < _BODY else 0


def _style(data: bytes, fixed: int) -> Style:
    if not data:
        return Style()
    known, based, parts = unpack_from("<HHH", data)
    (length,) = unpack_from("<H", data, fixed)
    at = fixed + 2 + 2 * length
    name = data[fixed + 2 : at].decode("utf-16-le", "replace").lower()
    changes: Properties = {}
    if based & 0xF == _PARAGRAPH and parts & 0xF:
        (size,) = unpack_from("<H", data, at + 2)
        changes = properties(data[at + 6 : at + 4 + size])  # its own number stands before them
    known &= 0xFFF
    return Style("title" if known == _TITLE else name, known, based >> 4, changes)


def _whole(own: list[Style], number: int) -> Style:
    chain, at = list[int](), number
    while at < len(own) and at not in chain and len(chain) < DEEPEST:
        chain.append(at)
        at = own[at].base
    changes: Properties = {}
    for each in reversed(chain):
        changes = {**changes, **own[each].changes}
    known = next((own[each].known for each in chain if own[each].known in _HEADINGS), own[number].known)
    return Style(own[number].name, known, own[number].base, changes)
