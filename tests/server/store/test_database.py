"""Transactions commit whole or not at all; migrations and schema agree."""

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from server.errors import Unavailable
from server.store import sites
from server.store.database import Database
from server.store.schema import metadata


@pytest.fixture
def db(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path}/handrail.db")
    database.migrate()
    yield database
    database.close()


def test_migrations_make_exactly_the_schema(db: Database) -> None:
    def drift(connection: Connection) -> list[object]:
        return compare_metadata(MigrationContext.configure(connection), metadata)

    assert db.read(drift) == []


def test_migrating_twice_changes_nothing(db: Database) -> None:
    db.write(sites.create, "a", "key-a", "A", [], False, 1)
    db.migrate()
    assert [row.id for row in db.read(sites.every)] == ["a"]


def test_a_failed_change_leaves_nothing_behind(db: Database) -> None:
    def half(connection: Connection) -> None:
        sites.create(connection, "a", "key-a", "A", [], False, 1)
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        db.write(half)
    assert db.read(sites.every) == []


def test_a_broken_file_is_unavailable_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    database = Database(f"sqlite:///{tmp_path}/folder.db")
    with pytest.raises(Unavailable):
        database.read(sites.every)
    database.close()


async def test_writes_from_many_tasks_all_land(db: Database) -> None:
    await asyncio.gather(*(db.awrite(sites.create, f"s{n}", f"k{n}", "S", [], False, n) for n in range(50)))
    assert len(await db.aread(sites.every)) == 50
