"""Keeps out of answers what the visitor has tried: articles read, passages about such a step, sentences for it."""

from collections.abc import Collection, Mapping

from server.conversation.sentences import Unit, units
from server.conversation.session import Talk
from server.knowledge.index import Passage
from server.understanding.tried import READ_HELP, asked_for, suggests, tried

MOST_SPENT = 0.5  # share of a passage's sentences from which what is left of it makes no sense alone
STAYS = frozenset({READ_HELP, "check_settings"})  # "Open Settings" is how a page is reached, not a way out


def note(talk: Talk, text: str, titles: Mapping[str, str]) -> None:
    """Remembers what a turn reports as tried; `titles` are the site's articles' by id."""
    for one in tried(text, titles):
        talk.tried.add(one.step)
        if one.article:
            talk.read.add(one.article)


def eliminated(talk: Talk, question: str) -> frozenset[str]:
    """The steps that no answer to this question may ask for; who asks how to do one may be told."""
    return frozenset(talk.tried - STAYS - asked_for(question))


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
