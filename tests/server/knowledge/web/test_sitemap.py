import gzip
import threading

import pytest

from server.knowledge.web import sitemap
from server.knowledge.web.fetching import Fetcher
from server.knowledge.web.sitemap import NoSitemap, pages_listed, read_sitemap
from tests.server.knowledge.web.site import Reply, Site, Waits

SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*urls: str, head: str = SPACE) -> bytes:
    return f"<?xml version='1.0'?><urlset {head}>{''.join(f'<url>{url}</url>' for url in urls)}</urlset>".encode()


def index(*urls: str) -> bytes:
    inside = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f"<sitemapindex {SPACE}>{inside}</sitemapindex>".encode()


def read(data: bytes) -> list[tuple[str, str]]:
    return [(entry.url, entry.modified) for entry in read_sitemap(data).pages]


def test_addresses_and_dates() -> None:
    data = urlset("<loc> https://h.example/a?b=1&amp;c=2 </loc><lastmod>2026-11-20</lastmod>", "<loc>/b</loc>", "")
    assert read(data) == [("https://h.example/a?b=1&c=2", "2026-11-20"), ("/b", "")]


def test_with_or_without_namespace_and_byte_order_mark() -> None:
    assert read(urlset("<loc>/a</loc>", head="")) == [("/a", "")]
    assert read(b"\xef\xbb\xbf\n" + urlset("<loc>/a</loc>").partition(b"?>")[2]) == [("/a", "")]
    assert read("<?xml version='1.0' encoding='utf-16'?><urlset><url><loc>/a</loc></url></urlset>".encode("utf-16"))


def test_pictures_of_a_page_are_no_pages() -> None:
    space = f'{SPACE} xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
    data = urlset("<image:image><image:loc>/a.png</image:loc></image:image><loc>/a</loc>", head=space)
    assert read(data) == [("/a", "")]


def test_lists_of_sitemaps_packed_and_text() -> None:
    assert read_sitemap(index("/1.xml", "/2.xml")).lists == ["/1.xml", "/2.xml"]
    assert read(gzip.compress(urlset("<loc>/a</loc>"))) == [("/a", "")]
    assert read(b"https://h.example/a\r\n\n  http://h.example/b\n") == [
        ("https://h.example/a", ""),
        ("http://h.example/b", ""),
    ]
    assert read(b"") == []


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<urlset><url><loc>&b;</loc></url></urlset>"
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    b"<urlset><url><loc>&a;</loc></url></urlset>"
)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (BOMB, "broken"),
        (OUTSIDE, "broken"),
        (b"<urlset><url><loc>/a</loc>", "broken"),
        (b"<html><body>Not found</body></html>", "no sitemap"),
        (b"<!doctype html><p>Not found", "broken"),
        (b"Not found", "neither"),
        (b"<?xml version='1.0' encoding='x-nobody'?><urlset/>", "broken"),
        (gzip.compress(urlset(), mtime=0)[:-4], "middle"),
        (gzip.compress(b" " * 60_000_000, mtime=0), "unpacks to more"),
    ],
)
def test_what_is_no_sitemap_is_said(data: bytes, why: str) -> None:
    with pytest.raises(NoSitemap, match=why):
        read_sitemap(data)


def test_a_sitemap_without_end_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST_PAGES", 100)
    assert len(read(urlset(*(f"<loc>/{n}</loc>" for n in range(1_000))))) == 100
    assert len(read(b"https://h.example/a\n" * 1_000)) == 100


def listed(site: Site, fetcher: Fetcher, *named: str) -> sitemap.Listed:
    found = pages_listed(site.origin, named, fetcher, Waits())
    return sitemap.Listed([url.removeprefix(site.origin) for url in found.pages], found.problem)


def test_an_index_of_ten_is_read_whole_newest_first(site: Site, fetcher: Fetcher) -> None:
    site.pages["/sitemap.xml"] = Reply(index(*(f"/{n}.xml" for n in range(10))), type="application/xml")
    for n in range(10):
        inside = urlset(*(f"<loc>/{n}/{m}</loc><lastmod>2026-11-{n + 10}</lastmod>" for m in range(3)))
        site.pages[f"/{n}.xml"] = Reply(gzip.compress(inside) if n % 2 else inside, type="text/xml")
    found = listed(site, fetcher)
    assert len(found.pages) == 30
    assert found.pages[0] == "/9/0"
    assert found.problem == ""


def test_an_index_that_names_itself_ends(site: Site, fetcher: Fetcher) -> None:
    site.pages["/sitemap.xml"] = Reply(index("/sitemap.xml", "/b.xml"))
    site.pages["/b.xml"] = Reply(index("/sitemap.xml"))
    assert listed(site, fetcher).pages == []
    assert len(site.asked) == 2


def test_endless_sitemaps_are_bounded_and_that_is_said(site: Site, fetcher: Fetcher) -> None:
    site.pages["/sitemap.xml"] = Reply(index(*(f"/{n}.xml" for n in range(200))))
    site.otherwise = Reply(urlset())
    assert "more than" in listed(site, fetcher).problem
    assert len(site.asked) == sitemap.MOST_FILES


@pytest.mark.parametrize("reply", [Reply(b"", 404), Reply(b"<html>front page</html>"), Reply(b"hello")])
def test_a_sitemap_that_only_might_be_there_may_be_missing(site: Site, fetcher: Fetcher, reply: Reply) -> None:
    site.pages["/sitemap.xml"] = reply
    assert listed(site, fetcher) == sitemap.Listed([])


@pytest.mark.parametrize("reply", [Reply(b"", 404), Reply(b"<html>front page</html>"), Reply(b"", 500)])
def test_one_that_is_named_may_not(site: Site, fetcher: Fetcher, reply: Reply) -> None:
    site.pages["/map.xml"] = reply
    site.pages["/other.xml"] = Reply(urlset("<loc>/a</loc>"))
    found = listed(site, fetcher, "/map.xml", f"{site.origin}/other.xml")
    assert found.pages == ["/a"]
    assert "map.xml can't be read" in found.problem


def test_a_server_in_trouble_is_no_site_without_sitemap(site: Site, fetcher: Fetcher) -> None:
    site.pages["/sitemap.xml"] = Reply(b"", 503)
    assert "503" in listed(site, fetcher).problem


def test_a_sitemap_at_a_private_address_is_not_read(site: Site, fetcher: Fetcher) -> None:
    assert "not public" in listed(site, fetcher, "http://169.254.169.254/sitemap.xml").problem


def test_slow_sitemaps_are_bounded_and_that_is_said(site: Site, fetcher: Fetcher) -> None:
    site.pages["/sitemap.xml"] = Reply(index(*(f"/{n}.xml" for n in range(50))))
    site.otherwise = Reply(urlset("<loc>/a</loc>"))
    clock = iter(range(0, 10_000, 9))
    found = pages_listed(site.origin, (), fetcher, Waits(), lambda: next(clock))
    assert found.pages == [f"{site.origin}/a"]
    assert "seconds" in found.problem
    assert len(site.asked) == 6


def test_a_stop_ends_it(site: Site, fetcher: Fetcher) -> None:
    stop = threading.Event()
    stop.set()
    assert pages_listed(site.origin, (), fetcher, stop).pages == []
    assert site.asked == []
