"""Changes to a site's intents are whole rows with what undoes them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.store import intents as store
from server.store import sites
from server.store.database import Database
from tests.databases import migrated

SITE = "shop"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = migrated(tmp_path)
    database.write(sites.create, SITE, "key", "Shop", [], False, 1)
    yield database
    database.close()


def intent(id: str, name: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "name": name, "description": "", "on": True, "merged_into": "", "at": 1, **more}


def example(key: str, text: str) -> dict[str, Any]:
    return {"key": key, "intent": "a", "text": text, "source": "person", "removed": False, "at": 1}


def names(db: Database) -> dict[str, str]:
    return {row.id: row.name for row in db.read(store.intents_of, SITE)}


def test_going_back_undoes_a_change_and_every_later_one(db: Database) -> None:
    db.write(store.change, SITE, 1, "Ann", "first", [intent("a", "One")], [example("k", "one")])
    second = db.write(store.change, SITE, 2, "Ann", "second", [intent("a", "Two")], [example("k", "two")])
    db.write(store.change, SITE, 3, "Bob", "third", [intent("a", "Three"), intent("b", "New")])
    assert db.write(store.go_back, SITE, second, 4, "Cyd")
    assert names(db) == {"a": "One"}
    assert [row.text for row in db.read(store.examples_of, SITE)] == ["one"]
    assert db.read(store.changes_of, SITE, 9)[0].words == "Went back to before: second"


def test_going_back_can_be_undone(db: Database) -> None:
    first = db.write(store.change, SITE, 1, "Ann", "first", [intent("a", "One")])
    db.write(store.go_back, SITE, first, 2, "Ann")
    assert names(db) == {}
    db.write(store.go_back, SITE, db.read(store.changes_of, SITE, 1)[0].id, 3, "Ann")
    assert names(db) == {"a": "One"}


def test_there_is_no_way_back_to_what_never_was(db: Database) -> None:
    made = db.write(store.change, SITE, 1, "Ann", "first", [intent("a", "One")])
    assert not db.write(store.go_back, SITE, made + 7, 2, "Ann")
    assert not db.write(store.go_back, "elsewhere", made, 2, "Ann")
    assert names(db) == {"a": "One"}


def test_every_change_asks_for_training(db: Database) -> None:
    assert db.read(store.state_of, SITE) is None
    for moment in (1, 2):
        db.write(store.change, SITE, moment, "Ann", "again", [intent("a", "One")])
    [row] = db.read(store.waiting)
    assert (row.wanted, row.trained, row.state) == (2, 0, "waiting")
    db.write(lambda conn: store.set_state(conn, SITE, trained=2, state="live"))
    assert db.read(store.waiting) == []


def test_old_changes_are_forgotten(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_CHANGES", 3)
    for moment in range(5):
        db.write(store.change, SITE, moment, "Ann", f"change {moment}", [intent("a", str(moment))])
    assert [row.words for row in db.read(store.changes_of, SITE, 9)] == ["change 4", "change 3", "change 2"]
