from dashboard.charts.volumes import UNSURE, volumes
from dashboard.palette import BLUE, GREY, LIGHT
from server.api.views.tickets import IntentVolume
from server.projections.rates import rate


def test_a_share_has_its_interval_and_what_nothing_fits_is_grey() -> None:
    (bars,) = volumes([IntentVolume("vat_tax", rate(30, 40)), IntentVolume("", rate(10, 40))], LIGHT).data
    assert list(bars.y) == ["VAT tax", UNSURE]
    assert list(bars.marker.color) == [BLUE, GREY]
    assert bars.x[0] == 0.75
    assert bars.error_x.array[0] > 0
    assert "of 40 tickets" in bars.hovertext[0]


def test_few_tickets_are_said_to_be_too_few() -> None:
    (bars,) = volumes([IntentVolume("access", rate(2, 4))], LIGHT).data
    assert "too few to tell" in bars.hovertext[0]
