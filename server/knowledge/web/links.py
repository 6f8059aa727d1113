"""What a page says about where to go on: its links, the address it wants to be known by, and whether to index it."""

import re

from lxml import etree
from msgspec import Struct

from server.knowledge.web.fetching import AGENT
from server.knowledge.web.urls import joined

MOST_LINKS = 2_000  # of one page; an index of everything is the sitemap's matter
SOON_S = 10  # a page that leads on within so many seconds is a signpost

_REFRESH = re.compile(r"\s*(\d{1,4})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?['\"]?([^'\"\s]+)", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
Text = str | bytes  # as lxml's types have it; HTML is always heard as str
HEARD = frozenset(("a", "area", "frame", "link", "base", "meta"))
HTML = frozenset(("text/html", "application/xhtml+xml"))


class Page(Struct, frozen=True):
    """`links` are in normal form, in order, each once; none where the page wants none followed.

    `lead` is the address that the page names in its stead (canonical, or a refresh), "" for itself.
    """

    links: tuple[str, ...] = ()
    lead: str = ""
    noindex: bool = False


class _Reader:
    """Hears a page's tags from the parser."""

    def __init__(self) -> None:
        self.base = ""
        self.hrefs: dict[str, None] = {}
        self.canonical = ""
        self.refresh = ""
        self.said: list[str] = []

    def start(self, tag: Text, attrib: dict[Text, Text]) -> None:
        if tag not in HEARD:
            return
        given = {str(name).lower(): str(value) for name, value in attrib.items()}
        href, rel = given.get("href", "").strip(), given.get("rel", "").lower().split()
        match tag:
            case "a" | "area" if href and "nofollow" not in rel:
                self._add(href)
            case "frame" if given.get("src"):
                self._add(given["src"])
            case "link" if href and "canonical" in rel:
                self.canonical = self.canonical or href
            case "link" if href and "next" in rel:
                self._add(href)
            case "base" if href:
                self.base = self.base or href
            case "meta":
                self._meta(given)

    def end(self, tag: Text) -> None: ...

    def data(self, data: Text) -> None: ...

    def comment(self, text: Text) -> None: ...

    def close(self) -> None: ...

    def _add(self, href: str) -> None:
        if len(self.hrefs) < MOST_LINKS and not href.startswith("#"):
            self.hrefs[href] = None

    def _meta(self, given: dict[str, str]) -> None:
        content = given.get("content", "")
        if given.get("name", "").strip().lower() in ("robots", AGENT):
            self.said.append(content)
        elif given.get("http-equiv", "").strip().lower() == "refresh":
            found = _REFRESH.match(content)
            if found and int(found[1]) <= SOON_S:
                self.refresh = self.refresh or found[2]


def read_page(url: str, data: bytes, content_type: str, directives: str = "") -> Page:
    """What the page at `url` says. `directives` is its X-Robots-Tag. Broken HTML is read as far as it goes."""
    reader = _Reader()
    if data and content_type.partition(";")[0].strip().lower() in HTML:
        _feed(reader, data, content_type)
    said = _directives(",".join(reader.said)) | _directives(directives)
    base = joined(url, reader.base) or url
    links = () if {"nofollow", "none"} & said else _joined(base, list(reader.hrefs))
    lead = joined(base, reader.refresh or reader.canonical) if reader.refresh or reader.canonical else None
    return Page(links, lead if lead and lead != url else "", bool({"noindex", "none"} & said))


def _feed(reader: _Reader, data: bytes, content_type: str) -> None:
    charset = _CHARSET.search(content_type)
    try:
        parser = etree.HTMLParser(target=reader, encoding=charset[1] if charset else None, no_network=True)
    except LookupError:  # a charset nobody knows
        parser = etree.HTMLParser(target=reader, no_network=True)
    try:
        parser.feed(data)
        parser.close()
    except etree.LxmlError:
        return  # what was heard until here stands


def _directives(text: str) -> set[str]:
    """The words for everybody and for us; "otherbot: noindex" is not ours."""
    said = set()
    for part in text.lower().split(","):
        agent, colon, rule = part.strip().rpartition(":")
        if not colon or agent.strip() == AGENT:
            said.add(rule.strip())
    return said


def _joined(base: str, hrefs: list[str]) -> tuple[str, ...]:
    found = (joined(base, href) for href in hrefs)
    return tuple(dict.fromkeys(url for url in found if url))
