"""Counts the lists of a Word document as Word does, so that a step bears the number that its reader sees. Pure."""

import re
from typing import Any

from msgspec import Struct

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BULLET, NOTHING = "bullet", "none"
DEEPEST_LEVEL = 9
LARGEST_ROMAN = 3_999

_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


class Level(Struct, frozen=True):
    """One level of a list: `text` is "%1." or "%1.%2)", a place for each level's number."""

    format: str = "decimal"
    start: int = 1
    text: str = "%1."


class Numbered(Struct, frozen=True):
    """A list: the levels that it counts in may be another's, too."""

    abstract: str
    restarts: dict[int, int]  # level -> number, at the list's first paragraph


class Numbering:
    """The lists that a document declares, and how far each has counted.

    `levels` are named by `abstract`, `lists` by what their paragraphs say.
    """

    def __init__(self, levels: dict[str, dict[int, Level]], lists: dict[str, Numbered]) -> None:
        self._levels = levels
        self._lists = lists
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()

    def mark(self, number: str, level: int) -> str:
        """What stands before the next paragraph of list `number` at `level` (0 is the outermost): "2. ", "- " or ""."""
        known = self._lists.get(number)
        if known is None or not 0 <= level < DEEPEST_LEVEL:
            return ""
        levels = self._levels.get(known.abstract, {})
        shown = levels.get(level, Level())
        if shown.format in {BULLET, NOTHING}:
            return "- " if shown.format == BULLET else ""
        counts = self._count(number, known, levels, level)
        text = _PLACE.sub(lambda place: _shown(levels, counts, int(place.group(1)) - 1), shown.text)
        return f"{text.strip(' .):(')}. " if text.strip(" .):(") else ""

    def _count(self, number: str, known: Numbered, levels: dict[int, Level], level: int) -> list[int | None]:
        counts = self._counts.setdefault(known.abstract, [None] * DEEPEST_LEVEL)
        if number not in self._begun:
            self._begun.add(number)
            for each, start in known.restarts.items():
                counts[each] = start - 1
        before = counts[level]
        counts[level] = levels.get(level, Level()).start if before is None else before + 1
        counts[level + 1 :] = [None] * (DEEPEST_LEVEL - level - 1)
        return counts


def declared(part: Any | None) -> Numbering:
    """The lists in the numbering part of a package; none where there is no such part."""
    if part is None:
        return Numbering({}, {})
    levels = {
        abstract.get(f"{W}abstractNumId", ""): dict(map(_level, abstract.findall(f"{W}lvl")))
        for abstract in part.findall(f"{W}abstractNum")
    }
    return Numbering(levels, {each.get(f"{W}numId", ""): _list(each) for each in part.findall(f"{W}num")})


def _level(element: Any) -> tuple[int, Level]:
    format, text = _value(element, "numFmt") or "decimal", _value(element, "lvlText")
    return whole(element.get(f"{W}ilvl", "")), Level(format, whole(_value(element, "start"), 1), text or "%1.")


def _list(element: Any) -> Numbered:
    restarts = {
        whole(override.get(f"{W}ilvl", "")): whole(_value(override, "startOverride"), 1)
        for override in element.findall(f"{W}lvlOverride")
        if override.find(f"{W}startOverride") is not None
    }
    kept = {level: start for level, start in restarts.items() if 0 <= level < DEEPEST_LEVEL}
    return Numbered(_value(element, "abstractNumId"), kept)


def _value(element: Any, name: str) -> str:
    found = element.find(f"{W}{name}")
    return "" if found is None else str(found.get(f"{W}val") or "")


def whole(text: str, otherwise: int = 0) -> int:
    """The number in an attribute; `otherwise` where there is none."""
    return int(text) if re.fullmatch(r"-?\d{1,6}", text) else otherwise


def _shown(levels: dict[int, Level], counts: list[int | None], level: int) -> str:
    declared = levels.get(level, Level())
    return formatted(counts[level] if counts[level] is not None else declared.start, declared.format)


def formatted(number: int | None, format: str) -> str:
    """The number as Word writes it: "4", "04", "d", "IV"."""
    if number is None or number < 1:
        return str(number or 0)
    if format.lower() in {"lowerletter", "upperletter"}:
        text = chr(97 + (number - 1) % 26) * min(1 + (number - 1) // 26, 9)
    elif format.lower() in {"lowerroman", "upperroman"} and number <= LARGEST_ROMAN:
        text = _roman(number)
    else:
        return f"{number:02}" if format == "decimalZero" else str(number)
    return text.upper() if format.startswith("upper") else text


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text
