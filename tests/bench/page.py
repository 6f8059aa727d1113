"""What the widget costs a page: bytes, Python's start, microseconds an event, and the time from a struggle to its
verdict; `python -m tests.bench page`.

Starts are counted from the worker's creation to its word that Python is ready: `cold` in a browser that was never
here, `warm` in a restarted one with its caches, `picture` in one that kept a picture of Python's memory, `slow_line`
cold over 10 Mbit/s. A verdict is counted from the third click on a disabled button to the frame at the test's server,
all on one machine: judged in the page, and on the server where Python is not wanted.
Trust the minimum where the machine is busy. Prints JSON.
"""

import json
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litestar import Response
from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from tests.chromium import CHROMIUM, FLAGS
from tests.widget.browser.conftest import HERE, POLICY
from tests.widget.browser.peer import Peer, hosting, serving
from widget import build
from widget.events import Kind
from widget.protocol import Observed, Struggled

ROUNDS = 5
SLOW_ROUNDS = 2
VERDICTS = 20
PATIENCE = 60.0  # s
CLICKS = 3
SLOW_LINE = 10e6 / 8  # bytes a second

# Notes when the worker was made and when it said that Python is ready, and how it came to be.
LISTEN = """
window.starts = [];
window.Worker = class extends Worker {
  constructor(...all) {
    super(...all);
    const at = performance.now();
    this.addEventListener("message", ({ data }) => {
      if (data.how) starts.push({ how: data.how, ms: performance.now() - at });
    });
  }
};
"""
PICTURED = "caches.open('handrail-python').then((cache) => cache.keys()).then((all) => all.length)"
# The visitor who is anonymous gets no picture: a warm start, anew.
ANONYMOUS = "localStorage.setItem('handrail.sharing', 'anonymous')"


@dataclass
class SlowPeer(Peer):
    """A peer behind a line of 10 Mbit/s: one byte after another, whoever asks."""

    def _asset(self, path: str) -> Response[bytes]:
        answer = super()._asset(path)
        time.sleep(len(answer.content) / SLOW_LINE)
        return answer


def sizes() -> dict[str, int]:
    """Bytes: the script tag's gzip, what follows it, and the whole as brotli."""
    files: dict[str, dict[str, Any]] = json.loads((build.dist_path() / "manifest.json").read_text())["files"]
    python = sum(one["br"] for name, one in files.items() if name.startswith("py/"))
    return {
        "shim_gzip_bytes": files["handrail.js"]["gz"],
        "shim_brotli_bytes": files["handrail.js"]["br"],
        "later_and_panel_gzip_bytes": files["later.js"]["gz"] + files["panel.js"]["gz"],
        "python_brotli_bytes": python,
        "total_brotli_bytes": sum(one["br"] for one in files.values()),
    }


def worker() -> dict[str, float]:
    """Microseconds an event at batches of 1, 50 and 500 rows, in the bundle's Pyodide."""
    [folder] = (build.dist_path() / "py").iterdir()
    command = ["node", str(Path(__file__).with_name("worker.mjs")), str(build.WIDGET), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


# ---------------------------------------------------------------- starts


def starts() -> dict[str, dict[str, float]]:
    """Times of Python's start by kind."""
    times: dict[str, list[float]] = {"cold": [], "warm": [], "picture": [], "slow_line": []}
    with sync_playwright() as playwright:
        with served(Peer(build.build())) as (_, host):
            for _ in range(ROUNDS):
                with tempfile.TemporaryDirectory() as profile:
                    _one_profile(playwright, profile, host, times)
        with served(SlowPeer(build.build())) as (_, host):
            for _ in range(SLOW_ROUNDS):
                with tempfile.TemporaryDirectory() as profile, browsing(playwright, profile) as context:
                    times["slow_line"].append(_start_ms(context, host, "anew"))
    return {kind: summary(all_) for kind, all_ in times.items()}


def _one_profile(playwright: Playwright, profile: str, host: str, times: dict[str, list[float]]) -> None:
    with browsing(playwright, profile, ANONYMOUS) as context:
        times["cold"].append(_start_ms(context, host, "anew"))
        _start_ms(context, host, "anew")  # the browser keeps compiled code from the second time on
    with browsing(playwright, profile, ANONYMOUS) as context:
        times["warm"].append(_start_ms(context, host, "anew"))
    with browsing(playwright, profile, "localStorage.clear()") as context:
        _start_ms(context, host, "anew", lambda page: page.evaluate(PICTURED))
    with browsing(playwright, profile) as context:
        times["picture"].append(_start_ms(context, host, "restored"))


def _start_ms(context: BrowserContext, host: str, how: str, then: Callable[[Page], Any] = lambda _: True) -> float:
    page = context.new_page()
    page.goto(host)
    found = until(page, lambda: page.evaluate("starts[0]"))
    if found["how"] != how:
        raise RuntimeError(f"Python was {found['how']}, not {how}")
    until(page, lambda: then(page))
    page.close()
    return float(found["ms"])


# ---------------------------------------------------------------- verdicts


def verdicts() -> dict[str, dict[str, float]]:
    """Ms from a struggle to its verdict at the server."""
    return {
        "page": summary(_verdicts("idle", ready=True)),
        "server": summary(_verdicts("never", ready=False)),
        "page_before_python_runs": summary(_verdicts("idle", ready=False, pages=5, each=1)),
    }


def _verdicts(policy: str, ready: bool, pages: int = 1, each: int = VERDICTS) -> list[float]:
    found = []
    with sync_playwright() as playwright, served(Peer(build.build()), policy) as (peer, host):
        for _ in range(pages):
            with tempfile.TemporaryDirectory() as profile, browsing(playwright, profile) as context:
                page = context.new_page()
                page.goto(host)
                if ready:
                    until(page, lambda page=page: page.evaluate("starts.length"))
                page.wait_for_timeout(2500 if pages == 1 else 0)  # the page and its pictures have settled
                found += [_verdict_ms(page, peer) for _ in range(each)]
    return found


def _verdict_ms(page: Page, peer: Peer) -> float:
    """Clicks a disabled button in rage; ms until the server has the verdict, or the rows to judge."""
    box = page.locator("#pay").bounding_box()
    assert box
    known = _told(peer)
    for _ in range(CLICKS):
        page.mouse.click(box["x"] + 5, box["y"] + 5)
    start = time.monotonic()
    until(page, lambda: _told(peer) > known)
    passed = (time.monotonic() - start) * 1000
    page.wait_for_timeout(2500)  # the next is another burst
    return passed


def _told(peer: Peer) -> int:
    rows = (row for event in peer.events(Observed) if not event.judged for row in event.rows)
    clicks = sum(row[0] == Kind.CLICK for row in rows)
    return sum(one.signal == "rage_click" for one in peer.events(Struggled)) + clicks // CLICKS


# ---------------------------------------------------------------- what they share


@contextmanager
def served(peer: Peer, policy: str = "idle") -> Iterator[tuple[Peer, str]]:
    """The peer and the host page's origin; the script tag names `policy` for Python's start."""
    with tempfile.TemporaryDirectory() as folder, serving(peer):
        page = Path(folder, "host")
        shutil.copytree(HERE / "host", page)
        html = (page / "index.html").read_text()
        (page / "index.html").write_text(html.replace("data-site=", f'data-boot="{policy}" data-site='))
        rules = POLICY.format(w=peer.origin, ws=peer.origin.replace("http", "ws", 1))
        with hosting(page, peer.origin, rules) as host:
            yield peer, host


@contextmanager
def browsing(playwright: Playwright, profile: str, *scripts: str) -> Iterator[BrowserContext]:
    """Chromium on a profile of its own."""
    context = playwright.chromium.launch_persistent_context(profile, executable_path=CHROMIUM, args=list(FLAGS))
    for script in (LISTEN, *scripts):
        context.add_init_script(script)
    yield context
    context.close()


def until(page: Page, condition: Callable[[], Any]) -> Any:
    """The first true value of `condition`."""
    end = time.monotonic() + PATIENCE
    while not (value := condition()):
        if time.monotonic() > end:
            raise TimeoutError(f"nothing came within {PATIENCE} s")
        page.wait_for_timeout(4)
    return value


def summary(times: list[float]) -> dict[str, float]:
    """Milliseconds."""
    ordered = sorted(times)
    return {
        "min": round(ordered[0]),
        "p50": round(statistics.median(ordered)),
        "p95": round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]),
        "rounds": len(ordered),
    }


if __name__ == "__main__":
    print(
        json.dumps(
            {
                "bytes": sizes(),
                "worker_microseconds_an_event": worker(),
                "start_ms": starts(),
                "verdict_ms": verdicts(),
            }
        )
    )
