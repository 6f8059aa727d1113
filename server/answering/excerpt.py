"""Chooses the words of a passage that answer, by how near each unit is to the question. Pure.

What is chosen stands together in the passage: its steps, or the sentence beside them that answers; the whole list that
the nearest point is in, of a list of entries that each say a thing of their own only the nearest; up to three sentences
around the nearest one; the answer that follows a question; or a row of a table with the row that names its columns. A
sentence that announces something comes with it.
"""

import re
from collections.abc import Sequence
from statistics import median

from server.answering.sentences import Unit, leans

MOST_STEPS = 8  # a longer procedure is read in the article
MOST_SENTENCES = 3
MOST_PROSE = 360  # characters of prose: what is read in a panel without scrolling
MOST_TOGETHER = 3  # rows of a table, or entries of a list, that are told at once
BETWEEN_STEPS = 2  # units that may stand between two steps: what the first one shows
ROW_LEAD = 0.03  # nearness by which a row must be nearer than any sentence: its columns' names are read before it
UNNAMED_LEAD = 0.1  # and one without columns' names, which says little
MANY = 4  # points of a list, from which it is long to read for the sake of one
OUTLIES = 0.15  # nearness by which a point that is a sentence of its own is nearer than the middle of its list
TWIN = 0.03  # nearness behind the nearest row or entry within which another one is meant as well
ALONG = 0.06  # nearness behind the nearest sentence within which one before it is read along
TELLS = 0.1  # nearness by which words may be nearer than those that say the price or the time that was asked for
ASIDE = 0.02  # nearness by which a sentence must be nearer than every step to be the answer in their stead

_ENTRY = re.compile(r"- [^.:!?]{2,60}[.:] +\S")  # its name, and what is said of it
_CELL_END = re.compile(r"(?:^| )\| ")
_NUMBER = re.compile(r"(\d+)\. ")


def excerpt(
    parts: Sequence[Unit],
    usable: Sequence[int],
    nearness: Sequence[float],
    *,
    how: bool = False,
    replies: bool = False,
    valued: Sequence[int] = (),
) -> list[Unit]:
    """The units that answer, in order. `usable` are the places of those that may be given.

    `how` says that a way to do it is asked for; with `replies` the heading is a question, which they answer from the
    first one on. `valued` are the places of those that say a value of the kind that is asked for.
    """
    nearest = _telling(nearness, valued, _nearest(parts, usable, nearness))
    steps = _steps(parts, usable)
    if steps and (nearest in steps or nearest not in valued):
        return _procedure(parts, nearness, nearest, steps, how, replies)
    match parts[nearest].kind:
        case "row":
            return _rows(parts, usable, nearness, nearest)
        case "sentence":
            return _announced(parts, usable, nearness, _prose(parts, nearness, nearest, replies))
        case kind:
            first, last = _block(parts, nearest, kind)
            announced = first and parts[first - 1].text.endswith(":")
            apart = _are_entries(parts[first:last]) or _outlies(parts, nearness, nearest, first, last)
            if apart and not announced:
                return _near(parts, usable, nearness, nearest, range(first, last))
            return list(parts[max(first - 1, 0) : min(last, first + MOST_STEPS)])


def has_steps(parts: Sequence[Unit]) -> bool:
    """Whether somebody is told step by step what to do."""
    return any(unit.kind == "step" for unit in parts)


def labels_itself(row: Unit) -> bool:
    """Whether a row names its columns with each value ("Plan: Solo | Seats: 1"), as sheets are read."""
    cells = row.text.split(" | ")
    return sum(": " in cell for cell in cells) * 2 > len(cells)


def is_entry(unit: Unit) -> bool:
    """Whether the point of a list says a thing of its own ("A phone app. It is ...") and is no part of another."""
    return unit.kind == "bullet" and _ENTRY.match(unit.text) is not None


def read_out(parts: Sequence[Unit]) -> list[str]:
    """What each unit says by itself: a row of a table with the names of its columns."""
    said, columns = [], list[str]()
    for place, unit in enumerate(parts):
        if unit.kind != "row" or labels_itself(unit):
            said.append(unit.text)
            continue
        cells = _CELL_END.split(unit.text)
        if place == 0 or parts[place - 1].kind != "row":
            columns = cells
            said.append(unit.text)
        else:
            named = [f"{name}: {cell}" if name else cell for name, cell in zip(columns, cells, strict=False)]
            said.append(", ".join(named + cells[len(columns) :]))
    return said


def _nearest(parts: Sequence[Unit], usable: Sequence[int], nearness: Sequence[float]) -> int:
    """The place of the nearest unit that can be read out."""
    weighed = {place: nearness[place] - _handicap(parts, place) for place in usable}
    return max(usable, key=lambda place: (weighed[place], -place))


def _handicap(parts: Sequence[Unit], place: int) -> float:
    if parts[place].kind != "row" or labels_itself(parts[place]):
        return 0.0
    return ROW_LEAD if place and parts[place - 1].kind == "row" else UNNAMED_LEAD


def _steps(parts: Sequence[Unit], usable: Sequence[int]) -> range:
    """The places of the first procedure, with what stands between its steps; empty where there is none."""
    first = next((place for place in usable if parts[place].kind == "step"), len(parts))
    last, between, count = first, 0, 0
    for place in range(first, len(parts)):
        if parts[place].kind != "step":
            between += 1
            continue
        if between > BETWEEN_STEPS or (between and _number(parts[place]) <= _number(parts[last])):
            break
        last, between, count = place, 0, count + 1
        if count == MOST_STEPS:
            break
    after = next((place for place in range(last + 1, len(parts)) if parts[place].kind == "sentence"), len(parts))
    return range(first, max(last + 1, min(after, first + MOST_STEPS)) if count else first)


def _number(step: Unit) -> int:
    found = _NUMBER.match(step.text)
    return int(found[1]) if found else 0


def _telling(nearness: Sequence[float], valued: Sequence[int], nearest: int) -> int:
    """The nearest place that says the value that is asked for, where it is nearly as near as the nearest of all."""
    if not valued or nearest in valued:
        return nearest
    best = max(valued, key=lambda place: (nearness[place], -place))
    return best if nearness[best] >= nearness[nearest] - TELLS else nearest


def _procedure(
    parts: Sequence[Unit],
    nearness: Sequence[float],
    nearest: int,
    steps: range,
    how: bool,
    replies: bool,
) -> list[Unit]:
    """The steps; or the sentence beside them that answers: before them it leads to them, behind them it has its say."""
    whole = list(parts[steps.start : steps.stop])
    nearer = nearness[nearest] >= max(nearness[place] for place in steps) + ASIDE
    if parts[nearest].kind != "sentence" or nearest in steps or not nearer or parts[nearest].text.endswith(":"):
        return whole
    if nearest < steps.start:
        leads = parts[nearest : steps.start]
        short = len(leads) <= MOST_SENTENCES and leads[-1].end - leads[0].start <= MOST_PROSE
        return [*leads, *whole] if short else whole
    follows = nearest == steps.stop and leans(parts[nearest].text)
    return [*whole, parts[nearest]] if how or follows else _prose(parts, nearness, nearest, replies)


def _rows(parts: Sequence[Unit], usable: Sequence[int], nearness: Sequence[float], nearest: int) -> list[Unit]:
    """The nearest row with those that are as near; before them the row that names the columns, where there is one.

    A short table of which several rows are meant is told whole.
    """
    first, last = _block(parts, nearest, "row")
    foremost = _near(parts, usable, nearness, nearest, range(first, last))
    below = [parts[place] for place in usable if first < place < last]
    if 1 < len(foremost) < len(below) <= MOST_TOGETHER:
        foremost = below
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


def _outlies(parts: Sequence[Unit], nearness: Sequence[float], nearest: int, first: int, last: int) -> bool:
    """Whether a point of a list of sentences, such as house rules, is what was asked, and the others are not."""
    sentences = all(unit.text.endswith((".", "!")) for unit in parts[first:last])
    return last - first >= MANY and sentences and nearness[nearest] >= median(nearness[first:last]) + OUTLIES


def _block(parts: Sequence[Unit], at: int, kind: str) -> tuple[int, int]:
    """Where the run of units of one kind begins, and the place after its end."""
    first = next((place + 1 for place in range(at, -1, -1) if parts[place].kind != kind), 0)
    last = next((place for place in range(at, len(parts)) if parts[place].kind != kind), len(parts))
    return first, last


def _announced(
    parts: Sequence[Unit], usable: Sequence[int], nearness: Sequence[float], prose: list[Unit]
) -> list[Unit]:
    """Sentences with what the last of them announces: the points that follow, or the rows that are nearest."""
    place = next(place for place, unit in enumerate(parts) if unit.start == prose[-1].start) + 1
    if not prose[-1].text.endswith(":") or place == len(parts):
        return prose
    first, last = _block(parts, place, kind := parts[place].kind)
    if kind == "sentence":
        return prose
    if kind != "row":
        return [*prose, *parts[first : min(last, first + MOST_STEPS)]]
    below = [one for one in usable if first < one < last] or [one for one in usable if first <= one < last]
    if not below:
        return prose
    return [*prose, *_rows(parts, usable, nearness, max(below, key=lambda one: (nearness[one], -one)))]


def _prose(parts: Sequence[Unit], nearness: Sequence[float], nearest: int, replies: bool) -> list[Unit]:
    asked = nearest + 1 < len(parts) and parts[nearest].text.endswith("?") and parts[nearest + 1].kind == "sentence"
    nearest += asked  # the question of a list of questions: what follows is its answer
    first = nearest if asked else _beginning(parts, nearness, nearest, replies)
    last = first + 1
    while (
        last < len(parts) and parts[last].kind == "sentence" and (last <= nearest or _fits(parts, first, last, asked))
    ):
        last += 1
    return list(parts[first:last])


def _beginning(parts: Sequence[Unit], nearness: Sequence[float], nearest: int, replies: bool) -> int:
    """From which sentence on the nearest one is read: what it leans on, and what is nearly as near, comes before it."""
    first = reached = nearest
    while reached > 0 and parts[reached - 1].kind == "sentence" and _is_brief(parts, reached - 1, nearest):
        reached -= 1
        if (replies and not reached) or nearness[reached] >= nearness[nearest] - ALONG:
            first = reached
    while first > 0 and leans(parts[first].text) and parts[first - 1].kind == "sentence":
        first -= 1
    return first


def _is_brief(parts: Sequence[Unit], first: int, last: int) -> bool:
    short = last - first < MOST_SENTENCES and parts[last].end - parts[first].start <= MOST_PROSE
    return short and not parts[first].text.endswith(("?", ":"))


def _fits(parts: Sequence[Unit], first: int, last: int, asked: bool) -> bool:
    """Whether one more sentence can still be read along; the next question of a list is none."""
    if parts[last].kind != "sentence":
        return False
    room = last - first < MOST_SENTENCES and parts[last].end - parts[first].start <= MOST_PROSE
    return room and not (asked and parts[last].text.endswith("?"))
