"""The way to an issue's end is recorded step by step, and follows from the event log alone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from server.conversation.visit import Visit
from server.eventlog import SqliteEventLog
from server.eventlog.log import Entry
from server.store.database import Database
from server.store.schema import decisions, episodes, nudges, outcomes, turns
from tests.server.conversation.conftest import Room
from tests.server.conversation.test_nudge import PAGE, REFUSED, STATE
from tests.server.conversation.test_outcomes import SAVED, answer, question
from tests.server.help_centre import AT, SITE, copied
from widget.protocol import Batch, Event, Solved, encode
from widget.protocol import decode_client as decode

TABLES = (episodes, outcomes, turns, decisions, nudges)


class Logged:
    """A room whose every batch lies in the log before it is heard, as the gateway does it."""

    def __init__(self, room: Room, log: SqliteEventLog) -> None:
        self.room, self.log, self.seq = room, log, 0

    async def tell(self, *events: Event, minutes: int = 0, session: str = "session-1") -> str:
        """Returns the last answer's turn, "" where none was given."""
        self.seq += 1
        at = AT + 60_000 * minutes
        frame = encode(Batch(self.seq, at, events))
        await self.log.append(Entry(SITE, "visitor-1", session, f"stream-{session}", self.seq, at, 0, frame))
        before = len(self.room.sent)
        await self.room.conversations.heard(visit_of(self.room, session), Batch(self.seq, at, events))
        frames = [frame for _, frame in self.room.sent[before:]]
        return answer(frames) if any(type(frame).__name__ == "Turn" for frame in frames) else ""


def visit_of(room: Room, session: str) -> Visit:
    return room.visit(session=session, stream=f"stream-{session}")


def paths(db: Database) -> list[tuple[object, ...]]:
    """Every row of what was said, decided, offered and reached; how long something took is no part of the path."""

    def every(conn: Any) -> list[tuple[object, ...]]:
        found = []
        for table in TABLES:
            columns = [column for column in table.c if column.name not in {"spans_json", "moments_json"}]
            found += [(table.name, *row) for row in conn.execute(select(*columns).order_by(*table.primary_key))]
        return found

    return db.read(every)


async def lived(room: Room, log: SqliteEventLog) -> None:
    """One issue helped by a nudge and done; one that took two answers and was confirmed; one nobody could answer."""
    page = Logged(room, log)
    await page.tell(PAGE, STATE, REFUSED)
    await page.tell(SAVED, minutes=2)
    first = await page.tell(question("how do I invite somebody to my team"), minutes=30)
    second = await page.tell(Solved(1, first, False), minutes=31)
    assert second
    assert second != first
    await page.tell(Solved(1, second, True), minutes=33)
    await page.tell(question("which moon of Jupiter is the largest", "turn-0009"), minutes=60, session="session-2")


async def test_every_closed_episode_has_its_steps_in_order_and_its_outcome(room: Room, tmp_path: Path):
    log = SqliteEventLog(tmp_path / "events.db")
    await lived(room, log)
    await log.close()
    steps: dict[str, list[str]] = {}
    ended = dict(room.db.read(lambda conn: conn.execute(select(episodes.c.id, episodes.c.outcome)).all()))
    for row in room.db.read(lambda conn: conn.execute(select(outcomes).order_by(outcomes.c.at)).all()):
        steps.setdefault(row.episode, []).append(row.kind)
    assert sorted(steps.values()) == [["failed_attempt", "confirmed"], ["verified"]]
    assert {id: kinds[-1] for id, kinds in steps.items()} == {id: end for id, end in ended.items() if end}


async def test_hearing_the_log_again_in_an_empty_store_rebuilds_identical_paths(
    room: Room, make_room: Callable[..., Room], stocked: Path, tmp_path: Path
):
    log = SqliteEventLog(tmp_path / "events.db")
    await lived(room, log)
    again = copied(stocked, tmp_path / "again")
    rebuilt = make_room(again)
    for entry in log.read(0, 100):
        batch = decode(entry.frame)
        assert isinstance(batch, Batch)
        await rebuilt.conversations.heard(visit_of(rebuilt, entry.session), batch)
    assert len(paths(room.db)) > 10
    assert paths(again) == paths(room.db)
    again.close()
    await log.close()


async def test_another_history_is_another_path(
    room: Room, make_room: Callable[..., Room], stocked: Path, tmp_path: Path
):
    log = SqliteEventLog(tmp_path / "events.db")
    await lived(room, log)
    other = copied(stocked, tmp_path / "other")
    await Logged(make_room(other), SqliteEventLog(tmp_path / "others.db")).tell(PAGE, STATE, REFUSED)
    assert paths(other) != paths(room.db)
    other.close()
    await log.close()
