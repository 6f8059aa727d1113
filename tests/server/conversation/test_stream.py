"""An answer that is streamed, and a process that ends in the middle of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from msgspec import structs
from sqlalchemy import select

from models.encode import Encoder
from server.answering.trace import Trace
from server.conversation.stream import begun
from server.eventlog import SqliteEventLog
from server.eventlog.log import Entry
from server.store.database import Database
from server.store.schema import sites, turns
from server.writing import Bounds, Check, Endpoint, Writer
from tests.server.conversation.conftest import Room
from tests.server.gateway.served import until
from tests.server.help_centre import AT, SITE
from tests.server.writing.stub import Model, Script, lines, model, pieces
from widget.protocol import Batch, Chunk, Hello, Said, ServerFrame, Turn, Working, encode

SAID = Said(5, "turn-0001", "it says invalid VAT number", "/billing")


@pytest.fixture
async def stub() -> AsyncIterator[Model]:
    async with model() as one:
        one.script = lambda asked: Script(
            (*pieces("Open Billing and go to Billing details. [1]\n"), "<wait>", *pieces("\n".join(lines(asked))))
        )
        yield one


@pytest.fixture
async def writer(stub: Model, encoder: Encoder) -> AsyncIterator[Writer]:
    one = Writer(Endpoint(stub.url, "stand-in", bounds=Bounds(first_s=20.0, total_s=40.0)), Check(encoder.encode))
    yield one
    await one.close()


@pytest.fixture
def own(db: Database) -> Database:
    """The site of the stocked database, with visitors of flesh and blood."""
    db.write(lambda conn: conn.execute(sites.update().values(simulated=False)))
    return db


async def chunk(room: Room, index: int) -> Chunk:
    def found() -> list[Chunk]:
        return [frame for _, frame in room.sent if isinstance(frame, Chunk) and frame.index == index]

    await until(found)
    return found()[0]


async def test_a_turn_cut_by_the_end_of_the_process_is_answered_once_under_the_same_name(
    own: Database, make_room: Callable[..., Room], writer: Writer, tmp_path: Path
) -> None:
    log = SqliteEventLog(tmp_path / "events.db")
    room = make_room(writer=writer)
    batch = Batch(1, AT, (SAID,))
    await log.append(Entry(SITE, "visitor-1", "session-1", "stream-1", 1, AT + 1, 0, encode(batch)))
    hearing = asyncio.create_task(room.conversations.heard(room.visit(simulated=False), batch))
    seen = await chunk(room, 1)
    hearing.cancel()
    await asyncio.gather(hearing, return_exceptions=True)
    assert room.db.read(lambda conn: conn.execute(select(turns)).all()) == []

    again = make_room(writer=writer)
    await again.conversations.catch_up(log)
    rows = room.db.read(lambda conn: conn.execute(select(turns).order_by(turns.c.at)).all())
    assert [row.who for row in rows] == ["visitor", "handrail"]
    assert rows[1].id == seen.turn  # the page replaces what it has of it
    assert "country prefix" in rows[1].text
    welcome = await again.conversations.welcome(room.visit(simulated=False), hello(), 1)
    assert [view.turn for view in welcome.turns] == ["turn-0001", seen.turn]
    await log.close()


async def test_catching_up_waits_for_no_model(
    own: Database, make_room: Callable[..., Room], writer: Writer, stub: Model, tmp_path: Path
) -> None:
    log = SqliteEventLog(tmp_path / "events.db")
    frame = encode(Batch(1, AT, (SAID,)))
    await log.append(Entry(SITE, "visitor-1", "session-1", "stream-1", 1, AT + 1, 0, frame))
    await make_room(writer=writer).conversations.catch_up(log)
    assert stub.asked == []
    await log.close()


async def test_a_page_that_says_hello_in_the_middle_gets_the_question_and_what_was_said(
    own: Database, make_room: Callable[..., Room], writer: Writer, stub: Model
) -> None:
    room = make_room(writer=writer)
    visit = room.visit(simulated=False)
    secret = structs.replace(
        SAID, text="How do I enter my VAT number with its country prefix? Write to ann@mail.example"
    )
    hearing = asyncio.create_task(room.conversations.heard(visit, Batch(1, AT, (secret,))))
    await chunk(room, 1)
    before = len(room.sent)
    welcome = await room.conversations.welcome(visit, hello(), 1)
    assert [view.text for view in welcome.turns] == [
        "How do I enter my VAT number with its country prefix? Write to [email]"
    ]
    frames = [frame for _, frame in room.sent[before:]]
    assert isinstance(frames[0], Working)
    assert [frame.index for frame in frames[1:] if isinstance(frame, Chunk)] == [0, 1]
    stub.gate.set()
    await hearing
    before = len(room.sent)
    welcome = await room.conversations.welcome(visit, hello(), 1)
    assert [view.who for view in welcome.turns] == ["visitor", "handrail"]
    assert room.sent[before:] == []
    assert isinstance(room.sent[-1][1], Turn)


def test_what_was_said_of_an_answer_is_said_again_in_order() -> None:
    sent: list[ServerFrame] = []
    underway = begun("answer-1", SAID, AT)
    assert underway.again() == []
    for piece in ("one", " two"):
        underway.say(piece, sent.append, Trace())
    assert underway.again() == [Working("turn-0001", "writing"), *sent]
    assert underway.cut_off(AT).text == "one two"


def hello() -> Hello:
    return Hello(1, "key-quillbook", "visitor-1", "session-1", "stream-1", AT, "/billing")
