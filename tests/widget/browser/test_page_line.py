"""A page without Python, in a real browser before the real gateway: the server judges, and hands over."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.widget.browser.conftest import HERE, POLICY
from tests.widget.browser.gateway import RealGateway, gatewayed
from tests.widget.browser.peer import hosting
from widget.protocol import Clicked, PageView, Said, Snapshot, Struggled

pytestmark = pytest.mark.browser

STRONG = "Object.defineProperty(navigator, 'deviceMemory', {value: 8})"
COUNTED = """
window.workers = [];
window.stated = {};
window.Worker = class extends Worker {
  constructor(...all) {
    super(...all);
    workers.push(this);
    this.addEventListener("message", ({data}) => data.state && (stated[data.state] = 1));
  }
};
"""
PATIENCE_S = 60.0


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory, dist: Path) -> Iterator[RealGateway]:
    with gatewayed(tmp_path_factory.mktemp("gateway")) as gateway:
        yield gateway


@pytest.fixture(scope="module")
def hosts(gateway: RealGateway) -> Iterator[tuple[str, str]]:
    """Two origins of the same pages; the second without 'wasm-unsafe-eval': Python can't run there."""
    policy = POLICY.format(w=gateway.origin, ws=gateway.origin.replace("http", "ws", 1))
    strict = policy.replace(" 'wasm-unsafe-eval'", "")
    folder = HERE / "host"
    with hosting(folder, gateway.origin, policy) as usual, hosting(folder, gateway.origin, strict) as refusing:
        gateway.allow(usual, refusing)
        gateway.start()
        yield usual, refusing


@pytest.fixture
def host(hosts: tuple[str, str]) -> str:
    return hosts[0]


class Tab:
    """A page of a fresh visitor, and what the server knows of this document."""

    def __init__(self, page: Page, gateway: RealGateway) -> None:
        self.page = page
        self.gateway = gateway
        page.add_init_script(STRONG)
        page.add_init_script(COUNTED)

    def open(self, url: str) -> "Tab":
        self.page.goto(url)
        self.until(lambda: self.page.evaluate("Boolean(document.querySelector('handrail-panel'))"), "the panel")
        return self

    @property
    def session(self) -> str:
        return str(self.page.evaluate("sessionStorage.getItem('handrail.session')"))

    @property
    def workers(self) -> int:
        return int(self.page.evaluate("workers.length"))

    def until(self, what: Callable[[], Any], name: str) -> Any:
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            if found := what():
                return found
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{name} did not happen; clicks {len(self.events(Clicked))}, {self.struggles()}")

    def events(self, kind: type[Any]) -> list[Any]:
        return self.gateway.events(kind, self.session)

    def struggles(self, signal: str = "") -> list[Struggled]:
        return [one for one in self.events(Struggled) if one.verdict == "struggle" and signal in ("", one.signal)]

    def struggle(self, signal: str) -> Struggled:
        found: list[Struggled] = self.until(lambda: self.struggles(signal), signal)
        assert len(found) == 1
        return found[0]

    def press(self, selector: str, times: int = 1, gap: int = 120) -> None:
        box = self.page.locator(selector).bounding_box()
        assert box
        for _ in range(times):
            self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            self.page.wait_for_timeout(gap)


@pytest.fixture
def tab(chromium: Browser, gateway: RealGateway, hosts: tuple[str, str]) -> Iterator[Tab]:
    context = chromium.new_context(viewport={"width": 900, "height": 700})
    yield Tab(context.new_page(), gateway)
    context.close()


def test_server_judges_a_page_that_never_gets_python(tab: Tab, host: str) -> None:
    tab.open(f"{host}/capture.html?boot=never")
    tab.press("#idle", 4)
    found = tab.struggle("rage_click")
    assert found.element is not None
    assert found.element.name == "Export list"
    assert found.count >= 3
    assert [one.route for one in tab.events(PageView)] == ["/capture.html"]
    assert tab.until(lambda: len(tab.events(Clicked)) == 4, "every click")
    assert tab.until(lambda: tab.events(Snapshot), "the state of the page")
    assert tab.workers == 0


def test_chat_works_without_python(tab: Tab, host: str) -> None:
    tab.open(f"{host}/capture.html?boot=never").page.evaluate("handrail.open()")
    tab.page.locator("handrail-panel textarea").fill("How do I export the list?")
    tab.page.keyboard.press("Enter")
    [said] = tab.until(lambda: tab.events(Said), "the question")
    assert said.text == "How do I export the list?"
    assert tab.workers == 0


def test_page_whose_policy_refuses_wasm_is_judged_by_the_server(tab: Tab, hosts: tuple[str, str]) -> None:
    tab.open(f"{hosts[1]}/capture.html?boot=idle")
    tab.press("#idle", 4)
    assert tab.struggle("rage_click").count >= 3


def test_handover_to_python_loses_and_doubles_nothing(tab: Tab, host: str) -> None:
    tab.open(f"{host}/capture.html?boot=engaged")
    presses = 0
    while presses < 30 and not tab.page.evaluate("stated.online"):
        tab.press("#works", 1, 1200)  # slow enough to be no rage
        presses += 1
        if presses == 1:
            tab.press("#idle", 4)
    assert tab.page.evaluate("stated.online"), "Python did not take over"
    tab.page.wait_for_timeout(1500)
    tab.press("#idle", 4)
    tab.until(lambda: len(tab.struggles("rage_click")) == 2, "rage before and after")
    tab.until(lambda: len(tab.events(Clicked)) == presses + 8, "every click")
    tab.page.wait_for_timeout(3000)
    assert len(tab.struggles("rage_click")) == 2
    assert len(tab.struggles("dead_click")) == len({one.id for one in tab.struggles("dead_click")})
    assert len(tab.events(Clicked)) == presses + 8
    assert len(tab.events(PageView)) == 1
    assert tab.workers == 1


def test_run_of_clicks_across_the_handover_is_one_rage_click(tab: Tab, host: str) -> None:
    """Clicks go on twice a second while Python takes over: one run, told once, whoever sees its end."""
    tab.open(f"{host}/capture.html?boot=engaged")
    tab.press("#idle", 1)
    tab.until(lambda: tab.page.evaluate("stated.loaded"), "the handover")
    tab.press("#idle", 4, 200)
    assert tab.struggle("rage_click").count >= 3
    tab.page.wait_for_timeout(2500)
    assert len(tab.struggles("rage_click")) == 1
    assert len(tab.events(Clicked)) == 5


def test_form_left_unfinished_is_told_by_the_last_beacon(tab: Tab, host: str) -> None:
    tab.open(f"{host}/capture.html?boot=never")
    for field in ("#company", "#secret"):
        tab.page.click(field)
        tab.page.keyboard.type("some text", delay=30)
    tab.page.wait_for_timeout(1200)
    session = tab.session
    tab.page.goto("about:blank")
    end = time.monotonic() + 10
    while not (found := tab.gateway.struggles("form_abandonment", session)) and time.monotonic() < end:
        tab.page.wait_for_timeout(50)
    assert len(found) == 1


def test_server_that_was_killed_learns_the_page_anew(tab: Tab, host: str, gateway: RealGateway) -> None:
    tab.open(f"{host}/capture.html?boot=never")
    tab.press("#idle", 4)
    tab.struggle("rage_click")
    gateway.kill()
    tab.press("#works", 2, 300)
    gateway.start()
    tab.page.wait_for_timeout(1500)
    tab.press("#idle", 4)
    tab.until(lambda: len(tab.struggles("rage_click")) == 2, "rage before and after")
    tab.until(lambda: len(tab.events(Clicked)) >= 10, "every click")
    assert len(tab.events(Clicked)) == 10
    assert {one.element.key for one in tab.struggles() if one.element} == {"#idle"}
