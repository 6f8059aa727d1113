"""A host page on one origin, the widget on another, Chromium between them; `Visit` is what a test does and sees.

Servers and browser cache are shared by all tests, so that Python boots warm; every test has a tab and a peer's memory
of its own.
"""

import fcntl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.widget.browser.peer import Peer, hosting, serving
from widget import build

HERE = Path(__file__).parent
# The directives that README names, beside the page's own.
POLICY = (
    "default-src 'self'; style-src 'self'; script-src 'self' {w} 'wasm-unsafe-eval'; "
    "connect-src 'self' {w} {ws} http://127.0.0.1:1; worker-src blob:"
)
PATIENCE = 60.0  # s: Python's boot on a busy machine
V = TypeVar("V")


@dataclass
class Visit:
    """One page in Chromium. `problems` are the console's errors and uncaught exceptions."""

    page: Page
    peer: Peer
    host: str
    problems: list[str] = field(default_factory=list)

    def wait(self, condition: Callable[[], V], what: str, patience: float = PATIENCE) -> V:
        """The first true value of `condition`."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if value := condition():
                return value
            self.page.wait_for_timeout(25)
        raise AssertionError(f"{what} did not happen within {patience} s; console: {self.problems}")

    def open(self, path: str = "/") -> "Visit":
        self.page.goto(self.host + path)
        return self

    def online(self) -> "Visit":
        """Waits until Python runs and the server has its first frame."""
        before = sum(map(len, self.peer.batches.values()))
        self.wait(lambda: sum(map(len, self.peer.batches.values())) > before, "the first frame")
        return self


@pytest.fixture(scope="session")
def dist() -> Path:
    """The bundle, built if it is not; test processes beside this one wait for it."""
    build.SCRATCH.mkdir(exist_ok=True)
    with (build.SCRATCH / "tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return build.build()


@pytest.fixture(scope="session")
def served(dist: Path) -> Iterator[Peer]:
    with serving(Peer(dist)) as peer:
        yield peer


@pytest.fixture(scope="session")
def host(served: Peer) -> Iterator[str]:
    policy = POLICY.format(w=served.origin, ws=served.origin.replace("http", "ws", 1))
    with hosting(HERE / "host", served.origin, policy) as origin:
        yield origin


@pytest.fixture(scope="session")
def browsing(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context()
    yield context
    context.close()


@pytest.fixture
def visit(browsing: BrowserContext, served: Peer, host: str) -> Iterator[Visit]:
    served.forget()
    page = browsing.new_page()
    one = Visit(page, served, host)
    page.on("console", lambda message: one.problems.extend([message.text] if message.type == "error" else []))
    page.on("pageerror", lambda error: one.problems.append(str(error)))
    yield one
    page.goto(f"{host}/prices.json")  # its beacon comes before the next test begins, and nothing is left to hand in
    page.evaluate("new Promise((done) => (indexedDB.deleteDatabase('handrail').onsuccess = done)).then(() => true)")
    page.close()
