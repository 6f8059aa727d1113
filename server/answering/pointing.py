"""Tells whether a question only points at the page ("why is this not accepted?") and has nothing to be looked up by.

Then the page's own words are the question. One word that neither the page nor this list has makes it a question of its
own, so that small talk on a page with an error is not taken for a question about the error.
"""

from server.answering.stuck import Stuck
from server.knowledge.words import words

POINTING = frozenset(
    words(
        "what why how where when cant cannot can could should not doesnt dont wont isnt wasnt didnt no help please hi"
        " hello whats thats work works working wrong here now still again problem issue error message mistake accept"
        " accepted refuse refused reject rejected invalid valid press click button field form box red grey gray save"
        " saving submit continue go going happen happens happening fix solve mean means say says show shows enter type"
        " try tried stuck get got need want let letting page thing something anything nothing all any just keep keeps"
        " always ok"
    )
)


def points_at(question: str, stuck: Stuck | None) -> bool:
    """Whether the question has no word of its own beside what the page shows."""
    if stuck is None or not stuck.words:
        return False
    return set(_words(question)) <= POINTING | set(_words(stuck.words))


def says_nothing(question: str) -> bool:
    """Whether the question only points ("what is this?"), at a page, a picture, anything."""
    return set(_words(question)) <= POINTING


def _words(text: str) -> list[str]:
    """As they are counted, "can't" as one word."""
    return words(text.replace("'", "").replace("’", ""))
