"""Turns that nothing fits gather by what they are about; a lone one stays alone."""

import numpy as np

from models.encode import Encoder
from server.learning.edge import groups

APP = [
    "is there a mobile app",
    "do you have an app for my phone",
    "an android app would help",
    "mobile app for iphone?",
]
JOBS = ["are you hiring developers", "do you have open jobs", "are there any job openings at your company"]
ALONE = ["how tall is mount everest"]


def test_wordings_of_one_thing_are_one_group_and_the_largest_comes_first(encoder: Encoder) -> None:
    texts = [*JOBS, *ALONE, *APP]
    found, alone = groups(encoder.encode_many(texts), texts, [f"visitor-{n}" for n in range(len(texts))])
    assert [{texts[row] for row in group.rows} for group in found] == [set(APP), set(JOBS)]
    assert [texts[row] for row in alone] == ALONE
    assert "app" in found[0].words
    assert not {"the", "you", "are"} & {word for group in found for word in group.words}


def test_one_visitor_who_repeats_it_is_no_group(encoder: Encoder) -> None:
    found, alone = groups(encoder.encode_many(APP), APP, ["the same"] * len(APP))
    assert found == []
    assert len(alone) == len(APP)


def test_nothing_gives_nothing() -> None:
    assert groups(np.empty((0, 384), np.float32), [], []) == ([], [])


def test_strangers_to_each_other_stand_alone(encoder: Encoder) -> None:
    texts = ["how tall is mount everest", "play some music", "my washing machine leaks", "book me a flight"]
    found, alone = groups(encoder.encode_many(texts), texts, list("abcd"))
    assert (found, len(alone)) == ([], 4)
