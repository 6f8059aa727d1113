"""What is said of an answer: the first declared sentence that holds and whose values are all there."""

import re
from collections.abc import Mapping

from server.lookups.declared import Lookup
from server.lookups.templates import filled, names

_LISTED = re.compile(r"\s*(\d+[.)]|[-*•]|#{1,6})\s")  # begins a step, a point or a heading where answers are shown


def sentence(lookup: Lookup, values: Mapping[str, str]) -> str:
    """The sentence for these values (fields and needs), "" where none fits."""
    for one in lookup.say:
        if _holds(one.when, values) and (said := _said(one.text, values)):
            return said
    return ""


def not_found(lookup: Lookup, values: Mapping[str, str]) -> str:
    """The sentence for what the service does not know, "" where none is declared."""
    return _said(lookup.not_found, values)


def _holds(when: Mapping[str, str], values: Mapping[str, str]) -> bool:
    return all(values.get(name, "").casefold() == wanted.casefold() for name, wanted in when.items())


def _said(text: str, values: Mapping[str, str]) -> str:
    if not all(values.get(name) for name in names(text)):
        return ""
    said = filled(text, values)
    return "" if _LISTED.match(said) else said
