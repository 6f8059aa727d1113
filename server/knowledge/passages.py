"""Cuts a document into passages along its own structure: plain text, one block a line, steps numbered as they are seen.

A section (what stands below one heading) is a passage if it is short enough. A longer one is cut between blocks, where
a list or a table that fits into one passage stays whole; one that does not is cut between its steps or rows, a table
with its columns named again; a single block that is too long is cut between sentences.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from msgspec import Struct

from server.knowledge.documents import Block, Document
from server.understanding.language import UNKNOWN, language

MOST_CHARACTERS = 1_200  # a screenful; a longer section is cut between blocks
HEADING_JOINT = " › "
LEAST_WORDS = 12  # of a passage that is in another language than its document: fewer may be names and labels
BETWEEN_STEPS = 3  # blocks that may stand between two steps of one list: what a step shows, a warning, a line of code

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])")


class Draft(Struct, frozen=True):
    """A passage before it has an id. `heading` is the path of headings below the title, "" for the opening.

    `language` is ISO 639-1, "" where it can't be told.
    """

    heading: str
    anchor: str
    text: str
    language: str = ""


class _Run(Struct, frozen=True):
    """Blocks that belong together, as the items between which they may be cut if they must be."""

    items: list[list[Block]]
    columns: Block | None = None  # the row that names a table's columns


def cut(document: Document) -> list[Draft]:
    """The passages of a document in reading order. A first heading that repeats the title is not a section."""
    spoken = document.head.language or _spoken(block.text for block in document.blocks)
    return [
        Draft(heading, part[0].anchor or anchor, text := "\n".join(block.text for block in part), _own(text, spoken))
        for heading, anchor, blocks in _sections(document)
        for part in _portions(blocks)
    ]


def anchor_of(heading: str, seen: dict[str, int]) -> str:
    """The heading in lower case with hyphens; a repeated one gets a number. `seen` is the page's so far."""
    slug = re.sub(r"[^\w]+", "-", heading.lower()).strip("-") or "section"
    seen[slug] = seen.get(slug, 0) + 1
    return slug if seen[slug] == 1 else f"{slug}-{seen[slug]}"


def _sections(document: Document) -> Iterator[tuple[str, str, list[Block]]]:
    """(path of headings, anchor, what stands below) of each section."""
    path: dict[int, str] = {}
    seen: dict[str, int] = {}
    anchor, blocks = "", list[Block]()
    for block in document.blocks:
        if block.kind != "heading":
            blocks.append(block)
        elif block.level > 1 or path or block.text.strip() != document.title.strip():
            yield HEADING_JOINT.join(path[level] for level in sorted(path)), anchor, blocks
            path = {depth: name for depth, name in path.items() if depth < block.level} | {block.level: block.text}
            anchor, blocks = block.anchor or anchor_of(block.text, seen), []
    yield HEADING_JOINT.join(path[level] for level in sorted(path)), anchor, blocks


def _portions(blocks: list[Block]) -> Iterator[list[Block]]:
    """The blocks of one section, joined up to MOST_CHARACTERS."""
    part: list[Block] = []
    for run in _runs(blocks):
        whole = [block for item in run.items for block in item]
        if _fits(whole):
            if part and not _fits(part + whole):
                yield part
                part = []
            part = part + whole
            continue
        for piece in (piece for item in run.items for piece in _pieces(item)):
            if part and not _fits(part + piece):
                yield part
                named = run.columns is not None and run.columns not in piece and _fits([run.columns, *piece])
                part = [run.columns] if named and run.columns is not None else []
            part = part + piece
    if part:
        yield part


def _fits(blocks: list[Block]) -> bool:
    return sum(len(block.text) + 1 for block in blocks) - 1 <= MOST_CHARACTERS


def _runs(blocks: list[Block]) -> Iterator[_Run]:
    at = 0
    while at < len(blocks):
        end = _end_of_run(blocks, at)
        yield _run(blocks[at:end])
        at = end


def _end_of_run(blocks: list[Block], at: int) -> int:
    """Where the list or table ends that begins at `at`, the line that leads to it included; else the next block."""
    first = at + _leads(blocks, at)
    end, kind = first + 1, blocks[first].kind
    if kind == "step":
        between = 0
        for place in range(end, len(blocks)):
            between = 0 if blocks[place].kind == "step" else between + 1
            if between > BETWEEN_STEPS:
                break
            end = end if between else place + 1
    elif kind in {"bullet", "code"} or (kind == "row" and blocks[first].level):
        while end < len(blocks) and blocks[end].kind == kind and not blocks[end].level:
            end += 1
    else:
        return at + 1
    return end


def _leads(blocks: list[Block], at: int) -> bool:
    """Whether the block only says what the next one lists."""
    leading = blocks[at].kind == "text" and blocks[at].text.endswith(":") and at + 1 < len(blocks)
    return leading and blocks[at + 1].kind != "text"


def _run(blocks: list[Block]) -> _Run:
    """Items begin with a step, bullet or row, as the list has them; what leads to the first one is a part of it."""
    listed = blocks[0].kind if len(blocks) == 1 or blocks[0].kind != "text" else blocks[1].kind
    items = [[blocks[0]]]
    for before, block in pairwise(blocks):
        if block.kind == listed and (before is not blocks[0] or before.kind == listed):
            items.append([block])
        else:
            items[-1].append(block)
    return _Run(items, next((block for block in blocks[:2] if block.kind == "row" and block.level), None))


def _pieces(item: list[Block]) -> Iterator[list[Block]]:
    """The item as it is if it fits, else its blocks, cut where they are too long."""
    if _fits(item):
        yield item
        return
    for block in item:
        for text in _shortened(block.text):
            yield [Block(block.kind, text, block.level, block.anchor)]


def _shortened(text: str) -> Iterator[str]:
    """The text in parts of at most MOST_CHARACTERS: whole sentences, else whole words, else what fits."""
    part = ""
    for piece in _sentences(text):
        if part and len(part) + len(piece) + 1 > MOST_CHARACTERS:
            yield part
            part = ""
        part = f"{part} {piece}" if part else piece
    if part:
        yield part


def _sentences(text: str) -> Iterator[str]:
    for sentence in _SENTENCE_END.split(text) if len(text) > MOST_CHARACTERS else [text]:
        for word in [sentence] if len(sentence) <= MOST_CHARACTERS else sentence.split():
            yield from (word[at : at + MOST_CHARACTERS] for at in range(0, len(word), MOST_CHARACTERS))


def _spoken(texts: Iterable[str]) -> str:
    """The language of a whole document, by its beginning."""
    told = language(" ".join(text for text, _ in zip(texts, range(40), strict=False)))
    return "" if told.code == UNKNOWN else told.code


def _own(text: str, spoken: str) -> str:
    """The passage's own language if it speaks clearly, else its document's."""
    told = language(text)
    sure = told.certain and (not spoken or len(text.split()) >= LEAST_WORDS)
    return told.code if sure else spoken
