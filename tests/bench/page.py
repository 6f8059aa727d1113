"""What the widget costs a page: bytes, and the time until Python's first verdict; `python -m tests.bench page`.

A visit opens the host page in Chromium and rage-clicks a disabled button at once, long before Python runs. The time of
the verdict is counted from the start of the navigation to the frame's arrival at the test's server, all on one machine:
cold with an empty browser, warm with its caches. Trust the minimum where the machine is busy. Prints JSON.
"""

import json
import statistics
import time
from typing import Any

from playwright.sync_api import BrowserContext, sync_playwright

from tests.chromium import CHROMIUM, FLAGS
from tests.widget.browser.conftest import HERE, POLICY
from tests.widget.browser.peer import Peer, hosting, serving
from widget import build
from widget.protocol import Struggled

ROUNDS = 5
PATIENCE = 60.0  # s
CLICKS = 3


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


def first_verdict_ms(context: BrowserContext, peer: Peer, host: str) -> float:
    """Navigation to the first verdict at the server, in ms."""
    known = len(peer.events(Struggled))
    page = context.new_page()
    page.goto(host, wait_until="commit")
    box = page.locator("#pay").bounding_box()
    assert box
    for _ in range(CLICKS):
        page.mouse.click(box["x"] + 5, box["y"] + 5)
    origin = page.evaluate("performance.timeOrigin")
    end = time.monotonic() + PATIENCE
    while len(peer.events(Struggled)) == known:
        if time.monotonic() > end:
            raise TimeoutError(f"no verdict within {PATIENCE} s")
        time.sleep(0.002)
    arrived = time.time() * 1000
    page.close()
    return float(arrived - origin)


def visits() -> dict[str, dict[str, float]]:
    """Cold and warm times to the first verdict."""
    cold, warm = [], []
    with serving(Peer(build.build())) as peer, sync_playwright() as playwright:
        policy = POLICY.format(w=peer.origin, ws=peer.origin.replace("http", "ws", 1))
        with hosting(HERE / "host", peer.origin, policy) as host:
            for _ in range(ROUNDS):
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
                context = browser.new_context()
                cold.append(first_verdict_ms(context, peer, host))
                warm.append(first_verdict_ms(context, peer, host))
                browser.close()
    return {"cold_ms": _summary(cold), "warm_ms": _summary(warm)}


def _summary(times: list[float]) -> dict[str, float]:
    return {"min": round(min(times)), "median": round(statistics.median(times)), "rounds": len(times)}


if __name__ == "__main__":
    print(json.dumps({"bytes": sizes(), "first_verdict": visits()}))
