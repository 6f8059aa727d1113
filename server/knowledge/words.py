"""The words that BM25 counts: lower case, codes such as "E-1042" kept whole, plural endings and stop words dropped."""

import re

_WORD = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*", re.IGNORECASE)
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
    return [_stem(word) for found in _WORD.findall(text) if (word := found.lower()) not in STOP_WORDS]


def _stem(word: str) -> str:
    """The singular of a regular plural: "invoices" finds "invoice". Short words and codes stay as they are."""
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) and word.isalpha():
        return word[:-1]
    return word
