"""Turns of a way along one axis."""

from widget.signals.turns import MOST, Way, moved


def turns(*points: float, swing: float = 12, every_ms: float = 100, window_ms: float = 2000) -> tuple[float, ...]:
    way = Way()
    for n, point in enumerate(points):
        way = moved(way, point, n * every_ms, swing, window_ms)
    return way.turns


def test_a_way_that_goes_on_does_not_turn() -> None:
    assert turns(0, 50, 80, 300) == ()


def test_each_change_of_direction_is_one_turn_at_its_time() -> None:
    assert turns(0, 100, 0, 100, 0) == (200, 300, 400)


def test_the_first_direction_is_no_turn() -> None:
    assert turns(0, 100) == ()
    assert turns(100, 0) == ()


def test_trembling_below_the_swing_is_none() -> None:
    assert turns(0, 100, 89, 100, 89, 100) == ()
    assert turns(0, 100, 88) == (200,)


def test_trembling_at_the_start_gives_no_direction() -> None:
    assert turns(0, 5, -5, 5, -5, 5) == ()


def test_small_steps_add_up_to_a_swing() -> None:
    assert turns(0, 100, 96, 92, 88) == (400,)


def test_points_left_out_between_turns_change_nothing() -> None:
    whole = [*range(0, 100, 10), *range(100, 0, -10), *range(0, 100, 10)]
    way = Way()
    for n, point in enumerate(whole):
        way = moved(way, point, n, 12, 2000)
    assert len(way.turns) == len(turns(0, 100, 0, 90)) == 2


def test_without_a_swing_every_way_back_counts() -> None:
    assert len(turns(0, 1, 0, 1, swing=0)) == 2
    assert turns(0, 0, 0, 0, swing=0) == ()


def test_turns_out_of_the_window_are_forgotten() -> None:
    assert turns(0, 100, 0, 100, 0, every_ms=1000, window_ms=2000) == (3000, 4000)


def test_no_more_are_kept_than_a_rule_can_ask_for() -> None:
    assert len(turns(*([0, 100] * MOST), every_ms=0)) == MOST
