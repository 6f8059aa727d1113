"""Rated dialogues of our own: moods rank as their ratings do, falls are found, context helps to see frustration."""

import numpy as np
import pytest

from models.evaluate import ranking_quality
from server.understanding import Understanding
from server.understanding.trajectory import mood_of
from tests.server.understanding.dialogues import Followed, Rated, drops, f1, follow_all, read_dialogues, spearman

DIALOGUES = read_dialogues("dialogues.json")
TURNS = [turn for dialogue in DIALOGUES for turn in dialogue]


@pytest.fixture(scope="module")
def followed(shipped: Understanding) -> list[Followed]:
    return [one for dialogue in DIALOGUES for one in follow_all(shipped, [turn.says for turn in dialogue])]


def test_there_are_thirty_dialogues_and_none_was_tuned_on() -> None:
    assert len(DIALOGUES) == 30
    tuned = {turn.says for dialogue in read_dialogues("dialogues_tuned_on.json") for turn in dialogue}
    assert not tuned & {turn.says for turn in TURNS}


def test_moods_rank_as_the_ratings_do(followed: list[Followed]) -> None:
    moods = [mood_of(one.understood.sentiment_score, one.understood.frustration) for one in followed]
    assert spearman(moods, [turn.rating for turn in TURNS]) >= 0.68


def test_drops_are_found_better_than_by_any_constant_answer(followed: list[Followed]) -> None:
    told = np.array([one.risk.mood.dropped for one in followed])
    fallen = np.array([drop for dialogue in DIALOGUES for drop in drops(dialogue)])
    constants = max(f1(np.zeros_like(told), fallen), f1(np.ones_like(told), fallen))
    assert f1(told, fallen) >= max(0.55, constants + 0.1)


def test_context_shows_frustration_that_a_turn_alone_does_not(followed: list[Followed]) -> None:
    upset = np.array([turn.frustrated for turn in TURNS])
    alone = np.array([one.understood.frustration for one in followed])
    within = np.array([one.risk.frustration for one in followed])
    in_context = ranking_quality(within[upset], within[~upset])
    assert in_context >= 0.85
    assert in_context > ranking_quality(alone[upset], alone[~upset])


def test_drops_are_read_from_ratings() -> None:
    assert drops([Rated("a", 0, False), Rated("b", -1, False), Rated("c", -1, False), Rated("d", -2, True)]) == [
        False,
        True,
        False,
        True,
    ]


def test_spearman_shares_ties() -> None:
    assert spearman([1, 1, 2], [3, 3, 9]) == pytest.approx(1)
    assert spearman([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)
