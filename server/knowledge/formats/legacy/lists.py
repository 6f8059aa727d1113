"""Reads the lists that a Word file declares, so that they count as Word counts them."""

from struct import unpack_from

from server.errors import Unreadable
from server.knowledge.formats.legacy.compound import BROKEN
from server.knowledge.formats.numbering import DEEPEST_LEVEL, Level, Numbered, Numbering

MOST_LISTS = 20_000
BULLET = 23

_FORMATS = {
    **{0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 22: "decimalZero"},
    **{BULLET: "bullet", 255: "none"},
}
_HEAD, _LEVEL, _LIST, _OVERRIDE = 28, 28, 16, 8  # bytes


def numbering_of(heads: bytes, levels: bytes, lists: bytes) -> Numbering:
    """The numbering. `levels` begin where the `heads` end. Raises Unreadable, and what reading beyond an end raises.

    A paragraph names a list by its number among `lists`, from 1.
    """
    return Numbering(*_declared(heads, levels, lists)) if heads and lists else Numbering({}, {})


def _declared(heads: bytes, levels: bytes, lists: bytes) -> tuple[dict[str, dict[int, Level]], dict[str, Numbered]]:
    declared: dict[str, dict[int, Level]] = {}
    (count,) = unpack_from("<H", heads)
    at = 0
    for head in range(count):
        (id,) = unpack_from("<I", heads, 2 + head * _HEAD)
        simple = heads[2 + head * _HEAD + 26] & 1
        declared[str(id)] = own = {}
        for level in range(1 if simple else DEEPEST_LEVEL):
            own[level], at = _level(levels, at)
    (count,) = unpack_from("<I", lists)
    if count > MOST_LISTS:
        raise Unreadable(BROKEN)
    at, numbered = 4 + count * _LIST, dict[str, Numbered]()
    for each in range(count):
        id, overrides = unpack_from("<I8xB", lists, 4 + each * _LIST)
        own, restarts, at = _overridden(lists, at, overrides)
        name = f"{id} {each}" if own else str(id)
        if own:
            declared[name] = {**declared.get(str(id), {}), **own}
        numbered[str(each + 1)] = Numbered(name, restarts)
    return declared, numbered


def _overridden(lists: bytes, at: int, overrides: int) -> tuple[dict[int, Level], dict[int, int], int]:
    """The levels that one list has of its own, the numbers that it begins with, and where the next one's stand."""
    own: dict[int, Level] = {}
    restarts: dict[int, int] = {}
    at += 4
    for _ in range(overrides):
        start, flags = unpack_from("<iI", lists, at)
        at += _OVERRIDE
        level = flags & 0xF
        if flags & 0x20:
            shown, at = _level(lists, at)
            own[level] = shown
            start = shown.start
        if flags & 0x10 and level < DEEPEST_LEVEL:
            restarts[level] = start
    return own, restarts, at


def _level(data: bytes, at: int) -> tuple[Level, int]:
    """The level that stands there, and where the next one does."""
    start, format = unpack_from("<iB", data, at)
    letters, paragraph = unpack_from("<BB", data, at + 24)
    at += _LEVEL + letters + paragraph
    (length,) = unpack_from("<H", data, at)
    text = data[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
    places = {code: f"%{code + 1}" for code in range(DEEPEST_LEVEL)}
    return Level(_FORMATS.get(format, "decimal"), start, text.translate(places)), at + 2 + 2 * length
