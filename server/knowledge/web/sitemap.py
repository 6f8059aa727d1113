"""The pages a site lists itself: sitemaps as XML, as text, packed, and lists of sitemaps, all within bounds."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from msgspec import Struct

from server.knowledge.web.fetched import Fetched
from server.knowledge.web.fetching import MOST_REDIRECTS, Fetcher
from server.knowledge.web.unpacking import GZIP, Broken, TooMuch, unpack
from server.knowledge.web.urls import joined

MOST_BYTES = 52_428_800  # of one sitemap, unpacked, as the protocol has it
MOST_FILES = 100  # of one site
MOST_PAGES = 50_000
MOST_S = 60.0  # until all are had
MOST_VALUE = 4_000  # characters of one address or date


class NoSitemap(ValueError):
    """The file is none; the text says why."""


class Entry(Struct, frozen=True):
    """One line of a sitemap: an address as written, and when it last changed (W3C date), "" where it isn't said."""

    url: str
    modified: str = ""


class Contents(Struct, frozen=True):
    """What one sitemap holds. `lists` are other sitemaps."""

    pages: list[Entry]
    lists: list[str]


class Listed(Struct, frozen=True):
    """The pages of all sitemaps, last changed first. `problem` is "" when everything listed was had."""

    pages: list[str]
    problem: str = ""


def read_sitemap(data: bytes) -> Contents:
    """One sitemap. Raises NoSitemap."""
    if data.startswith(GZIP):
        try:
            data = unpack([data], "gzip", MOST_BYTES)
        except TooMuch:
            raise NoSitemap(f"it unpacks to more than {MOST_BYTES:,} bytes") from None
        except Broken as problem:
            raise NoSitemap(str(problem)) from None
    text = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    return _xml(text) if text.startswith((b"<", b"\xff\xfe", b"\xfe\xff")) else _text(text)


def _text(data: bytes) -> Contents:
    lines = [line.strip() for line in data.decode("utf-8", "replace").splitlines()]
    if any(line and not line.lower().startswith(("http://", "https://")) for line in lines):
        raise NoSitemap("it is neither XML nor a list of addresses")
    return Contents([Entry(line[:MOST_VALUE]) for line in lines if line][:MOST_PAGES], [])


def _xml(data: bytes) -> Contents:
    contents = Contents([], [])
    root: Any = None
    try:
        for event, element in iterparse(BytesIO(data), events=("start", "end"), forbid_dtd=True):
            if root is None:
                root = element
                space, brace, name = element.tag.rpartition("}")
                if name not in ("urlset", "sitemapindex"):
                    raise NoSitemap("it is XML, but no sitemap")
            elif event == "end" and element.tag in (f"{space}{brace}url", f"{space}{brace}sitemap"):
                _take(element, contents)
                root.clear()
            if len(contents.pages) >= MOST_PAGES or len(contents.lists) >= MOST_PAGES:
                break
    except (DefusedXmlException, ParseError, ValueError, LookupError) as problem:
        if isinstance(problem, NoSitemap):
            raise
        raise NoSitemap("its XML is broken") from None
    return contents


def _take(element: Any, contents: Contents) -> None:
    space, brace, name = element.tag.rpartition("}")
    address = (element.findtext(f"{space}{brace}loc") or "").strip()[:MOST_VALUE]
    if address and name == "url":
        modified = (element.findtext(f"{space}{brace}lastmod") or "").strip()[:40]
        contents.pages.append(Entry(address, modified))
    elif address:
        contents.lists.append(address)


def pages_listed(
    origin: str,
    named: Iterable[str],
    fetcher: Fetcher,
    stop: threading.Event,
    clock: Callable[[], float] = time.monotonic,
) -> Listed:
    """All pages that the site at `origin` lists: in the sitemaps its robots.txt names, else in /sitemap.xml.

    Addresses are in normal form. /sitemap.xml may be missing, or be something else; one that is named may not.
    """
    waiting = [url for url in (joined(origin, url) for url in named) if url]
    optional = not waiting
    waiting = waiting or [f"{origin}/sitemap.xml"]
    asked: set[str] = set()
    entries: dict[str, str] = {}
    problem = ""
    end = clock() + MOST_S
    while waiting and not stop.is_set():
        url = waiting.pop(0)
        if url in asked:
            continue
        if len(asked) == MOST_FILES:
            return Listed(_newest_first(entries), f"there are more than {MOST_FILES} sitemaps")
        if clock() >= end:
            return Listed(_newest_first(entries), f"its sitemaps take more than {MOST_S:.0f} seconds")
        asked.add(url)
        try:
            contents = _contents(url, fetcher, stop, optional)
        except NoSitemap as no:
            problem = f"the sitemap {url} can't be read: {no}"
            continue
        optional = False
        waiting += [to for to in (joined(url, each) for each in contents.lists) if to]
        for page, modified in _normal(url, contents):
            if len(entries) >= MOST_PAGES:
                return Listed(_newest_first(entries), f"the sitemaps list more than {MOST_PAGES:,} pages")
            entries[page] = max(entries.get(page, ""), modified)
    return Listed(_newest_first(entries), problem)


def _contents(url: str, fetcher: Fetcher, stop: threading.Event, optional: bool) -> Contents:
    answer = _fetched(url, fetcher, stop)
    if answer.state == "changed":
        try:
            return read_sitemap(answer.data)
        except NoSitemap:
            if not optional:
                raise
            return Contents([], [])  # sites answer what isn't there with a page of their own
    if optional and 400 <= answer.status < 500 and answer.status != 429:
        return Contents([], [])
    raise NoSitemap(answer.reason)


def _fetched(url: str, fetcher: Fetcher, stop: threading.Event) -> Fetched:
    at = url
    for _ in range(MOST_REDIRECTS + 1):
        answer = fetcher.ask(at, stop=stop, kinds=None, most_bytes=MOST_BYTES)
        if isinstance(answer, Fetched):
            return answer
        at = answer.to
    return Fetched(url, "failed", reason="it leads on too many times")


def _normal(base: str, contents: Contents) -> Iterator[tuple[str, str]]:
    for entry in contents.pages:
        url = joined(base, entry.url)
        if url is not None:
            yield url, entry.modified


def _newest_first(entries: dict[str, str]) -> list[str]:
    return sorted(entries, key=entries.__getitem__, reverse=True)
