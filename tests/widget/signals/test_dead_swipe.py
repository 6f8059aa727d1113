"""Dead swipe."""

import pytest

from tests.widget.page import FIELD, alone, judged, seen, target
from widget.elements import Target
from widget.events import Kind, Seen
from widget.signals.detector import Found

ALONE = alone("dead_swipe")
CARD = target(tag="div", role="", name="", id="card")


def swipe(ms: float = 0, on: Target | None = CARD, dx: float = 0, dy: float = -160, lasts: float = 120) -> list[Seen]:
    return [
        seen(Kind.TOUCH_START, ms, on, x=100, y=200, v=1),
        seen(Kind.TOUCH_END, ms + lasts, on, x=100 + dx, y=200 + dy),
    ]


def found(*events: Seen, until: float = 30_000, all_verdicts: bool = False) -> list[Found]:
    return judged(ALONE, *events, until=until, all_verdicts=all_verdicts)


@pytest.mark.parametrize(
    ("dx", "dy", "way"),
    [(0, -160, "160 px up"), (0, 90, "90 px down"), (-40, 5, "40 px left"), (30, -29, "30 px right")],
)
def test_a_swipe_that_moves_nothing_is_dead(dx: float, dy: float, way: str) -> None:
    [dead] = found(*swipe(dx=dx, dy=dy))
    assert (dead.target, dead.verdict, dead.evidence[1], dead.t - swipe()[1].t) == (CARD, "struggle", way, 2750)


def test_it_waits_before_it_says_so() -> None:
    assert found(*swipe(), until=120 + 2749) == []


def test_a_swipe_over_a_link_is_dead_too() -> None:
    assert len(found(*swipe(on=target(tag="a", role="link", kind="link")))) == 1


def test_a_tap_is_no_swipe() -> None:
    assert found(*swipe(dx=29, dy=-29)) == []


@pytest.mark.parametrize(
    "answer",
    [
        seen(Kind.SCROLL, 60), seen(Kind.SCROLL, 219, y=40), seen(Kind.MUTATION, 2600), seen(Kind.SELECTION, 200),
        seen(Kind.NAVIGATE, 900, text="/next"), seen(Kind.ZOOM, 300, v=150), seen(Kind.LEAVE, 800),
        seen(Kind.INPUT, 100, FIELD, v=1),
    ],
)  # fmt: skip
def test_whatever_moved_or_changed_excuses_it(answer: Seen) -> None:
    events = sorted([*swipe(), answer], key=lambda event: event.t)
    assert found(*events) == []
    [fine] = found(*events, all_verdicts=True)
    assert fine.verdict == "fine"
    assert fine.signs


@pytest.mark.parametrize("answer", [seen(Kind.SCROLL, 221), seen(Kind.MUTATION, 2621), seen(Kind.SELECTION, 221)])
def test_what_comes_too_late_does_not(answer: Seen) -> None:
    [dead] = found(*swipe(), answer)
    assert [sign.kind for sign in dead.signs] in ([answer.kind.name.lower()], [])


def test_two_fingers_zoom() -> None:
    second = seen(Kind.TOUCH_START, 30, CARD, x=200, y=200, v=2)
    assert found(swipe()[0], second, swipe()[1], seen(Kind.TOUCH_END, 140, CARD, x=260, y=90)) == []


def test_a_touch_that_the_browser_took_over_is_none() -> None:
    start, end = swipe()
    assert found(start, seen(Kind.TOUCH_END, 120, CARD, x=end.x, y=end.y, v=1)) == []


@pytest.mark.parametrize(
    "on",
    [
        target(exempt=True), target(kind="carousel"), target(kind="game"), target(tag="html"), FIELD,
        target(tag="input", role="slider", type="range"), None,
    ],
)  # fmt: skip
def test_where_swiping_has_its_own_meaning_it_is_not_judged(on: Target | None) -> None:
    assert found(*swipe(on=on), all_verdicts=True) == []


@pytest.mark.parametrize(
    "on", [target(tag="canvas", role="", kind="canvas"), target(kind="media"), target(kind="frame")]
)
def test_what_moves_inside_canvas_media_and_frames_is_unjudgeable(on: Target) -> None:
    [one] = found(*swipe(on=on))
    assert one.verdict == "unjudgeable"


def test_ten_a_page_are_told_and_a_new_page_counts_anew() -> None:
    many = [event for n in range(14) for event in swipe(n * 5000)]
    assert len(found(*many, until=100_000)) == 10
    page = seen(Kind.PAGE, 75_000, text="/next")
    assert len(found(*many, page, *swipe(80_000), until=100_000)) == 11


def test_swipes_on_the_same_element_within_a_second_are_one() -> None:
    assert len(found(*swipe(0), *swipe(400), *swipe(800))) == 1
