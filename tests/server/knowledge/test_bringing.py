"""Files that are brought are kept, checked at once, and live with the next look at the queue."""

from pathlib import Path

import pytest

from server.errors import Conflict, Invalid, NotFound, TooLarge, Unsupported
from server.knowledge import bringing, sources
from server.knowledge.bringing import bring, take_back
from server.knowledge.keeper import Keeper
from server.knowledge.knowledge import Knowledge
from server.knowledge.sources import Source
from server.store import sources as statements
from server.store.database import Database

from .conftest import SITE, Clock


@pytest.fixture
def source(db: Database, clock: Clock, keeper: Keeper) -> Source:
    added = db.write(sources.add, SITE, "upload", "", clock(), owner="ada")
    keeper.sync()
    return added


def give(db: Database, source: Source, clock: Clock, name: str, data: bytes, content_type: str = "") -> str:
    return db.write(bring, source.id, name, data, content_type, "ada", clock())


def test_file_is_live_and_taken_back_is_gone(db: Database, source: Source, keeper: Keeper, clock: Clock) -> None:
    assert give(db, source, clock, "fees.txt", b"The fee is 9 euros.") == "uploads/fees.txt"
    keeper.deliver()
    assert [one.text for one in Knowledge(db).index(SITE).passages] == ["The fee is 9 euros."]
    give(db, source, clock, "fees.txt", b"The fee is 8 euros.")
    keeper.deliver()
    assert [one.text for one in Knowledge(db).index(SITE).passages] == ["The fee is 8 euros."]
    assert db.write(take_back, source.id, "fees.txt", clock()) == "uploads/fees.txt"
    keeper.deliver()
    assert Knowledge(db).index(SITE).passages == []
    with pytest.raises(NotFound):
        db.write(take_back, source.id, "fees.txt", clock())


def test_what_can_not_be_an_article_is_refused_at_once(db: Database, source: Source, clock: Clock) -> None:
    for name, data, error in (
        ("a.zip", b"PK\x05\x06" + b"\0" * 18, Unsupported),
        ("a.txt", b"x" * 11_000_000, TooLarge),
        ("../a.txt", b"x", Invalid),
    ):
        with pytest.raises(error):
            give(db, source, clock, name, data)
    assert db.read(statements.held, source.id) == (0, 0)


def test_folder_takes_no_files(db: Database, clock: Clock, tmp_path: Path) -> None:
    folder = db.write(sources.add, SITE, "folder", str(tmp_path), clock())
    with pytest.raises(Invalid, match="where the source is"):
        give(db, folder, clock, "a.md", b"x")


def test_source_is_bounded(db: Database, source: Source, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    give(db, source, clock, "a.md", b"12345")
    monkeypatch.setattr(bringing, "MOST_BYTES", 8)
    with pytest.raises(TooLarge, match="together"):
        give(db, source, clock, "b.md", b"12345")
    monkeypatch.setattr(bringing, "MOST_FILES", 1)
    with pytest.raises(Conflict):
        give(db, source, clock, "b.md", b"1")
    assert give(db, source, clock, "a.md", b"1234567"), "in the place of the old one there is room"
