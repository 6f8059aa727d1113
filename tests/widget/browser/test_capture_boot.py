"""When Python starts: at once, after the first interaction, or when something looks like trouble."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.widget.browser.peer import Peer
from tests.widget.browser.tap import Tap, tapped
from widget.protocol import Clicked, PageView, Struggled

pytestmark = pytest.mark.browser

STRONG = "Object.defineProperty(navigator, 'deviceMemory', {value: 8})"  # whatever this machine is
WEAK = "Object.defineProperty(navigator, 'deviceMemory', {value: 1})"


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 900, "height": 700})
    yield context
    context.close()


@pytest.fixture
def tap(context: BrowserContext, served: Peer, host: str) -> Tap:
    served.forget()
    return tapped(context, served, host)


def waiting(tap: Tap, query: str, device: str = STRONG) -> Tap:
    """The page, idle, without Python."""
    tap.page.add_init_script(device)
    tap.enter(query)
    tap.calm()
    tap.rest(1000)
    assert tap.page.evaluate("workers.length") == 0
    return tap


def test_page_told_so_starts_when_it_is_idle(tap: Tap) -> None:
    tap.page.add_init_script(STRONG)
    tap.enter("boot=idle").ready()


def test_usual_page_starts_with_the_first_press(tap: Tap) -> None:
    waiting(tap, "boot=").page.click("#works")
    tap.ready()


def test_engaged_page_starts_with_the_first_press_and_has_what_came_before(tap: Tap) -> None:
    waiting(tap, "boot=engaged").page.click("#works")
    tap.ready()
    tap.wait(lambda: len(tap.peer.events(Clicked)) == 1, "the click", 10)
    assert len(tap.peer.events(PageView)) == 1
    tap.say({"k": "state", "state": "loaded"})  # Python is there; the server hands over
    tap.wait(lambda: tap.messages("go"), "the server's state", 10)
    assert tap.messages("go")[0]["state"]


def test_engaged_page_does_not_start_for_a_glance(tap: Tap) -> None:
    waiting(tap, "boot=engaged")
    tap.page.mouse.move(300, 300)
    tap.page.mouse.wheel(0, 300)
    assert tap.rest(1000).page.evaluate("workers.length") == 0


def test_engaged_page_starts_after_ten_seconds_of_scrolling(tap: Tap) -> None:
    waiting(tap, "boot=engaged")
    tap.page.mouse.move(300, 300)
    for turn in range(22):
        tap.page.mouse.wheel(0, 40 * (-1) ** turn)
        tap.page.wait_for_timeout(500)
    tap.ready()


def quick_clicks(tap: Tap) -> None:
    for _ in range(3):
        tap.page.click("#works")


def dead_click(tap: Tap) -> None:
    tap.page.click("#idle")
    tap.page.wait_for_timeout(3500)


def script_error(tap: Tap) -> None:
    tap.page.click("#throws")


def refused_twice(tap: Tap) -> None:
    for _ in range(2):
        tap.page.click("#save")
        tap.page.wait_for_timeout(900)


def copied_error(tap: Tap) -> None:
    tap.page.click("#sorry", click_count=3, delay=30)
    tap.page.wait_for_timeout(300)


def shaken_mouse(tap: Tap) -> None:
    for turn in range(16):
        tap.page.mouse.move(300 + 120 * (turn % 2), 400, steps=2)


@pytest.mark.parametrize("trouble", [quick_clicks, dead_click, script_error, refused_twice, copied_error, shaken_mouse])
def test_page_in_need_starts_at_what_looks_like_trouble(tap: Tap, trouble: Callable[[Tap], None]) -> None:
    trouble(waiting(tap, "boot=need"))
    tap.ready()


def test_page_in_need_does_not_start_for_an_ordinary_visit(tap: Tap) -> None:
    waiting(tap, "boot=need")
    tap.page.click("#works")
    tap.page.wait_for_timeout(1200)
    tap.page.click("#company")
    tap.page.keyboard.type("Tidemark", delay=30)
    tap.page.wait_for_timeout(1200)
    tap.page.click("#works")
    tap.page.mouse.wheel(0, 300)
    assert tap.rest(3500).page.evaluate("workers.length") == 0


def test_weak_device_is_judged_by_the_server_and_never_starts_python(tap: Tap) -> None:
    quick_clicks(waiting(tap, "boot=idle", WEAK))
    tap.page.evaluate("handrail.open()")
    assert tap.wait(lambda: len(tap.peer.events(Clicked)) == 3, "the clicks", 10)
    assert [one.signal for one in tap.peer.events(Struggled)] == ["rage_click"]
    assert tap.page.evaluate("workers.length") == 0
