"""Reads lists of property changes ("sprm": what a paragraph, a run or a row differs in from its style). Pure."""

from collections.abc import Iterator
from struct import unpack_from

STYLE, LEVEL, LIST, OUTLINE = 0x4600, 0x260A, 0x460B, 0x2640
IN_TABLE, ROW_END, DEPTH, INNER_ROW_END = 0x2416, 0x2417, 0x6649, 0x244C
ELSEWHERE = {0x6645, 0x6646, 0x646B}  # what stands at a place in the stream "Data"
DELETED, HIDDEN, BOLD, SYMBOL = 0x0800, 0x083C, 0x0835, 0x6A09
ROW_CELLS, CELL_MERGED = 0xD608, 0xD62B
TABS = 0xC615
ON = {1, 0x81}  # of a toggle: yes, or not as the style has it

_SIZES = (1, 1, 2, 4, 2, 2, -1, 3)  # bytes of the operand, by the three highest bits; -1: its first byte says
_WIDE = 255  # of TABS: its size follows from its content

Properties = dict[int, bytes]


def changes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each property with its operand; ends before one that is cut off."""
    at = 0
    while at + 2 < len(data):
        (code,) = unpack_from("<H", data, at)
        at += 2
        size = _SIZES[code >> 13]
        if code == ROW_CELLS:
            size = int.from_bytes(data[at : at + 2], "little") + 1
        elif size < 0:
            size = data[at] + 1 if code != TABS or data[at] != _WIDE else _tabs(data[at:])
        if at + size > len(data):
            return
        yield code, data[at : at + size]
        at += size


def properties(data: bytes) -> Properties:
    """Each property's last operand."""
    return dict(changes(data))


def number(said: Properties, code: int, otherwise: int = 0) -> int:
    """The operand as a number without sign."""
    return int.from_bytes(said[code], "little") if code in said else otherwise


def unfolded(data: bytes, elsewhere: bytes) -> bytes:
    """The list, and behind it the one that it keeps in the stream `elsewhere`, if it does."""
    at = next((int.from_bytes(operand, "little") for code, operand in changes(data) if code in ELSEWHERE), None)
    if at is None:
        return data
    return data + elsewhere[at + 2 : at + 2 + int.from_bytes(elsewhere[at : at + 2], "little")]


def _tabs(data: bytes) -> int:
    gone = data[1] if len(data) > 1 else 0
    at = 2 + 4 * gone
    return at + 1 + 3 * (data[at] if at < len(data) else 0)
