from msgspec import structs

from dashboard.charts.fresh import fresh
from dashboard.palette import BLUE, LIGHT, VERMILION
from server.api.views.sources import DeliveriesView

TOLD = DeliveriesView(
    since=0, told=9, applied=9, waiting=0, given_up=0, late=0, p50_ms=800, p99_ms=4_000, failing=[]
)  # fmt: skip


def test_only_what_breaks_the_promise_has_the_other_colour() -> None:
    assert set(fresh(TOLD, LIGHT).data[0].marker.color) == {BLUE}
    slow = fresh(structs.replace(TOLD, p99_ms=31_000), LIGHT)
    assert list(slow.data[0].marker.color) == [VERMILION, BLUE]
    assert slow.layout.xaxis.range[1] > 31
