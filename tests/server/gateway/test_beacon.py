"""The beacon of a page that is left: everything in it is kept once, whoever sends it."""

import base64
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.gateway.limits import Limits
from tests.server.gateway.page import Page, batch, hello, said
from tests.server.gateway.served import KEY, ORIGIN, World, served
from widget.protocol import MAX_BEACON_BYTES, Batch, ClientFrame, Observed, decode_client, encode

HOUR_MS = 3_600_000
NOW = 1_790_000_000_000.0
BUTTON = {"i": 7, "tag": "button", "role": "button", "name": "Pay ann@shop.example", "id": "", "testid": "pay"}
ROWS = [[3, NOW + number * 100, 7, 10, 10, 0] for number in range(4)]
RAW = {"route": "/checkout?card=4111", "rows": ROWS, "elements": [BUTTON], "n": 9}
IDS = {
    "site": KEY,
    "visitor": "visitor-0001",
    "session": "session-0001",
    "stream": "stream-00001",
    "sent_at": NOW + 500.25,
    "route": "/checkout",
    "title": "Checkout",
}


def text(frame: ClientFrame) -> str:
    return base64.b64encode(encode(frame)).decode()


def beacon(*frames: Batch, **changes: Any) -> dict[str, Any]:
    return {"v": 1, "hello": text(hello()), "frames": [text(frame) for frame in frames], **changes}


async def post(world: World, body: object, origin: str | None = ORIGIN) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Content-Type": "text/plain;charset=UTF-8", **({"Origin": origin} if origin else {})}
    async with httpx.AsyncClient() as client:
        return await client.post(f"http://127.0.0.1:{world.port}/v1/beacon", content=content, headers=headers)


async def test_batches_that_were_not_acked_are_kept_and_heard(world: World) -> None:
    frames = [batch(1), said(2, "hello")]
    answer = await post(world, beacon(*frames))
    assert (answer.status_code, answer.content) == (204, b"")
    assert [logged.frame for logged in world.log.read(0, 10)] == [encode(frame) for frame in frames]
    await world.until(lambda: world.heard.batches == frames)


async def test_only_the_sites_origin_may_read_the_answer(world: World) -> None:
    answer = await post(world, beacon(batch(1)))
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert answer.headers["vary"] == "Origin"
    refused = await post(world, beacon(batch(2)), "https://elsewhere.example")
    assert refused.status_code == 403
    assert "access-control-allow-origin" not in refused.headers
    assert world.log.last() == 1


async def test_the_same_beacon_twice_changes_nothing(world: World) -> None:
    body = beacon(batch(1), raw=RAW)
    assert [(await post(world, body)).status_code for _ in range(3)] == [204] * 3
    assert len(world.log.read(0, 10)) == 2
    await world.until(lambda: len(world.heard.batches) == 2)


async def test_what_the_stream_acked_is_not_kept_again(world: World) -> None:
    async with Page(world.port) as page:
        await page.greet()
        await page.tell(batch(1))
    await post(world, beacon(batch(2), batch(1)))
    assert [logged.seq for logged in world.log.read(0, 10)] == [1, 2]
    async with Page(world.port) as page:
        assert (await page.greet()).acked == 2


async def test_raw_rows_become_an_observed_batch_beside_the_stream(world: World) -> None:
    answer = await post(world, {"v": 1, "hello": None, "ids": IDS, "frames": [], "raw": RAW})
    assert answer.status_code == 204
    [logged] = world.log.read(0, 10)
    assert (logged.site, logged.session, logged.stream, logged.seq) == ("shop", "session-0001", "stream-00001.raw", 9)
    frame = decode_client(logged.frame)
    assert isinstance(frame, Batch)
    [observed] = frame.events
    assert isinstance(observed, Observed)
    assert (frame.at, frame.through, observed.route) == (NOW, 9, "/checkout")
    assert [row[1] for row in observed.rows] == [row[1] for row in ROWS]
    assert {row[2] for row in observed.rows} == {0.0}
    assert (observed.elements[0].key, observed.elements[0].name) == ("%pay", "Pay [email]")
    assert abs(NOW + 500 + logged.shift_ms - logged.received_at) < 2_000
    assert world.log.acked("session-0001", "stream-00001") == 0


async def test_more_rows_than_one_event_holds_become_several(world: World) -> None:
    rows = [[3, NOW + number, 7, 1, 1, 0] for number in range(1_200)]
    await post(world, {"v": 1, "ids": IDS, "raw": {**RAW, "rows": rows}})
    [logged] = world.log.read(0, 10)
    frame = decode_client(logged.frame)
    assert isinstance(frame, Batch)
    assert [len(event.rows) for event in frame.events if isinstance(event, Observed)] == [512, 512, 176]


async def test_an_old_hello_does_not_move_the_events(world: World) -> None:
    old = hello(sent_at=hello().sent_at - 2 * HOUR_MS)
    earlier, latest = batch(1, at=hello().sent_at - HOUR_MS), batch(2)
    await post(world, beacon(earlier, latest, hello=text(old)))
    for sent, logged in zip((earlier, latest), world.log.read(0, 10), strict=True):
        assert abs(logged.shift_ms) < 2_000, sent.seq


REFUSED: dict[str, tuple[object, int, str]] = {
    "unknown_key": (beacon(batch(1), hello=text(hello(site="no-such-key-here"))), 401, ""),
    "wrong_version": (beacon(batch(1), hello=text(hello(version=9))), 426, ""),
    "not_simulated": (beacon(batch(1), hello=text(hello(simulated=True))), 403, "shop"),
    "no_hello": (beacon(batch(1), hello=text(batch(1))), 400, ""),
    "out_of_order": (beacon(batch(2)), 409, "shop"),
    "too_large": (b" " * (MAX_BEACON_BYTES + 1), 413, ""),
    "malformed": (b'{"v":1,"hello":', 400, ""),
}


@pytest.mark.parametrize("reason", REFUSED)
async def test_a_beacon_is_refused_with_its_code_and_counted(world: World, reason: str) -> None:
    body, status, site = REFUSED[reason]
    answer = await post(world, body)
    assert (answer.status_code, answer.json()["code"]) == (status, reason)
    assert answer.json()["message"].endswith(".")
    assert (await world.counted())[site, reason] == 1
    assert world.log.last() == 0


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe",
        b"[" * 10_000,
        beacon(batch(1), raw={**RAW, "rows": [[3, NOW, 7]]}),
        beacon(batch(1), raw={**RAW, "rows": [[3, -1, 7, 0, 0, 0]]}),
        beacon(batch(1), raw={**RAW, "elements": [{"i": 7, "tag": 4}]}),
        beacon(batch(1), raw={**RAW, "n": 0}),
        beacon(batch(1), frames=["////"]),
        {"v": 1, "ids": {**IDS, "session": "../../etc"}},
    ],
)
async def test_nonsense_is_malformed_and_nothing_of_it_is_kept(world: World, body: object) -> None:
    answer = await post(world, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert world.log.last() == 0


async def test_a_beacon_without_an_origin_is_foreign(world: World) -> None:
    assert (await post(world, beacon(batch(1)), None)).status_code == 403


async def test_beacons_of_one_address_are_limited(tmp_path: Path) -> None:
    async with served(tmp_path, Limits(beacons_per_s=0.01, beacons_burst=2)) as world:
        statuses = [(await post(world, beacon(batch(seq)))).status_code for seq in (1, 2, 3)]
        assert statuses == [204, 204, 429]
        assert (await world.counted())["", "too_fast"] == 1
