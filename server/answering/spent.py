"""Keeps out of answers what asks for a step that the visitor has tried: whole passages, or sentences of them. Pure."""

from collections.abc import Collection

from server.answering.sentences import Unit, units
from server.knowledge.index import Passage
from server.understanding.tried import suggests

MOST_SPENT = 0.5  # share of a passage's sentences from which what is left of it makes no sense alone


def is_spent(passage: Passage, steps: Collection[str]) -> bool:
    """Whether a passage has nothing to say beside steps that were tried."""
    if not steps:
        return False
    if suggests(passage.article.title).intersection(steps) or suggests(passage.heading).intersection(steps):
        return True
    parts = units(passage.text)
    return len(parts) - len(left(parts, steps)) > MOST_SPENT * len(parts)


def left(parts: list[Unit], steps: Collection[str]) -> list[Unit]:
    """The units that ask for none of the steps."""
    return [unit for unit in parts if not suggests(unit.text).intersection(steps)] if steps else parts


def runs(chosen: list[Unit]) -> list[list[Unit]]:
    """Units in pieces that stand together in their text, so that each piece is one quote."""
    pieces: list[list[Unit]] = []
    for unit in chosen:
        if pieces and unit.start - pieces[-1][-1].end <= 2:  # a space or a line's end between them
            pieces[-1].append(unit)
        else:
            pieces.append([unit])
    return pieces
