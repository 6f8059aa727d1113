"""Reads Markdown: front matter, then headings, paragraphs, lists numbered as the reader sees them, tables and code.

Footnotes, definitions and the boxes of documentation tools are read as well: a box, a tab or a term is told before what
stands in it ("Note: ..."), one that asks a question is a heading. HTML within it is read as a page's.
"""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from server.errors import TooLarge
from server.knowledge.documents import Block, Document, Kind
from server.knowledge.formats import html
from server.knowledge.formats.dialects import container_name, names_before, without_dialects
from server.knowledge.formats.front import head_of, split
from server.knowledge.formats.naming import title_of

MOST_CHARACTERS = 1_000_000  # a book's chapter has 50,000; a larger file is data somebody put there by mistake

_BOX = "box"
_markdown = (
    MarkdownIt("commonmark")
    .enable("table")
    .use(admon_plugin)
    .use(container_plugin, _BOX, validate=lambda info, *_: bool(info.strip()))
    .use(deflist_plugin)
    .use(footnote_plugin, inline=False)
)
_ATTRIBUTES = re.compile(r"\s*\{:?\s*((?:[#.]\\?[\w:.-]+\s*)+)\}$")  # `## Heading {#id .big}`
_ID = re.compile(r"#\\?([\w:.-]+)")
_TASK = re.compile(r"^\[[ xX]\]\s+")


def read(name: str, text: str) -> Document:
    """The document in `text`. Raises Unreadable for front matter that makes no sense, TooLarge."""
    if len(text) > MOST_CHARACTERS:
        raise TooLarge(f"The file has {len(text):,} characters, {MOST_CHARACTERS:,} of Markdown are taken: split it.")
    fields, body = split(text)
    blocks = tuple(_Reading().blocks(_markdown.parse(without_dialects(body))))
    return Document(
        title=fields.values.get("title") or title_of(name, blocks),
        format="markdown",
        blocks=blocks,
        head=head_of(fields),
    )


class _Reading:
    """Walks the tokens of one text."""

    def __init__(self) -> None:
        self._lists: list[int] = []  # next number of each open list; -1 for bullets
        self._marker = ""  # of a list item that has no text yet
        self._names: list[str] = []  # of boxes and tabs that have none
        self._cells: list[str] = []
        self._naming = 0  # whether rows name the columns
        self._level = 1  # of the last heading

    def blocks(self, tokens: list[Token]) -> Iterator[Block]:
        """The blocks of the tokens, in order."""
        opening = ""
        for token in tokens:
            match token.type:
                case "ordered_list_open" | "bullet_list_open":
                    numbered = token.type.startswith("ordered")
                    self._lists.append(int(token.attrs.get("start", 1)) if numbered else -1)
                case "ordered_list_close" | "bullet_list_close":
                    self._lists.pop()
                    self._marker = ""
                case "list_item_open":
                    self._marker = f"{self._lists[-1]}. " if self._lists[-1] >= 0 else "- "
                    self._lists[-1] += self._lists[-1] >= 0
                case "thead_open" | "tbody_open":
                    self._naming = int(token.type == "thead_open")
                case "tr_close":
                    yield Block("row", " | ".join(self._cells), self._naming)
                    self._cells = []
                case "fence" | "code_block":
                    yield from (Block("code", line.rstrip()) for line in token.content.splitlines() if line.strip())
                case "html_block":
                    yield from self._page(token.content)
                case "container_box_open":
                    self._names += filter(None, [container_name(token.info)])
                case "container_box_close" | "admonition_close" | "dl_close":
                    self._names = []
                case "inline":
                    yield from self._inline(_plain(token), opening)
            opening = token.type if token.type != "heading_open" else token.tag

    def _inline(self, text: str, opening: str) -> Iterator[Block]:
        if opening in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self._names, self._level = [], int(opening[1])
            yield _heading(text, self._level)
        elif opening in {"th_open", "td_open"}:
            self._cells.append(text)
        elif opening in {"admonition_title_open", "dt_open"}:
            self._names.append(text)
        else:
            yield from self._text("text", text)

    def _page(self, words: str) -> Iterator[Block]:
        """What a piece of HTML says."""
        for block in html.blocks_in(words):
            if block.kind == "text":
                yield from self._text(block.kind, block.text)
            else:
                yield block

    def _text(self, kind: Kind, text: str) -> Iterator[Block]:
        """A paragraph with what it begins with: the sign of its list, the names of its boxes."""
        names, text = names_before(text)
        self._names += names
        if not text.strip(":"):
            return
        for name in self._names:
            if name.endswith("?"):
                yield Block("heading", name, min(self._level + 1, html.LEVELS))
        before = "".join(f"{name.rstrip(':')}: " for name in self._names if not name.endswith("?"))
        if self._marker:
            kind, text = ("bullet" if self._marker == "- " else "step"), _TASK.sub("", text)
        yield Block(kind, self._marker + before + text)
        self._marker, self._names = "", []


def _heading(text: str, level: int) -> Block:
    attributes = _ATTRIBUTES.search(text)
    named = _ID.search(attributes[1]) if attributes else None
    return Block("heading", _ATTRIBUTES.sub("", text), level, named[1] if named else "")


def _plain(inline: Token) -> str:
    parts = []
    for child in inline.children or ():
        if child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif child.type in {"text", "code_inline", "image"}:
            parts.append(child.content)
    return re.sub(r"\s+", " ", "".join(parts)).strip()
