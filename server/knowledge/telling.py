"""Words that tell two nearly equal texts apart: numbers, negations, limits, opposites, names.

"Refunds take 5 days" and "Refunds take 10 days" share all words but one, and that one is the answer. So no likeness of
words counts where these differ.
"""

import re
import unicodedata
from collections.abc import Iterator

from msgspec import Struct

from server.knowledge.opposites import LIMITS, NEGATIONS, OPPOSITE_WORDS

# A letter of a script without spaces is a word of its own.
_TOKEN = re.compile(r"[぀-ヿ㐀-鿿가-힯]|[^\W_]+(?:[.,:/'’%-]?[^\W_]+)*[%€$£]?|[€$£]")
_SENTENCE_END = re.compile(r"(?:[.!?:;]\s|[\n|\"“”„(•]|^|\d[.)] |[-*–—] )\s*$")


class Word(Struct, frozen=True):
    """A word of a text: as written, in lower case, its place, and whether it alone can make two texts differ."""

    written: str
    plain: str
    start: int
    end: int
    tells: bool
    name: bool


def read(text: str, *, english: bool = True) -> list[Word]:
    """The words of `text` in order. In a text that isn't English every word tells: its opposites aren't known here."""
    return list(_words(text, english))


def _words(text: str, english: bool) -> Iterator[Word]:
    for match in _TOKEN.finditer(text):
        written = match.group()
        plain = unicodedata.normalize("NFKC", written).replace("’", "'").lower()
        named = written[0].isupper() and not (
            written == "I" or _SENTENCE_END.search(text, max(0, match.start() - 8), match.start())
        )
        number = not plain.isalpha() and any(letter.isdigit() for letter in plain)
        tells = not english or named or number or plain in NEGATIONS or plain in LIMITS or plain in OPPOSITE_WORDS
        yield Word(written, plain, match.start(), match.end(), tells or not plain.isascii(), named)
