"""Files from a page in Chromium to the real gateway: what is read, what waits, what is refused, what never leaves."""

import base64
import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect
from sqlalchemy import select

from server.store import schema
from server.store.database import Database
from tests.server.files.drawn import ERROR, screenshot
from tests.widget.browser.conftest import HERE, POLICY
from tests.widget.browser.gateway import RealGateway, gatewayed
from tests.widget.browser.peer import Peer, hosting
from tests.widget.browser.tap import tapped
from widget.events import Kind
from widget.protocol import Said

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000  # the reader's start, on a busy machine
SHOT = screenshot(ERROR)
# A second and a half of a moving picture, as a browser records it.
RECORD = """async () => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [640, 360];
  const brush = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(25), {mimeType: "video/webm"});
  const parts = [];
  recorder.ondataavailable = ({data}) => parts.push(data);
  const done = new Promise((told) => (recorder.onstop = told));
  recorder.start();
  for (let i = 0; i < 45; i++) {
    brush.fillStyle = "white"; brush.fillRect(0, 0, 640, 360);
    brush.fillStyle = "black"; brush.font = "40px sans-serif"; brush.fillText(`Error 4012, ${i}`, 40, 180);
    await new Promise((told) => setTimeout(told, 40));
  }
  recorder.stop();
  await done;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(""));
}"""
REMEMBER = """
window.uploaded = [];
const send = XMLHttpRequest.prototype.send;
XMLHttpRequest.prototype.send = function (body) {
  if (body instanceof Blob) body.slice(0, 4).arrayBuffer().then((head) => uploaded.push([...new Uint8Array(head)]));
  return send.call(this, body);
};
"""
WEBM_HEAD, PNG_HEAD = [0x1A, 0x45, 0xDF, 0xA3], [0x89, 0x50, 0x4E, 0x47]


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory, dist: Path) -> Iterator[RealGateway]:
    with gatewayed(tmp_path_factory.mktemp("gateway")) as gateway:
        yield gateway


@pytest.fixture(scope="module")
def hosts(gateway: RealGateway) -> Iterator[tuple[str, str]]:
    """Two origins of the same page: under the strict policy, and under one that lets videos be opened."""
    policy = POLICY.format(w=gateway.origin, ws=gateway.origin.replace("http", "ws", 1))
    with (
        hosting(HERE / "host", gateway.origin, policy) as strict,
        hosting(HERE / "host", gateway.origin, f"{policy}; media-src blob:") as lenient,
    ):
        gateway.allow(strict, lenient)
        gateway.start()
        yield strict, lenient


class Tab:
    """The panel of a fresh visitor."""

    def __init__(self, page: Page, gateway: RealGateway) -> None:
        self.page = page
        self.gateway = gateway
        self.problems: list[str] = []
        self.uploads: list[str] = []
        page.on("console", lambda said: self.problems.append(said.text) if said.type == "error" else None)
        page.on("request", lambda one: self.uploads.append(one.method) if "/v1/files" in one.url else None)

    def open(self, origin: str, path: str = "/") -> "Tab":
        self.page.goto(origin + path)
        self.page.locator("handrail-panel .launcher").wait_for(timeout=PATIENCE_MS)
        self.page.evaluate("handrail.open()")
        return self

    def attach(self, name: str, data: bytes) -> None:
        with self.page.expect_file_chooser() as chooser:
            self.page.get_by_role("button", name="Attach a screenshot or a document").click()
        chooser.value.set_files(FilePayload(name=name, mimeType="", buffer=data))

    @property
    def files(self) -> Locator:
        return self.page.locator("handrail-panel .file")

    def says(self, words: str, count: int = 1) -> None:
        expect(self.files.filter(has_text=words)).to_have_count(count, timeout=PATIENCE_MS)

    def ask(self, words: str) -> Said:
        self.page.get_by_role("textbox", name="Your message").fill(words)
        self.page.keyboard.press("Enter")
        return self.said()[-1]

    def said(self) -> list[Said]:
        session = self.page.evaluate("sessionStorage.getItem('handrail.session')")
        end = time.monotonic() + PATIENCE_MS / 1000
        while time.monotonic() < end:
            if found := self.gateway.events(Said, session):
                return found
            self.page.wait_for_timeout(50)
        raise AssertionError(f"nothing was said; console: {self.problems}")

    def kept(self) -> list[Any]:
        """What the server keeps of this session, in order."""
        session = self.page.evaluate("sessionStorage.getItem('handrail.session')")
        with contextlib.closing(Database(f"sqlite:///{self.gateway.folder}/handrail.db")) as db:
            rows = db.read(lambda conn: conn.execute(select(schema.files).order_by(schema.files.c.at)).all())
        return [row for row in rows if row.session == session]


@pytest.fixture
def tab_of(chromium: Browser, gateway: RealGateway, hosts: tuple[str, str]) -> Iterator[Callable[..., Tab]]:
    contexts = []

    def tab(*scripts: str) -> Tab:
        context = chromium.new_context(viewport={"width": 900, "height": 700})
        contexts.append(context)
        for script in scripts:
            context.add_init_script(script)
        return Tab(context.new_page(), gateway)

    yield tab
    for context in contexts:
        context.close()


def test_screenshot_is_read_and_its_id_goes_with_the_words(tab_of: Callable[..., Tab], hosts: tuple[str, str]) -> None:
    tab = tab_of().open(hosts[0])
    assert tab.uploads == []
    tab.attach("error.png", SHOT)
    tab.says(f"Read: “{ERROR}")
    [row] = tab.kept()
    assert (row.kind, row.name) == ("image", "error.png")
    assert row.words.startswith(ERROR)
    said = tab.ask("What does this mean?")
    assert said.files == (row.id,)
    expect(tab.page.get_by_role("list", name="Attached", exact=True)).to_have_text("error.png")
    assert tab.problems == [], "the strict policy of the page is kept"


def test_attaching_works_where_the_server_judges_instead_of_python(
    tab_of: Callable[..., Tab], hosts: tuple[str, str]
) -> None:
    tab = tab_of().open(hosts[0], "/capture.html?boot=never")
    tab.attach("log.txt", b"import failed in row 41")
    tab.says("import failed in row 41")
    assert tab.ask("What does this mean?").files == (tab.kept()[0].id,)


def test_document_alone_is_a_message(tab_of: Callable[..., Tab], hosts: tuple[str, str]) -> None:
    tab = tab_of().open(hosts[0])
    tab.attach("log.txt", b"2026-11-21 import failed in row 41")
    tab.says("import failed in row 41")
    tab.page.keyboard.press("Enter")
    [said] = tab.said()
    assert (said.text, said.files) == ("log.txt", (tab.kept()[0].id,))


def test_attaching_works_for_those_who_share_nothing_else(tab_of: Callable[..., Tab], hosts: tuple[str, str]) -> None:
    tab = tab_of("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})").open(hosts[0])
    tab.attach("error.png", SHOT)
    tab.says(f"Read: “{ERROR}")
    tab.page.get_by_role("textbox", name="Your message").fill("What does this mean?")
    tab.page.keyboard.press("Enter")
    [said] = tab.said()
    assert said.files == (tab.kept()[0].id,)
    tab.page.get_by_role("button", name="What is shared").click()
    told = tab.page.locator("handrail-panel summary span")
    expect(told.filter(has_text="You attached “error.png” (picture, ")).to_have_count(1)
    expect(told).to_have_count(2)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("invoice.png", b"MZ\x90\x00 a program", "This is a program."),
        ("page.txt", b"<html><script>alert(1)</script></html>", "Web pages"),
        ("cut.png", SHOT[:200], "The picture is broken"),
        ("old.pdf", b"\xd0\xcf\x11\xe0 and so on", "old Office file"),
    ],
)
def test_refusals_are_said_in_the_servers_words_and_nothing_is_kept(
    tab_of: Callable[..., Tab], hosts: tuple[str, str], name: str, data: bytes, words: str
) -> None:
    tab = tab_of().open(hosts[0])
    tab.attach(name, data)
    tab.says(words)
    assert tab.kept() == []
    assert tab.ask("It does not work").files == ()


def test_without_a_server_a_file_waits_and_goes_out_when_it_is_back(
    tab_of: Callable[..., Tab], hosts: tuple[str, str], gateway: RealGateway
) -> None:
    tab = tab_of().open(hosts[0])
    tab.attach("first.txt", b"first")
    tab.says("Read: “first”")
    gateway.stop()
    expect(tab.page.get_by_text("can’t be reached")).to_be_visible(timeout=PATIENCE_MS)
    tab.attach("error.png", SHOT)
    tab.says("Goes out when the connection is back")
    gateway.start()
    tab.says(f"Read: “{ERROR}")
    assert len(tab.ask("What does this mean?").files) == 2


def test_video_becomes_stills_and_never_leaves(tab_of: Callable[..., Tab], hosts: tuple[str, str]) -> None:
    tab = tab_of(REMEMBER).open(hosts[1])
    video = base64.b64decode(tab.page.evaluate(RECORD))
    assert list(video[:4]) == WEBM_HEAD
    tab.attach("clip.webm", video)
    tab.says("Read: “Error 4012", 3)
    names = tab.files.locator(".name").all_text_contents()
    assert all(name.startswith("clip.webm at 0:0") for name in names)
    assert [row.name for row in tab.kept()] == names
    assert tab.page.evaluate("uploaded") == [PNG_HEAD] * 3
    assert tab.uploads.count("POST") == 3


def test_where_the_page_forbids_videos_a_still_picture_is_asked_for(
    tab_of: Callable[..., Tab], hosts: tuple[str, str]
) -> None:
    tab = tab_of().open(hosts[0])
    tab.attach("clip.webm", base64.b64decode(tab.page.evaluate(RECORD)))
    tab.says("This page doesn’t let videos be opened. Attach a still picture of it, like a screenshot.")
    assert tab.uploads == []


def test_read_file_waits_over_a_reload_for_its_message(tab_of: Callable[..., Tab], hosts: tuple[str, str]) -> None:
    tab = tab_of().open(hosts[0])
    tab.attach("error.png", SHOT)
    tab.says(f"Read: “{ERROR}")
    tab.page.reload()
    tab.says(f"Read: “{ERROR}")
    assert tab.ask("What does this mean?").files == (tab.kept()[0].id,)


def test_upload_is_no_request_of_the_pages(chromium: Browser, served: Peer, host: str) -> None:
    served.forget()
    context = chromium.new_context()
    tap = tapped(context, served, host)
    tap.enter().ready().calm()
    tap.page.evaluate("handrail.open()")
    tap.say({"k": "state", "state": "online"})
    with tap.page.expect_file_chooser() as chooser:
        tap.page.get_by_role("button", name="Attach a screenshot or a document").click()
    before = len(tap.rest().seen(Kind.REQUEST))
    chooser.value.set_files(FilePayload(name="a.txt", mimeType="", buffer=b"words"))
    expect(tap.page.locator("handrail-panel .file")).to_contain_text("It couldn’t be sent.")
    assert len(tap.rest().seen(Kind.REQUEST)) == before
    context.close()
