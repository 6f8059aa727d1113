"""The knowledge pages while something goes on or went wrong: a sync, a failed source, what was given up, an encoder."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert
from streamlit.testing.v1 import AppTest

from models.imported.shelf import Shelf
from server.clock import now_ms
from server.knowledge import sources
from server.store import encoders as encoder_statements
from server.store import schema
from server.store import sources as statements
from server.store.database import Database
from tests.dashboard.conftest import Served
from tests.dashboard.history import SITE
from tests.dashboard.test_knowledge import labels, press
from tests.dashboard.test_screens import clean, words
from tests.models.folders import small_folder

Screen = Callable[..., AppTest]


@pytest.fixture
def source(known: Database) -> str:
    [one] = known.read(sources.of_site, SITE)
    return one.id


@pytest.fixture
def lost(known: Database, source: str) -> str:
    """A delivery that was given up."""
    told = {"id": "lost", "site": SITE, "source": source, "kind": "changed", "path": "pricing.md", "at": now_ms()}
    given_up = {"due_at": now_ms(), "attempts": 17, "done_at": now_ms(), "error": "permission <b>denied</b>"}
    known.write(lambda conn: conn.execute(insert(schema.deliveries).values({**told, **given_up})))
    return "lost"


def test_a_sync_is_followed_with_what_it_looks_at(screen: Screen, known: Database, source: str) -> None:
    under_way = {"state": "syncing", "progress_json": '{"seen": 2, "last": "![x](http://evil.test/x.png).md"}'}
    known.write(statements.change, source, under_way)
    for place in ({}, {"source": source}):
        test = screen("knowledge", role="agent", **place)
        assert clean(test)
        [bar] = test.get("progress")
        assert "2 of about 3" in bar.proto.text
        assert "![x](" not in bar.proto.text


def test_a_first_sync_has_no_end_that_could_be_known(screen: Screen, known: Database, source: str) -> None:
    known.write(statements.change, source, {"state": "syncing", "synced_at": None, "progress_json": '{"seen": 2}'})
    test = screen("knowledge")
    assert not test.get("progress")
    assert "2 articles so far" in words(test)


def test_a_source_that_failed_says_why_what_to_do_and_is_synced_again(
    screen: Screen, known: Database, source: str
) -> None:
    known.write(statements.change, source, {"state": "failed", "error": "/srv/help can't be read"})
    assert "Sync again" not in labels(screen("knowledge"))
    test = screen("knowledge", role="agent")
    assert not test.exception
    assert "/srv/help" in test.error[0].value
    assert "Check that the folder is there" in test.error[0].value
    press(test, "Sync again")
    assert "as soon as the worker gets to it" in test.success[0].value


def test_a_sync_that_was_asked_for_is_waited_for(screen: Screen, known: Database, source: str) -> None:
    test = screen("knowledge", role="agent", source=source)
    press(test, "Sync now")
    assert clean(test)
    assert "Waits for the worker" in words(test)
    known.write(statements.change, source, {"synced_at": now_ms() + 1})
    assert "Waits for the worker" not in words(test.run())


def test_what_was_not_seen_whole_is_no_up_to_date_source(screen: Screen, known: Database, source: str) -> None:
    known.write(statements.change, source, {"report_json": '{"incomplete": "robots.txt can\'t be read"}'})
    test = screen("knowledge")
    assert clean(test)
    assert "was not seen as a whole" in test.warning[0].value
    assert "stays\\: 3 articles" in test.warning[0].value
    assert list(test.dataframe[0].value["State"]) == ["Not all of it was seen"]


def test_what_was_given_up_is_told_and_tried_again(screen: Screen, known: Database, source: str, lost: str) -> None:
    viewer = screen("knowledge")
    assert "1 change was given up" in viewer.error[0].value
    assert "<b>" not in viewer.error[0].value
    assert "Try again" not in labels(viewer)
    test = screen("knowledge", role="agent", source=source)
    press(test, "Try again")
    assert not test.error
    assert "1 change will be tried again" in test.success[0].value
    [row] = known.read(lambda conn: conn.execute(schema.deliveries.select()).all())
    assert (row.done_at, row.attempts, row.error) == (None, 0, "")


def test_freshness_names_what_was_given_up(screen: Screen, lost: str) -> None:
    test = screen("knowledge", role="agent", about="Freshness")
    assert clean(test)
    assert "1 change was given up" in words(test)
    assert "Select what was given up" in words(test)
    assert list(test.dataframe[0].value["Next try"]) == ["given up"]
    assert "Select what" not in words(screen("knowledge", about="Freshness"))


@pytest.fixture
def moving(known: Database, served: Served, tmp_path: Path) -> Iterator[str]:
    """An imported encoder that the passages are moving to, with nobody at work."""

    version = Shelf(served.folder / "models").add(small_folder(tmp_path / "tiny"))
    known.write(encoder_statements.begin, SITE, version)
    yield version
    known.write(encoder_statements.begin, SITE, "")


@pytest.mark.xdist_group("models")
def test_an_encoder_on_its_way_shows_how_far_it_is_and_can_be_given_up(screen: Screen, moving: str) -> None:
    test = screen("knowledge", about="Freshness")
    assert clean(test)
    [bar] = test.get("progress")
    assert "0 of 3 passages" in bar.proto.text
    assert "Stay with the old one" not in labels(test)
    test = screen("knowledge", role="admin", about="Freshness")
    press(test, "Stay with the old one")
    assert clean(test)
    assert "serves 3 passages" in words(test)
    assert test.selectbox(key="encoder").options == [moving]


@pytest.mark.xdist_group("models")
def test_an_encoder_that_is_gone_says_so_and_what_goes_on(screen: Screen, known: Database) -> None:
    known.write(encoder_statements.begin, SITE, "gone-12345678")
    test = screen("knowledge", role="admin", about="Freshness")
    known.write(encoder_statements.begin, SITE, "")
    assert not test.exception
    assert "is not there any more" in test.error[0].value


@pytest.mark.xdist_group("models")
def test_an_encoder_that_stopped_says_why_and_can_be_tried_again(screen: Screen, known: Database, moving: str) -> None:
    known.write(encoder_statements.stop, SITE, moving, now_ms(), "the database can't serve: disk is full")
    assert "Try again" not in labels(screen("knowledge", about="Freshness"))
    test = screen("knowledge", role="admin", about="Freshness")
    assert "disk is full" in test.error[0].value
    assert "Stay with the old one" in labels(test)
    press(test, "Try again")
    assert clean(test)
    assert known.read(encoder_statements.encoders_of, SITE) == ("", f"{moving}+whole")
    assert known.read(encoder_statements.stopped, SITE) == (0, "")


@pytest.mark.xdist_group("models")
def test_an_encoder_that_nobody_works_on_is_told_as_stopped(screen: Screen, known: Database, moving: str) -> None:
    known.write(encoder_statements.go_on, SITE, moving, now_ms() - 3_600_000)
    test = screen("knowledge", role="admin", about="Freshness")
    assert "no passage was embedded for 60 minutes" in test.error[0].value.casefold()
    known.write(encoder_statements.go_on, SITE, moving, now_ms())
    assert not screen("knowledge", role="admin", about="Freshness").error
