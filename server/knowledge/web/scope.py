"""Which addresses belong to the site that is crawled, and which lead into a maze (calendars, filters, loops)."""

import re
from collections import Counter
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from msgspec import structs

from server.knowledge.web.fetched import Limits
from server.knowledge.web.urls import PORTS, Url, split

MOST_SEGMENTS = 15  # of a path
MOST_REPEATED = 3  # times that one segment is in a path
MOST_OF_A_KIND = 100  # queries of one path, dates of one calendar
MOST_KINDS = 20_000  # counted

_DATED = re.compile(r"/(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])(?=[/-]|$)")
_DIGITS = re.compile(r"\d+")
NOT_PAGES = frozenset(
    (
        *(".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".ico", ".bmp", ".tif", ".tiff", ".heic"),
        *(".mp3", ".mp4", ".m4a", ".m4v", ".mov", ".avi", ".webm", ".ogg", ".wav", ".flac", ".mkv"),
        *(".css", ".js", ".mjs", ".map", ".json", ".xml", ".rss", ".atom", ".woff", ".woff2", ".ttf", ".eot", ".otf"),
        *(".zip", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".exe", ".msi", ".dmg", ".pkg", ".deb", ".rpm"),
        *(".apk", ".iso", ".bin", ".jar", ".whl", ".ics", ".vcf", ".eps", ".psd", ".ai"),
    )
)
DOCUMENTS = frozenset((".pdf", ".docx", ".pptx", ".xlsx", ".doc", ".ppt", ".xls", ".csv", ".txt", ".md", ".markdown"))


class Scope:
    """The pages of the site at `home`, below `below` or as the limits' patterns have them."""

    def __init__(self, home: Url, below: str, limits: Limits) -> None:
        self._home = home
        self._below = below
        self._limits = limits

    def at_home(self, url: Url) -> Url | None:
        """The address, if it is the site's; http is taken for https where the site has both."""
        if url.host != self._home.host:
            return None
        if url.scheme == "http" and self._home.scheme == "https" and url.port == PORTS["http"]:
            url = structs.replace(url, scheme="https", port=PORTS["https"])
        return url if url.origin == self._home.origin else None

    def admits(self, url: Url) -> bool:
        """Whether this address of the site is one of the pages asked for."""
        target = url.target
        if any(fnmatchcase(target, pattern) for pattern in self._limits.exclude):
            return False
        if PurePosixPath(url.path).suffix.lower() in NOT_PAGES:
            return False
        if self._limits.include:
            return any(fnmatchcase(target, pattern) for pattern in self._limits.include)
        return url.path == self._below.rstrip("/") or url.path.startswith(self._below)

    def stand_in(self, page: Url, lead: str) -> Url | None:
        """The page of the site that `page` names in its stead; None where that makes no sense."""
        target = self.at_home(split(lead)) if lead else None
        if target is None or target == page or not self.admits(target):
            return None
        # The mistake of a template: every page names the front page.
        return None if target.path == "/" and page.path != "/" else target


class Mazes:
    """Counts what looks alike, and says when there is more of it than anybody would read."""

    def __init__(self) -> None:
        self._kinds: Counter[str] = Counter()

    def leads_into(self, url: Url) -> bool:
        """Whether the address is one too many. Ask once an address."""
        segments = [segment for segment in url.path.split("/") if segment]
        if len(segments) > MOST_SEGMENTS or max(Counter(segments).values(), default=0) > MOST_REPEATED:
            return True
        if len(self._kinds) >= MOST_KINDS:
            return True
        kind = f"{url.path}?" if url.query else _DIGITS.sub("0", url.path) if _DATED.search(url.path) else ""
        if not kind:
            return False
        self._kinds[kind] += 1
        return self._kinds[kind] > MOST_OF_A_KIND


def below(path: str) -> str:
    """The folder that a start address stands for: itself, or the one its file is in."""
    if path.endswith("/"):
        return path
    folder, _, name = path.rpartition("/")
    return f"{folder}/" if "." in name else f"{path}/"


def has_links(url: Url) -> bool:
    """Whether there may be a page with links at the address; a document has none that are followed."""
    return PurePosixPath(url.path).suffix.lower() not in DOCUMENTS
