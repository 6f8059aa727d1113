"""What was acknowledged survives `kill -9`, the widget comes back by itself, and nothing typed ever leaves the page."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Page

from tests.journeys.visitor import connections, eventually, visit
from tests.journeys.world import World
from widget.protocol import Batch, Clicked, PageView, decode_client, unpacked

pytestmark = pytest.mark.browser

CLICKS = 12


def batches(world: World) -> list[tuple[str, Batch]]:
    """Every batch of the log with its stream, in the order of the log."""
    with closing(sqlite3.connect(f"file:{world.settings.log_path}?mode=ro", uri=True)) as log:
        rows = log.execute("select stream, frame from batches order by stream, seq").fetchall()
    frames = ((stream, decode_client(frame)) for stream, frame in rows)
    return [(stream, frame) for stream, frame in frames if isinstance(frame, Batch)]


def clicks_on(world: World, key: str) -> int:
    return sum(
        isinstance(event, Clicked) and event.element.key == key for _, batch in batches(world) for event in batch.events
    )


def test_kill_nine_loses_nothing_and_the_page_comes_back(page: Page, world: World) -> None:
    visit(page, world, "/billing")
    for _ in range(CLICKS):
        page.click("#no-vat")
    eventually(lambda: clicks_on(world, "#no-vat") >= CLICKS // 2 or None)
    before = batches(world)
    world.kill("server")
    for _ in range(CLICKS):
        page.click("#no-vat")  # nobody listens
    world.start("server")
    eventually(lambda: connections(world) or None, 45)
    eventually(lambda: clicks_on(world, "#no-vat") == 2 * CLICKS or None, 20)
    after = batches(world)
    assert [batch for batch in before if batch not in after] == []
    for stream in {stream for stream, _ in after}:
        numbers = [batch.seq for name, batch in after if name == stream]
        assert numbers == list(range(1, len(numbers) + 1))


SECRETS = (
    "hunter2-secret",
    "4242424242424242",
    "4242 4242 4242 4242",
    "DE987654321",
    "987654321",
    "mara.private@halden",
)


def test_nothing_typed_into_the_page_leaves_it(page: Page, world: World) -> None:
    sent: list[bytes] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(_bytes(frame))))
    page.on("request", lambda request: sent.append(request.post_data_buffer or b""))
    visit(page, world, "/sign-in")
    page.fill("#email", SECRETS[5])
    page.fill("#password", SECRETS[0])
    page.press("#password", "Enter")
    page.wait_for_timeout(300)  # the product answers
    visit(page, world, "/billing")
    page.fill("#vat", SECRETS[4])
    page.press("#vat", "Enter")
    page.fill("#vat", SECRETS[3])
    page.fill("#card-number", SECRETS[2])
    page.fill("#card-number", SECRETS[1])
    page.press("#card-number", "Enter")
    page.goto(world.settings.demo_url + "/help")  # the unload beacon too
    eventually(lambda: "/billing" in routes_of(world) or None)
    everything = b"".join(stored(world)) + b"".join(sent)
    assert [secret for secret in SECRETS if secret.encode() in everything] == []
    assert [secret for secret in SECRETS if secret in world.log("server") + world.log("worker")] == []


def routes_of(world: World) -> set[str]:
    return {event.route for _, batch in batches(world) for event in batch.events if isinstance(event, PageView)}


def stored(world: World) -> Iterator[bytes]:
    """Every byte of the databases."""
    for path in world.settings.data.glob("*.db*"):
        yield path.read_bytes()


def _bytes(frame: str | bytes) -> bytes:
    return unpacked(frame) if isinstance(frame, bytes) else frame.encode()
