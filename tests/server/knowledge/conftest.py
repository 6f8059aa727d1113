"""A store with one site, and the parts that keep its knowledge fresh."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.encode import Encoder
from server.errors import Unavailable
from server.knowledge import formats
from server.knowledge.committing import Shipped
from server.knowledge.keeper import Keeper
from server.knowledge.origins import FilesOrigin, FolderOrigin, Origin
from server.knowledge.sources import BROUGHT, Source
from server.store import sites
from server.store.database import Database
from tests.databases import migrated

SITE = "shop"


class Clock:
    """Time that passes only when a test says so."""

    def __init__(self, now: int = 1_800_000_000_000) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def pass_ms(self, ms: int) -> None:
        self.now += ms


def database(path: Path) -> Database:
    """A new database at the path, with the site."""
    db = migrated(path.parent, path.name)
    db.write(sites.create, SITE, "key-shop-1", "Shop", [], False, 1)
    return db


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = database(tmp_path / "handrail.db")
    yield db
    db.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "help"
    (folder / "deep").mkdir(parents=True)
    (folder / "vat.md").write_text(
        "---\npages: [/billing]\n---\n# VAT number\n\nPut DE in front.\n\n## Steps\n\n1. Save.\n"
    )
    (folder / "deep" / "refund.md").write_text("Ask for your money back within 14 days.")
    (folder / "notes.txt").write_text("Invoices are sent on the first of the month.")
    (folder / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / ".hidden.md").write_text("not an article")
    return folder


def origin_of(db: Database) -> Callable[[Source], Origin]:
    """The origins that need no network."""

    def find(source: Source) -> Origin:
        if source.kind == "folder":
            return FolderOrigin(source)
        if source.kind in BROUGHT:
            return FilesOrigin(db, source)
        raise Unavailable("no network in this test")

    return find


@pytest.fixture
def keeper(db: Database, encoder: Encoder, clock: Clock) -> Keeper:
    return Keeper(db, origin_of(db), formats, Shipped(db, encoder), clock, lambda: 0.5)


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()
