"""The mood's level follows the turns, its slope has their direction, and a fall is told once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.understanding.trajectory import MOST_TURNS, Trajectory, follow, mood_of, slope


def followed(*moods: float) -> Trajectory:
    trajectory = Trajectory()
    for mood in moods:
        trajectory = follow(trajectory, mood)
    return trajectory


def test_level_goes_half_way_to_each_turn() -> None:
    assert followed(0.4).level == 0.4
    assert followed(0.4, -0.4).level == pytest.approx(0.0)


def test_slope_has_the_direction_of_the_latest_turns() -> None:
    assert slope((0.1, 0.2, 0.3)) == pytest.approx(0.1)
    assert followed(0.5, 0.2, -0.1, -0.4).slope == pytest.approx(-0.3)
    assert followed(0.3).slope == 0.0


def test_a_fall_is_told_at_its_turn_and_not_again() -> None:
    fallen = followed(0.0, 0.1, -0.8)
    assert fallen.dropped
    assert not follow(fallen, -0.5).dropped
    assert follow(fallen, -0.5).drops == 1


def test_a_happy_visitor_who_becomes_factual_has_not_dropped() -> None:
    assert not followed(0.9, 0.0).dropped


def test_frustration_draws_a_plain_turn_down_and_doubt_does_not() -> None:
    assert mood_of(0.0, 0.9) < -0.3
    assert mood_of(0.0, 0.2) == 0.0


@given(st.lists(st.floats(-1, 1), max_size=40))
def test_memory_and_level_stay_bounded(moods: list[float]) -> None:
    trajectory = followed(*moods)
    assert len(trajectory.moods) <= MOST_TURNS
    assert -1 <= trajectory.level <= 1
