"""Replaces what names or reaches a person by what it is, such as "[email]", and knows where everything else went.

Finders run in a fixed order, the surest first; what one has found is blank for the next. They run until nothing more is
found, so that masking a masked text changes nothing.
"""

from msgspec import Struct

from server.understanding.personal.addresses import addresses
from server.understanding.personal.contacts import emails, internet_addresses
from server.understanding.personal.credentials import keys, passwords
from server.understanding.personal.names import names
from server.understanding.personal.numbers import cards, ibans, national_ids
from server.understanding.personal.phones import phones
from server.understanding.personal.spans import BLANK, Finder, Span, apart, blanked, plain

FINDERS: tuple[Finder, ...] = (
    keys,
    emails,
    ibans,
    cards,
    passwords,
    internet_addresses,
    national_ids,
    addresses,
    phones,
    names,
)
MOST_ROUNDS = 8  # a find may uncover another beside it; text is made by hand that needs more than three


class Masked(Struct, frozen=True):
    """`text` has placeholders where the original had `spans` (in order, of the original)."""

    text: str
    spans: tuple[Span, ...]

    def moved(self, start: int, end: int) -> tuple[int, int]:
        """Where original[start:end] is in `text`; an end inside of something masked goes to the placeholder's edge."""
        return self._place(start, False), self._place(end, True)

    def _place(self, at: int, after: bool) -> int:
        shift = 0
        for span in self.spans:
            size = len(span.kind) + 2
            if at <= span.start:
                break
            if at < span.end:
                return span.start + shift + (size if after else 0)
            shift += size - (span.end - span.start)
        return at + shift


def mask(text: str) -> Masked:
    """The text without personal data; linear in its length."""
    spans = find(text)
    parts, done = [], 0
    for start, end, kind in spans:
        parts += [text[done:start], f"[{kind}]"]
        done = end
    return Masked("".join(parts) + text[done:], tuple(spans))


def find(text: str) -> list[Span]:
    """What is personal in the text, in order; placeholders that stand in it already are left out."""
    if not text.strip(BLANK):
        return []
    work, spans = plain(text), list[Span]()
    for _ in range(MOST_ROUNDS):
        before = len(spans)
        for finder in FINDERS:
            found = apart(finder(work))
            work = blanked(work, found)
            spans += found
        if len(spans) == before:
            break
    return sorted(spans)
