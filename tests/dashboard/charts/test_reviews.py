from datetime import date

from msgspec import structs

from dashboard.charts.reviews import due_in, reviews
from dashboard.palette import DARK, VERMILION
from server.api.views.knowledge import ArticleView

TODAY = date(2026, 11, 21)
ARTICLE = ArticleView(
    id="a", path="a.md", title="A", url="", category="", intent="", pages=[], owner="", updated="", passages=1
)


def due(day: str) -> ArticleView:
    return structs.replace(ARTICLE, review_by=day)


def test_an_article_stands_in_the_month_of_its_review() -> None:
    days = ("2026-11-20", "2026-11-21", "2026-11-22", "2027-01-03", "2027-10-31", "2027-11-01", "")
    bars = ("Past", "Past", "Nov 2026", "Jan 2027", "Oct 2027", "Later", "")
    assert tuple(due_in(due(day), TODAY) for day in days) == bars


def test_what_is_past_is_the_first_bar_and_no_date_is_none() -> None:
    bars = reviews([due("2026-01-01"), due("2026-12-01"), due("")], TODAY, DARK).data[0]
    assert (bars.x[0], bars.y[0], bars.marker.color[0]) == ("Past", 1, VERMILION)
    assert sum(bars.y) == 2
