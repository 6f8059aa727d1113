"""Records the layouts of Quillbook's pages, as the real shim sees them, for simulated visitors to tell.

    python -m tests.journeys.record_layouts      writes server/demo/layouts.json

Run it after a change of the product's pages; test_layouts.py says when that is due.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

import msgspec
from playwright.sync_api import Page, sync_playwright

from server.store import friction
from server.store.database import Database
from tests.chromium import CHROMIUM, FLAGS
from tests.journeys.visitor import eventually, visit
from tests.journeys.world import World

LAYOUTS = Path(__file__).parents[2] / "server" / "demo" / "layouts.json"
ROUTES = (
    *("/", "/invoices", "/reports", "/team", "/settings", "/pricing", "/billing", "/import", "/help", "/sign-in"),
    *("/checkout", "/checkout/details", "/checkout/payment", "/checkout/confirm"),
)


def main() -> None:
    """Visits every page and writes what was seen."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        world = World(Path(folder))
        world.start("server", "worker", "product")
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce").new_page()
        try:
            layouts = [record(page, world, route) for route in ROUTES]
        finally:
            chromium.close()
            world.stop()
    LAYOUTS.write_text(json.dumps([layout for layout in layouts if layout], separators=(",", ":")) + "\n")
    print(f"{len(layouts)} layouts, {LAYOUTS.stat().st_size // 1024} KB")


def record(page: Page, world: World, route: str) -> dict[str, Any]:
    """The page's layout as the server keeps it."""
    visit(page, world, route)
    db = Database(world.settings.database_url)
    try:
        row = eventually(lambda: db.read(friction.skeleton, world.prepared.site, route), 30)
        return {
            "route": route,
            "width": row.width,
            "height": row.height,
            "boxes": msgspec.json.decode(row.boxes_json),
        }
    finally:
        db.close()


if __name__ == "__main__":
    main()
