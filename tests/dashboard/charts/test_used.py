from msgspec import structs

from dashboard.charts.used import used
from dashboard.palette import LIGHT
from tests.dashboard.charts.test_reviews import ARTICLE


def test_the_most_used_stands_on_top_and_what_never_answered_is_left_out() -> None:
    some = [
        structs.replace(ARTICLE, title=title, answers=answers, solved=solved)
        for title, answers, solved in (("Rare", 1, 0), ("Never", 0, 0), ("Often", 9, 4), ("Often", 7, 1))
    ]
    bars, dots = used(some, LIGHT).data
    assert list(bars.y) == ["Often", "Often (2)", "Rare"]
    assert (list(bars.x), list(dots.x)) == ([9, 7, 1], [4, 1, 0])


def test_a_title_is_never_markup() -> None:
    bars, _ = used([structs.replace(ARTICLE, title="<i>x</i>", answers=1)], LIGHT).data
    assert "<i>" not in bars.y[0] + bars.hovertext[0]
