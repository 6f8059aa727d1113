"""What a visitor does in the demo product, for journeys."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from typing import TypeVar

from playwright.sync_api import Page, expect

from tests.journeys.world import World

BOOT_S = 60  # Python in the page, cold, on two busy cores
T = TypeVar("T")


def visit(page: Page, world: World, path: str) -> Page:
    """Opens a page of the product and returns once the panel is there and Python is connected."""
    before = streams(world)
    page.goto(world.settings.demo_url + path)
    expect(page.locator("handrail-panel .launcher")).to_be_visible(timeout=BOOT_S * 1000)
    eventually(lambda: streams(world) > before or None, BOOT_S)
    return page


def streams(world: World) -> int:
    """Documents that have told something: one stream each."""
    if not world.settings.log_path.exists():
        return 0
    with closing(sqlite3.connect(f"file:{world.settings.log_path}?mode=ro", uri=True)) as log:
        count: int = log.execute("select count(distinct stream) from batches where stream not like '%.raw'").fetchone()[
            0
        ]
    return count


def connections(world: World) -> int:
    """Pages connected now."""
    count: int = world.api("GET", "/health")[1]["counters"]["connections"]
    return count


def eventually(read: Callable[[], T | None], seconds: float = 15.0) -> T:
    """What `read` returns once it is not None; fails when that never happens."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = read()
        if found is not None:
            return found
        time.sleep(0.1)
    raise AssertionError(f"nothing came within {seconds} s")
