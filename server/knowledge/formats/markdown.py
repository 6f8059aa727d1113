"""Reads Markdown: front matter, then headings, paragraphs, lists numbered as the reader sees them, tables and code."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from server.errors import TooLarge
from server.knowledge.documents import Block, Document
from server.knowledge.formats.front import head_of, split
from server.knowledge.formats.naming import title_of

MOST_CHARACTERS = 1_000_000  # a book's chapter has 50,000; a larger file is data somebody put there by mistake

_markdown = MarkdownIt("commonmark").enable("table")
_ID = re.compile(r"\s*\{#([\w.:-]+)\}$")  # `## Heading {#id}`, as many generators have it


def read(name: str, text: str) -> Document:
    """The document in `text`. Raises Unreadable for front matter that makes no sense, TooLarge."""
    if len(text) > MOST_CHARACTERS:
        raise TooLarge(f"The file has {len(text):,} characters, {MOST_CHARACTERS:,} of Markdown are taken: split it.")
    fields, body = split(text)
    blocks = tuple(_blocks(_markdown.parse(body)))
    return Document(
        title=fields.values.get("title") or title_of(name, blocks),
        format="markdown",
        blocks=blocks,
        head=head_of(fields),
    )


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    lists: list[int] = []  # next number of each open list; -1 for bullets
    marker, cells, naming = "", list[str](), 0
    opening = tokens[0] if tokens else None
    for token in tokens:
        match token.type:
            case "ordered_list_open" | "bullet_list_open":
                lists.append(int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else -1)
            case "ordered_list_close" | "bullet_list_close":
                lists.pop()
                marker = ""
            case "list_item_open":
                marker = f"{lists[-1]}. " if lists[-1] >= 0 else "- "
                lists[-1] += lists[-1] >= 0
            case "thead_open" | "tbody_open":
                naming = int(token.type == "thead_open")
            case "tr_close":
                yield Block("row", " | ".join(cells), naming)
                cells = []
            case "fence" | "code_block":
                yield from (Block("code", line.rstrip()) for line in token.content.splitlines() if line.strip())
            case "inline" if opening is not None and opening.type == "heading_open":
                yield _heading(_plain(token), int(opening.tag[1]))
            case "inline" if opening is not None and opening.type in {"th_open", "td_open"}:
                cells.append(_plain(token))
            case "inline" if text := _plain(token):
                yield Block("text" if not marker else "bullet" if marker == "- " else "step", marker + text)
                marker = ""
        opening = token


def _heading(text: str, level: int) -> Block:
    named = _ID.search(text)
    return Block("heading", _ID.sub("", text), level, named.group(1) if named else "")


def _plain(inline: Token) -> str:
    parts = []
    for child in inline.children or ():
        if child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif child.type in {"text", "code_inline", "image"}:
            parts.append(child.content)
    return re.sub(r"\s+", " ", "".join(parts)).strip()
