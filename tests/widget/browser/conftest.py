"""A host page on one origin, the widget on another, Chromium between them; `Visit` is what a test does and waits for."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.widget.browser.peer import Peer, hosting, serving
from widget import build

HERE = Path(__file__).parent
CHROMIUM = "/usr/bin/chromium"
ARGS = ("--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
        "--disable-component-update --disable-sync").split()  # fmt: skip
# The directives that README names, beside the page's own.
POLICY = ("default-src 'self'; script-src 'self' {w} 'wasm-unsafe-eval'; connect-src 'self' {w} {ws} http://127.0.0.1:1; "
          "worker-src blob:; style-src 'self'")  # fmt: skip
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
    return build.build()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def peer(dist: Path) -> Iterator[Peer]:
    with serving(Peer(dist)) as running:
        yield running


@pytest.fixture
def policy() -> str:
    return POLICY


@pytest.fixture
def host(peer: Peer, policy: str) -> Iterator[str]:
    words = policy.format(w=peer.origin, ws=peer.origin.replace("http", "ws", 1))
    with hosting(HERE / "host", peer.origin, words) as origin:
        yield origin


@pytest.fixture
def visit(chromium: Browser, peer: Peer, host: str) -> Iterator[Visit]:
    context = chromium.new_context()
    page = context.new_page()
    one = Visit(page, peer, host)
    page.on("console", lambda message: message.type == "error" and one.problems.append(message.text))
    page.on("pageerror", lambda error: one.problems.append(str(error)))
    yield one
    context.close()
