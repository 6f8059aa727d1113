"""Makes blocks of the lines of a PDF: headings by outline or by their letters, paragraphs, lists and tables. Pure.

Lines are one paragraph while they follow each other closely; a word that was divided at a line's end is whole again.
The size that most letters have is the text's; lines in larger letters, or short ones in bold, are headings.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median

from server.knowledge.documents import Block
from server.knowledge.formats.printed import Line

LARGER = 1.12  # than the text, from which a line is a heading
LONGEST_HEADING = 160  # characters
LONGEST_BOLD = 90  # characters of a bold line in the text's size that is a heading
GAP = 1.3  # of the usual distance between lines, from which a paragraph begins
ALIGNED = 3.0  # pt, by which the cells of a column may begin or end apart
INDENT = 0.8  # of the letters' size
SHORT = 0.7  # of a full line: a paragraph may end there
OTHER_SIZE = 0.15  # of the letters' size, by which those of one paragraph may differ
LEVELS = 6
USUAL_GAP = 1.2  # of the letters' size, where a document has too few lines to tell

_STEP = re.compile(r"^(\d{1,3})\s*[.)]\s+(?=\S)")
_BARE_STEP = re.compile(r"^(\d{1,2})$")
_BULLET = re.compile(r"^[•◦▪●○■‣⁃·–\uf0b7\uf0a7*-]\s+(?=\S)|^[•◦▪●○■‣\uf0b7\uf0a7](?=\S)")
_CONTENTS = re.compile(r"(?:\.\s?){4,}\s*\d+\s*$")
_ENDS = re.compile(r"[.!?:;。！？][\"”’)]?$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}


def blocks_of(lines: Sequence[Line], outline: Mapping[tuple[int, str], int]) -> list[Block]:
    """The blocks of a document's lines; `outline` has the level of each (page, squeezed heading)."""
    lines = [line for line in lines if not _CONTENTS.search(line.text)]
    return _Flow(lines, _levels(lines, outline)).blocks() if lines else []


def squeezed(text: str) -> str:
    """A heading as the outline and the page are compared."""
    return "".join(text.lower().split())


def _levels(lines: Sequence[Line], outline: Mapping[tuple[int, str], int]) -> list[int]:
    """The level of each line as a heading, 0 for text."""
    text_size = _most_used(lines)
    told = [outline.get((line.page, squeezed(line.text)), 0) for line in lines]
    by_size = {_rounded(line.size): level for line, level in zip(lines, told, strict=True) if level}
    looks = [_looks(line, text_size, bold=not by_size) for line in lines]
    deepest = max(by_size.values(), default=0)
    larger = sorted({size for size in looks if size and size not in by_size}, reverse=True)
    ranks = {size: min(deepest + rank, LEVELS) for rank, size in enumerate(larger, 1)}
    if by_size and larger:  # what is larger than all chapters is the title
        ranks = {size: 1 if size > max(by_size) else level for size, level in ranks.items()}
    return [
        level or (min(by_size.get(size, ranks.get(size, 0)), LEVELS) if size else 0)
        for level, size in zip(told, looks, strict=True)
    ]


def _looks(line: Line, text_size: float, bold: bool) -> float:
    """The size of a line that looks like a heading, the text's for a bold one; 0 for text."""
    if not any(map(str.isalpha, line.text)) or len(line.text) > LONGEST_HEADING:
        return 0
    if line.size >= LARGER * text_size:
        return _rounded(line.size)
    short = len(line.text) <= LONGEST_BOLD and len(line.parts) == 1 and not _ENDS.search(line.text)
    return text_size if bold and line.bold and short and line.size >= 0.95 * text_size else 0


def _most_used(lines: Sequence[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[_rounded(line.size)] += len(line.text)
    return sizes.most_common(1)[0][0]


def _rounded(size: float) -> float:
    return round(size * 2) / 2


class _Flow:
    """Goes through the lines; `_open` are those of the paragraph, list item or heading under way."""

    def __init__(self, lines: Sequence[Line], levels: Sequence[int]) -> None:
        self._lines, self._levels = lines, levels
        gaps = [a.y - b.y for a, b in pairwise(lines) if a.page == b.page and 0 < a.y - b.y < 3 * a.size]
        self._gap = median(gaps) if gaps else USUAL_GAP * lines[0].size
        self._full = sorted(len(line.text) for line in lines)[len(lines) * 9 // 10]
        self._known = Counter(word.lower() for line in lines for word in _WORD.findall(line.text))
        self._out: list[Block] = []
        self._open: list[Line] = []
        self._level = 0
        self._step = 0

    def blocks(self) -> list[Block]:
        at = 0
        while at < len(self._lines):
            end = self._end_of_table(at)
            if end - at > 1:
                self._close()
                self._out += _rows(self._lines[at:end])
                at = end
                continue
            line, level = self._lines[at], self._levels[at]
            if self._open and not self._goes_on(self._open[-1], line, level):
                self._close()
            self._level = level
            self._open.append(line)
            at += 1
        self._close()
        return self._out

    def _goes_on(self, before: Line, line: Line, level: int) -> bool:
        """Whether the line goes on what is open."""
        if level or self._level:
            near = before.page == line.page and 0 < before.y - line.y < 1.6 * line.size
            return level == self._level and near and abs(before.size - line.size) < 0.5
        marked = _marker(line)
        if marked and (marked == "-" or self._counts_on(int(marked), before, line)):
            return False
        if before.page != line.page or line.y > before.y:  # the next page or column
            return not _ENDS.search(before.text) and line.text[:1].islower()
        if before.y - line.y > GAP * max(self._gap, USUAL_GAP * line.size):
            return False
        if abs(before.size - line.size) > OTHER_SIZE * line.size or max(len(before.parts), len(line.parts)) > 2:
            return False
        if not _ENDS.search(before.text):
            return True
        indented = line.starts[0] > before.starts[0] + INDENT * line.size and not _marker(before)
        ended = len(before.text) < SHORT * self._full and not line.text[:1].islower()
        return not (indented or ended)

    def _counts_on(self, number: int, before: Line, line: Line) -> bool:
        """Whether a number at a line's start is that of a step, not of a sentence that goes on."""
        return number in {1, self._step + 1} or before.y - line.y > GAP * self._gap

    def _end_of_table(self, at: int) -> int:
        """Behind the last row of a table that begins at `at`: two rows stand exactly in their columns, or more."""
        first = at + 1 if self._names_columns(at) else at
        end = first
        while (
            end < len(self._lines)
            and self._is_row(end)
            and _aligned(self._lines[max(first, end - 1)], self._lines[end])
        ):
            end += 1
        return end if end - first > 1 else at

    def _is_row(self, at: int) -> bool:
        return len(self._lines[at].parts) > 1 and not _marker(self._lines[at])

    def _names_columns(self, at: int) -> bool:
        """Whether the next line begins a table and this one stands above its columns, in whatever way."""
        if at + 1 >= len(self._lines) or not (self._is_row(at) and self._is_row(at + 1)):
            return False
        line, below = self._lines[at], self._lines[at + 1]
        return len(line.parts) == len(below.parts) and all(
            max(here) < min(after) for here, after in pairwise(zip(line.starts, below.starts, strict=True))
        )

    def _close(self) -> None:
        lines, self._open = self._open, []
        if not lines:
            return
        anchor = f"page={lines[0].page}"
        text = self._joined([_marked(line) for line in lines]).translate(_LIGATURES)
        if self._level:
            self._out.append(Block("heading", text, self._level, anchor))
        elif step := _STEP.match(text):
            self._step = int(step.group(1))
            self._out.append(Block("step", f"{self._step}. {text[step.end() :]}", 0, anchor))
        elif bullet := _BULLET.match(text):
            self._out.append(Block("bullet", f"- {text[bullet.end() :]}", 0, anchor))
        else:
            self._out.append(Block("text", text, 0, anchor))

    def _joined(self, texts: list[str]) -> str:
        whole = texts[0]
        for text in texts[1:]:
            if re.search(r"\w[-\u2010\xad]$", whole) and text[:1].islower():
                first, second = _WORD.findall(whole)[-1:], _WORD.findall(text)[:1]
                divided = f"{first[0] if first else ''}-{second[0] if second else ''}".lower()
                keep = self._known[divided] > self._known[divided.replace("-", "")]
                whole = (whole if keep else whole[:-1]) + text
            else:
                whole = f"{whole} {text}"
        return whole


def _rows(lines: Sequence[Line]) -> Iterator[Block]:
    """The rows of a table; its first line names the columns if it is set apart by its letters or holds no numbers."""
    named = (lines[0].bold and not lines[1].bold) or not any(map(str.isdigit, lines[0].text))
    for at, line in enumerate(lines):
        yield Block("row", " | ".join(line.parts).translate(_LIGATURES), int(named and at == 0), f"page={line.page}")


def _aligned(above: Line, line: Line) -> bool:
    """Whether each part begins or ends where the part above it does."""
    return len(above.starts) == len(line.starts) and all(
        abs(above.starts[column] - line.starts[column]) <= ALIGNED
        or abs(above.ends[column] - line.ends[column]) <= ALIGNED
        for column in range(len(line.starts))
    )


def _marker(line: Line) -> str:
    """The number of a step, "-" for a bullet, "" for neither."""
    text = _marked(line)
    if step := _STEP.match(text):
        return step.group(1)
    return "-" if _BULLET.match(text) else ""


def _marked(line: Line) -> str:
    """The line's text; a number that stands apart at its start is a step's."""
    if len(line.parts) == 2 and _BARE_STEP.match(line.parts[0]) and line.starts[1] - line.starts[0] < 3 * line.size:
        return f"{line.parts[0]}. {line.parts[1]}"
    return line.text
