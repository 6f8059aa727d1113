"""Old keys lead to today's; the projector finds them when a new layout of a page comes in."""

from typing import NamedTuple

import pytest

from server.eventlog.sqlite import SqliteEventLog
from server.projections.identity import Names
from server.projections.projector import Projector
from server.store import aliases
from server.store.database import Database
from widget.protocol import Box, Released, Skeleton

from .conftest import DAY, NOON, SITE, Tell


class Alias(NamedTuple):
    route: str
    old: str
    new: str
    at: int
    reused: bool = False


def test_a_key_is_followed_over_several_releases() -> None:
    names = Names([Alias("/", "a", "b", 10), Alias("/", "b", "c", 20)])
    assert [names.today("/", key, 5) for key in "abc"] == ["c", "c", "c"]
    assert names.earlier("/", "c") == {"a", "b", "c"}


def test_other_pages_keep_their_names() -> None:
    assert Names([Alias("/", "a", "b", 10)]).today("/other", "a", 5) == "a"


def test_a_late_visitor_of_the_old_page_counts_for_the_new_name() -> None:
    assert Names([Alias("/", "a", "b", 10)]).today("/", "a", 99) == "b"


def test_positions_that_changed_places_are_told_apart_by_time() -> None:
    names = Names([Alias("/", "1", "2", 10, True), Alias("/", "2", "1", 10, True)])
    assert [names.today("/", key, 5) for key in "12"] == ["2", "1"]
    assert [names.today("/", key, 15) for key in "12"] == ["1", "2"]


def test_a_name_that_comes_back_ends_the_chain() -> None:
    names = Names([Alias("/", "a", "b", 10), Alias("/", "b", "a", 20)])
    assert [names.today("/", key, 5) for key in "ab"] == ["a", "a"]


def test_what_was_given_up_has_no_name_today() -> None:
    names = Names([Alias("/", "1", "", 10, True)])
    assert (names.today("/", "1", 5), names.today("/", "1", 15)) == ("", "1")


def layout(version: str, save: Box, width: int = 1280) -> Skeleton:
    boxes = (
        Box(0, 0, 200, 30, "heading", "Billing"),
        Box(0, 40, 200, 30, "textbox", "VAT number", "#vat"),
        save,
        Box(0, 120, 80, 20, "link", "Help", "link:Help"),
    )
    return Skeleton(0, "/billing", version, width, 800, boxes)


OLD = Box(0, 80, 80, 24, "button", "Save", "button:Save~billing")
NEW = Box(0, 82, 120, 24, "button", "Save changes", "button:Save changes~billing")


@pytest.mark.parametrize("together", [True, False])
async def test_a_new_layout_gives_old_friction_its_new_name(
    db: Database, log: SqliteEventLog, tell: Tell, together: bool
) -> None:
    projector = Projector(db, log)
    await tell("a", layout("v1", OLD))
    if not together:
        projector.catch_up()
    await tell("b", Released(0, "2.0"), layout("v2", NEW), at=NOON + DAY)
    projector.catch_up()
    names = db.read(Names.of, SITE, "/billing")
    assert names.today("/billing", OLD.key, NOON) == NEW.key
    (row,) = db.read(aliases.of_site, SITE)
    assert (row.old, row.new, row.at, row.reused) == (OLD.key, NEW.key, NOON + DAY, False)
    assert row.confidence >= 0.8


async def test_the_layout_for_a_phone_renames_nothing(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    await tell("a", layout("v1", OLD))
    await tell("b", layout("v2", NEW, width=390), at=NOON + DAY)
    Projector(db, log).catch_up()
    assert db.read(aliases.of_site, SITE) == []


async def test_projecting_again_gives_the_same_names(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    projector = Projector(db, log)
    await tell("a", layout("v1", OLD))
    await tell("b", layout("v2", NEW), at=NOON + DAY)
    projector.catch_up()
    first = db.read(aliases.of_site, SITE)
    projector.rebuild()
    assert db.read(aliases.of_site, SITE) == first
