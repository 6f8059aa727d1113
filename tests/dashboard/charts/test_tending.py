from msgspec import structs

from dashboard.charts.tending import FINE, FOUND, NOBODY, STALE, UNUSED, tending, want
from dashboard.palette import LIGHT
from server.api.views.hygiene import CareView

FINE_ONE = CareView(
    id="a",
    path="a.md",
    title="A",
    url="",
    owner="Ann",
    updated="",
    review_by="",
    review_days=None,
    reviewed_at=None,
    reviewed_by="",
    answers=1,
    used_at=None,
    stale=False,
    unowned=False,
    unused=False,
    findings=0,
)
STALE_ONE = structs.replace(FINE_ONE, stale=True, findings=2, unused=True, owner="")


def test_an_article_is_counted_once_by_the_worst() -> None:
    assert want(FINE_ONE) == FINE
    assert want(structs.replace(FINE_ONE, unused=True)) == UNUSED
    assert want(structs.replace(FINE_ONE, unused=True, findings=1)) == FOUND
    assert want(STALE_ONE) == STALE


def test_who_has_the_most_to_do_stands_on_top() -> None:
    figure = tending([FINE_ONE, FINE_ONE, STALE_ONE], LIGHT)
    assert list(figure.layout.yaxis.categoryarray)[::-1] == [NOBODY, "Ann"]
    assert {bar.name: list(bar.x) for bar in figure.data} == {STALE: [1, 0], FINE: [0, 2]}
