import msgspec
import pytest

from dashboard.charts.proof import paired, parts, slices, worst_first
from dashboard.palette import BETTER, DARK, LIGHT, WORSE
from server.api.views.learning import LearningProof
from tests.dashboard.history import proof

PROOF = proof(0)


def changed(low: float, high: float) -> LearningProof:
    return msgspec.structs.replace(PROOF, difference=(low + high) / 2, low=low, high=high)


@pytest.mark.parametrize(
    ("low", "high", "colour"), [(0.02, 0.2, BETTER), (-0.2, -0.02, WORSE), (-0.1, 0.1, LIGHT.muted)]
)
def test_a_difference_has_a_colour_only_when_its_interval_leaves_zero(low: float, high: float, colour: str) -> None:
    difference = paired(changed(low, high), LIGHT).data[2]
    assert difference.marker.color == colour


def test_the_differences_axis_has_zero_in_its_middle() -> None:
    low, high = paired(PROOF, LIGHT).layout.xaxis2.range
    assert low == -high


def test_both_rates_have_their_intervals() -> None:
    today, day_one = paired(PROOF, DARK).data[:2]
    assert today.error_x.array[0] > 0
    assert day_one.error_x.arrayminus[0] > 0


def test_the_waterfall_goes_from_day_one_to_today_step_by_step() -> None:
    fall = parts(PROOF, LIGHT).data[0]
    assert list(fall.measure) == ["absolute", "relative", "relative", "relative", "total"]
    assert (fall.y[0], fall.y[-1]) == (PROOF.day_one.value, PROOF.today.value)


def test_the_slice_that_gained_least_comes_first() -> None:
    assert worst_first(PROOF.slices)[0].name == "invite_member"
    assert worst_first(PROOF.slices)[-1].name == "vat_number"


def test_a_slice_that_got_worse_has_another_colour_and_a_small_one_is_hollow() -> None:
    figure = slices(PROOF, LIGHT)
    assert figure.data[0].line.color == WORSE
    assert figure.data[4].line.color == BETTER
    today = figure.data[-1]
    assert today.marker.symbol[0] == "circle-open"
    assert today.marker.symbol[-1] == "circle"
