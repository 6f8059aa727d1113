"""Intervals against values computed by hand and published tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.projections.rates import rate, ratio


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (1, 10, 0.0179, 0.4042),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_wilson_intervals_match_known_values(hits: int, n: int, low: float, high: float) -> None:
    found = rate(hits, n)
    assert found.low == pytest.approx(low, abs=1e-4)
    assert found.high == pytest.approx(high, abs=1e-4)


def test_nothing_counted_has_no_value() -> None:
    assert (rate(0, 0).value, rate(0, 0).low, rate(0, 0).high) == (None, None, None)


def test_more_hits_than_cases_is_refused() -> None:
    with pytest.raises(ValueError):
        rate(3, 2)


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_interval_holds_the_rate_and_stays_inside_nought_and_one(hits: int, more: int) -> None:
    found = rate(hits, hits + more)
    assert found.low is not None
    assert found.value is not None
    assert found.high is not None
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_a_ratio_has_katz_interval() -> None:
    times = ratio(rate(30, 100), rate(10, 100))
    assert times is not None
    assert times.value == pytest.approx(3.0)
    assert (times.low, times.high) == (pytest.approx(1.5508, abs=1e-4), pytest.approx(5.8033, abs=1e-4))
    assert times.rose


def test_a_small_difference_neither_rose_nor_fell() -> None:
    times = ratio(rate(12, 100), rate(10, 100))
    assert times is not None
    assert not times.rose
    assert not times.fell


def test_no_struggle_at_all_still_gives_a_finite_ratio() -> None:
    times = ratio(rate(0, 100), rate(20, 100))
    assert times is not None
    assert times.fell
    assert times.low > 0


def test_a_ratio_needs_both_sides() -> None:
    assert ratio(rate(1, 2), rate(0, 0)) is None
