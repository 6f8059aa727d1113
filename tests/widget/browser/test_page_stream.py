"""From the first event in a page to frames at a server: other origin, strict policy, lost lines, the unload."""

import base64

import pytest

from tests.widget.browser.conftest import Visit
from widget.events import Kind
from widget.protocol import Batch, Clicked, Hello, PageView, Released, decode_client

pytestmark = pytest.mark.browser

CLICK = float(Kind.CLICK)


def test_page_says_hello_and_shows_its_first_page(visit: Visit) -> None:
    visit.open("/invoices/4711?token=abc").online()
    hello = visit.peer.hellos[0]
    assert (hello.site, hello.route, hello.title) == ("test-site", "/invoices/:id", "Billing - Fixture")
    visit.wait(lambda: visit.peer.events(PageView), "a page view")
    assert [view.route for view in visit.peer.events(PageView)] == ["/invoices/:id"]
    assert [one.name for one in visit.peer.events(Released)] == ["2.4"]
    assert visit.problems == []


def test_clicks_before_python_is_ready_are_not_lost(visit: Visit) -> None:
    visit.open()
    visit.page.click("#works")
    assert not visit.peer.hellos  # Python boots when the page is idle, and takes its time
    visit.wait(lambda: visit.peer.events(Clicked), "the early click")
    assert [click.element.key for click in visit.peer.events(Clicked)] == ["#works"]


def test_route_changes_without_a_load_are_page_views(visit: Visit) -> None:
    visit.open().online()
    visit.page.click("#to-team")
    visit.wait(lambda: len(visit.peer.events(PageView)) == 2, "the second page view")
    assert [(view.route, view.came_from) for view in visit.peer.events(PageView)][1] == ("/teams/:id", "/")


def test_nothing_is_lost_or_doubled_when_the_line_drops(visit: Visit) -> None:
    visit.open().online()
    visit.peer.silent = True  # frames sent from here on are durable, but the page does not know
    visit.page.click("#works")
    visit.wait(lambda: len(visit.peer.events(Clicked)) == 1, "the first click")
    visit.peer.closed_door = True
    visit.peer.drop()
    for _ in range(3):
        visit.page.click("#dead")
        visit.page.wait_for_timeout(400)
    visit.peer.silent = visit.peer.closed_door = False
    visit.wait(lambda: len(visit.peer.events(Clicked)) == 4, "the clicks made offline")
    assert len(visit.peer.batches) == 1, "the stream goes on"
    assert len(visit.peer.hellos) >= 2
    (batches,) = visit.peer.batches.values()
    assert [batch.seq for batch in batches] == list(range(1, len(batches) + 1))
    assert visit.peer.skipped == 0
    visit.page.wait_for_timeout(1200)
    assert len(visit.peer.events(Clicked)) == 4


def test_unload_carries_what_the_server_does_not_have(visit: Visit) -> None:
    visit.open().online()
    visit.peer.closed_door = True
    visit.peer.drop()
    visit.page.click("#works")
    visit.page.wait_for_timeout(1500)  # into a frame that can't be sent
    visit.page.click("#dead")
    visit.page.goto("about:blank")
    visit.wait(lambda: visit.peer.beacons, "the beacon")
    (letter,) = visit.peer.beacons
    hello = decode_client(base64.b64decode(letter["hello"]))
    frames = [decode_client(base64.b64decode(frame)) for frame in letter["frames"]]
    assert isinstance(hello, Hello)
    assert hello.stream in visit.peer.batches
    framed = [
        event.element.key
        for frame in frames
        if isinstance(frame, Batch)
        for event in frame.events
        if isinstance(event, Clicked)
    ]
    raw = letter.get("raw", {"rows": [], "elements": []})  # none when Python was quick
    named = {element["i"]: f"#{element['id']}" for element in raw["elements"]}
    assert framed + [named[row[2]] for row in raw["rows"] if row[0] == CLICK] == ["#works", "#dead"]


def test_unload_before_python_runs_carries_the_raw_rows_and_who_we_are(visit: Visit) -> None:
    visit.page.route("**/widget/worker.js*", lambda route: route.abort())
    visit.open()
    visit.page.click("#works")
    visit.page.goto("about:blank")
    visit.wait(lambda: visit.peer.beacons, "the beacon")
    (letter,) = visit.peer.beacons
    assert letter["hello"] is None
    assert letter["ids"]["site"] == "test-site"
    assert {row[0] for row in letter["raw"]["rows"]} >= {1, 2, 3}
    assert letter["raw"]["strings"] == {"0": "/"}


def test_unload_with_everything_acknowledged_sends_nothing(visit: Visit) -> None:
    visit.open().online()
    visit.page.wait_for_timeout(3000)  # snapshot, skeleton and their acknowledgements
    visit.page.goto("about:blank")
    visit.page.wait_for_timeout(500)
    assert [letter for letter in visit.peer.beacons if letter["frames"]] == []


def test_visitor_keeps_the_id_and_a_tab_its_session_over_pages(visit: Visit) -> None:
    visit.open().online()
    visit.open("/team").online()
    first, second = visit.peer.hellos[0], visit.peer.hellos[-1]
    assert (first.visitor, first.session) == (second.visitor, second.session)
    assert first.stream != second.stream
    visit.wait(lambda: len(visit.peer.events(PageView)) == 2, "both page views")
    assert visit.peer.events(PageView)[1].came_from == "/"
