"""Makes a turn fit to be read: clipped, one form of each character, no control characters, even spaces."""

import re
import unicodedata

from models.encode import MOST_CHARACTERS

_INVISIBLE = {"Cc": " ", "Cf": "", "Cs": ""}  # controls part words; joiners, direction marks and half pairs do not
_QUOTES = str.maketrans("‘’ʼ`´“”", "'''''\"\"")


def readable(text: str) -> tuple[str, bool]:
    """(the text as it is read, whether something was cut off). Capitals stay, for what they say about the mood."""
    clipped = len(text) > MOST_CHARACTERS
    plain = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS])
    seen = "".join(_INVISIBLE.get(unicodedata.category(character), character) for character in plain)
    return re.sub(r"\s+", " ", seen).strip().translate(_QUOTES)[:MOST_CHARACTERS], clipped


def says_something(text: str) -> bool:
    """Whether there is a letter or a digit in it; a lone emoji or '???' has nothing to be looked up."""
    return any(character.isalnum() for character in text)
