import threading
import time

import pytest

from server.knowledge.web.fetching import Fetcher
from server.knowledge.web.robots import MOST_SITEMAPS, Robots, robots_of
from tests.server.knowledge.web.site import Reply, Site, Waits

AT = "https://h.example"


def allows(text: str, path: str) -> bool:
    return Robots(text).allows(AT + path)


def test_the_longest_rule_counts_and_allow_wins_a_draw() -> None:
    text = "User-agent: *\nDisallow: /help\nAllow: /help/public\nDisallow: /x\nAllow: /x"
    assert not allows(text, "/help/a")
    assert allows(text, "/help/public/a")
    assert allows(text, "/x")
    assert allows(text, "/")


def test_stars_and_ends() -> None:
    text = "User-agent: *\nDisallow: /*?print=\nDisallow: /*.pdf$"
    assert not allows(text, "/a?print=1")
    assert not allows(text, "/a/b.pdf")
    assert allows(text, "/a/b.pdf.html")


def test_our_own_group_goes_before_the_one_for_all() -> None:
    text = "User-agent: *\nDisallow: /\n\nUser-agent: Handrail\nDisallow: /secret\nCrawl-delay: 2.5"
    assert allows(text, "/a")
    assert not allows(text, "/secret/a")
    assert Robots(text).delay_s == 2.5


def test_a_group_for_others_is_not_ours() -> None:
    text = "User-agent: otherbot\nUser-agent: thirdbot # here\nDisallow: /\nCrawl-delay: 100"
    assert allows(text, "/a")
    assert Robots(text).delay_s == 0.0
    shared = "User-agent: otherbot\nUser-agent: handrail\nUser-agent: thirdbot\nDisallow: /a"
    assert not allows(shared, "/a")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_however_lines_end(end: str) -> None:
    text = end.join(["User-agent: other", "Disallow: /a", "", "user agent : *", "disallow:/b", "Sitemap: /s.xml"])
    assert allows(text, "/a")
    assert not allows(text, "/b")
    assert Robots(text).sitemaps == ("/s.xml",)


@pytest.mark.parametrize("text", ["", "<html><body>Not found</body></html>", "\0\1\2", "Disallow: /", "User-agent"])
def test_what_is_no_rule_forbids_nothing(text: str) -> None:
    assert allows(text, "/a")


def test_sitemaps_are_bounded() -> None:
    text = "".join(f"Sitemap: https://h.example/{n}.xml\n" for n in range(1_000))
    assert len(Robots(text).sitemaps) == MOST_SITEMAPS


@pytest.mark.parametrize("end", ["\n", "\r"])
def test_a_million_rules_for_a_thousand_agents_take_no_time(end: str) -> None:
    agents = end.join(f"User-agent: bot{n}" for n in range(20_000))
    rules = end.join(f"Disallow: /*{n}*a*" for n in range(20_000))
    began = time.process_time()
    robots = Robots(agents + end + "User-agent: *" + end + rules)
    assert not robots.allows(f"{AT}/19999/a")
    assert robots.allows(f"{AT}/" + "b" * 1_500)
    assert time.process_time() - began < 5.0


def test_a_site_with_rules_is_read_after_redirects(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = Reply(b"", 301, headers={"Location": "/r.txt"})
    site.pages["/r.txt"] = Reply(b"\xef\xbb\xbfUser-agent: *\nDisallow: /a", type="text/plain")
    robots = robots_of(site.origin, fetcher, threading.Event())
    assert not robots.allows(f"{site.origin}/a")
    assert robots.allows(f"{site.origin}/b")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_site_without_rules_allows_all(site: Site, fetcher: Fetcher, status: int) -> None:
    site.pages["/robots.txt"] = Reply(b"", status)
    robots = robots_of(site.origin, fetcher, threading.Event())
    assert robots.allows(f"{site.origin}/a")
    assert robots.reason == ""


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_that_can_not_say_allows_nothing_for_now(site: Site, fetcher: Fetcher, status: int) -> None:
    site.pages["/robots.txt"] = Reply(b"", status)
    robots = robots_of(site.origin, fetcher, Waits())
    assert not robots.allows(f"{site.origin}/a")
    assert str(status) in robots.reason


def test_rules_that_lead_in_a_circle_are_not_there(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = Reply(b"", 302, headers={"Location": "/robots.txt"})
    assert robots_of(site.origin, fetcher, threading.Event()).allows(f"{site.origin}/a")


def test_rules_behind_a_private_address_are_not_read(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = Reply(b"", 302, headers={"Location": "http://169.254.169.254/robots.txt"})
    robots = robots_of(site.origin, fetcher, threading.Event())
    assert "not public" in robots.reason
    assert not robots.allows(f"{site.origin}/a")
