"""Pages of the web are articles under their addresses: asked for again politely, deleted only when they are gone."""

import threading
from collections.abc import Iterator

import pytest

from models.encode import Encoder
from server.knowledge import deliveries, formats, sources
from server.knowledge.committing import Shipped
from server.knowledge.keeper import Keeper
from server.knowledge.knowledge import Knowledge
from server.knowledge.places import Places
from server.knowledge.sources import Source
from server.knowledge.web.fetching import Fetcher
from server.knowledge.web.guard import Guard
from server.store import knowledge as statements
from server.store.database import Database
from tests.server.knowledge.web.site import Reply, Site, validated

from .conftest import SITE, Clock


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    site.pages["/"] = page("Help", "All about tents.", "/tents", "/stoves")
    site.pages["/tents"] = validated(page("Tents", "A tent weighs 900 grams."), etag='"1"')
    site.pages["/stoves"] = page("Stoves", "A stove burns for two hours.")
    yield site
    site.close()


@pytest.fixture
def keeper(db: Database, encoder: Encoder, clock: Clock, site: Site) -> Iterator[Keeper]:
    fetcher = Fetcher(Guard(f"127.0.0.1:{site.port}"), delay_s=0.0, fetch_s=5.0)
    places = Places(db, fetcher, threading.Event())
    yield Keeper(db, places.of, formats, Shipped(db, encoder), clock, lambda: 0.5)
    fetcher.close()


@pytest.fixture
def source(db: Database, clock: Clock, site: Site, keeper: Keeper) -> Source:
    added = db.write(sources.add, SITE, "website", site.origin + "/", clock())
    assert keeper.sync() == 1
    return added


def page(title: str, text: str, *links: str) -> Reply:
    to = "".join(f'<p><a href="{link}">More of {link}</a></p>' for link in links)
    return Reply(f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p>{to}</body>".encode())


def urls(db: Database, site: Site) -> set[str]:
    return {row.url.removeprefix(site.origin) for row in db.read(statements.site_articles, SITE)}


def tell(db: Database, source: Source, site: Site, path: str, kind: deliveries.Kind, clock: Clock) -> None:
    db.write(deliveries.tell, SITE, source.id, kind, sources.path_of(source, site.origin + path), clock())


def again(db: Database, source: Source, keeper: Keeper, clock: Clock) -> Source:
    clock.pass_ms(source.every_s * 1000)
    assert keeper.sync() == 1
    return db.read(sources.find, source.id)


def test_site_becomes_articles_under_their_addresses(db: Database, source: Source, site: Site) -> None:
    assert urls(db, site) == {"/", "/tents", "/stoves"}
    texts = {passage.article.url: passage.text for passage in Knowledge(db).index(SITE).passages}
    assert "900 grams" in texts[site.origin + "/tents"]


def test_second_crawl_asks_whether_anything_changed(
    db: Database, source: Source, site: Site, keeper: Keeper, clock: Clock
) -> None:
    revision = db.read(statements.revision, SITE)
    site.asked.clear()
    report = again(db, source, keeper, clock).report
    assert (report.added, report.changed, report.unchanged) == (0, 0, 3)
    (asked,) = [each for each in site.asked if each.path == "/tents"]
    assert asked.headers["if-none-match"] == '"1"'
    assert db.read(statements.revision, SITE) == revision


def test_page_that_is_gone_or_not_linked_any_more_goes(
    db: Database, source: Source, site: Site, keeper: Keeper, clock: Clock
) -> None:
    del site.pages["/tents"]
    site.pages["/"] = page("Help", "All about tents.", "/tents")
    assert again(db, source, keeper, clock).report.deleted == 2
    assert urls(db, site) == {"/"}


def test_deleted_page_goes_though_the_crawl_ends_at_its_limit(
    db: Database, source: Source, site: Site, keeper: Keeper, clock: Clock
) -> None:
    db.write(sources.change, source.id, clock(), settings={"pages": 1})
    del site.pages["/stoves"]
    keeper.sync()
    assert urls(db, site) == {"/", "/tents"}
    assert db.read(sources.find, source.id).report.incomplete


def test_site_that_is_down_loses_nothing(
    db: Database, source: Source, site: Site, keeper: Keeper, clock: Clock
) -> None:
    site.otherwise = Reply(b"", 503)
    site.pages.clear()
    after = again(db, source, keeper, clock)
    assert (after.report.deleted, bool(after.report.incomplete)) == (0, True)
    assert urls(db, site) == {"/", "/tents", "/stoves"}


def test_site_that_links_to_nothing_for_an_hour_loses_no_page_that_still_answers(
    db: Database, source: Source, site: Site, keeper: Keeper, clock: Clock
) -> None:
    names = [f"/tent-{number}" for number in range(12)]
    site.pages |= {name: page(f"Tent {name}", f"{name} sleeps two.") for name in names}
    site.pages["/"] = page("Help", "All about tents.", *names, "/tents", "/stoves")
    again(db, source, keeper, clock)
    everything = urls(db, site)
    site.pages["/"] = page("Maintenance", "We are back in an hour.")
    del site.pages["/tent-3"]
    assert again(db, source, keeper, clock).report.deleted == 1
    assert urls(db, site) == everything - {"/tent-3"}


def test_webhook_for_a_page_is_applied_without_a_crawl(
    db: Database, source: Source, site: Site, keeper: Keeper, clock: Clock
) -> None:
    site.pages["/stoves"] = page("Stoves", "A stove burns for three hours.")
    site.asked.clear()
    tell(db, source, site, "/stoves", "changed", clock)
    assert keeper.deliver("slow") == 1
    assert site.paths() == ["/stoves"]
    assert any("three hours" in passage.text for passage in Knowledge(db).index(SITE).passages)


def test_page_that_its_owner_says_is_deleted_goes_though_a_cache_still_has_it(
    db: Database, source: Source, site: Site, keeper: Keeper, clock: Clock
) -> None:
    tell(db, source, site, "/stoves", "deleted", clock)
    keeper.deliver("slow")
    assert urls(db, site) == {"/", "/tents"}


def test_one_page_is_a_source_of_one_article(db: Database, site: Site, keeper: Keeper, clock: Clock) -> None:
    source = db.write(sources.add, SITE, "page", site.origin + "/tents", clock())
    keeper.sync()
    assert urls(db, site) == {"/tents"}
    del site.pages["/tents"]
    assert again(db, source, keeper, clock).report.deleted == 1


def test_page_of_two_sources_is_the_first_ones(
    db: Database, source: Source, site: Site, keeper: Keeper, clock: Clock
) -> None:
    second = db.write(sources.add, SITE, "page", site.origin + "/tents", clock())
    keeper.sync()
    (broken,) = db.read(sources.find, second.id).report.broken
    assert "another source" in broken.reason
    db.write(sources.remove, second.id, clock())
    assert urls(db, site) == {"/", "/tents", "/stoves"}


def test_new_owner_of_a_source_has_every_page_taken_anew(
    db: Database, source: Source, site: Site, keeper: Keeper, clock: Clock
) -> None:
    db.write(sources.change, source.id, clock(), owner="ada")
    keeper.sync()
    assert {row.owner for row in db.read(statements.site_articles, SITE)} == {"ada"}
