"""Chooses the words of a passage that answer, by how near each unit is to the question. Pure.

What is chosen stands together in the passage: the whole list that the nearest point is in, of a list of entries that
each say a thing of their own only the nearest, up to three sentences around the nearest one, the answer that follows a
question, or a row of a table with the row that names its columns.
"""

import re
from collections.abc import Sequence

from server.answering.sentences import ANAPHORA, Unit

MOST_STEPS = 8  # a longer procedure is read in the article
MOST_SENTENCES = 3
MOST_PROSE = 360  # characters of prose: what is read in a panel without scrolling
MOST_TOGETHER = 3  # rows of a table, or entries of a list, that are told at once
ROW_LEAD = 0.1  # cosine by which a bare row must be nearer than any sentence: without its columns' names it says little
TWIN = 0.03  # cosine behind the nearest row or entry within which another one is meant as well

_ENTRY = re.compile(r"- [^.:!?]{2,60}[.:] +\S")  # its name, and what is said of it


def excerpt(parts: Sequence[Unit], usable: Sequence[int], nearness: Sequence[float]) -> list[Unit]:
    """The units that answer, in order. `usable` are the places of those that may be given."""
    nearest = _nearest(parts, usable, nearness)
    match parts[nearest].kind:
        case "row":
            return _rows(parts, usable, nearness, nearest)
        case "sentence":
            return _prose(parts, nearest)
        case kind:
            first, last = _block(parts, nearest, kind)
            if _are_entries(parts[first:last]) and not (first and parts[first - 1].text.endswith(":")):
                return _near(parts, usable, nearness, nearest, range(first, last))
            return list(parts[max(first - 1, 0) : min(last, first + MOST_STEPS)])


def labels_itself(row: Unit) -> bool:
    """Whether a row names its columns with each value ("Plan: Solo | Seats: 1"), as sheets are read."""
    cells = row.text.split(" | ")
    return sum(": " in cell for cell in cells) * 2 > len(cells)


def is_entry(unit: Unit) -> bool:
    """Whether the point of a list says a thing of its own ("A phone app. It is ...") and is no part of another."""
    return unit.kind == "bullet" and _ENTRY.match(unit.text) is not None


def _nearest(parts: Sequence[Unit], usable: Sequence[int], nearness: Sequence[float]) -> int:
    """The place of the nearest unit that can be read out."""
    bare = {place for place in usable if parts[place].kind == "row" and not labels_itself(parts[place])}
    weighed = {place: nearness[place] - ROW_LEAD * (place in bare) for place in usable}
    return max(usable, key=lambda place: (weighed[place], -place))


def _rows(parts: Sequence[Unit], usable: Sequence[int], nearness: Sequence[float], nearest: int) -> list[Unit]:
    """The nearest row with those that are as near; before them the row that names the columns, where there is one."""
    first, last = _block(parts, nearest, "row")
    foremost = _near(parts, usable, nearness, nearest, range(first, last))
    unnamed = not labels_itself(parts[nearest]) and first in usable and parts[first] not in foremost
    return [parts[first], *foremost] if unnamed else foremost


def _near(
    parts: Sequence[Unit], usable: Sequence[int], nearness: Sequence[float], nearest: int, block: range
) -> list[Unit]:
    """The nearest of a block's rows or entries with those that are as near, in order."""
    near = [place for place in usable if place in block and nearness[place] >= nearness[nearest] - TWIN]
    foremost = sorted(near, key=lambda place: (-nearness[place], place))[:MOST_TOGETHER]
    return [parts[place] for place in sorted(foremost)]


def _are_entries(bullets: Sequence[Unit]) -> bool:
    return sum(map(is_entry, bullets)) * 2 > len(bullets)


def _block(parts: Sequence[Unit], at: int, kind: str) -> tuple[int, int]:
    """Where the run of units of one kind begins, and the place after its end."""
    first = next((place + 1 for place in range(at, -1, -1) if parts[place].kind != kind), 0)
    last = next((place for place in range(at, len(parts)) if parts[place].kind != kind), len(parts))
    return first, last


def _prose(parts: Sequence[Unit], nearest: int) -> list[Unit]:
    asked = nearest + 1 < len(parts) and parts[nearest].text.endswith("?") and parts[nearest + 1].kind == "sentence"
    nearest += asked  # the question of a list of questions: what follows is its answer
    first = nearest
    while first > 0 and parts[first].text.startswith(ANAPHORA) and parts[first - 1].kind == "sentence":
        first -= 1
    last = first + 1
    while (
        last < len(parts) and parts[last].kind == "sentence" and (last <= nearest or _fits(parts, first, last, asked))
    ):
        last += 1
    return list(parts[first:last])


def _fits(parts: Sequence[Unit], first: int, last: int, asked: bool) -> bool:
    """Whether one more sentence can still be read along; the next question of a list is none."""
    if parts[last].kind != "sentence":
        return False
    room = last - first < MOST_SENTENCES and parts[last].end - parts[first].start <= MOST_PROSE
    return room and not (asked and parts[last].text.endswith("?"))
