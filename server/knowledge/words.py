"""The words that BM25 counts: lower case, codes such as "E-1042" kept whole, plural endings and stop words dropped.

Other languages than English are counted by their own letters, accents folded ("Réservé" is "reserve"); a script that is
written without spaces is counted by pairs of neighbouring characters.
"""

import re
import unicodedata
from collections.abc import Iterator

# Vowel signs and the like belong to the word that they stand in, but are no letters to `re`.
_SIGNS = "".join(chr(code) for code in range(0x300, 0x3100) if unicodedata.category(chr(code)).startswith("M"))
_LETTERS = rf"[^\W_](?:[^\W_]|[{_SIGNS}])*"
_WORD = re.compile(rf"{_LETTERS}(?:[-_.]{_LETTERS})*")
_ENGLISH = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
_ACCENTS = re.compile("[\u0300-\u036f]")
_UNSPACED = re.compile("([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+)")
# Function words only: "not", "can't" and the like stay, they tell a problem from a wish.
STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be been but by for from had has have he her his i if in into is it its me my of on or our"
        " she so that the their them then there these they this to was we were will with you your do does did am",
    )
)


def words(text: str) -> list[str]:
    """The words of `text` in order, as they are counted."""
    found = _ENGLISH.findall(text.lower()) if text.isascii() else _of_any_language(text)
    return [_stem(word) for word in found if word not in STOP_WORDS]


def _of_any_language(text: str) -> Iterator[str]:
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.lower()))
    for word in _WORD.findall(unicodedata.normalize("NFKC", plain)):
        for number, part in enumerate(_UNSPACED.split(word)):
            if number % 2 and len(part) > 1:
                yield from (part[at : at + 2] for at in range(len(part) - 1))
            elif part:
                yield part


def _stem(word: str) -> str:
    """The singular of a regular plural: "invoices" finds "invoice". Short words and codes stay as they are."""
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) and word.isalpha():
        return word[:-1]
    return word
