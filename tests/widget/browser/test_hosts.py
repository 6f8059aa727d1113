"""Products written with React 19 and Vue 3 work as they do without Handrail, and get everything back when it stops.

Both are the same small product (apps/): rendered on a server, hydrated, a controlled form, pages by pushState, a keyed
list, a dialog in a portal, React's in StrictMode and with development's warnings.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, CDPSession, ConsoleMessage, Page, expect

from tests.widget.browser.conftest import POLICY
from tests.widget.browser.peer import Peer, hosting
from widget import build
from widget.protocol import PageView, Snapshot, Struggled

pytestmark = pytest.mark.browser

APPS = Path(__file__).parent / "apps"
BOOT_MS = 60_000
DEFINES = (
    "--define:process.env.NODE_ENV='development'",
    *("--define:__VUE_OPTIONS_API__=true", "--define:__VUE_PROD_DEVTOOLS__=false"),
    "--define:__VUE_PROD_HYDRATION_MISMATCH_DETAILS__=true",
)
# What React and Vue themselves say to developers, with or without us.
USUAL = ("Download the React DevTools", "You are running a development build of Vue")


@dataclass
class App:
    """One product in a tab; `said` are warnings and errors of its console."""

    page: Page
    peer: Peer
    origin: str
    said: list[str] = field(default_factory=list)

    def open(self, query: str = "") -> "App":
        self.page.goto(f"{self.origin}/{query}")
        if not query:
            self.page.locator("handrail-panel .launcher").wait_for(timeout=BOOT_MS)
        return self

    def heard(self, condition: Callable[[], object], what: str, patience_ms: int = BOOT_MS) -> None:
        for _ in range(patience_ms // 50):
            if condition():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{what} was not told; console: {self.said}")

    def struggle(self, signal: str) -> Struggled | None:
        found = [one for one in self.peer.events(Struggled) if one.signal == signal and one.verdict == "struggle"]
        return found[0] if found else None


def bundle(name: str, folder: Path) -> None:
    """Builds a product as its authors would: a script for browsers, and the markup that a server renders."""
    esbuild = build.NODE_MODULES / ".bin" / "esbuild"
    environment = os.environ | {"NODE_PATH": str(build.NODE_MODULES)}
    source = next((APPS / name).glob("client.*"))
    common = ("--bundle", "--log-level=error", "--jsx=automatic", *DEFINES)
    server = folder / "server.cjs"
    calls = [
        [esbuild, source, *common, f"--outfile={folder / 'app.js'}"],
        [esbuild, source.with_stem("server"), *common, "--platform=node", f"--outfile={server}"],
    ]
    for call in calls:
        subprocess.run([str(part) for part in call], check=True, env=environment)
    markup = subprocess.run(["node", str(server)], check=True, capture_output=True, text=True).stdout.strip()
    (folder / "index.html").write_text((APPS / "index.html").read_text().replace("MARKUP", markup))
    for file in ("owned.js", "prices.json"):
        shutil.copy(APPS / file, folder)


@pytest.fixture(scope="module", params=["react", "vue"])
def product(request: pytest.FixtureRequest, served: Peer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp(request.param)
    bundle(request.param, folder)
    policy = POLICY.format(w=served.origin, ws=served.origin.replace("http", "ws", 1)) + "; img-src 'self' data:"
    with hosting(folder, served.origin, policy) as origin:
        yield origin


@pytest.fixture
def app(browsing: BrowserContext, served: Peer, product: str) -> Iterator[App]:
    served.forget()
    one = App(browsing.new_page(), served, product)

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(usual in message.text for usual in USUAL):
            one.said.append(message.text)

    one.page.on("console", hear)
    one.page.on("pageerror", lambda error: one.said.append(str(error)))
    yield one
    one.page.goto(f"{product}/prices.json")
    one.page.close()
    assert one.said == []


def use(page: Page) -> list[str]:
    """Uses everything once; returns what the page shows after each step."""
    shown: list[str] = []

    def look() -> None:
        page.wait_for_timeout(120)
        focus = page.evaluate("document.activeElement.id || document.activeElement.localName")
        roots = "[...document.querySelectorAll('#root, [role=dialog]')].map((one) => one.outerHTML).join('')"
        fields = "[...document.querySelectorAll('input')].map((one) => one.value).join('|')"
        shown.extend(
            (page.evaluate(roots), page.evaluate(fields), focus, page.evaluate("location.pathname"), page.title())
        )

    look()
    for _ in range(3):
        page.click("#count")
    look()
    page.click("#load")
    expect(page.locator("#price")).to_have_text("12 €")
    page.click("#ask")
    look()  # the focus is where the ref put it
    page.keyboard.type("because")
    page.click("#yes")
    look()
    page.click("text=People")
    page.locator("li input").first.fill("a note that must travel with its row")
    page.click("#turn")
    look()
    page.locator("#filter").press_sequentially("Person 2")
    look()
    page.locator("li button").first.click()
    look()
    page.click("text=Profile")
    page.locator(".mail").press_sequentially("ADA")
    page.click("#save")
    expect(page.locator("#mail-error")).to_be_visible()
    look()
    page.locator(".mail").press_sequentially("@x.example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    look()
    page.go_back()
    look()
    page.go_forward()
    look()
    return shown


def test_product_behaves_as_it_does_alone(app: App) -> None:
    alone = use(app.open("?bare").page)
    assert len(alone) > 50
    with_us = use(app.open().page)
    assert [(a, b) for a, b in zip(alone, with_us, strict=True) if a != b] == []


def test_pages_and_struggles_are_told_by_names_that_people_know(app: App) -> None:
    app.open()
    page = app.page
    app.heard(lambda: app.peer.events(PageView), "the page")
    page.click("#export")
    page.wait_for_timeout(3500)
    for _ in range(5):
        page.click("#export")
    page.click("text=Profile")
    for _ in range(3):
        page.click("#save")
        page.wait_for_timeout(700)
    for signal, name in (
        ("dead_click", "Export everything"),
        ("rage_click", "Export everything"),
        ("repeated_validation", "E-mail"),
    ):
        app.heard(lambda signal=signal: app.struggle(signal), signal, 15_000)  # type: ignore[misc]
        found = app.struggle(signal)
        assert found
        assert found.element
        assert found.element.name == name
    assert {"/", "/profile"} <= {view.route for view in app.peer.events(PageView)}
    app.heard(lambda: any(state.errors for state in app.peer.events(Snapshot)), "the state with its error", 10_000)


def test_everything_replaced_is_the_page_s_own_again(app: App) -> None:
    theirs = changed(app.open("?bare").page)  # what the framework itself leaves there
    page = app.open().page
    assert {"window.fetch", "window.open", "XMLHttpRequest.prototype.send", "window.handrail"} <= changed(page) - theirs
    assert ours(page) != []
    page.evaluate("handrail.stop()")
    page.wait_for_timeout(300)
    assert changed(page) - theirs == {"window.handrail"}
    assert ours(page) == []
    assert page.locator("handrail-panel").count() == 0
    page.click("#count")
    expect(page.locator("#count")).to_have_text("Counted 1")
    page.click("#load")
    expect(page.locator("#price")).to_have_text("12 €")


def changed(page: Page) -> set[str]:
    """What is not as the browser gave it; names with something random in them without that."""
    names: list[str] = page.evaluate("changed()")
    return {re.sub(r"_reactListening\w+", "_reactListening", name) for name in names}


def ours(page: Page) -> list[str]:
    """The listeners of Handrail's scripts on window and document, by type."""
    session: CDPSession = page.context.new_cdp_session(page)
    scripts: dict[str, str] = {}
    session.on("Debugger.scriptParsed", lambda one: scripts.update({one["scriptId"]: one["url"]}))
    session.send("Debugger.enable")
    found = []
    for place in ("window", "document", "document.documentElement", "document.body", "visualViewport", "navigation"):
        answer = session.send("Runtime.evaluate", {"expression": place})["result"]
        listeners = session.send("DOMDebugger.getEventListeners", {"objectId": answer["objectId"]})["listeners"]
        found += [f"{place} {one['type']}" for one in listeners if "/widget/" in scripts.get(one["scriptId"], "")]
    session.detach()
    return found
