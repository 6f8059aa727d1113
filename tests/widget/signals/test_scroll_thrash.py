"""Scroll thrash."""

from tests.widget.page import BUTTON, FIELD, alone, down, judged, seen, target
from widget.events import Kind, Seen
from widget.signals.detector import Found

ALONE = alone("scroll_thrash")


def scrolled(points: int, every_ms: float = 600, px: float = 800, start: float = 0, on: object = None) -> list[Seen]:
    """The page up and down; the first two points turn nothing."""
    return [seen(Kind.SCROLL, start + n * every_ms, on, y=200 + px * (n % 2)) for n in range(points)]  # type: ignore[arg-type]


def found(*events: Seen, all_verdicts: bool = False) -> list[Found]:
    return judged(ALONE, *events, until=60_000, all_verdicts=all_verdicts)


def test_up_and_down_six_times_within_six_seconds_is_thrash() -> None:
    [one] = found(*scrolled(8))
    assert (one.signal, one.count, one.span_ms, one.target) == ("scroll_thrash", 6, 3000, None)


def test_it_is_told_once_a_page() -> None:
    assert len(found(*scrolled(60))) == 1


def test_another_page_is_judged_anew() -> None:
    assert len(found(*scrolled(8), seen(Kind.NAVIGATE, 5000, text="/next"), *scrolled(8, start=6000))) == 2


def test_reading_up_and_down_slowly_is_fine() -> None:
    assert found(*scrolled(40, every_ms=1300)) == []


def test_finding_the_line_again_is_fine() -> None:
    assert found(*scrolled(40, px=290)) == []


def test_scrolling_to_the_end_and_back_is_fine() -> None:
    there = [seen(Kind.SCROLL, 200 * n, y=400.0 * n) for n in range(20)]
    back = [seen(Kind.SCROLL, 4000 + 200 * n, y=8000 - 400.0 * n) for n in range(20)]
    assert found(*there, *back) == []
    assert [one.verdict for one in found(*there, *back, all_verdicts=True)] == ["fine"]


def test_an_area_within_the_page_is_left_alone() -> None:
    assert found(*scrolled(20, on=target(tag="div", role="", name="", id="list"))) == []


def test_who_clicks_or_types_has_found_something_to_do() -> None:
    assert found(*scrolled(6), down(3400, BUTTON), *scrolled(6, start=3500)) == []
    assert found(*scrolled(6), seen(Kind.INPUT, 3400, FIELD, v=1), *scrolled(6, start=3500)) == []
