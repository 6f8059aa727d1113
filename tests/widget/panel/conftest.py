"""Serves the host page on loopback and drives Chromium over it; every visit must end without an error in the page."""

import functools
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.widget.panel.visit import HERE, HostPage, Uploads, Visit, Visiting

# Boxes are measured: nothing may be on its way.
STILL: dict[str, Any] = {"viewport": {"width": 1200, "height": 800}, "reduced_motion": "reduce"}


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(HostPage, directory=str(HERE)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def uploads() -> Iterator[Uploads]:
    """What left the page as files in this test; the slow ones are let through at its end."""
    HostPage.opened.clear()
    HostPage.taken.clear()
    yield HostPage.taken
    HostPage.opened.set()


@pytest.fixture
def visiting(chromium: Browser, address: str) -> Iterator[Visiting]:
    """Starts visits with the given context options; each must end without an error in the page."""
    contexts: list[BrowserContext] = []
    visits: list[Visit] = []

    def visit(**options: Any) -> Visit:
        context = chromium.new_context(**(STILL | options))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5000)
        made = Visit(page, address)
        page.on(
            "console", lambda said: made.complaints.append(said.text) if said.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: made.complaints.append(str(error)))
        visits.append(made)
        return made

    yield visit
    complaints = [text for made in visits for text in made.complaints + made.page.evaluate("window.rig.errors")]
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def visit(visiting: Visiting) -> Visit:
    """A visit to the page, connected."""
    return visiting().go()
