"""Cuts a passage into what can be quoted: list lines and sentences, each with its exact place in the text."""

import re
from typing import Literal

from msgspec import Struct

Kind = Literal["step", "bullet", "row", "sentence"]

ANAPHORA = (  # mean nothing alone
    *("It ", "This ", "They ", "That ", "These ", "Those ", "Then ", "Otherwise", "But ", "So ", "After that", "Both "),
    *("Afterwards", "Neither ", "Instead"),
)

_STEP, _BULLET = re.compile(r"^\d+\. "), re.compile(r"^- ")
_END = re.compile(r"(?<=[.!?])[\"”’')\]]*\s+(?=[\"“(\[]?[A-Z0-9])")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|incl|no|nr|approx|Mr|Mrs|Dr|vs)\.)$", re.IGNORECASE)


_SAME = re.compile(
    r"\b(?:does|do|is|are|happens|applies|goes for) the same\b|\b[Tt]he same (?:applies|goes|holds|way)\b"
)


class Unit(Struct, frozen=True):
    """text[start:end] of a passage: one step, bullet, row of a table or sentence."""

    kind: Kind
    text: str
    start: int
    end: int


def units(text: str) -> list[Unit]:
    """The units of a passage in order."""
    found: list[Unit] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            found += _line(line, at)
        at += len(line) + 1
    return found


def leans(text: str) -> bool:
    """Whether a sentence means nothing without the one before it."""
    return text.startswith(ANAPHORA) or _SAME.search(text) is not None


def _line(line: str, at: int) -> list[Unit]:
    if _STEP.match(line):
        return [Unit("step", line, at, at + len(line))]
    if _BULLET.match(line):
        return [Unit("bullet", line, at, at + len(line))]
    if " | " in line:
        return [Unit("row", line, at, at + len(line))]
    parts: list[Unit] = []
    start = 0
    for gap in _END.finditer(line):
        if _ABBREVIATION.search(line[start : gap.start()]):
            continue
        end = gap.start() + len(gap.group().rstrip())  # closing quotes belong to the sentence
        parts.append(Unit("sentence", line[start:end], at + start, at + end))
        start = gap.end()
    parts.append(Unit("sentence", line[start:].rstrip(), at + start, at + len(line.rstrip())))
    return parts
