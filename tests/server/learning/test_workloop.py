"""The worker projects at once, settles what silence decided, and learns when there is enough new."""

import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Connection, select

from server.errors import Unavailable
from server.eventlog.log import Entry
from server.eventlog.sqlite import SqliteEventLog
from server.learning import editing
from server.learning.dataset import shipped_examples
from server.learning.editing import Editor
from server.learning.own_intents import QUIET_MS
from server.learning.turns import learning_turn
from server.learning.workloop import NEW_LABELS, SETTLE_EVERY_MS, Worker
from server.projections.projector import Projector
from server.store import intents
from server.store.schema import cycles, episodes, page_days, proofs
from widget.protocol import Batch, PageView, encode

from .conftest import DAY, NOW, SAYINGS, SITE, School


@pytest.fixture
async def log(school: School) -> AsyncIterator[SqliteEventLog]:
    eventlog = SqliteEventLog(school.room.data / "events.db")
    yield eventlog
    await eventlog.close()


async def seen(log: SqliteEventLog, at: int, seq: int = 1) -> None:
    frame = encode(Batch(seq, at, (PageView(0, "/billing"),)))
    await log.append(Entry(SITE, "visitor-1", "session-1", "stream-1", seq, at, 0, frame))


def worker(school: School, log: SqliteEventLog, now: int = NOW) -> Worker:
    return Worker(school.room.db, Projector(school.room.db, log), school.room, lambda: now)


def stored(school: School, table: Any) -> list[Any]:
    def every(connection: Connection) -> list[Any]:
        return list(connection.execute(select(table)))

    return school.room.db.read(every)


async def test_what_is_new_is_projected(school: School, log: SqliteEventLog) -> None:
    one = worker(school, log)
    await seen(log, NOW)
    assert one.work_once() == 1
    assert len(stored(school, page_days)) == 1
    assert one.work_once() == 0


async def test_silence_settles_an_episode(school: School, log: SqliteEventLog) -> None:
    school.episode(SAYINGS[0], outcome="", outcome_at=None, last_at=NOW - 2 * DAY)
    worker(school, log).work_once()
    assert [row.outcome for row in stored(school, episodes)] == ["assumed"]


async def test_a_simulated_sites_silence_is_counted_in_its_own_time(school: School, log: SqliteEventLog) -> None:
    school.episode(SAYINGS[0], outcome="", outcome_at=None, last_at=NOW - DAY // 2)
    await seen(log, NOW)
    worker(school, log, NOW + 50 * DAY).work_once()
    assert [row.outcome for row in stored(school, episodes)] == [""]


async def test_enough_new_labels_start_a_cycle_and_its_proof(school: School, log: SqliteEventLog) -> None:
    for saying in SAYINGS[:NEW_LABELS]:
        school.episode(saying)
    one = worker(school, log)
    one.work_once()
    assert {row.task for row in stored(school, cycles)} == {"intent", "article"}
    assert len(stored(school, proofs)) == 1
    assert not one.due(SITE, NOW + 10 * DAY)  # nothing new since


async def test_a_few_new_labels_wait_for_the_night(school: School, log: SqliteEventLog) -> None:
    for saying in SAYINGS[:NEW_LABELS]:
        school.episode(saying)
    one = worker(school, log)
    one.work_once()
    school.episode(SAYINGS[60], outcome_at=NOW + 1)
    school.room.collect(SITE, NOW + 1)
    assert not one.due(SITE, NOW + DAY // 2)
    assert one.due(SITE, NOW + DAY)


async def test_no_labels_no_cycle(school: School, log: SqliteEventLog) -> None:
    worker(school, log).work_once()
    assert stored(school, cycles) == []


async def test_a_cycle_that_runs_elsewhere_is_left_alone(school: School, log: SqliteEventLog) -> None:
    for saying in SAYINGS[:NEW_LABELS]:
        school.episode(saying)
    with learning_turn(school.room.data):
        worker(school, log).work_once()
    assert stored(school, cycles) == []


async def test_settling_waits_a_minute(school: School, log: SqliteEventLog) -> None:
    now = [NOW]
    one = Worker(school.room.db, Projector(school.room.db, log), school.room, lambda: now[0])
    one.work_once()
    school.episode(SAYINGS[0], outcome="", outcome_at=None, last_at=NOW - 2 * DAY)
    one.work_once()
    assert stored(school, episodes)[0].outcome == ""
    now[0] += SETTLE_EVERY_MS
    one.work_once()
    assert stored(school, episodes)[0].outcome == "assumed"


async def test_trouble_is_tried_again_until_told_to_stop(
    school: School, log: SqliteEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = worker(school, log)
    stop, tries = threading.Event(), []

    def troubled() -> int:
        tries.append(1)
        if len(tries) == 2:
            stop.set()
        raise Unavailable("the disk is full")

    monkeypatch.setattr(one, "work_once", troubled)
    monkeypatch.setattr("server.learning.workloop.TROUBLE_PAUSE_S", 0.01)
    one.run(stop)
    assert len(tries) == 2


async def test_what_people_changed_about_intents_is_live_after_one_round(school: School, log: SqliteEventLog) -> None:
    registry = school.room.registry
    lines = ["can we pay by bank transfer", "is paying on account possible", "do you accept purchase orders"]
    editor = Editor(SITE, "Ann", NOW - QUIET_MS, shipped_examples(registry))
    school.room.db.write(editing.add, editor, "Pay by transfer", "", lines)
    worker(school, log).work_once()
    state = school.room.db.read(intents.state_of, SITE)
    assert (state.state, state.trained) == ("live", state.wanted)
    assert registry.champion("intent@quillbook") == state.version


async def test_while_a_cycle_runs_changed_intents_wait_and_are_not_lost(school: School, log: SqliteEventLog) -> None:
    editor = Editor(SITE, "Ann", NOW - QUIET_MS, shipped_examples(school.room.registry))
    school.room.db.write(editing.paste, editor, "billing", ["we pay by bank transfer"])
    one = worker(school, log)
    with learning_turn(school.room.data):
        one.work_once()
    assert school.room.db.read(intents.state_of, SITE).state == "waiting"
    one.work_once()
    assert school.room.db.read(intents.state_of, SITE).state == "live"
