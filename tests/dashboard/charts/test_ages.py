from datetime import date

import pytest

from dashboard.charts.ages import OLD, UNDATED, ages, band
from dashboard.charts.stacks import OTHERS
from dashboard.palette import DARK, LIGHT, VERMILION
from server.api.views.sources import HoldingView

TODAY = date(2026, 11, 21)


def held(source: str, updated: str, articles: int) -> HoldingView:
    return HoldingView(source=source, language="en", updated=updated, articles=articles, passages=articles * 3)


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        ("2026-11", "This month"),
        ("2026-12", "This month"),
        ("2026-10", "Last 3 months"),
        ("2026-08", "Last 6 months"),
        ("2025-12", "Last 12 months"),
        ("2025-11", OLD),
        ("", UNDATED),
        ("last we", UNDATED),
    ],
)
def test_an_article_stands_in_the_band_of_its_last_update(month: str, expected: str) -> None:
    assert band(month, TODAY) == expected


def test_each_source_is_one_bar_and_only_what_is_old_stands_out() -> None:
    figure = ages([held("a", "2026-11", 3), held("a", "2020-01", 2), held("b", "", 1)], {"a": "Docs"}, TODAY, LIGHT)
    bars = {bar.name: dict(zip(bar.y, bar.x, strict=True)) for bar in figure.data}
    assert bars["This month"] == {"Docs": 3, "Without a source": 0}
    assert bars[OLD]["Docs"] == 2
    assert [bar.name for bar in figure.data if bar.marker.color == VERMILION] == [OLD]
    assert list(figure.layout.yaxis.categoryarray) == ["Without a source", "Docs"]


def test_many_sources_share_one_bar_and_a_name_is_never_markup() -> None:
    many = [held(str(n), "2026-11", 30 - n) for n in range(20)]
    figure = ages(many, {str(n): f"<b>{n}</b>" for n in range(20)}, TODAY, DARK)
    names = list(figure.data[0].y)
    assert (len(names), names[-1]) == (13, OTHERS)
    assert sum(figure.data[0].x) == sum(one.articles for one in many)
    assert names[0] == "&lt;b&gt;0&lt;/b&gt;"
