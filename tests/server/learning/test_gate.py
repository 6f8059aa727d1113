"""The gate and its statistics against values worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.learning.gate import weigh, weigh_edit
from server.learning.statistics import discordant, one_sided, paired_interval

SAME = ["a"] * 100


def test_the_exact_test_is_a_binomial_tail() -> None:
    assert one_sided(5, 0) == pytest.approx(1 / 32)
    assert one_sided(8, 2) == pytest.approx((45 + 10 + 1) / 1024)
    assert one_sided(0, 0) == 1.0


def test_only_questions_with_different_answers_count() -> None:
    assert discordant([True, True, False, False], [True, False, True, True]) == (2, 1)
    with pytest.raises(ValueError):
        discordant([True], [])


def test_the_interval_is_seeded_and_holds_the_difference() -> None:
    before, after = [False] * 30 + [True] * 70, [True] * 20 + [False] * 10 + [True] * 65 + [False] * 5
    found = paired_interval(before, after, 7)
    assert found == paired_interval(before, after, 7)
    difference, low, high = found
    assert difference == pytest.approx(0.15)
    # sd of a paired difference: sqrt((20 + 5)/100 - 0.15^2) / 10 = 0.0477
    assert (low, high) == (
        pytest.approx(0.15 - 1.96 * 0.0477, abs=0.012),
        pytest.approx(0.15 + 1.96 * 0.0477, abs=0.012),
    )


def test_nothing_has_no_difference() -> None:
    assert paired_interval([], []) == (0.0, 0.0, 0.0)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=80))
def test_bounds_enclose_and_swapping_sides_turns_the_sign(pairs: list[tuple[bool, bool]]) -> None:
    before, after = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    difference, low, high = paired_interval(before, after)
    assert -1 <= low <= high <= 1
    assert paired_interval(after, before)[0] == -difference


def test_clearly_better_is_promoted() -> None:
    verdict = weigh([False] * 20 + [True] * 80, [True] * 98 + [False] * 2, SAME)
    assert verdict.promote
    assert verdict.reason.startswith("Better: right on 98 of 100 held-out questions, the champion on 80")
    assert (verdict.metrics["better"], verdict.metrics["worse"]) == (20, 2)


def test_better_by_luck_is_not() -> None:
    verdict = weigh([False] * 3 + [True] * 97, [True] * 99 + [False], SAME)
    assert not verdict.promote
    assert verdict.reason.startswith("Better, but it may be luck")


def test_the_same_is_not_better() -> None:
    assert weigh([True] * 100, [True] * 100, SAME).reason.startswith("Not better")


def test_too_few_questions_decide_nothing() -> None:
    verdict = weigh([False] * 29, [True] * 29, ["a"] * 29)
    assert not verdict.promote
    assert verdict.reason == "Too few to tell: 29 held-out questions, 30 are needed."
    assert not weigh([], [], []).promote


def test_a_slice_that_got_worse_blocks_and_is_named() -> None:
    slices = ["billing"] * 90 + ["refund"] * 10
    champion = [False] * 30 + [True] * 60 + [True] * 10
    challenger = [True] * 90 + [False] * 6 + [True] * 4
    verdict = weigh(champion, challenger, slices)
    assert not verdict.promote
    assert verdict.reason == "Better on the whole, worse on refund: 6 lost and 0 won among 10 questions."


def test_a_slice_too_small_to_tell_blocks_nothing() -> None:
    slices = ["billing"] * 91 + ["refund"] * 9
    champion = [False] * 30 + [True] * 70
    challenger = [True] * 91 + [False] * 9
    assert weigh(champion, challenger, slices).promote


def test_a_persons_edit_passes_unless_it_does_harm() -> None:
    assert weigh_edit([], [], []).promote
    assert weigh_edit([True] * 100, [True] * 100, SAME).promote
    assert weigh_edit([True] * 100, [False] * 5 + [True] * 95, SAME).promote


def test_an_edit_that_makes_the_rest_worse_is_stopped_with_the_figures() -> None:
    verdict = weigh_edit([True] * 90 + [False] * 10, [False] * 12 + [True] * 78 + [False] * 10, SAME)
    assert not verdict.promote
    assert verdict.reason == "It makes the rest worse: right on 78 of 100 sentences held out, before on 90."
    assert verdict.metrics["worse"] == 12


def test_an_edit_that_ruins_one_intent_is_stopped_by_its_name() -> None:
    slices = ["billing"] * 90 + ["data_export"] * 10
    champion = [False] * 30 + [True] * 70
    challenger = [True] * 90 + [False] * 10
    verdict = weigh_edit(champion, challenger, slices)
    assert not verdict.promote
    assert verdict.reason == "It makes data export worse: 10 lost and 0 won of 10 sentences."
