"""Cuts what a model writes into sentences while it is written, each with the sources that it names. Pure."""

import re
from typing import Literal

from msgspec import Struct

MOST_SENTENCE = 500  # characters; a longer one can't be held to a passage
MOST_SENTENCES = 24

Mark = Literal["", "step", "bullet"]

_CITED = re.compile(r"\s*[\[【](\d{1,2}(?:\s*[,;]\s*\d{1,2})*)[\]】]")
_END = re.compile(r"[.!?…][\"”’')]*(?:\s*\[[\d,; ]{1,8}\])*[.]?\s+(?=[^\s\[]|\[[^\d\s])")
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:e\.g|i\.e|etc|incl|no|nr|approx|mr|mrs|dr|vs|\d{1,2})\.$", re.IGNORECASE)
_MARK = re.compile(r"^\s*(?:(\d{1,2}[.)])|[-*•])\s+")
_EMPHASIS = re.compile(r"\*\*|__|`|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])")


class Sentence(Struct, frozen=True):
    """A sentence without its marks; `cites` are the numbers it named, `mark` and `line` where it stood."""

    text: str
    cites: tuple[int, ...] = ()
    mark: Mark = ""
    line: int = 0


class Sentences:
    """Takes pieces of text, gives whole sentences."""

    def __init__(self) -> None:
        self._left = ""
        self._line = 0
        self._fresh = True  # nothing of the line was taken yet
        self._mark: Mark = ""

    def add(self, piece: str) -> list[Sentence]:
        """The sentences that end with this piece."""
        *lines, last = (self._left + piece.replace("\r", "")).split("\n")
        found: list[Sentence] = []
        for line in lines:
            self._cut(line + "\n", found)
            self._line, self._fresh, self._mark = self._line + 1, True, ""
        self._left = self._cut(last, found)
        return found

    def rest(self) -> list[Sentence]:
        """What is left once the answer has ended as it should."""
        return self.add("\n")

    @property
    def waiting(self) -> int:
        """Characters of the sentence that is under way."""
        return len(self._left)

    def _cut(self, text: str, found: list[Sentence]) -> str:
        """Takes the sentences off the front of a line; a line's end ends the last one."""
        if self._fresh and (mark := _MARK.match(text)):
            self._mark, self._fresh = "step" if mark[1] else "bullet", False
            text = text[mark.end() :]
        start = 0
        for end in _END.finditer(text):
            if _ABBREVIATION.search(text[start : end.start() + 1]):
                continue
            self._take(text[start : end.end()], found)
            start, self._fresh = end.end(), False
        if text.endswith("\n"):
            self._take(text[start:], found)
            return ""
        return text[start:]

    def _take(self, raw: str, found: list[Sentence]) -> None:
        cites = [int(n) for group in _CITED.findall(raw) for n in re.split(r"[,;]", group)]
        text = re.sub(r"\s+([.!?])$", r"\1", " ".join(_EMPHASIS.sub("", _CITED.sub("", raw)).split()))
        text = re.sub(r"([.!?])\.$", r"\1", text)
        if any(map(str.isalnum, text)):
            found.append(Sentence(text, tuple(dict.fromkeys(cites)), self._mark, self._line))
