import threading
import time
from collections.abc import Callable

import pytest

from server.knowledge.web import crawl as module
from server.knowledge.web.crawl import crawl
from server.knowledge.web.fetched import Fetched, Known, Limits, Listing, State, digest
from server.knowledge.web.fetching import Fetcher
from server.knowledge.web.guard import Guard
from tests.server.knowledge.web.site import HTML, Answer, Handler, Reply, Site, Waits, validated


class Crawled:
    """One crawl of a site to its end; addresses without the site's origin."""

    def __init__(
        self,
        site: Site,
        fetcher: Fetcher,
        known: dict[str, Known] | None = None,
        limits: Limits | None = None,
        start: str = "/",
        stop: threading.Event | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        stored = {site.origin + path: each for path, each in (known or {}).items()}
        found = crawl(site.origin + start, limits or Limits(), stored.get, fetcher, stop or Waits(), clock)
        self.pages: list[Fetched] = []
        self.listings: list[Listing] = []
        for each in found:
            if isinstance(each, Listing):
                self.listings.append(each)
            else:
                assert not self.listings, "the listing is the last"
                self.pages.append(each)
        (self.listing,) = self.listings
        self.states: dict[str, State] = {each.url.removeprefix(site.origin): each.state for each in self.pages}
        assert len(self.states) == len(self.pages), "each address is told once"
        self.seen = {url.removeprefix(site.origin) for url in self.listing.seen}
        self._origin = site.origin

    def of(self, path: str) -> Fetched:
        return next(each for each in self.pages if each.url == self._origin + path)

    def taken(self) -> list[str]:
        return [path for path, state in self.states.items() if state in ("changed", "unchanged")]

    def known(self, links: bool = True) -> dict[str, Known]:
        """What a keeper has stored after this crawl."""
        pages = [each for each in self.pages if each.state in ("changed", "unchanged")]
        return {
            each.url.removeprefix(self._origin): Known(
                each.etag, each.modified, digest(each.data), each.links if links else None
            )
            for each in pages
        }


def sitemap(*paths: str, origin: str = "") -> Reply:
    urls = "".join(f"<url><loc>{origin}{path}</loc></url>" for path in paths)
    return Reply(f"<urlset>{urls}</urlset>".encode(), type="text/xml")


# The whole site


def test_links_are_followed_each_page_once_whatever_the_loops(site: Site, fetcher: Fetcher) -> None:
    site.page("/", "/a", "/b?utm_source=x", "https://other.example/", "mailto:a@b.example", "/c.png")
    site.page("/a", "/", "/a", "/b#top", "./a")
    site.page("/b", "/a", "/d/../e")
    site.page("/e", "/", "/b")
    crawled = Crawled(site, fetcher)
    assert crawled.states == {"/": "changed", "/a": "changed", "/b": "changed", "/e": "changed"}
    assert site.paths() == ["/", "/a", "/b", "/e"]
    assert (crawled.listing.complete, crawled.listing.reason) == (True, "")
    assert crawled.seen == {"/", "/a", "/b", "/e"}


def test_the_sitemap_goes_first_then_links(site: Site, fetcher: Fetcher) -> None:
    site.pages["/sitemap.xml"] = sitemap("/x", "/y", "https://other.example/z", origin="")
    site.page("/", "/linked")
    for path in ("/x", "/y", "/linked"):
        site.page(path)
    crawled = Crawled(site, fetcher)
    assert set(crawled.states) == {"/", "/x", "/y", "/linked"}
    assert crawled.listing.complete


def test_documents_are_pages_too(site: Site, fetcher: Fetcher) -> None:
    site.page("/", "/a.pdf", "/picture", "/a.md")
    site.pages["/a.pdf"] = Reply(b"%PDF-1.7", type="application/pdf")
    site.pages["/a.md"] = Reply(b"# A", type="text/markdown")
    site.pages["/picture"] = Reply(b"PNG", type="image/png")
    crawled = Crawled(site, fetcher)
    assert crawled.states == {"/": "changed", "/a.pdf": "changed", "/a.md": "changed", "/picture": "refused"}
    assert crawled.of("/a.pdf").content_type == "application/pdf"
    assert crawled.seen == {"/", "/a.pdf", "/a.md"}


def test_only_what_lies_below_the_start(site: Site, fetcher: Fetcher) -> None:
    site.page("/help/", "/help/a", "/blog/b", "/")
    site.page("/help/a")
    assert Crawled(site, fetcher, start="/help/").taken() == ["/help/", "/help/a"]


def test_or_what_patterns_name(site: Site, fetcher: Fetcher) -> None:
    site.page("/", "/help/a", "/blog/b", "/help/old/c")
    site.page("/help/a", "/help/d")
    site.page("/help/d")
    crawled = Crawled(site, fetcher, limits=Limits(include=("/help/*",), exclude=("/help/old/*",)))
    assert crawled.taken() == ["/help/a", "/help/d"], "the front page leads there and is not one of them"
    assert crawled.listing.complete
    assert crawled.seen == {"/help/a", "/help/d"}


def test_a_start_that_leads_to_another_host_starts_there(site: Site, fetcher: Fetcher) -> None:
    site.pages["/"] = Reply(b"", 301, headers={"Location": f"http://www.example:{site.port}/en/"})
    site.page("/en/", "/en/a", f"{site.origin}/en/b")
    site.page("/en/a")
    allowed = f"127.0.0.1:{site.port}, www.example:{site.port}"
    fetcher = Fetcher(Guard(allowed, lambda host, port: ["127.0.0.1"]), delay_s=0.0)
    found = list(crawl(f"{site.origin}/", Limits(), lambda url: None, fetcher, Waits()))
    fetcher.close()
    at = f"http://www.example:{site.port}"
    assert [each.url for each in found if isinstance(each, Fetched)] == [f"{at}/en/", f"{at}/en/a"]
    assert sum(each.path == "/robots.txt" for each in site.asked) == 2, "each host's own rules"


@pytest.mark.parametrize("to", ["http://169.254.169.254/latest/", "http://127.0.0.1:1/", "http://[::1]/"])
def test_a_start_or_page_that_leads_to_a_private_address_is_not_followed(site: Site, fetcher: Fetcher, to: str) -> None:
    site.page("/", "/a", to)
    site.pages["/a"] = Reply(b"", 301, headers={"Location": to})
    site.pages["/b"] = Reply(b"", 301, headers={"Location": to})
    assert Crawled(site, fetcher).taken() == ["/"]
    crawled = Crawled(site, fetcher, start="/b")
    assert crawled.states == {"/b": "failed"}
    assert not crawled.listing.complete


def test_a_start_that_is_no_address_is_refused(site: Site, fetcher: Fetcher) -> None:
    found = list(crawl("ftp://h.example/", Limits(), lambda url: None, fetcher, Waits()))
    assert isinstance(found[0], Fetched)
    assert found[0].state == "refused"
    assert found[1] == Listing(False, frozenset(), found[0].reason)


def test_broken_html_still_leads_on(site: Site, fetcher: Fetcher) -> None:
    site.pages["/"] = Reply(b"<html><table><a href='/a'><b><i></table><a href=/b <p><!-- ")
    site.page("/a")
    assert "/a" in Crawled(site, fetcher).taken()


@pytest.mark.parametrize("status", [404, 403, 500])
def test_a_start_that_is_not_there_deletes_nothing_but_the_sitemap_still_leads_on(
    site: Site, fetcher: Fetcher, status: int
) -> None:
    site.pages["/"] = Reply(b"", status)
    site.pages["/sitemap.xml"] = sitemap("/a")
    site.page("/a")
    crawled = Crawled(site, fetcher)
    assert crawled.taken() == ["/a"]
    assert not crawled.listing.complete
    assert str(status) in crawled.listing.reason


# Rules of the site


def test_robots_are_honoured_in_sitemap_and_links(site: Site, fetcher: Fetcher) -> None:
    rules = b"User-agent: *\nDisallow: /secret\nDisallow: /*?print\nCrawl-delay: 5\nSitemap: /map.xml"
    site.pages["/robots.txt"] = Reply(rules, type="text/plain")
    site.pages["/map.xml"] = sitemap("/secret/a", "/b")
    site.page("/", "/secret/c", "/b?print=1")
    site.page("/b")
    waits = Waits()
    crawled = Crawled(site, fetcher, stop=waits)
    assert set(crawled.taken()) == {"/", "/b"}
    assert crawled.states["/secret/a"] == crawled.states["/secret/c"] == crawled.states["/b?print=1"] == "refused"
    assert "/secret/a" not in crawled.seen
    assert not {"/secret/a", "/secret/c", "/b?print=1"} & set(site.paths())
    assert max(waits.seconds) > 4, "its delay is kept"


def test_rules_that_can_not_be_read_stop_the_crawl(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = Reply(b"", 500)
    site.page("/")
    crawled = Crawled(site, fetcher, {"/": Known(hash="0")})
    assert crawled.states == {"/": "failed"}
    assert not crawled.listing.complete
    assert site.paths() == []


def test_rules_that_forbid_everything_delete_nothing(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /")
    crawled = Crawled(site, fetcher)
    assert crawled.states == {"/": "failed"}
    assert not crawled.listing.complete


def test_a_page_that_asks_not_to_be_indexed_is_refused_but_leads_on(site: Site, fetcher: Fetcher) -> None:
    site.page("/", "/a", "/c")
    site.page("/a", "/b", head="<meta name=robots content=noindex>")
    site.page("/b")
    site.page("/c", "/d", headers={"X-Robots-Tag": "noindex, nofollow"})
    crawled = Crawled(site, fetcher, {"/a": Known(hash="0")})
    assert crawled.states == {"/": "changed", "/a": "refused", "/c": "refused", "/b": "changed"}
    assert crawled.of("/a").data == b""
    assert crawled.seen == {"/", "/b"}


def test_links_marked_nofollow_are_not_followed(site: Site, fetcher: Fetcher) -> None:
    site.pages["/"] = Reply(b"<a rel=nofollow href=/a>a</a><a href=/b>b</a>")
    site.page("/b", "/c", head="<meta name=robots content=nofollow>")
    assert Crawled(site, fetcher).taken() == ["/", "/b"]


# Again


def test_a_second_crawl_asks_only_what_changed(site: Site, fetcher: Fetcher) -> None:
    def write(second: bytes) -> None:
        site.pages["/"] = validated(Reply(b"<a href=/a>a</a>"), '"1"')
        site.pages["/a"] = validated(Reply(b"<a href=/b>b</a>", type=HTML), modified="Sat, 21 Nov 2026 10:00:00 GMT")
        site.pages["/b"] = Reply(second)

    write(b"one")
    first = Crawled(site, fetcher)
    write(b"two")
    site.asked.clear()
    second = Crawled(site, fetcher, first.known())
    assert second.states == {"/": "unchanged", "/a": "unchanged", "/b": "changed"}
    assert [second.of(path).status for path in ("/", "/a", "/b")] == [304, 304, 200]
    assert second.of("/").links == first.of("/").links == (f"{site.origin}/a",)
    assert second.listing.complete
    assert second.seen == first.seen


def test_without_remembered_links_pages_are_taken_whole_and_still_unchanged(site: Site, fetcher: Fetcher) -> None:
    site.pages["/"] = validated(Reply(b"<a href=/a>a</a>"), '"1"')
    site.page("/a")
    second = Crawled(site, fetcher, Crawled(site, fetcher).known(links=False))
    assert second.states == {"/": "unchanged", "/a": "unchanged"}
    assert [each.data for each in second.pages] == [b"", b""]
    assert second.listing.complete


def test_a_deleted_page_is_gone_and_one_nobody_links_to_is_not_seen(site: Site, fetcher: Fetcher) -> None:
    site.page("/", "/a", "/b")
    site.page("/a")
    site.page("/b")
    known = Crawled(site, fetcher).known()
    site.page("/", "/a")
    del site.pages["/a"]
    crawled = Crawled(site, fetcher, known)
    assert crawled.states == {"/": "changed", "/a": "gone"}
    assert crawled.listing.complete
    assert crawled.seen == {"/"}, "/b is gone by the listing, /a by the server's word"


@pytest.mark.parametrize("links", [True, False])
def test_a_failing_page_keeps_what_was_known(site: Site, fetcher: Fetcher, links: bool) -> None:
    site.page("/", "/a")
    site.page("/a", "/b")
    site.page("/b")
    known = Crawled(site, fetcher).known(links)
    site.pages["/a"] = Reply(b"", 500)
    crawled = Crawled(site, fetcher, known)
    assert crawled.states["/a"] == "failed"
    assert "/a" in crawled.seen
    if links:
        assert crawled.listing.complete, "what it linked to is remembered"
        assert crawled.seen == {"/", "/a", "/b"}
    else:
        assert not crawled.listing.complete
        assert "/a" in crawled.listing.reason


def test_a_site_that_is_down_is_left_after_a_few(site: Site, fetcher: Fetcher) -> None:
    site.page("/", *(f"/{n}" for n in range(50)))
    site.otherwise = Reply(b"", 503)
    site.pages["/robots.txt"] = site.pages["/sitemap.xml"] = Reply(b"", 404)
    crawled = Crawled(site, fetcher)
    assert len(set(site.paths())) == 1 + module.MOST_FAILING
    assert not crawled.listing.complete
    assert "down" in crawled.listing.reason


def test_a_page_that_wants_a_login_does_not_count_as_down(site: Site, fetcher: Fetcher) -> None:
    site.page("/", *(f"/{n}" for n in range(9)), "/z")
    site.otherwise = Reply(b"", 403)
    site.pages["/robots.txt"] = site.pages["/sitemap.xml"] = Reply(b"", 404)
    site.page("/z")
    assert "/z" in Crawled(site, fetcher).taken()


def test_a_sitemap_that_can_not_be_read_makes_the_listing_incomplete(site: Site, fetcher: Fetcher) -> None:
    site.page("/")
    site.pages["/sitemap.xml"] = Reply(b"", 500)
    crawled = Crawled(site, fetcher)
    assert crawled.taken() == ["/"]
    assert "sitemap" in crawled.listing.reason
    assert not crawled.listing.complete


def test_a_few_locked_doors_leave_the_listing_complete_and_many_do_not(site: Site, fetcher: Fetcher) -> None:
    site.page("/", *(f"/{n}" for n in range(module.MOST_DENIED)))
    site.otherwise = Reply(b"", 403)
    site.pages["/robots.txt"] = site.pages["/sitemap.xml"] = Reply(b"", 404)
    assert Crawled(site, fetcher).listing.complete
    site.page("/", *(f"/{n}" for n in range(module.MOST_DENIED + 1)))
    assert not Crawled(site, fetcher).listing.complete


def test_a_document_that_fails_hides_no_pages(site: Site, fetcher: Fetcher) -> None:
    site.page("/", "/a.pdf")
    site.pages["/a.pdf"] = Reply(b"", 500)
    crawled = Crawled(site, fetcher)
    assert crawled.states["/a.pdf"] == "failed"
    assert crawled.listing.complete


# Pages that lead on


def leading(site: Site, status: int, to: str = "/new") -> Answer:
    return Reply(b"", status, headers={"Location": to})


@pytest.mark.parametrize(("status", "state"), [(301, "gone"), (308, "gone"), (302, "failed"), (307, "failed")])
def test_a_page_that_has_moved(site: Site, fetcher: Fetcher, status: int, state: str) -> None:
    site.page("/", "/old")
    site.pages["/old"] = leading(site, status)
    site.page("/new")
    assert Crawled(site, fetcher).states == {"/": "changed", "/new": "changed"}, "a signpost is no page"
    crawled = Crawled(site, fetcher, {"/old": Known(hash="0")})
    assert crawled.states == {"/": "changed", "/new": "changed", "/old": state}
    assert ("/old" in crawled.seen) == (state == "failed")
    assert list(crawled.states).index("/new") < list(crawled.states).index("/old"), "the new one is there first"
    assert crawled.listing.complete


def test_a_page_that_has_moved_to_one_that_fails_stays(site: Site, fetcher: Fetcher) -> None:
    site.page("/", "/old")
    site.pages["/old"] = leading(site, 301)
    site.pages["/new"] = Reply(b"", 500)
    crawled = Crawled(site, fetcher, {"/old": Known(hash="0")})
    assert crawled.states["/old"] == "failed"
    assert "/old" in crawled.seen


def test_a_page_that_has_moved_to_one_that_is_gone_is_gone(site: Site, fetcher: Fetcher) -> None:
    site.page("/", "/old")
    site.pages["/old"] = leading(site, 301)
    crawled = Crawled(site, fetcher, {"/old": Known(hash="0")})
    assert crawled.states["/old"] == crawled.states["/new"] == "gone"


def test_a_chain_of_moves_ends_at_the_page(site: Site, fetcher: Fetcher) -> None:
    site.page("/", "/1")
    for n in range(1, 9):
        site.pages[f"/{n}"] = leading(site, 301, f"/{n + 1}")
    site.page("/9")
    crawled = Crawled(site, fetcher, {"/1": Known(hash="0"), "/5": Known(hash="0")})
    assert crawled.states == {"/": "changed", "/9": "changed", "/5": "gone", "/1": "gone"}


def test_moves_in_a_circle_keep_what_was_known(site: Site, fetcher: Fetcher) -> None:
    site.page("/", "/1", "/3")
    site.pages["/1"] = leading(site, 301, "/2")
    site.pages["/2"] = leading(site, 301, "/1")
    site.pages["/3"] = leading(site, 301, "/3")
    crawled = Crawled(site, fetcher, {"/1": Known(hash="0"), "/3": Known(hash="0")})
    assert crawled.states == {"/": "changed", "/1": "failed", "/3": "failed"}
    assert site.paths().count("/1") == 1


@pytest.mark.parametrize(("status", "state"), [(301, "refused"), (302, "failed")])
def test_a_page_that_leads_off_the_site_is_not_followed(site: Site, fetcher: Fetcher, status: int, state: str) -> None:
    site.page("/", "/old")
    site.pages["/old"] = leading(site, status, "https://login.example/")
    assert Crawled(site, fetcher).states == {"/": "changed"}
    crawled = Crawled(site, fetcher, {"/old": Known(hash="0")})
    assert crawled.states["/old"] == state
    assert "login.example" in crawled.of("/old").reason


def test_a_page_that_leads_to_what_robots_forbid_is_refused(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /new")
    site.page("/", "/old")
    site.pages["/old"] = leading(site, 301)
    site.page("/new")
    crawled = Crawled(site, fetcher, {"/old": Known(hash="0")})
    assert crawled.states == {"/": "changed", "/new": "refused", "/old": "refused"}
    assert "/new" not in site.paths()


def canonical(to: str) -> str:
    return f"<link rel=canonical href='{to}'>"


def test_a_page_under_many_addresses_is_taken_once(site: Site, fetcher: Fetcher) -> None:
    site.page("/", "/a?sort=1", "/a?sort=2", "/v1/a")
    for path in ("/a?sort=1", "/a?sort=2", "/v1/a", "/a"):
        site.page(path, head=canonical("/a"))
    crawled = Crawled(site, fetcher, {"/a?sort=1": Known(hash="0")})
    assert crawled.states == {"/": "changed", "/a": "changed", "/a?sort=1": "gone"}
    assert crawled.listing.complete


@pytest.mark.parametrize("broken", [Reply(b"", 404), Reply(b"", 500), None])
def test_a_page_whose_other_address_can_not_be_had_is_taken_itself(
    site: Site, fetcher: Fetcher, broken: Reply | None
) -> None:
    site.page("/", "/a")
    site.page("/a", head=canonical("/b"))
    if broken is None:
        site.page("/b", head="<meta name=robots content=noindex>")
    else:
        site.pages["/b"] = broken
    assert "/a" in Crawled(site, fetcher).taken()


@pytest.mark.parametrize("to", ["https://other.example/a", "/", "/help.png", "http://["])
def test_a_senseless_canonical_address_is_left(site: Site, fetcher: Fetcher, to: str) -> None:
    site.page("/", "/a")
    site.page("/a", head=canonical(to))
    assert Crawled(site, fetcher).taken() == ["/", "/a"]


def test_two_pages_that_name_each_other_are_not_both_lost(site: Site, fetcher: Fetcher) -> None:
    site.page("/", "/a", "/b")
    site.page("/a", head=canonical("/b"))
    site.page("/b", head=canonical("/a"))
    assert len(Crawled(site, fetcher).taken()) == 2


def test_a_page_that_names_one_which_leads_back_is_taken_itself(site: Site, fetcher: Fetcher) -> None:
    site.page("/", "/a")
    site.page("/a", head=canonical("/a/"))
    site.pages["/a/"] = leading(site, 301, "/a")
    crawled = Crawled(site, fetcher, {"/a/": Known(hash="0")})
    assert crawled.states == {"/": "changed", "/a": "changed", "/a/": "gone"}


def test_moves_without_end_are_only_as_many_as_pages(site: Site, fetcher: Fetcher) -> None:
    def onward(handler: Handler) -> Reply:
        number = int(handler.path[1:])
        return leading_to(number + 1) if number < 1_200 else Reply(b"the end")

    def leading_to(number: int) -> Reply:
        return Reply(b"", 301, headers={"Location": f"/{number}"})

    site.page("/", "/1")
    site.otherwise = onward
    site.pages["/robots.txt"] = site.pages["/sitemap.xml"] = Reply(b"", 404)
    crawled = Crawled(site, fetcher, {"/1": Known(hash="0")})
    assert crawled.states == {"/": "changed", "/1200": "changed", "/1": "gone"}
    assert Crawled(site, fetcher, {"/1": Known(hash="0")}, Limits(pages=20)).states["/1"] == "failed"


def test_a_signpost_page_leads_on(site: Site, fetcher: Fetcher) -> None:
    site.page("/", "/old")
    site.page("/old", head="<meta http-equiv=refresh content='0; url=/new'>")
    site.page("/new")
    assert Crawled(site, fetcher).taken() == ["/", "/new"]


# Bounds


def endless(handler: Handler) -> Reply:
    """Each page leads to two that nobody has seen before."""
    at = handler.path.rstrip("/")
    number = int(at[1:]) if at[1:].isdigit() else 0
    return Reply(f"<a href='/{number * 2 + 1}'>x</a><a href='/{number * 2 + 2}'>y</a>".encode())


def big_site(site: Site) -> None:
    site.otherwise = endless
    site.pages["/robots.txt"] = site.pages["/sitemap.xml"] = Reply(b"", 404)


def test_a_site_of_a_thousand_pages_is_crawled_whole(site: Site, fetcher: Fetcher) -> None:
    site.pages["/sitemap.xml"] = sitemap(*(f"/p/{n}" for n in range(500)))
    site.page("/", "/q/0")
    for n in range(500):
        site.page(f"/p/{n}", f"/p/{(n * 7) % 500}")
        site.page(f"/q/{n}", f"/q/{n + 1}") if n < 499 else site.page(f"/q/{n}")
    began = time.monotonic()
    crawled = Crawled(site, fetcher, limits=Limits(depth=50))
    assert len(crawled.taken()) == 501 + 50
    assert crawled.listing.complete
    assert time.monotonic() - began < 60


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(pages=100), "100 pages"),
        (Limits(total_bytes=2_000, depth=50), "2,000 bytes"),
    ],
)
def test_an_endless_site_ends_and_its_listing_is_not_complete(
    site: Site, fetcher: Fetcher, limits: Limits, reason: str
) -> None:
    big_site(site)
    crawled = Crawled(site, fetcher, limits=limits)
    assert len(site.paths()) <= 100
    assert not crawled.listing.complete
    assert reason in crawled.listing.reason


def test_depth_is_a_border_of_what_is_asked_for(site: Site, fetcher: Fetcher) -> None:
    big_site(site)
    crawled = Crawled(site, fetcher, limits=Limits(depth=3))
    assert len(crawled.taken()) == 1 + 2 + 4 + 8
    assert crawled.listing.complete


def test_time_is_bounded(site: Site, fetcher: Fetcher) -> None:
    big_site(site)
    ticks = iter(range(1_000))
    crawled = Crawled(site, fetcher, limits=Limits(seconds=30), clock=lambda: next(ticks))
    assert 20 < len(site.paths()) < 30
    assert "30 seconds" in crawled.listing.reason


def test_a_calendar_is_left_and_what_is_linked_otherwise_is_not(site: Site, fetcher: Fetcher) -> None:
    def calendar(handler: Handler) -> Reply:
        _, year, month = handler.path.strip("/").split("/")
        ahead = int(year) * 12 + int(month)
        return Reply(f"<a href='/events/{ahead // 12}/{ahead % 12 + 1}'>next</a>".encode())

    site.page("/", "/events/2026/1", "/a")
    site.page("/a")
    site.otherwise = calendar
    site.pages["/robots.txt"] = site.pages["/sitemap.xml"] = Reply(b"", 404)
    crawled = Crawled(site, fetcher, limits=Limits(depth=50))
    assert "/a" in crawled.taken()
    assert len(crawled.taken()) <= 102


def test_a_stop_ends_it_within_one_page(site: Site, fetcher: Fetcher) -> None:
    big_site(site)
    stop = threading.Event()
    found: list[Fetched | Listing] = []
    for each in crawl(f"{site.origin}/", Limits(), lambda url: None, fetcher, stop):
        found.append(each)
        if len(found) == 3:
            stop.set()
    assert len(found) == 4
    last = found[-1]
    assert isinstance(last, Listing)
    assert (last.complete, last.reason) == (False, "it was stopped")


def test_it_may_be_left_at_any_step(site: Site, fetcher: Fetcher) -> None:
    big_site(site)
    found = crawl(f"{site.origin}/", Limits(), lambda url: None, fetcher, threading.Event())
    next(found)
    del found
    assert Crawled(site, fetcher, limits=Limits(pages=2)).taken() == ["/", "/1"], "the fetcher is as good as before"
