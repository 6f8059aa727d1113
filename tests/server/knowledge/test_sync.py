from collections.abc import Iterator
from pathlib import Path

import pytest

from models.encode import Encoder
from server.errors import Invalid
from server.knowledge.knowledge import Knowledge
from server.knowledge.sync import SyncReport, sync_folder
from server.store import knowledge as statements
from server.store import sites
from server.store.database import Database

SITE = "shop"


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load()


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = Database(f"sqlite:///{tmp_path / 'handrail.db'}")
    db.migrate()
    db.write(sites.create, SITE, "key-shop-1", "Shop", [], False, 1)
    yield db
    db.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "help"
    (folder / "deep").mkdir(parents=True)
    (folder / "vat.md").write_text(
        "---\npages: [/billing]\n---\n# VAT number\n\nPut DE in front.\n\n## Steps\n\n1. Save.\n"
    )
    (folder / "deep" / "refund.md").write_text("Ask for your money back within 14 days.")
    (folder / "notes.txt").write_text("not an article")
    (folder / ".hidden.md").write_text("not an article either")
    return folder


def sync(db: Database, encoder: Encoder, folder: Path, now: int = 5) -> SyncReport:
    return sync_folder(db, encoder, SITE, folder, "/help/", now)


def stored(db: Database) -> list[object]:
    rows = db.read(statements.site_articles, SITE) + db.read(statements.site_passages, SITE)
    return [tuple(row) for row in rows]


def test_folder_becomes_articles_and_passages(db: Database, encoder: Encoder, folder: Path):
    report = sync(db, encoder, folder)
    assert sorted(report.added) == ["deep/refund.md", "vat.md"]
    assert (report.articles, report.passages, report.broken) == (2, 3, [])
    assert [passage.url for passage in Knowledge(db).index(SITE).passages] == [
        "/help/refund",
        "/help/vat",
        "/help/vat#steps",
    ]


def test_second_sync_changes_nothing(db: Database, encoder: Encoder, folder: Path):
    first = sync(db, encoder, folder)
    before = stored(db)
    second = sync(db, encoder, folder, now=99)
    assert (second.added, second.changed, second.deleted, second.unchanged) == ([], [], [], 2)
    assert second.version == first.version
    assert stored(db) == before


def test_changed_article_is_embedded_anew_and_others_are_not(db: Database, encoder: Encoder, folder: Path):
    first = sync(db, encoder, folder)
    (folder / "vat.md").write_text("# VAT number\n\nTwo letters first.")
    told: list[str] = []
    report = sync_folder(db, encoder, SITE, folder, "/help/", 6, told.append)
    assert (report.changed, report.unchanged, told) == (["vat.md"], 1, ["vat.md"])
    assert report.version != first.version


def test_deleted_article_leaves_the_index_on_refresh(db: Database, encoder: Encoder, folder: Path):
    sync(db, encoder, folder)
    knowledge = Knowledge(db)
    assert not knowledge.refresh()
    (folder / "vat.md").unlink()
    assert sync(db, encoder, folder, now=6).deleted == ["vat.md"]
    assert knowledge.refresh()
    assert list(knowledge.index(SITE).articles) == [f"{SITE}:deep/refund.md"]
    hits = knowledge.search(SITE, "vat number", encoder.encode("vat number"))
    assert all(hit.passage.article.title != "VAT number" for hit in hits)


def test_broken_file_is_reported_and_the_rest_goes_on(db: Database, encoder: Encoder, folder: Path):
    (folder / "bad.md").write_bytes(b"\xff\xfe")
    (folder / "huge.md").write_bytes(b"x" * 1_000_001)
    (folder / "head.md").write_text("---\nbroken\n---\nx")
    report = sync(db, encoder, folder)
    assert {broken.path for broken in report.broken} == {"bad.md", "huge.md", "head.md"}
    assert all(broken.reason for broken in report.broken)
    assert report.articles == 2


def test_article_that_breaks_later_keeps_what_was_stored(db: Database, encoder: Encoder, folder: Path):
    sync(db, encoder, folder)
    (folder / "vat.md").write_bytes(b"\xff")
    report = sync(db, encoder, folder, now=6)
    assert (report.deleted, report.articles, len(report.broken)) == ([], 2, 1)


def test_going_back_makes_the_old_version_the_latest(db: Database, encoder: Encoder, folder: Path):
    text = (folder / "vat.md").read_text()
    first = sync(db, encoder, folder).version
    (folder / "vat.md").write_text("Something else.")
    sync(db, encoder, folder, now=6)
    (folder / "vat.md").write_text(text)
    sync(db, encoder, folder, now=6)
    assert Knowledge(db).version(SITE) == first


def test_one_slug_for_two_articles_is_refused(db: Database, encoder: Encoder, folder: Path):
    (folder / "other.md").write_text("---\nslug: vat\n---\nText.")
    with pytest.raises(Invalid, match="same slug"):
        sync(db, encoder, folder)
    assert stored(db) == []


def test_not_public_article_is_never_found(db: Database, encoder: Encoder, folder: Path):
    (folder / "secret.md").write_text("---\npublic: false\n---\nInternal prices of suppliers.")
    sync(db, encoder, folder)
    assert all("secret" not in id for id in Knowledge(db).index(SITE).articles)


def test_link_out_of_the_folder_is_left_alone(db: Database, encoder: Encoder, folder: Path, tmp_path: Path):
    (tmp_path / "outside.md").write_text("Not of this help centre.")
    (folder / "link.md").symlink_to(tmp_path / "outside.md")
    assert sync(db, encoder, folder).articles == 2


def test_empty_knowledge_finds_nothing(db: Database, encoder: Encoder):
    assert Knowledge(db).search(SITE, "anything", encoder.encode("anything")) == []
