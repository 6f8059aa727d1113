"""Pinch zoom."""

import pytest

from tests.widget.page import BUTTON, alone, judged, seen, target
from widget.elements import Target
from widget.events import Kind, Seen
from widget.signals.detector import Found

ALONE = alone("pinch_zoom")


def pinched(ms: float, per_cent: float, on: Target | None = BUTTON) -> list[Seen]:
    return [seen(Kind.TOUCH_START, ms, on, v=2), seen(Kind.ZOOM, ms + 400, v=per_cent)]


def found(*events: Seen, all_verdicts: bool = False) -> list[Found]:
    return judged(ALONE, *events, until=60_000, all_verdicts=all_verdicts)


@pytest.mark.parametrize("per_cent", [120, 180, 500])
def test_zooming_in_is_told_with_what_the_fingers_were_on(per_cent: float) -> None:
    [one] = found(*pinched(0, per_cent))
    assert (one.signal, one.target, one.evidence[1]) == ("pinch_zoom", BUTTON, f"zoomed to {per_cent:.0f} %")


def test_it_is_told_once_a_page() -> None:
    assert len(found(*pinched(0, 150), *pinched(3000, 100), *pinched(6000, 200))) == 1
    again = [*pinched(0, 150), seen(Kind.PAGE, 2000, text="/next"), *pinched(3000, 150)]
    assert len(found(*again)) == 2


def test_a_little_is_a_pinch_that_went_wrong() -> None:
    assert found(*pinched(0, 119)) == []
    [fine] = found(*pinched(0, 119), all_verdicts=True)
    assert fine.evidence[0] == "little"


def test_zooming_out_is_none() -> None:
    assert found(*pinched(0, 90), all_verdicts=True) == []


@pytest.mark.parametrize(
    "on",
    [
        target(tag="img", role="img", name="Plan of the office", id="plan"),
        target(tag="canvas", role="", name="", id="map", kind="canvas"),
        target(kind="media"),
        target(exempt=True),
    ],
)
def test_pictures_and_maps_are_there_for_it(on: Target) -> None:
    assert found(*pinched(0, 300, on)) == []
    [fine] = found(*pinched(0, 300, on), all_verdicts=True)
    assert fine.evidence[0] == "picture"
