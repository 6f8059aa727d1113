"""Reads values out of a service's answer. A value is data: bounded, one line, and never markup for who shows it."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from server.lookups.declared import Lookup, Reads

# What the panel would draw as bold, code or a source's mark, as harmless look-alikes.
_PLAIN = str.maketrans({"[": "(", "]": ")", "*": None, "`": "'"})
MOST_NUMBER = 10**30  # a longer one is no amount and no number of anything
_LINKS = ("://", "www.")  # an address would become a link that nobody declared


def read(lookup: Lookup, body: Any) -> dict[str, str]:
    """The look-up's fields by name; what is missing, unusable or too long is left out."""
    found = {name: value(lookup.reads(name), body) for name in lookup.fields}
    return {name: text for name, text in found.items() if text}


def value(reads: Reads, body: Any) -> str:
    """One field as it is said, "" where there is none."""
    found = _at(body, reads.path)
    if isinstance(found, bool):
        text = "yes" if found else "no"
    elif isinstance(found, int):
        text = str(found) if abs(found) < MOST_NUMBER else ""
    elif isinstance(found, float):
        text = format(found, ".15g")
    else:
        text = plain(found, reads.most) if isinstance(found, str) else ""
    return _day(text) if reads.kind == "date" else text if len(text) <= reads.most else ""


def plain(text: str, most: int) -> str:
    """The text on one line without invisible characters and markup; "" when it is too long or holds a link."""
    if len(text) > most or any(mark in text.casefold() for mark in _LINKS):
        return ""
    visible = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in text)
    return " ".join(visible.translate(_PLAIN).split())


def _at(body: Any, path: str) -> Any:
    """What lies at a path of keys and list positions; None where it leads nowhere."""
    for step in path.split("."):
        if isinstance(body, Mapping):
            body = body.get(step)
        elif isinstance(body, list) and step.isdecimal() and int(step) < len(body):
            body = body[int(step)]
        else:
            return None
    return body


def _day(text: str) -> str:
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return f"{day.day} {day:%B} {day.year}"
