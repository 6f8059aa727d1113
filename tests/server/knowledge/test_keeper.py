"""The keeper applies what is told and syncs what is due; the watch tells what is saved. Threads are real here."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from models.encode import Encoder
from server.clock import now_ms
from server.errors import Unavailable
from server.knowledge import deliveries, formats, sources
from server.knowledge.committing import Shipped
from server.knowledge.documents import Document
from server.knowledge.keeper import Keeper
from server.knowledge.origins import FolderOrigin
from server.knowledge.sources import Source
from server.knowledge.watching import Watch
from server.store import deliveries as queue
from server.store import knowledge as statements
from server.store.database import Database

from .conftest import SITE, Clock, origin_of

WITHIN_S = 20.0


def paths(db: Database) -> list[str]:
    return [row.path for row in db.read(statements.site_articles, SITE)]


def tell(db: Database, source: Source, clock: Clock, path: str) -> None:
    db.write(deliveries.tell, SITE, source.id, "changed", path, clock())


def until(fact: Callable[[], bool]) -> None:
    """Waits for what another thread brings about."""
    ended = time.monotonic() + WITHIN_S
    tick = threading.Event()
    while not fact():
        assert time.monotonic() < ended, "it did not come"
        tick.wait(0.02)


@pytest.fixture
def source(db: Database, folder: Path, keeper: Keeper, clock: Clock) -> Source:
    added = db.write(sources.add, SITE, "folder", str(folder), clock(), url_prefix="/help/")
    assert keeper.sync() == 1
    return added


def test_due_source_is_synced_once_and_again_in_its_rhythm(
    db: Database, source: Source, keeper: Keeper, clock: Clock
) -> None:
    assert len(paths(db)) == 3
    assert keeper.sync() == 0
    clock.pass_ms(source.every_s * 1000)
    assert keeper.sync() == 1


def test_told_change_is_applied_and_another_path_is_not_looked_at(
    db: Database, source: Source, keeper: Keeper, clock: Clock, folder: Path
) -> None:
    (folder / "new.md").write_text("New.")
    (folder / "other.md").write_text("Other.")
    tell(db, source, clock, "new.md")
    assert keeper.deliver() == 1
    assert "new.md" in paths(db)
    assert "other.md" not in paths(db)


def test_news_that_is_none_changes_nothing(db: Database, source: Source, keeper: Keeper, clock: Clock) -> None:
    revision = db.read(statements.revision, SITE)
    tell(db, source, clock, "vat.md")
    tell(db, source, clock, "never-was.md")
    assert keeper.deliver() == 2
    assert db.read(statements.revision, SITE) == revision


def test_broken_file_is_no_failure_but_is_shown_until_it_is_whole(
    db: Database, source: Source, keeper: Keeper, clock: Clock, folder: Path
) -> None:
    whole = (folder / "vat.md").read_text()
    (folder / "vat.md").write_text("---\nbroken\n---\nx")
    tell(db, source, clock, "vat.md")
    keeper.deliver()
    assert [broken.path for broken in db.read(sources.find, source.id).report.broken] == ["vat.md"]
    assert "vat.md" in paths(db), "what was stored of it stays"
    (folder / "vat.md").write_text(whole)
    tell(db, source, clock, "vat.md")
    keeper.deliver()
    assert db.read(sources.find, source.id).report.broken == ()


def test_away_place_is_tried_again_and_what_is_known_stays(
    db: Database, source: Source, keeper: Keeper, clock: Clock, folder: Path
) -> None:
    elsewhere = folder.rename(folder.with_name("elsewhere"))
    tell(db, source, clock, "vat.md")
    assert keeper.deliver() == 1
    assert len(paths(db)) == 3
    (waits,) = db.read(queue.troubled, SITE, 10)
    assert (waits.attempts, waits.done_at) == (1, None)
    assert "can't be read" in waits.error
    (elsewhere / "vat.md").write_text("Changed while it was away.")
    elsewhere.rename(folder)
    clock.pass_ms(1_000)
    keeper.deliver()
    assert db.read(queue.troubled, SITE, 10) == []


def test_failing_sync_says_so_and_is_tried_again(
    db: Database, source: Source, keeper: Keeper, clock: Clock, folder: Path
) -> None:
    elsewhere = folder.rename(folder.with_name("elsewhere"))
    db.write(deliveries.tell, SITE, source.id, "sync", "", clock())
    keeper.sync()
    assert db.read(sources.find, source.id).state == "failed"
    elsewhere.rename(folder)
    clock.pass_ms(1_000)
    keeper.sync()
    assert db.read(sources.find, source.id).state == "ready"


def test_sync_covers_what_was_told_before_it(db: Database, source: Source, keeper: Keeper, clock: Clock) -> None:
    tell(db, source, clock, "vat.md")
    clock.pass_ms(10)
    db.write(deliveries.tell, SITE, source.id, "sync", "", clock())
    keeper.sync()
    assert keeper.deliver() == 0


def test_one_broken_reader_does_not_end_the_keeper(
    db: Database, encoder: Encoder, source: Source, clock: Clock, folder: Path
) -> None:
    class Broken:
        def read(self, name: str, data: bytes, content_type: str = "") -> Document:
            if name == "vat.md":
                raise ZeroDivisionError
            return formats.read(name, data, content_type)

    keeper = Keeper(db, origin_of(db), Broken(), Shipped(db, encoder), clock, lambda: 0.5)
    (folder / "vat.md").write_text("Changed.")
    (folder / "new.md").write_text("New.")
    tell(db, source, clock, "vat.md")
    tell(db, source, clock, "new.md")
    assert keeper.deliver() == 2
    assert "new.md" in paths(db)
    (waits,) = db.read(queue.troubled, SITE, 10)
    assert (waits.path, waits.done_at) == ("vat.md", None)


def test_sync_that_lost_its_lease_ends_and_leaves_the_source_to_the_other(
    db: Database, encoder: Encoder, source: Source, clock: Clock, folder: Path
) -> None:
    class Slow(FolderOrigin):
        def mark(self) -> str:
            clock.pass_ms(deliveries.SYNC_LEASE_MS)
            other = db.write(deliveries.claim, "whole", clock(), 1)
            taken.extend(other)
            return super().mark()

    taken: list[deliveries.Delivery] = []
    (folder / "new.md").write_text("New.")
    keeper = Keeper(db, lambda each: Slow(each), formats, Shipped(db, encoder), clock, lambda: 0.5)
    db.write(deliveries.tell, SITE, source.id, "sync", "", clock())
    keeper.sync()
    assert taken
    assert "new.md" not in paths(db)
    assert db.read(sources.find, source.id).state == "syncing", "the other one is at it"


def test_store_that_fails_for_a_while_loses_nothing(
    db: Database, source: Source, keeper: Keeper, clock: Clock, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object, **kw: object) -> None:
        raise Unavailable("the disk is full")

    (folder / "vat.md").write_text("Changed.")
    tell(db, source, clock, "vat.md")
    with monkeypatch.context() as patch:
        patch.setattr(db, "write", full)
        with pytest.raises(Unavailable):
            keeper.deliver()
    assert keeper.deliver() == 1
    assert db.read(queue.next_due) is None


@pytest.fixture
def living(db: Database, encoder: Encoder, folder: Path) -> Iterator[Source]:
    """A keeper's threads and the watch, at work on the folder."""
    added = db.write(sources.add, SITE, "folder", str(folder), now_ms(), url_prefix="/help/")
    stop = threading.Event()
    keeper = Keeper(db, origin_of(db), formats, Shipped(db, encoder), now_ms, lambda: 0.5)
    watch = threading.Thread(target=Watch(db, now_ms).run, args=(stop,))
    threads = [*keeper.run(stop), watch]
    watch.start()

    def watched(conn: Connection) -> bool:
        rows = queue.told_since(conn, SITE, 0)
        return any(row.kind == "sync" and row.at > added.created_at and row.done_at for row in rows)

    until(lambda: db.read(watched))
    yield added
    stop.set()
    for thread in threads:
        thread.join(WITHIN_S)
        assert not thread.is_alive()


def test_saved_deleted_and_moved_files_are_live_by_themselves(db: Database, living: Source, folder: Path) -> None:
    (folder / "new.md").write_text("New.")
    until(lambda: "new.md" in paths(db))
    (folder / "vat.md").unlink()
    until(lambda: "vat.md" not in paths(db))
    (folder / "deep").rename(folder / "deeper")
    until(lambda: "deeper/refund.md" in paths(db) and "deep/refund.md" not in paths(db))
    (folder / "later").mkdir()
    (folder / "later" / "b.md").write_text("B.")
    until(lambda: "later/b.md" in paths(db))


def test_folder_that_goes_and_comes_back_deletes_nothing(db: Database, living: Source, folder: Path) -> None:
    elsewhere = folder.rename(folder.with_name("elsewhere"))
    until(lambda: db.read(sources.find, living.id).state == "failed")
    assert len(paths(db)) == 3
    (elsewhere / "new.md").write_text("Written while it was away.")
    elsewhere.rename(folder)
    until(lambda: "new.md" in paths(db))
    assert len(paths(db)) == 4
    until(lambda: db.read(sources.find, living.id).state == "ready")
    (folder / "after.md").write_text("It is watched again.")
    until(lambda: "after.md" in paths(db))
