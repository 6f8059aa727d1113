"""Cursor thrash."""

from itertools import pairwise

from tests.widget.page import BUTTON, alone, down, judged, seen
from widget.events import Kind, Seen
from widget.signals.detector import Found

ALONE = alone("cursor_thrash")


def shaken(points: int, every_ms: float = 80, px: float = 60, start: float = 0, axis: str = "x") -> list[Seen]:
    """The mouse to and fro; the first two points turn nothing."""
    return [seen(Kind.TURN, start + n * every_ms, **{axis: 300 + px * (n % 2)}) for n in range(points)]


def found(*events: Seen, all_verdicts: bool = False, **fields: object) -> list[Found]:
    rules = alone("cursor_thrash", **fields) if fields else ALONE
    return judged(rules, *events, until=60_000, all_verdicts=all_verdicts)


def test_twenty_turns_within_two_seconds_are_thrash() -> None:
    [one] = found(*shaken(22))
    assert (one.signal, one.count, one.span_ms) == ("cursor_thrash", 20, 19 * 80)
    assert one.t == shaken(22)[-1].t


def test_either_axis_counts() -> None:
    assert len(found(*shaken(22, axis="y"))) == 1


def test_an_axis_that_turned_long_ago_hides_no_turns_of_the_other() -> None:
    before = shaken(21, every_ms=100)
    assert len(found(*before, *shaken(23, start=2050, axis="y"))) == 1


def test_raw_moves_between_the_turns_give_the_same_turns_a_stroke_sooner() -> None:
    turns = shaken(22)
    raw = [turns[0]]
    for a, b in pairwise(turns):
        raw += [seen(Kind.TURN, (a.t + b.t) / 2 - turns[0].t, x=(a.x + b.x) / 2), b]
    [fine], [coarse] = found(*raw), found(*turns)
    assert (fine.count, coarse.t - fine.t) == (20, 40)


def test_nineteen_turns_are_a_search() -> None:
    assert found(*shaken(21)) == []
    assert [one.verdict for one in found(*shaken(21), all_verdicts=True)] == ["fine"] * 19


def test_twenty_turns_over_more_than_two_seconds_are_fine() -> None:
    assert found(*shaken(60, every_ms=110)) == []


def test_a_trembling_hand_is_fine() -> None:
    assert found(*shaken(80, every_ms=20, px=11)) == []


def test_one_long_way_is_fine() -> None:
    assert found(*[seen(Kind.TURN, 20 * n, x=15.0 * n) for n in range(80)], all_verdicts=True) == []


def test_a_press_begins_the_way_anew() -> None:
    assert found(*shaken(15), down(1200, BUTTON), *shaken(15, start=1250)) == []


def test_who_goes_on_is_told_of_once() -> None:
    assert len(found(*shaken(200))) == 1


def test_it_is_told_again_after_a_rest_or_after_fewer_turns() -> None:
    assert len(found(*shaken(22), *shaken(22, start=5000))) == 2
    calmer = shaken(6, every_ms=900, start=1800)
    assert len(found(*shaken(22), *calmer, *shaken(24, start=7000))) == 2


def test_a_rule_may_tell_of_every_turn() -> None:
    assert len(found(*shaken(7), turns=1, again=True)) == 5
