"""A process that is killed at any step of a sync: nothing half is ever served, and the next one ends at the sources."""

import multiprocessing
import re
import signal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, select

from server.knowledge import deliveries, sources
from server.knowledge.committing import MOST_TOGETHER
from server.knowledge.deliveries import SYNC_LEASE_MS
from server.knowledge.knowledge import Knowledge
from server.store import knowledge as statements
from server.store.database import Database
from server.store.schema import articles, passages
from tests.server.knowledge import syncing
from tests.server.knowledge.syncing import NEVER, write_article

from .conftest import SITE, database

NOW = 1_800_000_000_000
ARTICLES = 24  # two commits

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.server.knowledge.syncing"])


class House:
    """A folder, the store that is synced from it, and an index that serves all the time."""

    def __init__(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "help"
        self.folder.mkdir()
        for number in range(ARTICLES):
            write_article(self.folder, f"a{number}", 0)
        self.path = tmp_path / "handrail.db"
        self.open(None)
        self.db.write(sources.add, SITE, "folder", str(self.folder), NOW, url_prefix="/help/")
        self.now = NOW

    def open(self, state: bytes | None) -> None:
        """Opens the store, as it was in `state`."""
        if state is not None:
            self.path.write_bytes(state)
        self.db = database(self.path) if state is None else Database(f"sqlite:///{self.path}")
        self.knowledge = Knowledge(self.db)

    def close(self) -> bytes:
        """Closes the store; returns all of it."""
        self.db.close()
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        return self.path.read_bytes()

    def run(self, work: Any, fatal: int = NEVER) -> int:
        """Runs `work` in a process that is killed at a step; returns the steps of one that ended, 0 of a killed one."""
        steps = processes.Value("i", 0)
        process = processes.Process(target=work, args=(self.db.url, fatal, self.now, steps))
        process.start()
        process.join(60)
        assert process.exitcode in (0, -signal.SIGKILL)
        self.nothing_half_is_served()
        return steps.value

    def nothing_half_is_served(self) -> None:
        self.knowledge.refresh()
        index = self.knowledge.index(SITE)
        for id, article in index.articles.items():
            texts = [passage.text for passage in index.passages_of(id)]
            states = {int(state) for text in texts for state in re.findall(r"State (\d+) of", text)}
            assert len(states) == 1, f"{id} is of two states"
            assert len(texts) == article.passages == states.pop() + 1, f"{id} is not whole"

    def change(self, state: int) -> None:
        """A third of the articles changes, one goes, one comes."""
        for number in range(0, ARTICLES, 3):
            write_article(self.folder, f"a{number}", state)
        (self.folder / f"a{state}.md").unlink(missing_ok=True)
        write_article(self.folder, f"new{state}", state)

    def is_equal(self, wanted: list[Any]) -> None:
        """All that is stored and served is what a store has that was synced at one go."""
        assert self.db.read(contents) == wanted
        assert [passage.id for passage in self.knowledge.index(SITE).passages] == [
            row.id for row in wanted if "position" in row._fields
        ]

    def wanted(self, tmp_path: Path) -> list[Any]:
        """What a store has that is synced from the folder at one go."""
        path = tmp_path / "fresh.db"
        fresh = database(path)
        fresh.write(sources.add, SITE, "folder", str(self.folder), NOW, url_prefix="/help/")
        syncing.sync(fresh.url, NEVER, NOW, processes.Value("i", 0))
        found = fresh.read(contents)
        fresh.close()
        return found


def contents(conn: Connection) -> list[Any]:
    """Everything about articles and passages, but when and by which source it came."""
    own = [each for each in articles.c if each.name not in {"source", "revision", "synced_at"}]
    return [
        *conn.execute(select(*own).order_by(articles.c.id)).all(),
        *conn.execute(select(passages).order_by(passages.c.id)).all(),
    ]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_killed_at_every_step_of_a_sync(house: House, tmp_path: Path) -> None:
    """Each step of a sync that changes, adds and deletes is once the last one; the next sync ends at the sources."""
    house.run(syncing.sync)
    house.change(2)
    wanted, before = house.wanted(tmp_path), house.close()
    fatal = steps = 0
    while not steps:
        fatal += 1
        house.open(before)
        steps = house.run(syncing.sync, fatal)
        if not steps:
            house.run(syncing.sync)
        house.is_equal(wanted)
        house.close()
    print(f"\nkilled at each of {steps} steps")
    assert fatal == steps + 1
    assert steps > ARTICLES, "each look and each beginning, end and aftermath of a write"


def test_first_sync_goes_on_where_it_was_killed(house: House, tmp_path: Path) -> None:
    wanted = house.wanted(tmp_path)
    stored = []
    for fatal in (10, 21, 25, 26):  # a look, the first commit before its end, looks after it
        assert not house.run(syncing.sync, fatal), "it was killed"
        stored.append(len(house.db.read(statements.site_articles, SITE)))
    assert stored == [0, 0, MOST_TOGETHER, MOST_TOGETHER]
    house.run(syncing.sync)
    house.is_equal(wanted)
    house.db.close()


def test_killed_keeper_loses_no_told_change(house: House, tmp_path: Path) -> None:
    house.run(syncing.keep)
    (source,) = house.db.read(sources.of_site, SITE)
    for state in range(1, 9):
        house.change(state)
        paths = [f"a{number}.md" for number in range(ARTICLES)] + [f"new{state}.md"]
        news: list[tuple[deliveries.Kind, str]] = [("changed", path) for path in paths]
        house.db.write(deliveries.tell_all, SITE, source.id, news, house.now)
        house.run(syncing.keep, fatal=state * 13)
        house.now += SYNC_LEASE_MS
    assert house.db.read(deliveries.figures, SITE, 0, house.now).waiting
    house.run(syncing.keep)
    assert not house.db.read(deliveries.figures, SITE, 0, house.now).waiting
    house.is_equal(house.wanted(tmp_path))
    house.db.close()


def test_what_half_means_is_noticed(house: House) -> None:
    """The negative twin: an article with a passage too few is found out."""

    def tear(conn: Connection) -> None:
        conn.execute(delete(passages).where(passages.c.article == f"{SITE}:a0.md", passages.c.position == 1))

    write_article(house.folder, "a0", 2)
    house.run(syncing.sync)
    house.db.write(tear)
    house.knowledge = Knowledge(house.db)
    with pytest.raises(AssertionError, match="not whole"):
        house.nothing_half_is_served()
    house.db.close()
