from datetime import UTC, date, datetime, timedelta

from dashboard.charts.days import mean_days, rate_days, stacked_days, unusual
from dashboard.palette import BLUE, DARK, LIGHT, SIGNAL
from dashboard.signal_words import SIGNALS
from server.api.views.sites import ReleaseView
from server.projections.rates import rate

DAYS = [(date(2025, 10, 1) + timedelta(days=n)).isoformat() for n in range(14)]
RELEASE = ReleaseView(name="2.4", at=int(datetime(2025, 10, 5, 9, tzinfo=UTC).timestamp() * 1000))


def test_a_rate_has_its_band_around_it() -> None:
    band, line = rate_days(DAYS, [rate(10, 100)] * 14, LIGHT).data[:2]
    assert max(band.y) > max(line.y) > min(line.y) - 1e-9 > min(band.y)


def test_a_day_without_visits_is_a_gap_and_not_zero() -> None:
    rates = [rate(10, 100)] * 13 + [rate(0, 0)]
    assert DAYS[-1] not in rate_days(DAYS, rates, LIGHT).data[1].x


def test_a_day_that_chance_does_not_explain_is_marked() -> None:
    rates = [rate(10, 100)] * 13 + [rate(40, 100)]
    assert unusual(rates) == [13]
    assert list(rate_days(DAYS, rates, LIGHT).data[2].x) == [DAYS[13]]


def test_ordinary_scatter_is_not_unusual() -> None:
    assert unusual([rate(8 + n % 5, 100) for n in range(14)]) == []


def test_a_few_visits_are_never_unusual() -> None:
    assert unusual([rate(10, 100)] * 13 + [rate(1, 2)]) == []


def test_a_release_is_marked_within_the_days_and_not_outside() -> None:
    inside = rate_days(DAYS, [rate(1, 10)] * 14, LIGHT, [RELEASE])
    assert [mark.text for mark in inside.layout.annotations] == ["2.4"]
    outside = rate_days(DAYS[7:], [rate(1, 10)] * 7, LIGHT, [RELEASE])
    assert not outside.layout.annotations


def test_a_signal_has_its_own_colour_and_is_named() -> None:
    figure = stacked_days(DAYS, {"rage_click": [1] * 14, "hesitation": [2] * 14}, SIGNAL, SIGNALS, LIGHT)
    assert [bar.name for bar in figure.data] == ["Rage click", "Hesitation"]
    assert figure.data[0].marker.color == SIGNAL["rage_click"]
    assert figure.layout.showlegend


def test_a_single_series_needs_no_legend() -> None:
    assert not stacked_days(DAYS, {"visits": [1] * 14}, {}, {}, DARK).layout.showlegend


def test_sentiment_lies_around_zero_and_larger_points_have_more_turns() -> None:
    figure = mean_days(DAYS[:3], [-0.4, None, 0.2], [100, 0, 4], LIGHT, BLUE)
    low, high = figure.layout.yaxis.range
    assert low == -high
    assert len(figure.data[0].x) == 2
    assert figure.data[0].marker.size[0] > figure.data[0].marker.size[1]


def test_an_empty_period_draws_without_failing() -> None:
    assert rate_days([], [], LIGHT).data
