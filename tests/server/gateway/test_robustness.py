"""Whatever arrives, the gateway answers or refuses; what it logs names codes and counts, nothing that was said."""

import asyncio
import logging
import random

import pytest
import structlog
from websockets.exceptions import ConnectionClosed

from tests.server.gateway.page import PATIENCE_S, Page, batch, hello, said
from tests.server.gateway.served import World
from widget.protocol import Ack, ClientFrame, Refused, decode_server, encode

SECRET = "my-card-is-4111"


def mutated(data: bytes, dice: random.Random) -> bytes:
    body = bytearray(data)
    for _ in range(dice.randrange(1, 6)):
        place = dice.randrange(len(body))
        match dice.randrange(3):
            case 0:
                body[place] = dice.randrange(256)
            case 1:
                del body[place:]
                body += b"\xc0"
            case _:
                body[place:place] = dice.randbytes(dice.randrange(1, 9))
    return bytes(body)


async def test_mutated_frames_are_acked_or_refused(world: World, caplog: pytest.LogCaptureFixture) -> None:
    dice = random.Random(11)
    outcomes = set()
    for number in range(120):
        async with Page(world.port) as page:
            await page.greet(session=f"session-{number:05}", stream=f"stream-{number:05}")
            await page.socket.send(mutated(encode(said(1, "I can not sign in")), dice))
            outcomes.add(type(await page.receive()))
    assert outcomes <= {Ack, Refused}
    assert Refused in outcomes
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_pages_that_vanish_at_any_moment_leave_nothing_behind(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    dice = random.Random(5)

    async def visit(number: int) -> None:
        page = Page(world.port)
        await page.__aenter__()
        frames: list[ClientFrame] = [hello(session=f"session-{number:05}"), *(batch(seq) for seq in range(1, 9))]
        for seq, frame in enumerate(frames):
            if dice.random() < 0.2:
                break
            await page.socket.send(encode(frame))
            if seq % 3 == 0:
                await asyncio.wait_for(page.socket.recv(), PATIENCE_S)
        page.socket.transport.abort()

    await asyncio.gather(*(visit(number) for number in range(40)))
    await world.until(lambda: world.gateway.hub.online() == 0 and not world.gateway.addresses._taken)
    assert not world.gateway.site_places._taken
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    async with Page(world.port) as page:
        await page.greet()
        assert await page.tell(batch(1)) == 1


async def test_nothing_that_was_said_is_logged(
    world: World, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)  # below it uvicorn shows every header and frame: server/process.py never goes there
    async with Page(world.port) as page:
        await page.greet()
        await page.tell(said(1, SECRET))
        await page.tell(said(2, "stumble"))
        await page.socket.send(encode(said(3, SECRET)).replace(b"\xa2sa", b"\xa2zz"))
        assert SECRET not in (await page.refused()).message
    for origin, key in (("https://secret-origin.example", "wrong-key-0001"), (None, "wrong-key-0002")):
        async with Page(world.port, origin) as page:
            await page.send(hello(site=key))
            await page.refused()
    with structlog.testing.capture_logs() as lines:
        await world.gateway.tally.flush()
    printed = capfd.readouterr()
    logged = [record.getMessage() for record in caplog.records if record.name.split(".")[0] != "websockets"]
    everything = " ".join([*logged, printed.out, printed.err, str(lines)])
    assert "unknown_key" in everything
    for told in (SECRET, "secret-origin", "wrong-key", "stumbled", "visitor-0001"):
        assert told not in everything


async def test_a_refusal_is_a_frame_and_then_a_close(world: World) -> None:
    async with Page(world.port) as page:
        await page.send(hello(version=2))
        data = await asyncio.wait_for(page.socket.recv(), PATIENCE_S)
        assert isinstance(data, bytes)
        assert isinstance(decode_server(data), Refused)
        with pytest.raises(ConnectionClosed) as closed:
            await page.socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.reason == "wrong_version"
