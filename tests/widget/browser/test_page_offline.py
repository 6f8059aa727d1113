"""A visit without a line, and a tab that is closed meanwhile: the next page of the same visitor hands everything in."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.widget.browser.conftest import Visit
from tests.widget.browser.peer import Peer
from widget.protocol import Clicked

pytestmark = pytest.mark.browser

STORED = """new Promise((told) => {
  const request = indexedDB.open("handrail");
  request.onupgradeneeded = () => request.transaction.abort();
  request.onerror = () => told([]);
  request.onsuccess = () => {
    const base = request.result;
    const names = base.transaction("frames").objectStore("frames").getAllKeys();
    names.onsuccess = () => (base.close(), told(names.result));
  };
})"""


@pytest.fixture
def profile(chromium: Browser, served: Peer) -> Iterator[BrowserContext]:
    served.forget()
    context = chromium.new_context()
    context.route("**/v1/beacon", lambda route: route.abort())  # the line is down for beacons, too
    yield context
    context.close()


def enter(profile: BrowserContext, peer: Peer, host: str) -> Visit:
    return Visit(profile.new_page(), peer, host).open()


def offline(visit: Visit) -> None:
    visit.peer.closed_door = True
    visit.peer.drop()
    visit.page.wait_for_timeout(300)


def clicks(peer: Peer) -> list[str]:
    return [click.element.key for click in peer.events(Clicked)]


def stored(visit: Visit) -> list[list[object]]:
    return list(visit.page.evaluate(STORED))


def test_what_was_done_offline_arrives_once_from_the_next_page(
    profile: BrowserContext, served: Peer, host: str
) -> None:
    visit = enter(profile, served, host).online()
    (stream,) = served.batches
    before = len(served.batches[stream])
    offline(visit)
    visit.page.click("#works")
    visit.page.click("#dead")
    visit.wait(lambda: stored(visit), "frames in storage")
    visit.page.wait_for_timeout(1500)
    visit.page.close()
    served.closed_door = False
    later = enter(profile, served, host).online()
    later.wait(lambda: len(clicks(served)) == 2, "both clicks")
    assert sorted(clicks(served)) == ["#dead", "#works"]
    numbers = [batch.seq for batch in served.batches[stream]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > before
    later.wait(lambda: not stored(later), "storage to forget")
    assert served.skipped == 0
    later.page.reload()
    later.online()
    later.page.wait_for_timeout(1000)
    assert len(clicks(served)) == 2


def test_two_tabs_closed_offline_are_both_handed_in(profile: BrowserContext, served: Peer, host: str) -> None:
    tabs = [enter(profile, served, host).online() for _ in range(2)]
    offline(tabs[0])
    for tab in tabs:
        tab.page.click("#works")
        tab.page.wait_for_timeout(2500)
    for tab in tabs:
        tab.page.close()
    served.closed_door = False
    later = enter(profile, served, host).online()
    later.wait(lambda: len(clicks(served)) == 2, "the clicks of both")
    assert len({hello.session for hello in served.hellos}) == 3


def test_what_a_living_page_waits_to_say_is_left_to_it(profile: BrowserContext, served: Peer, host: str) -> None:
    first = enter(profile, served, host).online()
    offline(first)
    first.page.click("#works")
    first.wait(lambda: stored(first), "frames in storage")
    first.page.wait_for_timeout(500)
    mine = next(iter(served.batches))
    served.closed_door = False
    second = enter(profile, served, host).online()
    second.wait(lambda: len(clicks(served)) == 1, "the click from the first page")
    second.page.wait_for_timeout(1500)
    assert len(clicks(served)) == 1
    assert [hello.stream for hello in served.hellos].count(mine) == 2, "its own two connections, no third"


def test_nothing_is_stored_while_the_line_is_good(profile: BrowserContext, served: Peer, host: str) -> None:
    visit = enter(profile, served, host).online()
    visit.page.click("#works")
    visit.wait(lambda: clicks(served), "the click")
    visit.page.wait_for_timeout(3000)
    assert stored(visit) == []


def test_anonymous_visitor_leaves_nothing_in_storage(profile: BrowserContext, served: Peer, host: str) -> None:
    profile.add_init_script("localStorage.setItem('handrail.sharing', 'anonymous')")
    visit = enter(profile, served, host).online()
    offline(visit)
    visit.page.click("#works")
    visit.page.wait_for_timeout(3000)
    assert stored(visit) == []


def test_visitor_who_takes_the_word_back_leaves_nothing_in_storage(
    profile: BrowserContext, served: Peer, host: str
) -> None:
    visit = enter(profile, served, host).online()
    offline(visit)
    visit.page.click("#works")
    visit.wait(lambda: stored(visit), "frames in storage")
    visit.page.evaluate("handrail.consent('off')")
    visit.wait(lambda: not stored(visit), "storage to forget", 10)
