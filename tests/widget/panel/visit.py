"""A visit to a host page with the panel in it: what a test says to the panel, and what it sees of it."""

import contextlib
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any, ClassVar, Literal
from urllib.parse import parse_qs, urlsplit

import msgspec
from playwright.sync_api import FilePayload, Locator, Page

from widget.protocol import (
    Chunk,
    Citation,
    Likely,
    Mode,
    Nudge,
    Refused,
    Resolved,
    ServerFrame,
    Turn,
    TurnView,
    Welcome,
    Working,
)

HERE = Path(__file__).parent
PNG_HEAD, JPEG_HEAD = b"\x89PNG", b"\xff\xd8\xff\xe0"
WIDGET = HERE.parents[2] / "widget"
AXE = WIDGET / "node_modules" / "axe-core" / "axe.min.js"
# The strictest policy the panel promises to work under: nothing inline, nothing evaluated.
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"

KIND = {Chunk: "ch", Likely: "lq", Mode: "mo", Nudge: "nd", Refused: "no", Resolved: "rs", Turn: "tu", Welcome: "we",
        Working: "wk"}  # fmt: skip

RUN_AXE = """async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const found = await axe.run({include: [['handrail-panel']]}, {runOnly: tags});
    return found.violations.flatMap(rule => rule.nodes.map(at => `${rule.id}: ${at.html} ${at.failureSummary}`));
}"""

ANSWER = TurnView(
    turn="answer-0001",
    who="handrail",
    text=(
        "The VAT number needs the country prefix.\n\n1. Click **VAT number**.\n2. Put the two letters of your country "
        "in front, like `DE123456789` [1].\n3. Press **Save details** [2]."
    ),
    at=1_760_000_000_000,
    citations=(
        Citation(1, "VAT numbers and the country prefix", "/help/vat-numbers", "p1", "The number starts with DE."),
        Citation(2, "Changing billing details", "https://help.example/billing", "p2"),
    ),
    sure="sure",
    highlight="field:VAT number",
    solvable=True,
)

NUDGE = Nudge(
    nudge="nudge-00001",
    sentence="The VAT number needs the country prefix, like DE123456789.",
    element="field:VAT number",
    title="VAT numbers and the country prefix",
    url="/help/vat-numbers",
    question="Why is my VAT number invalid?",
)


class HostPage(SimpleHTTPRequestHandler):
    """Serves the host page, with hostile styles at /hostile, and the panel's modules as they are. Takes files: a name
    that begins with a status is answered with it, a name that begins with "slow" once `opened` lets it through."""

    opened = threading.Event()
    taken: ClassVar["Uploads"] = []

    def do_POST(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        name = query["name"][0]
        data = self.rfile.read(int(self.headers["Content-Length"]))
        self.taken.append((self.path, self.headers["Content-Type"], data))
        if name.startswith("slow"):
            self.opened.wait(10)
        status = int(name[:3]) if name[:3].isdigit() else 201
        kind = "image" if data[:4] in (PNG_HEAD, JPEG_HEAD) else "document"
        words = "Error 4012: VAT number not found" if kind == "image" else ""
        file = {"id": f"file-{len(data):05}", "kind": kind, "name": name, "bytes": len(data), "preview": words}
        answer = file if status == 201 else {"message": f"The server says {status}."}
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(OSError):  # the visitor has taken the file away
            self.wfile.write(body)

    def translate_path(self, path: str) -> str:
        plain = path.split("?", 1)[0]
        if plain.startswith("/panel/"):
            return str(WIDGET / "static" / "panel" / plain.removeprefix("/panel/"))
        if plain.startswith("/host/"):
            return str(HERE / "host" / plain.removeprefix("/host/"))
        return str(HERE / "host" / "index.html")

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a test's output is its own."""


@dataclass
class Visit:
    """One page with the panel in it."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def go(self, query: str = "", online: bool = True) -> "Visit":
        self.page.goto(f"{self.address}/billing{query}")
        self.page.wait_for_selector("html[data-mounted]", state="attached")
        if online:
            self.tell(k="state", state="online")
        return self

    def tell(self, **message: Any) -> None:
        """A message from the worker."""
        self.page.evaluate("message => window.rig.tell(message)", message)

    def frame(self, *frames: ServerFrame) -> None:
        """Real frames, as the worker hands them on: an object by field names, with its kind."""
        for frame in frames:
            self.tell(k="frame", frame={"kind": KIND[type(frame)], **as_object(frame)})

    def welcome(self, *turns: TurnView, mode: Literal["assistant", "waiting", "person"] = "assistant") -> None:
        self.frame(Welcome(1, "session-1", 0, 1_760_000_000_000, product="Tidemark", turns=turns, mode=mode))

    def sent(self, what: str = "") -> list[dict[str, Any]]:
        """What the panel sent, all or of one kind."""
        every: list[dict[str, Any]] = self.page.evaluate("window.rig.sent")
        return [one for one in every if not what or one.get("what") == what]

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def open(self) -> None:
        self.launcher.focus()
        self.press("Enter")

    def ask(self, text: str = "Why is my VAT number invalid?") -> str:
        """Types and sends a question; returns its turn."""
        self.composer.focus()
        self.type(text)
        self.press("Enter")
        return str(self.sent("say")[-1]["turn"])

    def focused(self) -> Locator:
        """What holds the focus inside the panel."""
        return self.page.locator("handrail-panel :focus")

    def tab_to(self, wanted: Locator, key: str = "Tab") -> None:
        """Presses Tab until the element has the focus; fails after 60."""
        for _ in range(60):
            if wanted.evaluate("one => one.getRootNode().activeElement === one"):
                return
            self.press(key)
        raise AssertionError(f"the keyboard does not reach {wanted}")

    @property
    def launcher(self) -> Locator:
        return self.page.locator("handrail-panel .launcher")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name="Your message")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def shelf(self) -> Locator:
        """The list of attached files."""
        return self.page.get_by_role("list", name="Attached files")

    def attach(self, *files: tuple[str, str, bytes]) -> None:
        """Chooses files (name, type, bytes) with the button."""
        with self.page.expect_file_chooser() as chooser:
            self.button("Attach a screenshot or a document").click()
        chooser.value.set_files([FilePayload(name=name, mimeType=kind, buffer=data) for name, kind, data in files])

    @property
    def card(self) -> Locator:
        return self.page.get_by_role("region", name="Help with this page")

    @property
    def outline(self) -> Locator:
        return self.page.locator("handrail-panel .outline")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def violations(self) -> list[str]:
        """What axe finds in the panel, as "rule: element"."""
        self.page.evaluate(AXE.read_text())
        return list(self.page.evaluate(RUN_AXE))


def as_object(frame: Any) -> dict[str, Any]:
    """The fields of a frame by their names; frames are arrays on the wire."""

    def plain(value: Any) -> Any:
        if isinstance(value, msgspec.Struct):
            return as_object(value)
        return [plain(one) for one in value] if isinstance(value, tuple) else value

    return {name: plain(getattr(frame, name)) for name in frame.__struct_fields__}


Uploads = list[tuple[str, str, bytes]]  # files that left the page: address, type, bytes
Visiting = Callable[..., Visit]
