"""The line of a page without Python: messages in, the protocol's own frames onto the disk, the state handed over."""

import asyncio
import base64
import json
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import websockets
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from server.clock import now_ms
from server.gateway.limits import Limits
from tests.server.gateway.page import PATIENCE_S, Page, batch
from tests.server.gateway.served import KEY, ORIGIN, World, served
from tests.widget.page import SAVE, VAT
from widget.protocol import Batch, Clicked, Event, PageView, Said, Struggled, decode_client
from widget.worker import Page as PythonPage

STREAM = "stream-00001"
ELEMENTS = [msgspec.to_builtins(VAT), {**msgspec.to_builtins(SAVE), "disabled": True}]
STRINGS = ["/checkout"]


def boot(**changes: Any) -> dict[str, Any]:
    who = {"site": KEY, "visitor": "visitor-0001", "session": "session-0001", "stream": STREAM}
    return {"k": "boot", **who, "sent_at": now_ms(), "route": "/checkout", "title": "Checkout", **changes}


class Shim:
    """A shim on its line. Use as `async with Shim(world) as shim`."""

    def __init__(self, world: World, origin: str = ORIGIN, **changes: Any) -> None:
        self._connecting = connect(
            f"ws://127.0.0.1:{world.port}/v1/line", origin=Origin(origin), compression=None, max_size=None
        )
        self._boot = boot(**changes)
        self.start = now_ms() - 5000
        self.heard: list[dict[str, Any]] = []
        self.socket: ClientConnection
        self.m = self.n = 0

    async def __aenter__(self) -> "Shim":
        self.socket = await self._connecting
        await self.socket.send(json.dumps(self._boot))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()

    async def until(self, k: str, **fields: Any) -> dict[str, Any]:
        """The next message of that kind with those fields."""
        while True:
            message = json.loads(await asyncio.wait_for(self.socket.recv(), PATIENCE_S))
            self.heard.append(message)
            if message["k"] == k and all(message.get(name) == value for name, value in fields.items()):
                return dict(message)

    async def greet(self) -> dict[str, Any]:
        known = await self.until("known")
        await self.until("frame")
        return known

    async def say(self, k: str, **fields: Any) -> int:
        self.m += 1
        await self.socket.send(json.dumps({"k": k, "m": self.m, **fields}))
        return self.m

    async def rows(self, *rows: Iterable[float], els: object = (), strs: object = ()) -> int:
        """Rows with times in ms after the page's start; the first ones bring elements and strings."""
        self.n += 1
        if self.n == 1:
            els, strs = els or ELEMENTS, strs or STRINGS
        flat = [number for row in rows for number in row]
        return await self.say("raw", n=self.n, t0=self.start, rows=flat, els=els or [], strs=strs or [])

    async def kept(self, m: int) -> None:
        """Waits until everything up to that message is on disk."""
        await self.until("taken", m=m)


def rage(ms: float) -> list[list[float]]:
    return [[2, ms + at * 200, 1, 10, 10, 0] for at in range(3)]


PAGE_ROW = [1, 0, -1, 0, 0, 0]


def told(world: World, kind: type[Event], stream: str = STREAM) -> list[Any]:
    frames = [decode_client(logged.frame) for logged in world.log.read(0, 100) if logged.stream == stream]
    return [event for frame in frames if isinstance(frame, Batch) for event in frame.events if isinstance(event, kind)]


async def test_rows_of_a_page_without_python_are_judged_and_kept(world: World) -> None:
    async with Shim(world) as shim:
        assert await shim.greet() == {"k": "known", "m": 0, "fresh": True}
        await shim.kept(await shim.rows(PAGE_ROW, *rage(1000)))
    assert [one.route for one in told(world, PageView)] == ["/checkout"]
    assert [(one.signal, one.element.key) for one in told(world, Struggled)] == [
        ("dead_click", "#save-billing"),
        ("rage_click", "#save-billing"),
    ]
    await world.until(lambda: world.heard.batches)


async def test_verdicts_are_those_of_the_page_s_own_python(world: World) -> None:
    async with Shim(world) as shim:
        await shim.greet()
        await shim.kept(await shim.rows(PAGE_ROW, *rage(1000), [8, 2500, -1, 0, 40, 0], *rage(3500)))
        start = shim.start
    page = PythonPage(json.dumps(boot()), lambda: start + 4000, lambda: "t" * 22)
    rows = [PAGE_ROW, *rage(1000), [8, 2500, -1, 0, 40, 0], *rage(3500)]
    numbers = [[kind, start + t, el, x, y, v] for kind, t, el, x, y, v in rows]
    page.rest([(1, numbers)], json.dumps(ELEMENTS).encode(), dict(enumerate(STRINGS)))
    mine = [decode_client(data) for data in page.pending()]
    found = [one for frame in mine if isinstance(frame, Batch) for one in frame.events if isinstance(one, Struggled)]
    plain = [msgspec.structs.replace(one, dt=0) for one in told(world, Struggled)]
    assert plain == [msgspec.structs.replace(one, dt=0) for one in found]
    assert len(plain) >= 2


async def test_words_of_the_panel_are_kept_and_answered_as_from_any_page(world: World) -> None:
    async with Shim(world) as shim:
        await shim.greet()
        await shim.kept(await shim.say("tell", what="say", turn="turn-0001", text="Where is my invoice?"))
    assert [one.text for one in told(world, Said)] == ["Where is my invoice?"]


async def test_what_is_said_again_after_a_lost_line_counts_once(world: World) -> None:
    async with Shim(world) as shim:
        await shim.greet()
        await shim.rows(PAGE_ROW, [3, 500, 1, 10, 10, 0])
        await shim.kept(await shim.say("tell", what="say", turn="turn-0001", text="Hello"))
        start = shim.start
    async with Shim(world) as shim:
        assert await shim.greet() == {"k": "known", "m": 2, "fresh": False}
        shim.start = start
        await shim.rows(PAGE_ROW, [3, 500, 1, 10, 10, 0])
        await shim.say("tell", what="say", turn="turn-0001", text="Hello")
        shim.n = 1
        await shim.kept(await shim.rows([3, 3000, 1, 10, 10, 0]))
    assert len(told(world, Said)) == 1
    assert [len(told(world, PageView)), len(told(world, Clicked))] == [1, 0]  # clicks on a disabled control are presses


async def test_judging_goes_on_where_the_line_was_lost(world: World) -> None:
    async with Shim(world) as shim:
        await shim.greet()
        await shim.kept(await shim.rows(PAGE_ROW, *rage(1000)[:2]))
        start = shim.start
    async with Shim(world) as shim:
        await shim.greet()
        shim.start, shim.m, shim.n = start, 1, 1
        await shim.kept(await shim.rows(rage(1000)[2]))
    assert "rage_click" in [one.signal for one in told(world, Struggled)]


async def test_state_is_handed_over_once_everything_is_on_disk(world: World) -> None:
    async with Shim(world) as shim:
        await shim.greet()
        await shim.rows(PAGE_ROW, *rage(1000)[:2])
        await shim.socket.send(json.dumps({"k": "over"}))
        over = await shim.until("over")
        start = shim.start
        with pytest.raises(websockets.ConnectionClosed):
            await asyncio.wait_for(shim.socket.recv(), PATIENCE_S)
    assert len(told(world, PageView)) == 1
    page = PythonPage(json.dumps(boot()), lambda: start + 4000, lambda: "t" * 22)
    page.know(json.dumps(ELEMENTS), json.dumps(STRINGS))
    page.take_over(base64.b64decode(over["state"]))
    assert page.taken() == over["n"] == 1
    kind, t, *rest = rage(1000)[2]
    page.rest([(1, [PAGE_ROW]), (2, [[kind, start + t, *rest]])], b"[]", {})
    frames = [decode_client(data) for data in page.pending()]
    events = [event for frame in frames if isinstance(frame, Batch) for event in frame.events]
    assert [one.signal for one in events if isinstance(one, Struggled)] == ["rage_click"]
    assert [one for one in events if isinstance(one, PageView)] == []
    assert len(world.gateway.stand_ins) == 0


async def test_python_that_comes_without_the_state_goes_on_after_the_last_number(world: World) -> None:
    async with Shim(world) as shim:
        await shim.greet()
        await shim.kept(await shim.rows(PAGE_ROW))
    async with Page(world.port) as page:
        welcome = await page.greet(stream=STREAM)
        assert welcome.acked == world.log.acked("session-0001", STREAM) > 0
        assert await page.tell(batch(welcome.acked + 1)) == welcome.acked + 1
    assert len(world.gateway.stand_ins) == 0


async def test_beacon_tells_the_stand_in_the_rest(world: World) -> None:
    async with Shim(world) as shim:
        await shim.greet()
        await shim.kept(await shim.rows(PAGE_ROW, *rage(1000)[:2]))
        start = shim.start
    rows = [[kind, start + t, el, x, y, v] for kind, t, el, x, y, v in [*rage(1000), [25, 2000, -1, 0, 0, 0]]]
    raw = {"n": 2, "rows": rows, "marks": [[1, 2], [2, 2]], "elements": ELEMENTS, "route": "/checkout", "strings": {}}
    letter = {"v": 1, "ids": boot(), "frames": [], "raw": raw}
    async with httpx.AsyncClient() as client:
        url = f"http://127.0.0.1:{world.port}/v1/beacon"
        answer = await client.post(url, content=json.dumps(letter), headers={"Origin": ORIGIN})
    assert answer.status_code == 204
    assert [one.signal for one in told(world, Struggled)].count("rage_click") == 1
    assert told(world, Struggled, STREAM + ".raw") == []
    assert len(world.gateway.stand_ins) == 0


async def test_server_that_stops_keeps_what_its_stand_ins_know(tmp_path: Path) -> None:
    async with served(tmp_path) as world, Shim(world) as shim:
        await shim.greet()
        await shim.rows(PAGE_ROW)
        await shim.rows([3, 600, 0, 10, 10, 0])  # a second later it would have been flushed
        await shim.until("taken")
    async with served(tmp_path) as world:
        assert len(told(world, Clicked)) == 1


@pytest.mark.parametrize(
    ("changes", "origin", "code"),
    [
        ({"site": "nobody-s-site-key"}, ORIGIN, 4401),
        ({}, "https://elsewhere.example", 4403),
        ({"visitor": "x"}, ORIGIN, 4400),
        ({"sent_at": "soon"}, ORIGIN, 4400),
        ({"trail": "none"}, ORIGIN, 4400),
    ],
)
async def test_who_may_not_speak_is_told_why_and_leaves_nothing(
    world: World, changes: dict[str, Any], origin: str, code: int
) -> None:
    async with Shim(world, origin, **changes) as shim:
        refused = await shim.until("frame")
        assert refused["frame"]["code"] == code
        assert refused["frame"]["message"].endswith(".")
    await world.until(lambda: len(world.gateway.stand_ins) == 0)


@pytest.mark.parametrize(
    "message",
    [
        "no json",
        '{"k": "raw", "n": 1, "rows": [1, 2, 3]}',
        '{"k": "raw", "n": 1, "rows": ["x"]}',
        '{"k": "raw", "n": 1, "rows": [], "els": [{"i": "x"}]}',
        '{"k": "raw", "n": 1, "rows": [], "strs": [1]}',
        '{"k": "snap", "snap": 7}',
        '{"k": "snap"}',
        '{"k": "skel", "skel": []}',
        '{"k": "tell", "what": "sing"}',
        json.dumps({"k": "raw", "n": 1, "rows": [0] * 6 * 257}),
        "[" * 100_000,
    ],
)
async def test_messages_that_make_no_sense_are_refused(world: World, message: str) -> None:
    async with Shim(world) as shim:
        await shim.greet()
        await shim.socket.send(message)
        refused = await shim.until("frame")
        assert refused["frame"]["code"] == 4400
    assert world.log.last() == 0


async def test_deflated_messages_are_read_like_any(world: World) -> None:
    async with Shim(world) as shim:
        await shim.greet()
        said = {"k": "tell", "m": 1, "what": "say", "turn": "turn-0001", "text": "Hello " * 100}
        await shim.socket.send(zlib.compress(json.dumps(said).encode()))
        await shim.kept(1)
    assert [one.text for one in told(world, Said)] == [("Hello " * 100).strip()]


@pytest.mark.parametrize(("data", "code"), [(b"x" * 50, 4400), (zlib.compress(bytes(50_000_000)), 4413)])
async def test_messages_that_can_t_be_unpacked_are_refused(world: World, data: bytes, code: int) -> None:
    async with Shim(world) as shim:
        await shim.greet()
        await shim.socket.send(data)
        assert (await shim.until("frame"))["frame"]["code"] == code


async def test_unknown_messages_of_a_later_shim_change_nothing(world: World) -> None:
    async with Shim(world) as shim:
        await shim.greet()
        await shim.say("dance", steps=3)
        await shim.kept(await shim.rows(PAGE_ROW))
    assert len(told(world, PageView)) == 1


async def test_line_that_speaks_too_fast_is_told_to_wait(tmp_path: Path) -> None:
    async with served(tmp_path, Limits(page_per_s=1.0, page_burst=5.0)) as world, Shim(world) as shim:
        await shim.greet()
        for _ in range(10):
            await shim.rows([8, 100, -1, 0, 5, 0])
        refused = await shim.until("frame")
        assert (refused["frame"]["code"], refused["frame"]["retry_ms"] > 0) == (4429, True)


async def test_newer_line_of_the_same_page_takes_the_stand_in_over(world: World) -> None:
    async with Shim(world) as old:
        await old.greet()
        await old.kept(await old.rows(PAGE_ROW))
        async with Shim(world) as new:
            assert not (await new.greet())["fresh"]
            new.start, new.m, new.n = old.start, 1, 1
            await new.kept(await new.rows(*rage(1000)))
            assert len(world.gateway.stand_ins) == 1
    assert [one.signal for one in told(world, Struggled)].count("rage_click") == 1
