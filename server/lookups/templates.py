"""Texts with `{names}`: which names they hold, and their filling. A URL takes percent-encoded values only."""

import re
from collections.abc import Mapping
from urllib.parse import quote

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_PLACE = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")
_STEPS_OUT = {".", ".."}  # a path with them would be another one, encoded or not


def names(template: str) -> list[str]:
    """The names in a template, in order. Raises ValueError for a brace that belongs to none."""
    if "{" in (rest := _PLACE.sub("", template)) or "}" in rest:
        raise ValueError("a name in braces has small letters, digits and underscores, such as {number}")
    return _PLACE.findall(template)


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with its values, as they are."""
    return _PLACE.sub(lambda match: values[match[1]], template)


def filled_url(template: str, values: Mapping[str, str]) -> str:
    """The URL with its values, percent-encoded: none of them can leave the place that it was given."""
    return _PLACE.sub(lambda match: quote(values[match[1]], safe=""), template)


def fits_url(value: str) -> bool:
    """Whether a value may stand in a URL. A slash, even encoded, is a path's end to some servers."""
    return bool(value) and value not in _STEPS_OUT and value.isprintable() and not set(value) & {"/", "\\"}
