"""Where each source's articles are: the one way from a source to its origin, and the origin that is the web."""

import threading
from collections.abc import Iterator
from typing import Literal, assert_never

from server.errors import Unavailable
from server.knowledge.origins import FilesOrigin, FolderOrigin, Incomplete, Known, Look, Origin
from server.knowledge.sources import Source, limits_of
from server.knowledge.web import fetched as web
from server.knowledge.web.again import look_again
from server.knowledge.web.crawl import crawl
from server.knowledge.web.fetching import Fetcher
from server.store.database import Database


class WebOrigin:
    """Pages of the web: a whole site, or one page. `stop` ends a crawl."""

    def __init__(self, source: Source, fetcher: Fetcher, stop: threading.Event) -> None:
        self._source = source
        self._fetcher = fetcher
        self._stop = stop

    def everything(self, known: Known) -> Iterator[Look]:
        if self._source.kind == "page":
            yield self.again(self._source.address, known)
            return
        limits = limits_of(self._source.settings)
        for step in crawl(self._source.address, limits, known, self._fetcher, self._stop):
            if isinstance(step, web.Fetched):
                yield _look(step)
            elif not step.complete:
                raise Incomplete(step.reason)

    def again(self, path: str, known: Known) -> Look:
        if self._source.kind == "page":
            fetched = self._fetcher.fetch(path, known(path), self._stop)
        else:  # as its crawl would: by robots.txt, noindex, and where it leads
            limits = limits_of(self._source.settings)
            fetched = look_again(self._source.address, path, limits, known, self._fetcher, self._stop)
        if fetched.state == "failed":
            raise Unavailable(f"{path}: {fetched.reason}")
        return _look(fetched)

    def is_gone(self, path: str) -> bool:
        return True  # a page that nothing leads to is no part of the site, though it may still be served

    def mark(self) -> str:
        return ""


class Places:
    """Where each source's origin is: the one way from a source to what it holds."""

    def __init__(self, db: Database, fetcher: Fetcher, stop: threading.Event) -> None:
        self._db = db
        self._fetcher = fetcher
        self._stop = stop

    def of(self, source: Source) -> Origin:
        match source.kind:
            case "folder":
                return FolderOrigin(source)
            case "upload" | "api":
                return FilesOrigin(self._db, source)
            case "website" | "page":
                return WebOrigin(source, self._fetcher, self._stop)
            case never:
                assert_never(never)


def _look(fetched: web.Fetched) -> Look:
    match fetched.state:
        case "changed":
            state: Literal["there", "same", "gone", "broken"] = "there"
        case "unchanged":
            state = "same"
        case "gone" | "refused":
            state = "gone"
        case "failed":
            state = "broken"
        case never:
            assert_never(never)
    return Look(
        path=fetched.url,
        state=state,
        data=fetched.data if state == "there" else b"",
        content_type=fetched.content_type,
        etag=fetched.etag,
        modified=fetched.modified,
        links=fetched.links,
        reason=fetched.reason if fetched.state in {"failed", "refused"} else "",
    )
