"""Versions of a site's rules: noted with what differs, once a change, by whom, and not for ever."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from server.store import rule_history as history
from server.store import rules, sites
from server.store.database import Database
from server.store.rule_history import Difference
from tests.databases import migrated
from widget.signals.rules import Rules, overridden

SITE = "shop"
LESSON = {
    "site": SITE,
    "element": "button:+",
    "signal": "rage_click",
    "name": "More",
    "fields_json": '{"clicks":8}',
    "evidence_json": "{}",
    "reason": "60 visits clicked it fast",
    "at": 5,
    "undone": False,
}


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = migrated(tmp_path)
    database.write(sites.create, SITE, "key-of-shop", "Shop", [], False, 0)
    yield database
    database.close()


def say(db: Database, override: str, at: int = 1, sample: int = 1000, by: str = "Ann") -> None:
    def change(conn: Connection) -> None:
        history.noted(conn, SITE, at, by, lambda: rules.set_settings(conn, SITE, override, sample, True))

    db.write(change)


def teach(db: Database, *lessons: dict[str, object], at: int = 5) -> None:
    def change(conn: Connection) -> None:
        history.noted(conn, SITE, at, "", lambda: rules.replace_calibrations(conn, SITE, list(lessons)))

    db.write(change)


def test_a_change_is_kept_with_what_it_was_before_and_who_made_it(db: Database) -> None:
    say(db, '{"rage_click": {"clicks": 4}}', at=1)
    say(db, '{"rage_click": {"clicks": 5}, "stall": {"on": false}}', at=2, by="Bo")
    newest, oldest = db.read(history.versions, SITE, 9)
    assert (newest.at, newest.by, oldest.by) == (2, "Bo", "Ann")
    assert history.decoded(oldest.differences_json) == [Difference("", "rage_click", "clicks", None, 4)]
    assert history.decoded(newest.differences_json) == [
        Difference("", "rage_click", "clicks", 4, 5),
        Difference("", "stall", "on", None, False),
    ]


def test_the_version_is_the_one_that_struggles_name(db: Database) -> None:
    say(db, '{"stall": {"on": false}}')
    teach(db, LESSON)
    newest = db.read(history.versions, SITE, 1)[0]
    sent = db.read(rules.effective, SITE, newest.rules_json)
    assert newest.version == overridden(Rules(), sent).version != Rules().version


def test_what_elements_teach_is_nobodys_doing(db: Database) -> None:
    teach(db, LESSON)
    [row] = db.read(history.versions, SITE, 9)
    assert (row.by, row.rules_json) == ("", "")
    assert history.decoded(row.differences_json) == [Difference("button:+", "rage_click", "clicks", None, 8)]


def test_what_changes_nothing_makes_no_version(db: Database) -> None:
    say(db, "")
    teach(db, LESSON, at=5)
    teach(db, {**LESSON, "at": 6}, at=6)
    assert len(db.read(history.versions, SITE, 9)) == 1


def test_the_sample_is_a_version_too(db: Database) -> None:
    say(db, "", sample=250)
    [row] = db.read(history.versions, SITE, 9)
    assert history.decoded(row.differences_json) == [Difference("", "", "sample", 1000, 250)]


def test_old_versions_are_forgotten(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST_VERSIONS", 3)
    for clicks in range(2, 9):
        say(db, f'{{"rage_click": {{"clicks": {clicks}}}}}', at=clicks)
    assert [row.at for row in db.read(history.versions, SITE, 9)] == [8, 7, 6]


def test_an_override_of_an_earlier_release_is_the_shipped_version() -> None:
    assert history.version_of('{"gone": {"on": false}}') == Rules().version
