"""Plain facts of a visit."""

from tests.widget.page import BUTTON, OFF, T, click, down, seen, target
from widget.events import KEYBOARD, Kind, Seen
from widget.protocol import Clicked, Dwelt, PageView
from widget.visit import Fact, Visit


def visit() -> Visit:
    return Visit("/billing", "Billing", "/settings", T)


def facts(one: Visit, *events: Seen) -> list[Fact]:
    return [told.event for event in events for told in one.see(event)]


def page(ms: float, route: str, kind: Kind = Kind.PAGE) -> Seen:
    return seen(kind, ms, text=route)


def test_a_page_is_viewed_once() -> None:
    view = PageView(dt=0, route="/billing", title="Billing", came_from="/settings")
    assert facts(visit(), page(0, "/billing"), page(5, "/billing")) == [view]


def test_another_route_tells_of_the_time_on_the_last_and_of_the_next_view() -> None:
    left, viewed = facts(visit(), page(0, "/billing"), page(4000, "/team?x=1", Kind.NAVIGATE))[1:]
    assert left == Dwelt(dt=0, route="/billing", visible_ms=4000)
    assert viewed == PageView(dt=0, route="/team", came_from="/billing")


def test_a_hash_on_the_same_route_is_no_view() -> None:
    assert facts(visit(), page(0, "/billing"), page(4000, "/billing", Kind.NAVIGATE))[1:] == []


def test_a_click_has_its_place_within_the_element() -> None:
    on = target(rect=[100, 200, 50, 20])
    [one] = facts(visit(), click(0, on, x=110, y=215))
    assert one == Clicked(dt=0, element=on.element, rx=200, ry=750)


def test_the_place_is_the_middle_where_it_can_not_be_known() -> None:
    on = target(rect=[100, 200, 50, 20])
    away, key, bare = facts(
        visit(), click(0, on, x=10, y=215), click(1, target(rect=[0, 0, 9, 9]), 0, 0, KEYBOARD), click(2, BUTTON)
    )
    for one in (away, key, bare):
        assert isinstance(one, Clicked)
        assert (one.rx, one.ry) == (500, 500)


def test_clicks_on_disabled_controls_count_and_on_exempt_or_unknown_elements_are_not_told() -> None:
    assert len(facts(visit(), down(0, OFF))) == 1
    assert facts(visit(), click(0, target(exempt=True)), click(1, None)) == []


def test_time_and_counts_are_told_every_ten_seconds() -> None:
    one = visit()
    facts(one, click(0), seen(Kind.INPUT, 10, v=7), seen(Kind.SCROLL, 20))
    assert one.tick(T + 9999) == []
    [told] = one.tick(T + 10_000)
    assert told.event == Dwelt(dt=0, route="/billing", visible_ms=10_000, clicks=1, edits=7, scrolls=1)
    [again] = one.tick(T + 20_000)
    assert again.event == Dwelt(dt=0, route="/billing", visible_ms=10_000)


def test_hiding_the_page_tells_the_time_and_stops_the_clock() -> None:
    one = visit()
    [left] = facts(one, seen(Kind.VISIBILITY, 3000, v=0))
    assert left == Dwelt(dt=0, route="/billing", visible_ms=3000)
    assert one.tick(T + 60_000) == []
    facts(one, seen(Kind.VISIBILITY, 60_000, v=1))
    [told] = one.tick(T + 71_000)
    assert isinstance(told.event, Dwelt)
    assert told.event.visible_ms == 11_000
