"""A source's stored articles become what the source holds: changed ones anew, others untouched, deletions last."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from models.encode import Encoder
from server.errors import Misconfigured, NotFound, Unavailable
from server.knowledge import committing, formats, sources
from server.knowledge.care import reviewed, take_care
from server.knowledge.committing import Shipped
from server.knowledge.keeper import Keeper, tend_validity
from server.knowledge.knowledge import Knowledge
from server.knowledge.origins import FilesOrigin, FolderOrigin, Incomplete, Known, Look
from server.knowledge.sync import Sync, SyncReport, sync_folder
from server.store import articles
from server.store import knowledge as statements
from server.store import sources as source_statements
from server.store.database import Database
from server.store.schema import articles as table
from server.store.schema import knowledge_states

from .conftest import SITE, Clock

DAY_MS = 86_400_000


def sync(db: Database, encoder: Encoder, folder: Path, now: int = 5) -> SyncReport:
    return sync_folder(db, encoder, SITE, folder, "/help/", now)


def stored(db: Database) -> list[object]:
    rows = db.read(statements.site_articles, SITE) + db.read(statements.site_passages, SITE)
    return [tuple(row) for row in rows]


def only_source(db: Database) -> sources.Source:
    (source,) = db.read(sources.of_site, SITE)
    return source


def test_folder_becomes_articles_and_passages(db: Database, encoder: Encoder, folder: Path):
    report = sync(db, encoder, folder)
    assert sorted(report.added) == ["deep/refund.md", "notes.txt", "vat.md"]
    assert (report.articles, report.passages, report.broken) == (3, 4, [])
    assert sorted(passage.url for passage in Knowledge(db).index(SITE).passages) == [
        "/help/notes.txt",
        "/help/refund",
        "/help/vat",
        "/help/vat#steps",
    ]


def test_second_sync_changes_nothing(db: Database, encoder: Encoder, folder: Path):
    first = sync(db, encoder, folder)
    before, revision = stored(db), db.read(statements.revision, SITE)
    second = sync(db, encoder, folder, now=99)
    assert (second.added, second.changed, second.deleted, second.unchanged) == ([], [], [], 3)
    assert second.version == first.version
    assert (stored(db), db.read(statements.revision, SITE)) == (before, revision)


def test_changed_article_is_read_anew_and_others_are_not(db: Database, encoder: Encoder, folder: Path):
    first = sync(db, encoder, folder)
    (folder / "vat.md").write_text("# VAT number\n\nTwo letters first.")
    told: list[str] = []
    report = sync_folder(db, encoder, SITE, folder, "/help/", 6, told.append)
    assert (report.changed, report.unchanged, told) == (["vat.md"], 2, ["vat.md"])
    assert report.version != first.version


def test_only_passages_that_changed_are_embedded(db: Database, encoder: Encoder, folder: Path):
    sync(db, encoder, folder)
    embedded: list[str] = []

    class Counting(Shipped):
        def __init__(self) -> None:
            super().__init__(db, encoder)
            self.passage = lambda text: (embedded.append(text), encoder.encode(text))[1]

    path = folder / "vat.md"
    path.write_text(path.read_text().replace("1. Save.", "1. Save it."))
    source = only_source(db)
    Sync(db, source, FolderOrigin(source), formats, Counting(), lambda: 6).run()
    assert embedded == ["VAT number\nSteps\n1. Save it."]


def test_deleted_article_leaves_the_index_on_refresh(db: Database, encoder: Encoder, folder: Path):
    sync(db, encoder, folder)
    knowledge = Knowledge(db)
    assert not knowledge.refresh()
    (folder / "vat.md").unlink()
    assert sync(db, encoder, folder, now=6).deleted == ["vat.md"]
    assert knowledge.refresh()
    assert sorted(knowledge.index(SITE).articles) == [f"{SITE}:deep/refund.md", f"{SITE}:notes.txt"]
    hits = knowledge.search(SITE, "vat number", encoder.encode("vat number"))
    assert all(hit.passage.article.title != "VAT number" for hit in hits)


def test_broken_file_is_reported_and_the_rest_goes_on(db: Database, encoder: Encoder, folder: Path):
    (folder / "bad.md").write_bytes(b"\xff\xfe\x00\xd8")
    (folder / "huge.md").write_bytes(b"x" * 11_000_000)
    (folder / "head.md").write_text("---\nbroken\n---\nx")
    (folder / "old.zip").write_bytes(b"PK\x05\x06" + b"\0" * 18)
    report = sync(db, encoder, folder)
    assert {"huge.md", "head.md", "old.zip"} <= {broken.path for broken in report.broken}
    assert all(broken.reason for broken in report.broken)
    assert report.articles == 3
    assert only_source(db).report.broken == tuple(report.broken), "people see it later, too"


def test_article_that_breaks_later_keeps_what_was_stored(db: Database, encoder: Encoder, folder: Path):
    sync(db, encoder, folder)
    (folder / "vat.md").write_text("---\nbroken\n---\nx")
    report = sync(db, encoder, folder, now=6)
    assert (report.deleted, report.articles, len(report.broken)) == ([], 3, 1)


def test_going_back_makes_the_old_version_the_latest(db: Database, encoder: Encoder, folder: Path):
    text = (folder / "vat.md").read_text()
    first = sync(db, encoder, folder).version
    (folder / "vat.md").write_text("Something else.")
    assert sync(db, encoder, folder, now=6).version != first
    (folder / "vat.md").write_text(text)
    assert sync(db, encoder, folder, now=6).version == first
    assert db.read(statements.latest_versions) == {SITE: first}


def test_of_one_slug_for_two_articles_the_later_is_reported(db: Database, encoder: Encoder, folder: Path):
    (folder / "zebra.md").write_text("---\nslug: vat\n---\nText.")
    report = sync(db, encoder, folder)
    (broken,) = report.broken
    assert (broken.path, report.articles) == ("zebra.md", 3)
    assert "same slug" in broken.reason
    (folder / "vat.md").unlink()
    report = sync(db, encoder, folder, now=6)
    assert (report.added, report.broken) == (["zebra.md"], []), "the slug is free now"


def test_files_of_one_name_in_two_folders_have_addresses_of_their_own(db: Database, encoder: Encoder, folder: Path):
    (folder / "vat.md").rename(folder / "deep" / "notes.md")
    (folder / "notes.md").write_text("Notes of another kind.")
    sync(db, encoder, folder)
    urls = {row.path: row.url for row in db.read(statements.site_articles, SITE)}
    assert (urls["notes.md"], urls["deep/notes.md"]) == ("/help/notes", "/help/deep/notes")


def test_not_public_article_is_never_found(db: Database, encoder: Encoder, folder: Path):
    (folder / "secret.md").write_text("---\npublic: false\n---\nInternal prices of suppliers.")
    sync(db, encoder, folder)
    assert all("secret" not in id for id in Knowledge(db).index(SITE).articles)


def test_link_out_of_the_folder_is_left_alone(db: Database, encoder: Encoder, folder: Path, tmp_path: Path):
    (tmp_path / "outside.md").write_text("Not of this help centre.")
    (folder / "link.md").symlink_to(tmp_path / "outside.md")
    (folder / "loop.md").symlink_to(folder / "loop.md")
    assert sync(db, encoder, folder).articles == 3


def test_packages_beside_the_articles_are_left_alone(db: Database, encoder: Encoder, folder: Path):
    (folder / "node_modules" / "left-pad").mkdir(parents=True)
    (folder / "node_modules" / "left-pad" / "README.md").write_text("Not an article.")
    assert sync(db, encoder, folder).articles == 3


def test_empty_knowledge_finds_nothing(db: Database, encoder: Encoder):
    assert Knowledge(db).search(SITE, "anything", encoder.encode("anything")) == []


def test_vanished_folder_deletes_nothing_and_the_source_says_why(db: Database, encoder: Encoder, folder: Path):
    sync(db, encoder, folder)
    source = only_source(db)
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(Unavailable):
        Sync(db, source, FolderOrigin(source), formats, Shipped(db, encoder), lambda: 6).run()
    assert len(db.read(statements.site_articles, SITE)) == 3
    assert only_source(db).state == "failed"
    assert "can't be read" in only_source(db).error


def test_empty_folder_in_the_place_of_the_old_one_deletes_nothing(db: Database, encoder: Encoder, folder: Path):
    sync(db, encoder, folder)
    folder.rename(folder.with_name("elsewhere"))
    folder.mkdir()  # where a drive was mounted
    with pytest.raises(Unavailable, match="mounted"):
        sync(db, encoder, folder, now=6)
    assert len(db.read(statements.site_articles, SITE)) == 3


def test_folder_that_was_emptied_is_empty(db: Database, encoder: Encoder, folder: Path):
    sync(db, encoder, folder)
    for path in (folder / "vat.md", folder / "notes.txt", folder / "deep" / "refund.md"):
        path.unlink()
    assert len(sync(db, encoder, folder, now=6).deleted) == 3
    assert stored(db) == []


def test_listing_that_saw_not_everything_deletes_nothing(db: Database, encoder: Encoder, folder: Path):
    sync(db, encoder, folder)
    source = only_source(db)

    class Half(FolderOrigin):
        def everything(self, known: Known) -> Iterator[Look]:
            yield next(super().everything(known))
            raise Incomplete("a folder can't be read")

    report = Sync(db, source, Half(source), formats, Shipped(db, encoder), lambda: 6).run()
    assert (report.deleted, report.incomplete, report.articles) == ([], "a folder can't be read", 3)
    assert only_source(db).report.incomplete


def test_another_folder_is_another_source_with_a_prefix(db: Database, encoder: Encoder, folder: Path, tmp_path: Path):
    other = tmp_path / "Team FAQ"
    other.mkdir()
    (other / "vat.md").write_text("VAT for the team.")
    sync(db, encoder, folder)
    report = sync_folder(db, encoder, SITE, other, "/faq/", 6)
    assert (report.added, report.articles) == (["team-faq/vat.md"], 4)
    assert len(db.read(sources.of_site, SITE)) == 2
    (other / "vat.md").unlink()
    assert sync_folder(db, encoder, SITE, other, "/faq/", 7).deleted == ["team-faq/vat.md"]
    assert len(db.read(statements.site_articles, SITE)) == 3


@pytest.mark.parametrize("name", ["vat.md", "new.md"], ids=["a known article", "one that nobody knew when it began"])
def test_older_state_never_replaces_a_newer_one(db: Database, encoder: Encoder, folder: Path, name: str):
    """A sync read the file, another process stored its next state: the first one looks again instead of storing."""
    sync(db, encoder, folder)
    source = only_source(db)
    path = folder / name

    class Slow(FolderOrigin):
        def again(self, at: str, known: Known) -> Look:
            look = super().again(at, known)
            if at == name and "newest" not in path.read_text():
                path.write_text("The newest state.")
                sync(db, encoder, folder, now=7)
            return look

    path.write_text("An old state.")
    Sync(db, source, Slow(source), formats, Shipped(db, encoder), lambda: 8).run()
    assert [row.text for row in db.read(articles.passages_of, f"{SITE}:{name}")] == ["The newest state."]


def test_uploaded_files_are_a_source(db: Database, encoder: Encoder, clock: Clock):
    source = db.write(sources.add, SITE, "upload", "", clock(), owner="ada")
    db.write(source_statements.put_file, source.id, "fees.csv", "text/csv", b"fee,price\nfast,9 EUR\n", "ada", clock())
    report = Sync(db, source, FilesOrigin(db, source), formats, Shipped(db, encoder), clock).run()
    (row,) = db.read(statements.site_articles, SITE)
    assert (report.added, row.owner, row.format) == (["uploads/fees.csv"], "ada", "csv")
    db.write(source_statements.drop_file, source.id, "fees.csv")
    assert Sync(db, source, FilesOrigin(db, source), formats, Shipped(db, encoder), clock).run().deleted


def test_default_of_the_source_then_the_head_then_what_people_set(db: Database, encoder: Encoder, folder: Path):
    (folder / "vat.md").write_text("---\nowner: ben\n---\nText of VAT.")
    source = db.write(sources.add, SITE, "folder", str(folder), 1, owner="ada", public=False)
    run = Sync(db, source, FolderOrigin(source), formats, Shipped(db, encoder), lambda: 5)
    run.run()
    said = {row.path: (row.owner, row.public) for row in db.read(statements.site_articles, SITE)}
    assert (said["notes.txt"], said["vat.md"]) == (("ada", False), ("ben", False))
    revision = db.read(statements.revision, SITE)
    db.write(take_care, f"{SITE}:vat.md", {"owner": "cleo", "public": True}, 6)
    assert db.read(statements.revision, SITE) == revision + 1
    assert list(Knowledge(db).index(SITE).articles) == [f"{SITE}:vat.md"]
    (folder / "vat.md").write_text("---\nowner: dora\n---\nText of VAT, changed.")
    Sync(db, source, FolderOrigin(source), formats, Shipped(db, encoder), lambda: 7).run()
    row = db.read(articles.find, f"{SITE}:vat.md")
    assert row is not None
    assert (row.owner, row.public) == ("cleo", True)


def test_what_people_give_back_is_the_sources_again(db: Database, folder: Path, keeper: Keeper, clock: Clock):
    db.write(sources.add, SITE, "folder", str(folder), clock())
    keeper.work_once()
    db.write(take_care, f"{SITE}:vat.md", {"public": False}, clock())
    db.write(take_care, f"{SITE}:vat.md", {"public": None}, clock())
    assert keeper.deliver() == 1
    row = db.read(articles.find, f"{SITE}:vat.md")
    assert row is not None
    assert row.public
    with pytest.raises(NotFound):
        db.write(take_care, f"{SITE}:none.md", {"public": None}, clock())


def test_review_is_noted_and_changes_no_revision(db: Database, encoder: Encoder, folder: Path):
    sync(db, encoder, folder)
    revision = db.read(statements.revision, SITE)
    db.write(reviewed, f"{SITE}:vat.md", "ada", "2027-01-01", 9)
    row = db.read(articles.find, f"{SITE}:vat.md")
    assert row is not None
    assert (row.review_by, db.read(statements.revision, SITE)) == ("2027-01-01", revision)


def test_article_is_live_from_its_first_day_to_its_last(db: Database, encoder: Encoder, folder: Path):
    (folder / "sale.md").write_text("---\nvalid_from: 2026-11-27\nvalid_until: 2026-11-30\n---\nHalf price.")
    black_friday = 1_795_737_600_000  # 2026-11-27
    sync(db, encoder, folder, now=black_friday - DAY_MS)
    sale = f"{SITE}:sale.md"
    knowledge = Knowledge(db)
    assert sale not in knowledge.index(SITE).articles
    assert tend_validity(db, SITE, black_friday - 1) == 0
    assert tend_validity(db, SITE, black_friday) == 1
    assert knowledge.refresh()
    assert sale in knowledge.index(SITE).articles
    assert tend_validity(db, SITE, black_friday + 4 * DAY_MS) == 1
    assert knowledge.refresh()
    assert sale not in knowledge.index(SITE).articles


def test_unpublished_article_is_not_live(db: Database, encoder: Encoder, folder: Path):
    (folder / "vat.md").write_text("---\npublished: false\n---\nA draft.")
    sync(db, encoder, folder)
    assert f"{SITE}:vat.md" not in Knowledge(db).index(SITE).articles


def test_digest_kept_up_in_steps_is_that_of_all(db: Database, encoder: Encoder, folder: Path):
    def both(conn: Connection) -> tuple[int, int]:
        ids = [row.id for row in statements.site_articles(conn, SITE)]
        return statements.state(conn, SITE).digest, statements.digest(conn, ids)

    sync(db, encoder, folder)
    (folder / "vat.md").unlink()
    (folder / "notes.txt").write_text("Others.")
    (folder / "refund.md").write_text("---\nslug: refund\n---\nTaken.")
    sync(db, encoder, folder, now=6)
    db.write(take_care, f"{SITE}:notes.txt", {"public": False}, 7)
    kept, whole = db.write(both)
    assert kept == whole


def test_index_hears_of_what_changed_since(db: Database, encoder: Encoder, folder: Path):
    sync(db, encoder, folder)
    since = db.read(statements.revision, SITE)
    assert db.read(statements.changed_articles, SITE, since) == []
    (folder / "vat.md").unlink()
    (folder / "notes.txt").write_text("Others.")
    sync(db, encoder, folder, now=6)
    assert [row.path for row in db.read(statements.changed_articles, SITE, since)] == ["notes.txt"]
    assert db.read(statements.gone_since, SITE, since) == [f"{SITE}:vat.md"]
    (folder / "vat.md").write_text("It is back.")
    sync(db, encoder, folder, now=7)
    assert db.read(statements.gone_since, SITE, since) == []


def test_articles_of_before_there_were_sources_are_adopted(db: Database, encoder: Encoder, folder: Path):
    def orphan(conn: Connection) -> None:
        source_statements.remove(conn, only_source(db).id)
        conn.execute(update(table).values(source=""))

    sync(db, encoder, folder)
    db.write(orphan)
    (folder / "vat.md").unlink()
    report = sync(db, encoder, folder, now=6)
    assert (report.added, report.deleted) == ([], ["vat.md"])


def test_site_with_another_encoder_is_not_embedded_by_the_shipped_one(db: Database, encoder: Encoder, folder: Path):
    def other(conn: Connection) -> None:
        conn.execute(update(knowledge_states).values(encoder="other-1"))

    sync(db, encoder, folder)
    db.write(other)
    (folder / "vat.md").write_text("Changed.")
    source = only_source(db)
    with pytest.raises(Misconfigured, match="other-1"):
        Sync(db, source, FolderOrigin(source), formats, Shipped(db, encoder), lambda: 6).run()


def test_progress_and_report_are_stored(db: Database, encoder: Encoder, folder: Path):
    sync(db, encoder, folder, now=5)
    source = only_source(db)
    assert (source.state, source.synced_at, source.report.added, source.report.took_ms) == ("ready", 5, 3, 0)
    assert source.due_at == 5 + sources.FOLDER_EVERY_S * 1000
    assert json.loads(source.report.root.replace(":", ".")) > 0
    assert committing.day_of(0) == "1970-01-01"
