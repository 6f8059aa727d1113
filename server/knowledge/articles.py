"""Reads one Markdown file of the help centre: front matter (all optional), title, body. Pure but for the bytes given.

Front matter is `key: value` lines between two `---` lines; a list is `[a, b]` or `a, b`. No YAML beyond that: a help
centre's head needs no more, and a document can't run anything here.
"""

import hashlib
import re
from pathlib import PurePosixPath

from msgspec import Struct

MOST_BYTES = 1_000_000  # a book's chapter; a larger file is data somebody put there by mistake
FENCE = "---"
KNOWN_KEYS = {"title", "slug", "category", "pages", "intent", "updated", "owner", "public"}

_LINE = re.compile(r"^([A-Za-z][A-Za-z0-9_-]*)\s*:\s*(.*)$")
_TITLE = re.compile(r"^#\s+(.+?)\s*#*\s*$", re.MULTILINE)


class Unreadable(ValueError):
    """The file is no article; the text says why, in words for its author."""


class Source(Struct, frozen=True):
    """An article as its author wrote it. `body` is Markdown; `hash` covers every byte of the file."""

    path: str
    title: str
    slug: str
    category: str
    pages: tuple[str, ...]
    intent: str
    owner: str
    updated: str
    public: bool
    body: str
    hash: str


def read_article(path: str, data: bytes) -> Source:
    """The article in `data`; `path` is relative to the folder, with slashes. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        raise Unreadable(f"the file has {len(data):,} bytes, {MOST_BYTES:,} are allowed")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as problem:
        raise Unreadable(f"the file is not UTF-8 (byte {problem.start})") from None
    if "\0" in text:
        raise Unreadable("the file holds binary data")
    head, body = _split(text)
    if not body.strip():
        raise Unreadable("the file has no text")
    first = _TITLE.search(body)
    stem = PurePosixPath(path).stem
    return Source(
        path=path,
        title=head.get("title") or (first.group(1) if first else stem.replace("-", " ").capitalize()),
        slug=head.get("slug", "").strip("/") or stem,
        category=head.get("category", ""),
        pages=_list(head.get("pages", "")),
        intent=head.get("intent", ""),
        owner=head.get("owner", ""),
        updated=head.get("updated", ""),
        public=head.get("public", "true").lower() not in {"false", "no", "0"},
        body=body,
        hash=hashlib.sha256(data).hexdigest()[:16],
    )


def _split(text: str) -> tuple[dict[str, str], str]:
    """Front matter and body. Unknown keys are other tools' and ignored."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        return {}, text
    try:
        end = next(i for i, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE)
    except StopIteration:
        raise Unreadable("the front matter begins with --- and never ends") from None
    head: dict[str, str] = {}
    for number, line in enumerate(lines[1:end], 2):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if item := re.match(r"^\s+-\s+(.+)$", line):  # a list with one item a line
            last = next(reversed(head), "")
            head[last] = f"{head.get(last, '')}, {_bare(item.group(1))}".strip(", ")
            continue
        match = _LINE.match(line)
        if match is None:
            raise Unreadable(f"line {number} of the front matter is not `key: value`")
        head[match.group(1).lower()] = _bare(match.group(2))
    return {key: value for key, value in head.items() if key in KNOWN_KEYS}, "\n".join(lines[end + 1 :])


def _bare(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _list(value: str) -> tuple[str, ...]:
    return tuple(item for part in value.strip("[]").split(",") if (item := _bare(part)))
