import threading

import pytest

from server.knowledge.web.again import look_again
from server.knowledge.web.fetched import Fetched, Known, Limits
from server.knowledge.web.fetching import Fetcher
from tests.server.knowledge.web.site import Reply, Site, validated

KNOWN = Known('"1"', hash="0", links=("http://h.example/kept",))


def look(site: Site, fetcher: Fetcher, path: str, known: dict[str, Known] | None = None, **limits: str) -> Fetched:
    stored = {site.origin + at: each for at, each in (known or {}).items()}
    patterns = Limits(**{name: (pattern,) for name, pattern in limits.items()})  # type: ignore[arg-type]
    page = path if "://" in path else site.origin + path
    return look_again(f"{site.origin}/help/", page, patterns, stored.get, fetcher, threading.Event())


def test_a_page_comes_with_its_links(site: Site, fetcher: Fetcher) -> None:
    site.page("/help/a", "b", "https://other.example/")
    found = look(site, fetcher, "/help/a#top")
    assert (found.url, found.state) == (f"{site.origin}/help/a", "changed")
    assert found.links == (f"{site.origin}/help/b",)


def test_one_that_has_not_changed_keeps_those_it_had(site: Site, fetcher: Fetcher) -> None:
    site.pages["/help/a"] = validated(Reply(b"x"), '"1"')
    found = look(site, fetcher, "/help/a", {"/help/a": KNOWN})
    assert (found.state, found.status, found.links) == ("unchanged", 304, KNOWN.links)


@pytest.mark.parametrize(("status", "state"), [(404, "gone"), (410, "gone"), (403, "failed"), (500, "failed")])
def test_the_server_says_what_became_of_it(site: Site, fetcher: Fetcher, status: int, state: str) -> None:
    site.pages["/help/a"] = Reply(b"", status, headers={"Retry-After": "99"})
    assert look(site, fetcher, "/help/a", {"/help/a": KNOWN}).state == state


@pytest.mark.parametrize(("status", "state"), [(301, "gone"), (302, "failed")])
def test_one_that_leads_on_is_not_taken_for_the_other(site: Site, fetcher: Fetcher, status: int, state: str) -> None:
    site.pages["/help/a"] = Reply(b"", status, headers={"Location": "/help/b"})
    found = look(site, fetcher, "/help/a", {"/help/a": KNOWN})
    assert (found.state, found.at, found.data) == (state, f"{site.origin}/help/b", b"")
    assert "/help/b" not in site.paths()


def test_a_new_one_that_names_another_page_is_not_taken_but_a_stored_one_stays(site: Site, fetcher: Fetcher) -> None:
    site.page("/help/a", head="<link rel=canonical href=/help/b>")
    site.page("/help/c", head="<link rel=canonical href=https://other.example/c>")
    found = look(site, fetcher, "/help/a")
    assert (found.state, found.at, found.data) == ("refused", f"{site.origin}/help/b", b"")
    assert look(site, fetcher, "/help/a", {"/help/a": KNOWN}).state == "changed"
    assert look(site, fetcher, "/help/c").state == "changed"


def test_what_the_site_does_not_want_is_refused(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /help/secret")
    site.page("/help/a", head="<meta name=robots content=noindex>")
    site.page("/help/secret")
    found = look(site, fetcher, "/help/a")
    assert (found.state, found.data) == ("refused", b"")
    assert look(site, fetcher, "/help/secret").state == "refused"
    assert "/help/secret" not in site.paths()


def test_rules_that_can_not_be_read_are_a_failure(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = Reply(b"", 503, headers={"Retry-After": "99"})
    assert look(site, fetcher, "/help/a", {"/help/a": KNOWN}).state == "failed"


@pytest.mark.parametrize(
    "page", ["/blog/a", "/help/old/a", "https://other.example/help/a", "ftp://h.example/", "/help/a.png"]
)
def test_what_is_not_crawled_is_not_asked_for(site: Site, fetcher: Fetcher, page: str) -> None:
    assert look(site, fetcher, page, exclude="/help/old/*").state == "refused"
    assert site.asked == []
