"""What the shim tells Python, read on its way: the worker never starts, so that the capture alone is tried."""

import json
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route

from tests.widget.browser.conftest import Visit
from tests.widget.browser.peer import Peer
from widget.elements import ElementTable
from widget.events import ROW, Kind, Seen, decode

LISTEN = """
window.told = [];
window.workers = [];
window.Worker = class extends Worker {
  constructor(...all) {
    super(...all);
    workers.push(this);
  }
  postMessage(message, ...rest) {
    told.push({...message, rows: message.rows && Array.from(new Float64Array(message.rows))});
    super.postMessage(message, ...rest);
  }
};
"""
DEAF = "export function run() {}"
SAID = "(all) => { for (const data of all) workers.at(-1).dispatchEvent(new MessageEvent('message', {data})); }"


@dataclass
class Tap(Visit):
    """A visit to host/capture.html whose messages to the worker are kept."""

    def enter(self, query: str = "", path: str = "/capture.html") -> "Tap":
        """Opens the page; `query` becomes the script tag's data attributes."""
        self.open(f"{path}?{query}")
        return self

    def ready(self) -> "Tap":
        """Waits until the page was idle and everything listens."""
        self.wait(lambda: self.messages("boot"), "the boot message", 15)
        return self

    def calm(self) -> "Tap":
        """Waits until the panel stands, which comes last; Python need not run."""
        self.wait(lambda: self.page.evaluate("Boolean(document.querySelector('handrail-panel'))"), "the panel", 15)
        return self

    def messages(self, k: str, what: str = "") -> list[dict[str, Any]]:
        every: list[dict[str, Any]] = self.page.evaluate("window.told || []")
        return [one for one in every if one["k"] == k and (not what or one.get("what") == what)]

    def seen(self, *kinds: Kind) -> list[Seen]:
        """Everything captured so far, or what is of these kinds. Every number is whole."""
        table, strings, found = ElementTable(), list[str](), list[Seen]()
        for message in self.messages("know") + self.messages("raw"):
            table.add(json.dumps(message["els"]))
            strings += message["strs"]
            numbers = message.get("rows") or []
            assert all(isinstance(number, int) or number.is_integer() for number in numbers), numbers
            rows = [numbers[at : at + ROW] for at in range(0, len(numbers), ROW)]
            found += decode(rows, table.get, strings)
        return [one for one in found if not kinds or one.kind in kinds]

    def heard(self, *kinds: Kind, least: int = 1) -> list[Seen]:
        """Waits for rows of these kinds."""

        def enough() -> list[Seen]:
            found = self.seen(*kinds)
            return found if len(found) >= least else []

        return self.wait(enough, f"{least} of {[kind.name for kind in kinds]}", 6)

    def rest(self, ms: float = 700) -> "Tap":
        """Waits until everything that happened is told."""
        self.page.wait_for_timeout(ms)
        return self

    def say(self, *messages: dict[str, Any]) -> None:
        """Messages from the worker, one right after the other."""
        self.page.evaluate(SAID, list(messages))

    def storage(self) -> dict[str, str]:
        """What is kept under our names."""
        both = "Object.fromEntries([...Object.entries(localStorage), ...Object.entries(sessionStorage)])"
        every: dict[str, str] = self.page.evaluate(both)
        return {name: value for name, value in every.items() if name.startswith("handrail")}

    def centre(self, selector: str) -> tuple[float, float]:
        box = self.page.locator(selector).bounding_box()
        assert box, selector
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def deafen(route: Route) -> None:
    route.fulfill(content_type="text/javascript", body=DEAF, headers={"Access-Control-Allow-Origin": "*"})


def tapped(context: BrowserContext, peer: Peer, host: str) -> Tap:
    """A tab of `context` with the tap in it."""
    page: Page = context.new_page()
    page.add_init_script(LISTEN)
    page.route("**/widget/worker.js*", deafen)
    one = Tap(page, peer, host)
    page.on("pageerror", lambda error: one.problems.append(str(error)))
    page.on("console", lambda said: one.problems.append(said.text) if said.type == "warning" else None)
    return one
