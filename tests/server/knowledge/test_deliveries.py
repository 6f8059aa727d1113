"""The queue keeps what was told until it is applied: once each, by whoever is alive, with pauses that grow."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import Connection, Row, select

from server.errors import Conflict, NotFound
from server.knowledge import deliveries, sources
from server.knowledge.deliveries import (
    GIVE_UP_MS,
    KEEP_DONE_MS,
    LEASE_MS,
    LEAST_TRIES,
    MOST_OPEN,
    WITHIN_MS,
    Delivery,
    pause_ms,
)
from server.store import deliveries as queue
from server.store.database import Database
from server.store.schema import deliveries as table

from .conftest import SITE, Clock, database


@pytest.fixture
def source(db: Database, clock: Clock) -> str:
    return db.write(sources.add, SITE, "api", "", clock()).id


def tell(db: Database, source: str, clock: Clock, path: str = "a.md", kind: deliveries.Kind = "changed") -> str:
    return db.write(deliveries.tell, SITE, source, kind, path, clock())


def claim(db: Database, clock: Clock, most: int = 10, lane: deliveries.Lane = "quick") -> list[Delivery]:
    return db.write(deliveries.claim, lane, clock(), most)


def test_told_twice_before_anybody_took_it_is_one_delivery(db: Database, source: str, clock: Clock) -> None:
    tell(db, source, clock)
    clock.pass_ms(500)
    tell(db, source, clock, kind="deleted")
    (taken,) = claim(db, clock)
    assert (taken.kind, clock() - taken.at) == ("deleted", 500), "the moment it was first told is what counts"


def test_told_while_it_is_applied_is_another(db: Database, source: str, clock: Clock) -> None:
    tell(db, source, clock)
    (first,) = claim(db, clock)
    tell(db, source, clock)
    (second,) = claim(db, clock)
    assert first.id != second.id


def test_another_path_is_another_delivery_and_a_sync_is_taken_apart(db: Database, source: str, clock: Clock) -> None:
    tell(db, source, clock)
    tell(db, source, clock, "b.md")
    tell(db, source, clock, "", "sync")
    assert {one.path for one in claim(db, clock)} == {"a.md", "b.md"}
    assert [one.kind for one in claim(db, clock, lane="whole")] == ["sync"]


def test_what_takes_longer_has_a_lane_of_its_own(db: Database, source: str, clock: Clock) -> None:
    for path in ("a.md", "b.PDF", "https://shop.example/c.md"):
        tell(db, source, clock, path)
    assert [one.path for one in claim(db, clock)] == ["a.md"]
    assert {one.path for one in claim(db, clock, lane="slow")} == {"b.PDF", "https://shop.example/c.md"}
    assert claim(db, clock, lane="whole") == []


def test_what_is_under_a_lease_is_nobody_elses(db: Database, source: str, clock: Clock) -> None:
    tell(db, source, clock)
    assert len(claim(db, clock)) == 1
    clock.pass_ms(LEASE_MS - 1)
    assert claim(db, clock) == []


def test_a_killed_workers_delivery_is_taken_up(db: Database, source: str, clock: Clock) -> None:
    tell(db, source, clock)
    (lost,) = claim(db, clock)
    clock.pass_ms(LEASE_MS)
    (taken,) = claim(db, clock)
    assert (taken.id, taken.attempts) == (lost.id, 2)
    db.write(deliveries.finish, lost, clock())
    assert db.read(queue.next_due) is not None, "who lost the lease ends nothing"
    assert not db.write(deliveries.hold, lost, clock())
    db.write(deliveries.finish, taken, clock())
    assert db.read(queue.next_due) is None


def test_a_held_lease_lasts(db: Database, source: str, clock: Clock) -> None:
    tell(db, source, clock)
    (taken,) = claim(db, clock)
    clock.pass_ms(LEASE_MS - 1)
    assert db.write(deliveries.hold, taken, clock())
    clock.pass_ms(LEASE_MS - 1)
    assert claim(db, clock) == []


def test_what_failed_comes_again_after_a_pause_and_not_before(db: Database, source: str, clock: Clock) -> None:
    tell(db, source, clock)
    (taken,) = claim(db, clock)
    assert db.write(deliveries.fail, taken, clock(), "away", lambda: 1.0)
    clock.pass_ms(999)
    assert claim(db, clock) == []
    clock.pass_ms(1)
    assert [one.attempts for one in claim(db, clock)] == [2]


def test_told_again_is_tried_at_once_though_it_failed(db: Database, source: str, clock: Clock) -> None:
    tell(db, source, clock)
    for _ in range(8):
        (taken,) = claim(db, clock)
        db.write(deliveries.fail, taken, clock(), "away", lambda: 1.0)
        clock.pass_ms(pause_ms(taken.attempts, 1.0))
    (taken,) = claim(db, clock)
    db.write(deliveries.fail, taken, clock(), "away", lambda: 1.0)
    assert claim(db, clock) == []
    tell(db, source, clock)
    assert [one.attempts for one in claim(db, clock)] == [1]


def test_pauses_double_vary_and_are_bounded() -> None:
    assert [pause_ms(failures, 1.0) for failures in (1, 2, 3, 4, 5)] == [1_000, 2_000, 4_000, 8_000, 8_000]
    assert pause_ms(3, 0.0) == 2_000
    assert sum(pause_ms(failures, 1.0) for failures in (1, 2, 3, 4)) < WITHIN_MS
    assert pause_ms(6, 1.0) > pause_ms(5, 1.0)
    assert pause_ms(10_000, 1.0) == 3_600_000


def test_after_a_day_it_is_given_up_and_shown(db: Database, source: str, clock: Clock) -> None:
    tell(db, source, clock)
    clock.pass_ms(GIVE_UP_MS)
    for _ in range(LEAST_TRIES - 1):  # the machine was off for that day: it gets its tries
        (taken,) = claim(db, clock)
        assert db.write(deliveries.fail, taken, clock(), "gone for good", lambda: 1.0)
        clock.pass_ms(pause_ms(taken.attempts, 1.0))
    (taken,) = claim(db, clock)
    assert not db.write(deliveries.fail, taken, clock(), "gone for good", lambda: 1.0)
    (shown,) = db.read(queue.troubled, SITE, 10)
    assert (shown.path, shown.error) == ("a.md", "gone for good")
    assert db.read(deliveries.figures, SITE, 0, clock()).given_up == 1
    db.write(deliveries.retry, shown.id, clock())
    (again,) = claim(db, clock)
    assert (again.id, again.attempts, again.at) == (shown.id, 1, shown.at)


def test_only_what_was_given_up_is_tried_again_by_hand(db: Database, source: str, clock: Clock) -> None:
    id = tell(db, source, clock)
    for _ in range(2):
        with pytest.raises(Conflict, match="not given up"):
            db.write(deliveries.retry, id, clock())
        for taken in claim(db, clock):
            db.write(deliveries.finish, taken, clock())
    with pytest.raises(NotFound):
        db.write(deliveries.retry, "nothing", clock())


def test_a_flood_becomes_one_sync_of_the_whole(db: Database, source: str, clock: Clock) -> None:
    news = [("changed", f"{number}.md") for number in range(MOST_OPEN + 1)]
    db.write(deliveries.tell_all, SITE, source, news[:-1], clock())
    db.write(deliveries.tell_all, SITE, source, news[-1:], clock())
    assert claim(db, clock) == []
    assert [one.kind for one in claim(db, clock, lane="whole")] == ["sync"]


def test_figures_say_how_long_it_took(db: Database, source: str, clock: Clock) -> None:
    began = clock()
    for number in range(100):
        tell(db, source, clock, f"{number}.md")
    tell(db, source, clock, "last.md")
    clock.pass_ms(2_000)
    taken = claim(db, clock, 100)
    for one in taken[:99]:
        db.write(deliveries.finish, one, clock())
    clock.pass_ms(WITHIN_MS)
    db.write(deliveries.finish, taken[99], clock())
    figures = db.read(deliveries.figures, SITE, began, clock())
    assert (figures.told, figures.applied, figures.waiting, figures.late) == (101, 100, 1, 2)
    assert (figures.p50_ms, figures.p99_ms) == (2_000, 2_000)
    assert db.read(deliveries.figures, SITE, clock() + 1, clock()).told == 0
    clock.pass_ms(KEEP_DONE_MS + 1)
    assert db.write(deliveries.forget, clock()) == 100


def test_a_removed_source_takes_its_deliveries_along(db: Database, source: str, clock: Clock) -> None:
    tell(db, source, clock)
    db.write(sources.remove, source, clock())
    assert claim(db, clock) == []


class Queue(RuleBasedStateMachine):
    """Whatever happens: a change that was told last is seen by an attempt that begins after it, and then it ends."""

    PATHS = st.sampled_from(["a.md", "b.md", "c.md"])

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        self.clock = Clock()
        self.db = database(Path(self.folder.name) / "handrail.db")
        self.source = self.db.write(sources.add, SITE, "api", "", self.clock()).id
        self.content: dict[str, int] = {}  # path -> state there is
        self.applied: dict[str, int] = {}  # path -> state that was seen
        self.held: list[tuple[Delivery, int | None]] = []

    @rule(path=PATHS)
    def change(self, path: str) -> None:
        self.content[path] = self.content.get(path, 0) + 1
        tell(self.db, self.source, self.clock, path)

    @rule()
    def take(self) -> None:
        for one in claim(self.db, self.clock, 2):
            self.held.append((one, self.content[one.path]))

    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        if self.held:
            one, seen = self.held.pop(data.draw(st.integers(0, len(self.held) - 1)))
            self.applied[one.path] = max(self.applied.get(one.path, 0), seen or 0)
            self.db.write(deliveries.finish, one, self.clock())

    @rule(data=st.data())
    def fail(self, data: st.DataObject) -> None:
        if self.held:
            one, _ = self.held.pop(data.draw(st.integers(0, len(self.held) - 1)))
            self.db.write(deliveries.fail, one, self.clock(), "away", lambda: 0.5)

    @rule()
    def be_killed(self) -> None:
        self.held.clear()

    @rule(ms=st.sampled_from([100, 2_000, LEASE_MS]))
    def wait(self, ms: int) -> None:
        self.clock.pass_ms(ms)

    @invariant()
    def nothing_is_lost(self) -> None:
        if not hasattr(self, "db"):
            return
        open_paths = {row.path for row in self.db.read(_open)}
        missing = {path for path, state in self.content.items() if self.applied.get(path, 0) < state}
        assert missing <= open_paths

    def teardown(self) -> None:
        if not hasattr(self, "db"):
            return
        self.held.clear()
        for _ in range(200):
            self.clock.pass_ms(LEASE_MS)
            for one in claim(self.db, self.clock):
                self.applied[one.path] = self.content[one.path]
                self.db.write(deliveries.finish, one, self.clock())
        assert self.applied == self.content
        assert self.db.read(queue.next_due) is None
        self.db.close()
        self.folder.cleanup()


def _open(conn: Connection) -> list[Row[Any]]:
    return list(conn.execute(select(table).where(table.c.done_at.is_(None))))


TestQueue = Queue.TestCase
TestQueue.settings = settings(
    max_examples=12, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
