"""Reads front matter: `key: value` lines between two `---` lines at the start of a Markdown file, all optional.

A list is `[a, b]`, `a, b` or an item a line. No YAML beyond that: a help centre's head needs no more, and a document
can't run anything here. Keys of other tools are ignored; a known key with a value that makes no sense is refused, for
a wrong date or an unclear "public" would show what nobody may see.
"""

import re
from datetime import date

from msgspec import Struct

from server.errors import Unreadable
from server.knowledge.documents import Head

FENCE = "---"
KNOWN_KEYS = {
    *{"title", "slug", "category", "pages", "intent", "updated", "owner", "public", "internal", "visibility"},
    *{"review_by", "review", "valid_from", "valid_until", "language", "lang", "published", "draft"},
}
VISIBLE = {"public": True, "internal": False, "private": False, "staff": False}

_LINE = re.compile(r"^([A-Za-z][A-Za-z0-9_-]*)\s*:(?:\s+(.*))?$")
_ITEM = re.compile(r"^\s*-\s+(.+)$")
_DATE = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$")
_YES, _NO = {"true", "yes", "on", "1", "y"}, {"false", "no", "off", "0", "n"}


class Fields(Struct):
    """The head as written, by key in lower case with underscores; `lines` has the line of each."""

    values: dict[str, str]
    lines: dict[str, int]


def split(text: str) -> tuple[Fields, str]:
    """Front matter and body. Raises Unreadable."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        return Fields({}, {}), text
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), 0)
    if not end:
        raise Unreadable("The front matter begins with --- and never ends.")
    return _fields(lines[1:end]), "\n".join(lines[end + 1 :])


def head_of(fields: Fields) -> Head:
    """What the front matter says. Raises Unreadable with the key and its line."""
    said = fields.values.get
    draft = _flag(fields, "draft")
    published = _flag(fields, "published")
    return Head(
        slug=said("slug", "").strip("/"),
        category=said("category", ""),
        pages=_list(said("pages", "")),
        intent=said("intent", ""),
        owner=said("owner", ""),
        updated=_day(fields, "updated"),
        review_by=_day(fields, "review_by") or _day(fields, "review"),
        valid_from=_day(fields, "valid_from"),
        valid_until=_day(fields, "valid_until"),
        language=(said("language", "") or said("lang", "")).lower().replace("_", "-").split("-")[0],
        public=_public(fields),
        published=published is not False and draft is not True,
    )


def _fields(lines: list[str]) -> Fields:
    fields, last = Fields({}, {}), ""
    for number, line in enumerate(lines, 2):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if last and (item := _ITEM.match(line)):
            fields.values[last] = f"{fields.values[last]}, {_bare(item.group(1))}".strip(", ")
        elif last and line[0].isspace():  # a longer value goes on, or another tool's nested keys
            fields.values[last] = f"{fields.values[last]} {line.strip()}".strip()
        elif match := _LINE.match(line):
            last = match.group(1).lower().replace("-", "_")
            fields.values[last], fields.lines[last] = _bare(match.group(2) or ""), number
        else:
            raise Unreadable(f"Line {number} of the front matter is not `key: value`.")
    return Fields({key: value for key, value in fields.values.items() if key in KNOWN_KEYS}, fields.lines)


def _public(fields: Fields) -> bool | None:
    """The narrowest of what is said; None where nothing is."""
    said = [_flag(fields, "public")]
    internal = _flag(fields, "internal")
    said.append(None if internal is None else not internal)
    if visibility := fields.values.get("visibility", "").lower():
        if visibility not in VISIBLE:
            raise _wrong(fields, "visibility", "public or internal")
        said.append(VISIBLE[visibility])
    clear = [one for one in said if one is not None]
    return all(clear) if clear else None


def _flag(fields: Fields, key: str) -> bool | None:
    words = fields.values.get(key, "").lower().split()
    if not words:
        return None
    if words[0] not in _YES | _NO:
        raise _wrong(fields, key, "true or false")
    return words[0] in _YES


def _day(fields: Fields, key: str) -> str:
    value = fields.values.get(key, "")
    if not value:
        return ""
    try:
        match = _DATE.match(value)
        return date(*map(int, match.groups())).isoformat() if match else date.fromisoformat(value).isoformat()
    except ValueError:
        raise _wrong(fields, key, "a date like 2026-11-21") from None


def _wrong(fields: Fields, key: str, wanted: str) -> Unreadable:
    return Unreadable(f"Line {fields.lines[key]} of the front matter: `{key}` is not {wanted}.")


def _bare(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _list(value: str) -> tuple[str, ...]:
    return tuple(item for part in value.strip("[]").split(",") if (item := _bare(part)))
