"""Reads plain text: paragraphs, headings that are underlined or in capitals, numbered and bulleted lists.

Lines that were wrapped are joined again; lines that are short on purpose (an address, opening hours) stay apart.
"""

import re
from collections.abc import Iterator

from server.knowledge.documents import Block, Document
from server.knowledge.formats.naming import title_of

WRAPPED_FROM = 0.75  # of the paragraph's longest line, with the next line's first word: the line was full
LEAST_WRAPPED = 40  # characters; a paragraph whose longest line is shorter was not wrapped
LONGEST_HEADING = 80  # characters
LEAST_CAPITALS = 3  # letters in a heading: "OK" is none

_UNDERLINE = re.compile(r"^\s*(=|-|~|\*|#)\1{2,}\s*$")
_STEP = re.compile(r"^\s*(?:step\s+)?(\d{1,3})[.):]\s+(?=\S)", re.IGNORECASE)
_BULLET = re.compile(r"^\s*[-*•·‣▪–—o]\s+(?=\S)")
_SHOUTED = re.compile(r"^[^a-z]*$")


def read(name: str, text: str) -> Document:
    """The document in `text`."""
    blocks = tuple(blocks_of(text))
    return Document(title=title_of(name, blocks), format="text", blocks=blocks)


def blocks_of(text: str) -> Iterator[Block]:
    """The blocks of a text without markup."""
    return _blocks(text.replace("\f", "\n\n").expandtabs().split("\n"))


def _blocks(lines: list[str]) -> Iterator[Block]:
    paragraph: list[str] = []
    levels: dict[str, int] = {}  # of underlines: the first kind is the higher
    for at, line in enumerate(lines):
        underline = _UNDERLINE.match(line)
        if underline and len(paragraph) == 1 and _may_head(paragraph[0]):
            level = levels.setdefault(underline.group(1), len(levels) + 1)
            yield Block("heading", paragraph.pop().strip(), min(level, 6))
        elif not line.strip() or underline:
            yield from _paragraph(paragraph)
            paragraph = []
        elif not paragraph and _is_shouted(line) and _more(lines, at):
            yield Block("heading", line.strip().rstrip(":"), 2)
        else:
            paragraph.append(line)
    yield from _paragraph(paragraph)


def _more(lines: list[str], at: int) -> bool:
    """Whether anything comes after the line."""
    return any(line.strip() for line in lines[at + 1 : at + 10])


def _may_head(line: str) -> bool:
    return len(line.strip()) <= LONGEST_HEADING and not _STEP.match(line) and not _BULLET.match(line)


def _is_shouted(line: str) -> bool:
    text = line.strip()
    letters = sum(letter.isalpha() for letter in text)
    return (
        letters >= LEAST_CAPITALS
        and text.isupper()
        and len(text) <= LONGEST_HEADING
        and text[-1] not in ".,;!"
        and not _BULLET.match(line)
    )


def _paragraph(lines: list[str]) -> Iterator[Block]:
    """The blocks of lines without a blank one between them."""
    width = max(map(len, lines), default=0)
    parts: list[str] = []
    before = ""
    for line in lines:
        joined = before and not _is_item(line) and (_goes_on(before, line, width) or _is_item(parts[0]))
        if not joined:
            yield from _block(" ".join(parts))
            parts = []
        parts.append(line.strip())
        before = line
    yield from _block(" ".join(parts))


def _is_item(text: str) -> bool:
    return bool(_STEP.match(text) or _BULLET.match(text))


def _goes_on(line: str, after: str, width: int) -> bool:
    """Whether the paragraph goes on in the next line because this one was full."""
    if width < LEAST_WRAPPED:
        return False
    return len(line.rstrip()) + len(after.split()[0]) + 1 >= WRAPPED_FROM * width


def _block(text: str) -> Iterator[Block]:
    if step := _STEP.match(text):
        yield Block("step", f"{step.group(1)}. {text[step.end() :]}")
    elif bullet := _BULLET.match(text):
        yield Block("bullet", f"- {text[bullet.end() :]}")
    elif text:
        yield Block("text", text)
