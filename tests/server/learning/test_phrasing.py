"""A new way to say an old thing is learned from thirty confirmed cases, and counts for wordings never seen."""

from pathlib import Path

from server.learning.statistics import paired_interval
from server.understanding import Understanding

from .conftest import NOW, SAYINGS, SITE, Saying, School

# Our own words: visitors of one site who can't sign in speak of bouncers, doormen and magic words.
SLANG = (Path(__file__).parent / "slang.txt").read_text(encoding="utf-8").splitlines()
CONFIRMED, UNSEEN = SLANG[:30], SLANG[30:]
ARTICLE, INTENT = f"{SITE}:wrong-password.md", "access"


def recognised(school: School, texts: list[str]) -> list[bool]:
    """For each text whether it is taken for INTENT, by today's champion."""
    understanding = Understanding.load(school.room.registry, school.room.encoder)
    found = [understanding.understand(text) for text in texts]
    return [one.intent == INTENT and not one.out_of_scope for one in found]


def test_slang_is_understood_after_thirty_confirmed_cases_and_nothing_else_gets_worse(school: School) -> None:
    before, others = recognised(school, UNSEEN), recognised(school, [saying.text for saying in SAYINGS])
    for number, saying in enumerate(SAYINGS):
        school.episode(saying, heldout=number % 4 == 0)
    for text in CONFIRMED:
        school.episode(Saying(text, "/sign-in", ARTICLE), outcome="confirmed")
    intent, _ = school.room.learn(SITE, NOW)
    assert intent.verdict == "promoted", intent.reason
    after = recognised(school, UNSEEN)
    difference, low, _ = paired_interval(before, after)
    assert difference > 0.3, (sum(before), sum(after))
    assert low > 0
    taken = recognised(school, [saying.text for saying in SAYINGS])
    assert sum(now and not then for now, then in zip(taken, others, strict=True)) <= len(SAYINGS) // 20


def test_without_the_cases_the_slang_stays_as_strange_as_it_was(school: School) -> None:
    before = recognised(school, UNSEEN)
    for number, saying in enumerate(SAYINGS):
        school.episode(saying, heldout=number % 4 == 0)
    school.room.learn(SITE, NOW)
    difference, low, _ = paired_interval(before, recognised(school, UNSEEN))
    assert difference < 0.3
    assert low <= 0
