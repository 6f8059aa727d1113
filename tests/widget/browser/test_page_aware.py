"""Every message knows its page, the trail is the way that was gone, and the first help comes without any network."""

import itertools

import pytest

from tests.widget.browser.conftest import Visit
from widget.protocol import Dwelt, PageView, Said, Struggled

pytestmark = pytest.mark.browser

WAYS = {
    "/orders": "history.pushState({}, '', '/orders')",
    "/orders/:id": "history.pushState({}, '', '/orders/4711?tab=items')",
    "/settings/team": "history.replaceState({}, '', '/settings/team')",
    "/settings/team#/invite": "location.hash = '#/invite'",
    "/": "history.pushState({}, '', '/')",
}
GO = "(path) => { history.pushState({}, '', path); return performance.now(); }"
STAYS_MS = (700, 450, 900, 300)
TOLERANCE_MS = 100


def say(visit: Visit, text: str) -> None:
    composer = visit.page.get_by_role("textbox", name="Your message")
    composer.fill(text)
    composer.press("Enter")


def test_each_message_carries_the_route_at_which_it_was_said(visit: Visit) -> None:
    visit.open().online()
    visit.page.evaluate("handrail.open()")
    for number, (route, way) in enumerate(WAYS.items(), 1):
        visit.page.evaluate(way)
        say(visit, f"This is message {number}, said on {route}")
        visit.wait(lambda number=number: len(visit.peer.events(Said)) == number, f"message {number}", 10)
    assert [said.route for said in visit.peer.events(Said)] == list(WAYS)


def test_trail_has_the_order_and_the_stays_of_the_way_that_was_gone(visit: Visit) -> None:
    visit.open().online()
    moments = []
    for path, stay in zip(("/a", "/b", "/a", "/b"), STAYS_MS, strict=True):
        moments.append(visit.page.evaluate(GO, path))
        visit.page.wait_for_timeout(stay)
    moments.append(visit.page.evaluate(GO, "/end"))
    visit.wait(lambda: len(visit.peer.events(PageView)) == 6, "the page views", 10)
    assert [view.route for view in visit.peer.events(PageView)][1:] == ["/a", "/b", "/a", "/b", "/end"]
    visit.wait(lambda: len(visit.peer.events(Dwelt)) >= 5, "the stays", 10)
    stays = [dwelt for dwelt in visit.peer.events(Dwelt) if dwelt.route in {"/a", "/b"}]
    assert [dwelt.route for dwelt in stays] == ["/a", "/b", "/a", "/b"]
    real = [after - before for before, after in itertools.pairwise(moments)]
    assert [dwelt.visible_ms for dwelt in stays] == pytest.approx(real, abs=TOLERANCE_MS)


def test_first_hint_is_shown_while_the_network_is_cut(visit: Visit) -> None:
    visit.open("/state.html").online()
    visit.page.context.set_offline(True)
    visit.peer.closed_door = True
    visit.peer.drop()
    told = len(visit.peer.events(Struggled))
    try:
        box = visit.page.locator("#described").bounding_box()
        assert box
        for _ in range(4):
            visit.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, delay=20)
        visit.page.locator("handrail-panel").get_by_text("The cart is empty.").first.wait_for(timeout=10_000)
        assert len(visit.peer.events(Struggled)) == told, "the server knows nothing of it yet"
    finally:
        visit.page.context.set_offline(False)
        visit.peer.closed_door = False
    visit.wait(lambda: len(visit.peer.events(Struggled)) > told, "what happened meanwhile", 45)
