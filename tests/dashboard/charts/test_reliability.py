"""The reliability picture: dots where said meets true, hollow where few, and one honest figure."""

import pytest

from dashboard.charts.reliability import gap, reliability
from dashboard.palette import DARK, LIGHT
from server.api.views.learning import ReliabilityBin
from server.projections.rates import rate

BINS = [
    ReliabilityBin(low=0.4, high=0.5, confidence=0.45, right=rate(9, 20)),
    ReliabilityBin(low=0.9, high=1.0, confidence=0.95, right=rate(270, 300)),
]


def test_a_dot_stands_where_what_was_said_meets_what_is_true() -> None:
    dots = reliability(BINS, LIGHT).data[1]
    assert list(dots.x) == [0.45, 0.95]
    assert list(dots.y) == [0.45, 0.9]
    assert list(dots.marker.symbol) == ["circle-open", "circle"]
    assert "too few to tell" in dots.hovertext[0]
    assert "300 held-out answers" in dots.hovertext[1]


def test_the_gap_is_weighed_by_answers() -> None:
    assert gap(BINS) == pytest.approx((20 * 0.0 + 300 * 0.05) / 320)
    assert gap([]) is None


def test_a_version_that_was_not_measured_says_so() -> None:
    assert "Not measured" in reliability([], DARK).layout.annotations[0].text
