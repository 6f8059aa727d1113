"""Cuts an article into passages by its headings: plain text, one block a line, steps numbered as the reader sees them.

The text of a passage is what an answer quotes, so it holds no markup, and a step is one line "2. Press Save.".
"""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec import Struct

MOST_CHARACTERS = 1_200  # a screenful; a longer section is cut between blocks
HEADING_JOINT = " › "

_markdown = MarkdownIt("commonmark").enable("table")


class Draft(Struct, frozen=True):
    """A passage before it has an id. `heading` is the path of headings below the title, "" for the opening."""

    heading: str
    anchor: str
    text: str


def cut(body: str, title: str) -> list[Draft]:
    """The passages of a Markdown body in reading order. A first heading that repeats the title is not a section."""
    drafts: list[Draft] = []
    path: dict[int, str] = {}
    lines: list[str] = []
    anchors: dict[str, int] = {}
    anchor = ""

    def close() -> None:
        heading = HEADING_JOINT.join(path[level] for level in sorted(path))
        drafts.extend(Draft(heading, anchor, text) for text in _portions(lines))
        lines.clear()

    for kind, level, text in _blocks(_markdown.parse(body)):
        if kind == "text":
            lines.append(text)
        elif level > 1 or (not drafts and not lines and text.strip() != title.strip()):
            close()
            path = {depth: name for depth, name in path.items() if depth < level} | {level: text}
            anchor = anchor_of(text, anchors)
    close()
    return drafts


def _blocks(tokens: list[Token]) -> Iterator[tuple[str, int, str]]:
    """("heading", level, text) and ("text", 0, one line), in order."""
    lists: list[int] = []  # next number of each open list; -1 for bullets
    marker, cells = "", list[str]()
    opening = tokens[0] if tokens else None
    for token in tokens:
        match token.type:
            case "ordered_list_open" | "bullet_list_open":
                lists.append(int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else -1)
            case "ordered_list_close" | "bullet_list_close":
                lists.pop()
            case "list_item_open":
                marker = f"{lists[-1]}. " if lists[-1] >= 0 else "- "
                lists[-1] += lists[-1] >= 0
            case "tr_close":
                yield "text", 0, " | ".join(cells)
                cells = []
            case "fence" | "code_block":
                yield from (("text", 0, line.rstrip()) for line in token.content.splitlines() if line.strip())
            case "inline" if opening is not None and opening.type == "heading_open":
                yield "heading", int(opening.tag[1]), _plain(token)
            case "inline" if opening is not None and opening.type in {"th_open", "td_open"}:
                cells.append(_plain(token))
            case "inline" if text := _plain(token):
                yield "text", 0, marker + text
                marker = ""
        opening = token


def _plain(inline: Token) -> str:
    parts = []
    for child in inline.children or ():
        if child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif child.type in {"text", "code_inline", "image"}:
            parts.append(child.content)
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def _portions(lines: list[str]) -> Iterator[str]:
    """Lines joined up to MOST_CHARACTERS; a single longer line stands alone."""
    part: list[str] = []
    for line in lines:
        if part and sum(map(len, part)) + len(part) + len(line) > MOST_CHARACTERS:
            yield "\n".join(part)
            part = []
        part.append(line)
    if part:
        yield "\n".join(part)


def anchor_of(heading: str, seen: dict[str, int]) -> str:
    """The heading in lower case with hyphens; a repeated one gets a number. `seen` is the page's so far."""
    slug = re.sub(r"[^\w]+", "-", heading.lower()).strip("-") or "section"
    seen[slug] = seen.get(slug, 0) + 1
    return slug if seen[slug] == 1 else f"{slug}-{seen[slug]}"
