from typing import Any

from dashboard.charts.ladder import RUNGS, headline_weeks, rungs
from dashboard.palette import LIGHT
from server.api.views.learning import LadderDay
from server.projections.rates import rate


def week(day: str, n: int, **more: Any) -> LadderDay:
    rates = {
        "verified": rate(n // 2, n),
        "confirmed": rate(n // 4, n),
        "durable": rate(n // 2, n),
        "assumed": rate(0, n),
        "failed": rate(n // 8, n),
        "resolved": rate(n // 2, n),
        "escalated": rate(n // 10, n),
    }
    return LadderDay(day=day, episodes=n, involved=n, **{**rates, **more})


def test_every_point_has_its_interval() -> None:
    resolved = headline_weeks([week("2025-10-06", 80)], LIGHT).data[0]
    assert resolved.error_y.array[0] > 0
    assert resolved.error_y.arrayminus[0] > 0


def test_n_stands_under_every_week() -> None:
    figure = headline_weeks([week("2025-10-06", 80), week("2025-10-13", 8)], LIGHT)
    assert list(figure.layout.xaxis.ticktext) == ["6 Oct<br>n 80", "13 Oct<br>n 8"]


def test_too_few_are_hollow() -> None:
    resolved = headline_weeks([week("2025-10-06", 80), week("2025-10-13", 8)], LIGHT).data[0]
    assert list(resolved.marker.symbol) == ["circle", "circle-open"]


def test_a_week_that_is_not_ripe_has_no_point_rather_than_zero() -> None:
    figure = headline_weeks([week("2025-10-06", 80), week("2025-10-13", 50, resolved=rate(0, 0))], LIGHT)
    resolved, escalated = figure.data
    assert (len(resolved.x), len(escalated.x)) == (1, 2)


def test_every_rung_has_a_row_of_its_own() -> None:
    figure = rungs([week("2025-10-06", 80)], LIGHT)
    assert len({trace.yaxis for trace in figure.data}) == len(RUNGS)
