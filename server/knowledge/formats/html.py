"""Reads web pages: the main content (furniture.py says what is none) as headings, lists, tables and code.

A heading keeps its id as the anchor, `details` are sections named by their summary, a definition bears its term.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from server.errors import Unreadable
from server.knowledge.documents import Block, Document, Head, Kind
from server.knowledge.formats import text as plain
from server.knowledge.formats.dialects import box_of
from server.knowledge.formats.furniture import Furniture, is_hidden, main_of
from server.knowledge.formats.grid import rows_of
from server.knowledge.formats.naming import in_words
from server.knowledge.formats.numbering import formatted

MOST_ALT = 80  # characters of what stands for a picture within a sentence
BYLINE_WITHIN = 4  # blocks: when and by whom a page was written stands at its top
LEVELS = 6
PERMALINKS = {"#", "¶", "§", "🔗", "⚓"}

_HEADINGS = {f"h{level}": level for level in range(1, LEVELS + 1)}
_NO_TEXT = {"script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "canvas", "video", "audio",
            "input", "select", "textarea", "datalist", "progress", "meter", "map", "head", "rp", "dialog"}  # fmt: skip
_INLINE = {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd",
           "label", "mark", "q", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
           "tt", "u", "var", "wbr", "img", "button", "nobr", "math", "big"}  # fmt: skip
_LIST_TYPES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_CHANGED = {"article:modified_time", "dcterms.modified", "last-modified", "og:updated_time"}
_BYLINE = re.compile(
    r"^(?:last\s+)?(?:updated|modified|edited|published|posted|reviewed|aktualisiert|zuletzt|mis à jour|actualizado)\b"
    r".{0,80}\b(?:\d{4}|ago)\b.{0,60}$",
    re.IGNORECASE,
)
_SITE = re.compile(r"\s+[|·–—-]\s+[^|·–—]{1,60}$")  # of a <title>


def read(name: str, words: str) -> Document:
    """The document in the text of a page. Raises Unreadable."""
    root = _parsed(words)
    main = main_of(root)
    blocks = _Page(root, main).blocks()
    if not any(block.kind != "heading" for block in blocks):
        blocks = _Page(root, root).blocks()
    if not blocks:
        raise Unreadable("There is no text in the page: it may be put there by scripts, in the browser only.")
    title = _title(name, root, blocks)
    blocks = [block for at, block in enumerate(blocks) if at >= BYLINE_WITHIN or not _BYLINE.match(block.text)]
    return Document(title=title, format="html", blocks=tuple(blocks), head=_head(root))


def blocks_in(words: str) -> list[Block]:
    """The blocks of a piece of HTML that stands in another text; none where it holds no words."""
    try:
        root = _parsed(words)
    except Unreadable:
        return []
    return _Page(root, root).blocks()


def _parsed(words: str) -> Any:
    from lxml import etree, html

    # Without huge_tree, what lies deeper than 256 elements would be missing, and nobody would know.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(words.encode("utf-8", "replace"), parser=parser)
        etree.strip_elements(root, "script", "style", "noscript", "template", with_tail=False)
        return root
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        raise Unreadable("The page is broken: there is nothing in it that can be read.") from None


def _title(name: str, root: Any, blocks: list[Block]) -> str:
    """The only heading of the highest level; where there are several, what the page calls itself."""
    first = [block.text for block in blocks if block.kind == "heading" and block.level == 1]
    named = " ".join("".join(root.xpath("(//head/title)[1]/text()")).split())
    called = _meta(root, "og:title") or _SITE.sub("", named)
    return (first[0] if len(first) == 1 else called) or next(iter(first), "") or called or in_words(name)


def _head(root: Any) -> Head:
    robots = {word.strip() for word in _meta(root, "robots").lower().split(",")}
    canonical = next(iter(root.xpath("//link[translate(@rel,'CANOIL','canoil')='canonical']/@href")), "").strip()
    changed = next((day for each in _CHANGED if (day := _day(_meta(root, each)))), "")
    return Head(
        updated=changed,
        language=str(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").lower()[:2],
        published=not robots & {"noindex", "none"},
        canonical=canonical if urlsplit(canonical).scheme in {"http", "https"} else "",
    )


def _meta(root: Any, name: str) -> str:
    for meta in root.iter("meta"):
        said = meta.get("name") or meta.get("property") or meta.get("http-equiv") or ""
        if said.lower() == name:
            return " ".join((meta.get("content") or "").split())
    return ""


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return ""


class _Page:
    """Walks the main content. `_line` is the text since the last block, `_mark` what the next one begins with."""

    def __init__(self, root: Any, main: Any) -> None:
        self._furniture = Furniture(root, main)
        self._main = main
        self._out: list[Block] = []
        self._line: list[str] = []
        self._mark = ""
        self._level = 1
        self._id = ""

    def blocks(self) -> list[Block]:
        self._inside(self._main)
        self._close()
        return self._out

    def _inside(self, element: Any) -> None:
        self._line.append(element.text or "")
        for child in element:
            if isinstance(child.tag, str):
                self._element(child, child.tag.lower())
            self._line.append(child.tail or "")

    def _element(self, element: Any, tag: str) -> None:
        if tag in _NO_TEXT or is_hidden(element, self._furniture.opened) or self._furniture.holds(element, tag):
            return
        if tag in _HEADINGS:
            self._heading(element, _HEADINGS[tag])
        elif tag == "summary":
            parts = any(part.tag in _HEADINGS for part in element.getparent().iter() if isinstance(part.tag, str))
            # The next heading ends it, of whatever level that is: it isn't a part of what was unfolded.
            self._heading(element, min(self._level + 1, LEVELS) if parts else LEVELS)
        elif tag == "br":
            self._line.append("\n")
        elif tag == "img":
            self._line.append(_alt(element))
        elif tag in _INLINE or ("-" in tag and not len(element)):
            if not _is_permalink(element, tag):
                self._inside(element)
        else:
            self._block(element, tag)

    def _block(self, element: Any, tag: str) -> None:
        self._close()
        if element.get("id") and tag in {"section", "div", "article"}:
            self._id = element.get("id")
        level = self._level
        match tag:
            case "ul" | "ol" | "menu":
                self._list(element, tag)
            case "table":
                self._table(element)
            case "pre" | "listing":
                self._out += [Block("code", line.rstrip()) for line in words_of(element).split("\n") if line.strip()]
            case "dt":
                self._term(" ".join(words_of(element).split()))
            case _:
                self._inside(element)
                self._close()
        if tag == "details":
            self._level = level
        elif tag in {"dl", "dd"}:
            self._mark = ""

    def _term(self, term: str) -> None:
        """A term stands before its definition; a question is a heading."""
        if term.endswith("?"):
            self._out.append(Block("heading", term, min(self._level + 1, LEVELS)))
        else:
            self._mark = f"{term.rstrip(':')}: " if term else ""

    def _heading(self, element: Any, level: int) -> None:
        self._close()
        text = " ".join(words_of(element).split())
        if text:
            inner = next((each.get("id") or each.get("name") for each in element.iter("a", "span")
                          if each.get("id") or each.get("name")), "")  # fmt: skip
            self._out.append(Block("heading", text, level, element.get("id") or inner or self._id))
            self._level = level
        self._id = ""

    def _list(self, element: Any, tag: str) -> None:
        number = _whole(element.get("start"), 1)
        step = -1 if element.get("reversed") is not None else 1
        if step < 0 and element.get("start") is None:
            number = len(element.findall("li"))
        for item in element:
            if item.tag != "li":
                if isinstance(item.tag, str):
                    self._element(item, item.tag.lower())
                continue
            number = _whole(item.get("value"), number)
            shown = formatted(number, _LIST_TYPES.get(element.get("type") or "", "decimal"))
            if not is_hidden(item, self._furniture.opened):
                self._mark = f"{shown}. " if tag == "ol" else "- "
                self._inside(item)
                self._close()
            self._mark = ""
            number += step

    def _table(self, element: Any) -> None:
        rows = rows_of(element, lambda cell: " ".join(words_of(cell).split()))
        if rows is None:  # it only lays out the page
            for cell in element.iter("td", "th"):
                if next(cell.iterancestors("table"), None) is element:
                    self._inside(cell)
                    self._close()
            return
        for caption in element.findall("caption"):
            self._out.append(Block("text", " ".join(words_of(caption).split())))
        self._out += rows

    def _close(self) -> None:
        """Ends the block under way: its lines are those that the author broke, joined where a sentence goes on."""
        words = "\n".join(" ".join(line.split()) for line in "".join(self._joined()).split("\n")).strip()
        self._line = []
        if box := box_of(words):
            self._mark = self._mark or f"{box}: "
        if not words or box:
            return
        parts = list(plain.blocks_of(words)) if "\n" in words else [Block("text", words)]
        first = parts[0]
        if self._mark and first.kind != "heading":
            kind: Kind = "bullet" if self._mark == "- " else "step" if self._mark.endswith(". ") else first.kind
            parts[0] = Block(kind, self._mark + first.text)
        self._mark = ""
        self._out += parts

    def _joined(self) -> Iterator[str]:
        """Line ends of the source are spaces; only <br> breaks a line."""
        for piece in self._line:
            yield piece if piece == "\n" else re.sub(r"\s+", " ", piece)


def words_of(element: Any) -> str:
    """The text of an element as it stands, without what nobody sees in it."""
    return "".join(_words(element))


def _words(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        tag = child.tag.lower() if isinstance(child.tag, str) else "script"
        if tag == "br":
            yield "\n"
        elif tag == "img":
            yield _alt(child)
        elif tag not in _NO_TEXT and not is_hidden(child, frozenset()) and not _is_permalink(child, tag):
            yield "" if tag in _INLINE else " "
            yield from _words(child)
            yield "" if tag in _INLINE else " "
        yield child.tail or ""


def _alt(image: Any) -> str:
    alt = (image.get("alt") or "").strip()
    return f" {alt} " if len(alt) <= MOST_ALT and not re.search(r"\.(png|jpe?g|gif|svg|webp)$", alt, re.I) else " "


def _is_permalink(element: Any, tag: str) -> bool:
    """A sign beside a heading, or a footnote's number."""
    words = "".join(element.itertext()).strip()
    if tag == "a" and (words in PERMALINKS or "headerlink" in (element.get("class") or "")):
        return True
    return tag == "sup" and any((link.get("href") or "").startswith("#") for link in element.iter("a"))


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip()) else otherwise
