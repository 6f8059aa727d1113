"""Slow click."""

import pytest

from tests.widget.page import BUTTON, FIELD, alone, click, down, judged, seen, target
from widget.elements import Target
from widget.events import MODIFIER, Kind, Outside, Seen
from widget.signals.detector import Found

ALONE = alone("slow_click")
LINK = target(tag="a", role="link", name="Invoices", id="invoices", kind="link")


def found(*events: Seen, until: float = 30_000, **fields: object) -> list[Found]:
    return judged(alone("slow_click", **fields) if fields else ALONE, *events, until=until)


def request(ms: float, state: float = 1) -> Seen:
    return seen(Kind.REQUEST, ms, v=state)


def mutation(ms: float) -> Seen:
    return seen(Kind.MUTATION, ms, v=1)


def test_an_answer_after_three_seconds_of_a_request_is_slow() -> None:
    [slow] = found(down(0), click(80), request(100), request(3900, 0), mutation(4000))
    assert (slow.target, slow.evidence[0], slow.span_ms, slow.t - down(0).t) == (BUTTON, "mutation", 4000, 4000)
    assert [sign.kind for sign in slow.signs] == ["request", "mutation"]


def test_a_request_that_shows_nothing_in_time_is_told_when_the_time_is_up() -> None:
    assert found(click(0), request(50), until=6999) == []
    [slow] = found(click(0), request(50), until=60_000)
    assert (slow.evidence[0], slow.t - click(0).t) == ("timeout", 7000)


def test_a_link_that_leads_on_late_is_slow() -> None:
    assert len(found(click(0, LINK), seen(Kind.NAVIGATE, 3500, text="/invoices"))) == 1
    assert len(found(click(0, LINK), seen(Kind.LEAVE, 4200))) == 1


def test_an_answer_in_time_is_fine() -> None:
    assert found(click(0), request(50), mutation(2999)) == []
    [fine] = judged(ALONE, click(0), mutation(2999), all_verdicts=True)
    assert (fine.verdict, fine.span_ms) == ("fine", 2999)


def test_a_page_that_was_left_in_time_is_no_wait() -> None:
    assert found(click(0, LINK), seen(Kind.LEAVE, 900), seen(Kind.PAGE, 60_000, text="/")) == []


def test_silence_is_the_dead_clicks_to_tell() -> None:
    assert found(click(0)) == []
    assert found(click(0), mutation(5000)) == []


def test_a_request_of_something_else_does_not_make_a_click_slow() -> None:
    assert found(click(0), request(1001), mutation(5000)) == []


def test_a_scroll_at_once_is_an_answer_and_a_later_one_is_not() -> None:
    assert found(click(0), request(10), seen(Kind.SCROLL, 299)) == []
    assert len(found(click(0), request(10), seen(Kind.SCROLL, 301))) == 1


def test_an_answer_to_the_press_itself_counts() -> None:
    assert found(down(0), mutation(5), click(90)) == []


@pytest.mark.parametrize(
    "on",
    [
        FIELD, target(exempt=True), target(tag="select", role="combobox"), target(disabled=True), None,
        target(tag="p", role="", name="", id="terms"), target(tag="canvas", role="", name="", kind="canvas"),
        target(tag="a", role="link", kind="link download"), target(kind="toggle"),
    ],
)  # fmt: skip
def test_what_answers_elsewhere_or_at_once_is_not_judged(on: Target | None) -> None:
    assert found(click(0, on), request(10), mutation(5000)) == []


def test_a_link_into_another_tab_has_answered() -> None:
    assert found(click(0, LINK), seen(Kind.WINDOW_OPEN, 0, v=Outside.WINDOW)) == []


def test_a_click_with_a_modifier_is_the_browsers() -> None:
    assert found(click(0, LINK, flags=MODIFIER)) == []


def test_quick_clicks_are_one_wait_that_counts_them() -> None:
    [slow] = found(click(0), request(5), click(140), click(280), click(700))
    assert slow.count == 3  # the last was a gesture of its own within the second


def test_another_products_rule_can_be_expressed() -> None:
    [slow] = found(click(0), silent_too=True, threshold_ms=1000, timeout_ms=3000)
    assert (slow.evidence[0], slow.span_ms) == ("timeout", 3000)
    assert found(click(0), silent_too=True, timeout_ms=0) == []
    assert found(click(0), request(2000), silent_too=True, requests=True) == []
