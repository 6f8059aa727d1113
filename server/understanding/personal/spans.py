"""The pieces that every finder of personal data shares: spans, and a text made plain without moving a character."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """text[start:end] is personal; `kind` is the word in its placeholder, such as "email"."""

    start: int
    end: int
    kind: str


Finder = Callable[[str], Iterable[Span]]

# The words of the page's own masks (widget/redaction.py, widget/slots.py), and of what only a chat is told.
KINDS = ("email", "iban", "card", "number", "token", "phone", "name", "address", "ip", "password")
PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(KINDS)})\]")
BLANK = "\0"  # stands where something was found already: no finder's pattern has it, so nothing reaches across

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_JOINERS = "\u00ad\u200b\u200c\u200d\u2060\ufeff"  # invisible: put between digits, they hide a number from a pattern
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"
_ZEROS = (0x660, 0x6F0, 0x966, 0xFF10)
_PLAIN = {
    **{ord(space): " " for space in _SPACES + _JOINERS},
    **{ord(dash): "-" for dash in _DASHES},
    **{zero + digit: str(digit) for zero in _ZEROS for digit in range(10)},
    **{ord(quote): "'" for quote in "‘’ʼ`´"},
    **{0xFF20: "@", 0xFE6B: "@", 0xFF0E: ".", 0xFF0B: "+", 0x2024: "."},
}


def plain(text: str) -> str:
    """The text with one form of each digit, space, dash and quote, and placeholders blank: as long as before."""
    return PLACEHOLDER.sub(_blank, text.translate(_PLAIN))


def blanked(text: str, spans: Iterable[Span]) -> str:
    """The text with these spans blank, as long as before; `spans` are in order and do not overlap."""
    parts, done = [], 0
    for start, end, _ in spans:
        parts += [text[done:start], BLANK * (end - start)]
        done = end
    return "".join(parts) + text[done:]


def apart(spans: Iterable[Span]) -> list[Span]:
    """In order and without overlaps: what begins first stays, the longer of two that begin together."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _blank(found: re.Match[str]) -> str:
    return BLANK * len(found.group())
