"""Thirty forms and more that repeat what is typed: none of it is in any frame, store, log or in "What is shared".

A whole Handrail runs; a wire-tap before it keeps every byte that the pages send. Half of the pages are judged by Python
in the page, half by the server.
"""

import base64
import json
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.visitor import eventually
from tests.journeys.world import World
from tests.widget.browser.forms import FORMS, PAGE, Form
from tests.widget.browser.overheard import Overheard, overhearing
from widget.protocol import Batch, Observed, Struggled, decode_client, unpacked
from widget.shared import data
from widget.signals.trace import rows_in

pytestmark = pytest.mark.browser

AT_ONCE = 12  # pages that wait together
CALM_MS = 1500  # for what was certain to be told
BOOT_S = 60
RAGE = 4  # clicks within a second
REFUSALS = 3
# Everything the panel's view lists, the true data opened.
SHOWN = """() => {
  const {shadowRoot: root} = document.querySelector("handrail-panel");
  for (const one of root.querySelectorAll("details")) one.open = true;
  return root.textContent + root.innerHTML;
}"""


@contextmanager
def hosted(port: int, widget: str, site: str) -> Iterator[None]:
    """The forms on the product's own port, so that the site's origin is theirs; any path is the form it names."""
    pages = {
        form.name: PAGE.format(
            name=form.name, body=form.body, script=form.script, widget=widget, site=site, boot=("idle", "need")[at % 2]
        )
        for at, form in enumerate(FORMS)
    }

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(self.path.strip("/"))
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield
    server.shutdown()
    server.server_close()


class Played:
    """What was left after all forms were played: bytes by the place they were found in."""

    def __init__(self) -> None:
        self.found: dict[str, bytes] = {}
        self.shown: dict[str, str] = {}
        self.struggles: dict[str, set[str]] = {}


@pytest.fixture(scope="module")
def played(chromium: Browser, dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Played:
    world = World(tmp_path_factory.mktemp("secrets"))
    world.start("server", "worker")
    result = Played()
    context = chromium.new_context(viewport={"width": 1000, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    settings = world.settings
    with overhearing(settings.port) as heard, hosted(settings.demo_port, heard.origin, world.prepared.site_key):
        for at in range(0, len(FORMS), AT_ONCE):
            play(context, settings.demo_url, FORMS[at : at + AT_ONCE], result)
        result.found = {"wire": wire(heard)}
        eventually(lambda: len(routes(world)) >= len(FORMS) or None, 30)
        context.close()
    world.stop()
    result.found["stored"] = b"".join(path.read_bytes() for path in settings.data.glob("*.db*"))
    result.found["event log, decoded"] = told(batch for _, batch in batches(world))
    result.found["logs"] = b"".join(path.read_bytes() for path in settings.data.rglob("*.log"))
    for _, batch in batches(world):
        for event in batch.events:
            if isinstance(event, Struggled):
                result.struggles.setdefault(event.route.strip("/").split("/")[0], set()).add(event.signal)
    return result


def play(context: BrowserContext, host: str, forms: tuple[Form, ...], result: Played) -> None:
    pages = [(form, context.new_page()) for form in forms]
    for form, page in pages:
        page.goto(f"{host}/{form.name}")
    for _, page in pages:
        page.locator("handrail-panel .launcher").wait_for(timeout=BOOT_S * 1000)
    for form, page in pages:
        fill(form, page)
    for _ in range(REFUSALS):
        for _, page in pages:
            press(page, 1)
        pages[0][1].wait_for_timeout(200)
    for _, page in pages:
        press(page, RAGE)
    pages[0][1].wait_for_timeout(CALM_MS)
    for form, page in pages:
        result.shown[form.name] = view(page)
    for _, page in pages:
        page.goto(f"{host}/nothing")  # the beacon
        page.close()


def press(page: Page, times: int) -> None:
    """Clicks `#go` with the mouse; a page behind others would wait for a frame that is drawn once a second."""
    page.bring_to_front()
    x, y = page.locator("#go").first.evaluate(
        "(go) => { const {x, y} = go.getBoundingClientRect(); return [x + 9, y + 9] }"
    )
    for _ in range(times):
        page.mouse.click(x, y)


def fill(form: Form, page: Page) -> None:
    page.bring_to_front()
    for selector, secret in form.typed.items():
        if hand := form.hands.get(selector):
            hand(page, selector, secret)
        else:
            page.locator(selector).first.press_sequentially(secret, delay=1)
        page.keyboard.press("Tab")


def view(page: Page) -> str:
    """What the panel lists as shared, in words and data."""
    page.bring_to_front()
    page.locator("handrail-panel .launcher").click()
    page.locator("handrail-panel").get_by_role("button", name="What is shared").click()
    page.locator("handrail-panel .told li").first.wait_for(timeout=BOOT_S * 1000)
    return str(page.evaluate(SHOWN))


def batches(world: World) -> list[tuple[str, Batch]]:
    with closing(sqlite3.connect(f"file:{world.settings.log_path}?mode=ro", uri=True)) as log:
        rows = log.execute("select stream, frame from batches order by stream, seq").fetchall()
    frames = ((stream, decode_client(frame)) for stream, frame in rows)
    return [(stream, frame) for stream, frame in frames if isinstance(frame, Batch)]


def routes(world: World) -> set[str]:
    return {stream.split(".")[0] for stream, _ in batches(world)}


def told(said: Iterator[Batch]) -> bytes:
    """Frames as text, packed rows unpacked."""
    lines = []
    for batch in said:
        for event in batch.events:
            lines.append(json.dumps(data(event), default=repr, ensure_ascii=False))
            if isinstance(event, Observed):
                lines.append(repr([row[2:] for row in rows_in(event)]))
    return "\n".join(lines).encode()


def wire(heard: Overheard) -> bytes:
    """All that was sent, as it was, and once more what lies packed in it: frames, deflated messages, letters."""
    opened = [unpacked(frame) for frame in heard.frames]
    for request in heard.requests:
        for at in re.finditer(rb'\r\n\r\n(?=\{"v":)', request):
            opened += inside(json.JSONDecoder().raw_decode(request[at.end() :].decode())[0])
    frames = [decode_client(one) for one in opened if one[:1] not in (b"{", b"")]
    return b"\n".join([*heard.requests, *heard.frames, *opened, told(one for one in frames if isinstance(one, Batch))])


def inside(letter: dict[str, Any]) -> Iterator[bytes]:
    """What a letter holds in base64: a state, which is no frame, and frames."""
    state = (letter.get("raw") or {}).get("before")
    yield from (b"{" + base64.b64decode(state),) if state else ()
    yield from (base64.b64decode(one) for one in [letter.get("hello"), *letter["frames"]] if one)


def holds(where: bytes, secret: str) -> bool:
    """Whether a secret is there, in any case, as it is or as an address or JSON writes it."""
    text = where.decode(errors="replace").lower()
    low = secret.lower()
    return any(one in text for one in {low, quote(low).lower(), json.dumps(low)[1:-1], low.replace(" ", "")})


def test_there_are_more_than_thirty_and_all_are_different() -> None:
    assert len({form.name for form in FORMS}) == len(FORMS) >= 30
    secrets = [secret for form in FORMS for secret in form.secrets]
    assert all(len(secret) >= 6 for secret in secrets)


def test_visitors_struggled_and_it_was_told(played: Played) -> None:
    unheard = [form.name for form in FORMS if not played.struggles.get(form.name)]
    assert unheard == []
    assert b"needs a doctor" in played.found["wire"]
    assert b"needs a doctor" in played.found["event log, decoded"]
    assert all("Told" in shown or "told" in shown for shown in played.shown.values())


@pytest.mark.parametrize("form", FORMS, ids=[form.name for form in FORMS])
def test_no_secret_is_told(played: Played, form: Form) -> None:
    places = played.found | {"what is shared": played.shown[form.name].encode()}
    assert [(place, secret) for place, text in places.items() for secret in form.secrets if holds(text, secret)] == []


def test_a_secret_would_be_found(played: Played) -> None:
    planted = b"".join(played.found.values()) + "…Ottoline Prescott…".encode()
    assert holds(planted, "Ottoline Prescott")
