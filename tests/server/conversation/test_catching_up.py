from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from server.eventlog import SqliteEventLog
from server.eventlog.log import Entry
from server.store.schema import decisions, episodes, nudges, turns
from tests.server.conversation.conftest import Room
from tests.server.conversation.test_nudge import PAGE, REFUSED, STATE
from tests.server.help_centre import AGENT, AT, SITE
from widget.protocol import Batch, Event, PersonWanted, Said, encode


async def append(log: SqliteEventLog, seq: int, *events: Event, session: str = "session-1") -> None:
    frame = encode(Batch(seq, AT, events))
    await log.append(Entry(SITE, "visitor-1", session, "stream-1", seq, AT + seq, 0, frame))


def everything(room: Room) -> list[object]:
    tables = (turns, decisions, episodes, nudges)
    return [tuple(row) for table in tables for row in room.db.read(lambda conn, t=table: conn.execute(select(t)).all())]


async def test_turn_in_the_log_that_was_never_answered_is_answered(room: Room, tmp_path: Path):
    log = SqliteEventLog(tmp_path / "events.db")
    await append(log, 1, PAGE, STATE)
    await append(log, 2, Said(5, "turn-0001", "it says invalid VAT number", "/billing"))
    await room.conversations.catch_up(log)
    stored = room.db.read(lambda conn: conn.execute(select(turns).order_by(turns.c.at)).all())
    assert [row.who for row in stored] == ["visitor", "handrail"]
    assert "country prefix" in stored[1].text
    await log.close()


async def test_catching_up_twice_changes_nothing(room: Room, make_room: Callable[[], Room], tmp_path: Path):
    log = SqliteEventLog(tmp_path / "events.db")
    said = Said(5, "turn-0001", "it says invalid VAT number", "/billing")
    await append(log, 1, PAGE, STATE, REFUSED)
    await append(log, 2, said, PersonWanted(70, "/billing"))
    await room.tell(PAGE, STATE, REFUSED)  # heard before the crash; the second batch was not
    await room.conversations.catch_up(log)
    once = everything(room)
    assert len(once) > 4
    again = make_room()
    await again.conversations.catch_up(log)
    assert everything(again) == once
    room.db.write(lambda conn: conn.exec_driver_sql("delete from checkpoints"))
    third = make_room()
    await third.conversations.catch_up(log)
    assert everything(third) == once
    await log.close()


async def test_what_was_closed_is_not_begun_again(room: Room, make_room: Callable[[], Room], tmp_path: Path):
    log = SqliteEventLog(tmp_path / "events.db")
    batch = (PAGE, Said(5, "turn-0001", "how do I cancel my plan", "/billing"), PersonWanted(70, "/billing"))
    await append(log, 1, *batch)
    await room.tell(*batch)
    talk = room.db.read(lambda conn: conn.exec_driver_sql("select id from conversations").scalar())
    await room.conversations.close(talk, AGENT)
    once = everything(room)
    again = make_room()
    await again.conversations.catch_up(log)
    assert everything(again) == once
    assert again.db.read(lambda conn: conn.exec_driver_sql("select count(*) from conversations").scalar()) == 1
    await log.close()


async def test_old_struggle_brings_no_nudge_after_a_crash(room: Room, tmp_path: Path):
    log = SqliteEventLog(tmp_path / "events.db")
    await append(log, 1, PAGE, STATE, REFUSED)
    await room.conversations.catch_up(log)
    assert room.sent == []
    await log.close()


async def test_empty_log_is_caught_up(room: Room, tmp_path: Path):
    log = SqliteEventLog(tmp_path / "events.db")
    await room.conversations.catch_up(log)
    assert everything(room) == []
    await log.close()
