"""Sources are added, changed and removed; what is wrong with one is said in words that help."""

from pathlib import Path

import pytest

from server.errors import Conflict, Invalid, NotFound
from server.knowledge import sources
from server.knowledge.keeper import Keeper
from server.knowledge.knowledge import Knowledge
from server.knowledge.sources import FOLDER_EVERY_S, MOST_SOURCES, WEB_EVERY_S, Source
from server.store import knowledge as statements
from server.store.database import Database

from .conftest import SITE, Clock

NOW = 1_800_000_000_000


def add(db: Database, kind: str, address: str = "", **said: object) -> Source:
    return db.write(sources.add, SITE, kind, address, NOW, **said)  # type: ignore[arg-type]


def test_first_folder_has_no_prefix_and_later_ones_have(db: Database, tmp_path: Path) -> None:
    places = [tmp_path / name for name in ("help", "FAQ of the team", "faq-of-the-team")]
    for place in places:
        place.mkdir()
    prefixes = [add(db, "folder", str(place)).prefix for place in places]
    assert prefixes == ["", "faq-of-the-team/", "faq-of-the-team-2/"]


def test_uploads_never_take_the_place_of_the_first_folder(db: Database, tmp_path: Path) -> None:
    assert add(db, "upload").prefix == "uploads/"
    assert add(db, "api").prefix == "api/"
    assert add(db, "folder", str(tmp_path)).prefix == ""


def test_source_is_due_at_once_and_then_in_its_rhythm(db: Database, tmp_path: Path) -> None:
    folder = add(db, "folder", str(tmp_path))
    assert (folder.due_at, folder.every_s, folder.state) == (NOW, FOLDER_EVERY_S, "new")
    site = add(db, "website", "HTTPS://Shop.Example/help#top")
    assert (site.address, site.name, site.prefix) == ("https://shop.example/help", "shop.example", "")
    assert site.every_s == WEB_EVERY_S
    assert add(db, "page", "https://shop.example/terms", every_s=0).every_s == 0


@pytest.mark.parametrize(
    ("kind", "address", "sentence"),
    [
        ("rss", "https://shop.example", "A source is one of"),
        ("folder", "/not/there", "is not a folder"),
        ("website", "shop.example", "begins with https:// or http://"),
        ("website", "ftp://shop.example", "begins with https:// or http://"),
        ("website", "https://", "can't be a source"),
        ("page", "https://ada:secret@shop.example/", "password"),
        ("page", "https://shop.example:0/", "port"),
        ("page", "javascript:alert(1)", "begins with https:// or http://"),
    ],
)
def test_wrong_address_is_refused_with_what_is_wrong(db: Database, kind: str, address: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        add(db, kind, address)
    assert db.read(sources.of_site, SITE) == []


def test_file_is_no_folder(db: Database, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x")
    with pytest.raises(Invalid, match="not a folder"):
        add(db, "folder", str(tmp_path / "a.md"))


def test_own_data_is_no_source(db: Database, tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "files").mkdir(parents=True)
    (tmp_path / "help").mkdir()
    for place in (data, data / "files", tmp_path):
        with pytest.raises(Invalid, match="own data"):
            add(db, "folder", str(place), forbidden=[data])
    assert add(db, "folder", str(tmp_path / "help"), forbidden=[data])
    assert add(db, "folder", str(tmp_path), forbidden=[tmp_path / ".handrail"]), "hidden ones are never listed"


def test_rhythm_limits_and_number_are_bounded(db: Database) -> None:
    with pytest.raises(Invalid, match="a minute to 31 days"):
        add(db, "page", "https://shop.example/", every_s=5)
    with pytest.raises(Invalid, match="pages"):
        add(db, "website", "https://shop.example/", settings={"pages": 10**9})
    with pytest.raises(Invalid, match="limits of the crawl"):
        add(db, "website", "https://shop.example/", settings={"speed": 3})
    with pytest.raises(Invalid, match="Only a website"):
        add(db, "page", "https://shop.example/", settings={"pages": 3})
    with pytest.raises(Invalid, match="characters"):
        add(db, "api", name="x" * 1_000)
    for number in range(MOST_SOURCES):
        add(db, "page", f"https://shop.example/{number}")
    with pytest.raises(Conflict, match="at most"):
        add(db, "page", "https://shop.example/more")


def test_same_source_twice_is_refused_and_by_another_name_is_not(db: Database) -> None:
    add(db, "api", name="CMS")
    with pytest.raises(Conflict, match="already"):
        add(db, "api", name="CMS")
    assert add(db, "api", name="Shop").prefix == "shop/"


def test_change_has_the_whole_looked_at_again(db: Database, folder: Path, keeper: Keeper, clock: Clock) -> None:
    source = add(db, "folder", str(folder), url_prefix="/help/")
    keeper.work_once()
    assert {row.owner for row in db.read(statements.site_articles, SITE)} == {""}
    db.write(sources.change, source.id, clock(), owner="ada", url_prefix="/docs/")
    keeper.work_once()
    rows = db.read(statements.site_articles, SITE)
    assert {row.owner for row in rows} == {"ada"}
    assert {row.url for row in rows} == {"/docs/vat", "/docs/refund", "/docs/notes.txt"}


def test_paused_source_rests_and_then_catches_up(db: Database, folder: Path, keeper: Keeper, clock: Clock) -> None:
    source = add(db, "folder", str(folder))
    db.write(sources.change, source.id, clock(), paused=True)
    assert keeper.sync() == 0
    db.write(sources.change, source.id, clock(), paused=False)
    assert keeper.sync() == 1
    assert len(db.read(statements.site_articles, SITE)) == 3


def test_removed_source_takes_its_articles_and_no_others(
    db: Database, folder: Path, keeper: Keeper, tmp_path: Path, clock: Clock
) -> None:
    other = tmp_path / "faq"
    other.mkdir()
    (other / "refund.md").write_text("Ask for your money back within 14 days.")  # a copy of what the first one has
    source = add(db, "folder", str(folder))
    add(db, "folder", str(other))
    while keeper.work_once():
        pass
    knowledge = Knowledge(db)
    assert db.write(sources.remove, source.id, clock()) == 3
    assert knowledge.refresh()
    assert list(knowledge.index(SITE).articles) == [f"{SITE}:faq/refund.md"], "the copy stands in for what is gone"
    with pytest.raises(NotFound):
        db.write(sources.remove, source.id, clock())


def test_told_path_is_of_the_source_or_refused(db: Database, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    add(db, "folder", str(tmp_path))
    second = add(db, "folder", str(tmp_path / "b"))
    assert sources.path_of(second, "deep/a.md") == "b/deep/a.md"
    for told in ("", "../a.md", "/etc/passwd", "a/../../b.md", "a\0.md", "x" * 2_000):
        with pytest.raises(Invalid):
            sources.path_of(second, told)
    site = add(db, "website", "https://shop.example/help/")
    assert sources.path_of(site, "https://SHOP.example/help/a?utm_source=x#top") == "https://shop.example/help/a"
    for told in ("https://other.example/help/a", "http://shop.example/help/a", "help/a", "file:///etc/passwd"):
        with pytest.raises(Invalid):
            sources.path_of(site, told)
