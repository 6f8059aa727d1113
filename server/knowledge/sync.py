"""Brings a site's stored knowledge to the state of a source: article by article, each whole, the deletions last.

List the source; read, cut and embed what changed; commit a few articles at a time. Only a listing that saw everything
deletes what it didn't name. A file that can't be read is reported and keeps what was stored of it: a typing mistake in
the front matter must not take a working answer away. A sync that was killed goes on where it was, because what is
stored already is not read again.
"""

import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection

from models.encode import Encoder
from server.errors import HandrailError, TooLarge, Unavailable, Unreadable, Unsupported
from server.knowledge import committing, formats
from server.knowledge import sources as kept
from server.knowledge.committing import (
    MOST_TOGETHER,
    Committed,
    Encodes,
    Gone,
    Prepared,
    Reads,
    Shipped,
    hash_of,
    known_page,
    links_json,
    searchable,
    stored,
)
from server.knowledge.origins import FolderOrigin, Incomplete, Look, Origin, unknown
from server.knowledge.sources import MOST_BROKEN, BrokenFile, Progress, Report, Source
from server.knowledge.web.fetched import Known
from server.store import articles, deliveries
from server.store import knowledge as statements
from server.store import sources as source_statements
from server.store.database import Database

COMMIT_AFTER_S = 2.0  # what is prepared goes live no later, however slowly the rest comes
TELL_EVERY_S = 1.0  # between two notes of the progress
MOST_ASKED = 500  # pages that a crawl with a limit didn't come to, asked one by one
LIKELY_GONE = 0.5  # share of a site's pages that may vanish from a listing before each is asked: it may be a bad hour
FEW_PAGES = 10  # of a site too small to judge by shares
MOST_ROUNDS = 3  # looks at a path that others keep changing; then the next sync sees it

BROKE = "Something broke: it is in the worker's log."

__all__ = ["BROKE", "LeaseLost", "Sync", "SyncReport", "searchable", "sync_folder"]

CANNOT_READ = (Unreadable, TooLarge, Unsupported)


class LeaseLost(Exception):
    """Another worker has taken up what this one was slow with."""


class SyncReport(Struct, frozen=True, kw_only=True):
    """What a sync did. Paths are the articles'; `version` names the site's knowledge afterwards, and counts are its."""

    added: list[str]
    changed: list[str]
    deleted: list[str]
    unchanged: int
    broken: list[BrokenFile]
    articles: int
    passages: int
    version: str
    incomplete: str = ""  # why not everything was seen; then nothing was deleted


def sync_folder(
    db: Database,
    encoder: Encoder | Encodes,
    site: str,
    folder: Path,
    url_prefix: str,
    now: int,
    tell: Callable[[str], None] = lambda _: None,
    readers: Reads = formats,
    forbidden: Collection[Path] = (),
) -> SyncReport:
    """Adds or finds the site's folder source of that address and syncs it; `tell` hears each path that is read.

    An article's address is `url_prefix` + its slug. The shipped encoder serves for sites that have no other; `readers`
    are those in this process, for files of one's own. Raises Invalid when the folder is none or one of `forbidden`,
    Unavailable when it goes.
    """
    source = db.write(_folder_source, site, folder, url_prefix, now, forbidden)
    encoders = Shipped(db, encoder) if isinstance(encoder, Encoder) else encoder
    return Sync(db, source, FolderOrigin(source), readers, encoders, lambda: now, tell).run()


def _folder_source(
    conn: Connection, site: str, folder: Path, url_prefix: str, now: int, forbidden: Collection[Path]
) -> Source:
    address = kept.checked_address("folder", str(folder), forbidden)
    for source in kept.of_site(conn, site):
        if (source.kind, source.address) == ("folder", address):
            if source.url_prefix == url_prefix:
                return source
            return kept.change(conn, source.id, now, url_prefix=url_prefix)
    return kept.add(conn, site, "folder", address, now, url_prefix=url_prefix)


@dataclass
class Sync:
    """One complete sync of a source. `beat` is called between articles: it holds the lease, or raises to end it."""

    db: Database
    source: Source
    origin: Origin
    readers: Reads
    encoders: Encodes
    clock: Callable[[], int]
    tell: Callable[[str], None] = lambda _: None
    beat: Callable[[], None] = lambda: None
    _known: dict[str, Any] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _ready: list[Prepared] = field(default_factory=list)
    _leaving: list[Gone] = field(default_factory=list)
    _added: list[str] = field(default_factory=list)
    _changed: list[str] = field(default_factory=list)
    _deleted: list[str] = field(default_factory=list)
    _again: list[str] = field(default_factory=list)
    _broken: dict[str, str] = field(default_factory=dict)
    _base: int = 0
    _unchanged: int = 0
    _incomplete: str = ""
    _committed_at: float = 0.0
    _told_at: float = 0.0

    def run(self) -> SyncReport:
        """Syncs. Raises Unavailable when the place can't be reached; the source then says so, and nothing is lost."""
        began_at = self.clock()
        self._committed_at = time.monotonic()
        self._progress(began_at, state="syncing", error="")
        try:
            mark = self.origin.mark()
            self._known, self._base = self.db.read(self._stored)
            self._list(began_at)
            self._drop_unseen()
            self._look_again()
        except LeaseLost:
            raise
        except Exception as error:
            self._failed(error.message if isinstance(error, HandrailError) else BROKE)
            raise
        return self.db.write(self._finish, mark, began_at)

    def _failed(self, reason: str) -> None:
        due_at = self.clock() + self.source.every_s * 1000 if self.source.every_s else None
        failed = {"state": "failed", "error": reason, "due_at": due_at}
        with suppress(HandrailError):  # where the store itself fails, the first error is the one to tell
            self.db.write(source_statements.change, self.source.id, failed)

    def _list(self, began_at: int) -> None:
        try:
            for look in self.origin.everything(self._page):
                self.beat()
                self._seen.add(look.path)
                self._weigh(look, self._known.get(look.path), self._base)
                self._flush()
                self._progress(began_at, last=look.path)
        except Incomplete as problem:
            self._incomplete = str(problem)
        self._flush(whole=True)

    def _page(self, path: str) -> Known | None:
        self.beat()  # a crawl may look at many pages that are no articles
        row = self._known.get(path)
        return known_page(self.db, self.source, row) if row is not None else None

    def _weigh(self, look: Look, row: Any, base: int) -> None:
        match look.state:
            case "gone":
                if row is not None:
                    self._leaving.append(Gone(look.path, base))
                if look.reason:
                    self._broken[look.path] = look.reason
            case "broken":
                self._broken[look.path] = look.reason
            case "there" if row is None or row.hash != hash_of(self.source, look):
                self.tell(look.path)
                self._prepare(look, base)
            case "there" | "same" if row is not None:
                self._unchanged += 1
                if (look.etag, look.modified) != (row.etag, row.modified):
                    links = links_json(self.source, look)
                    self.db.write(articles.note_validators, row.id, look.etag, look.modified, links)

    def _prepare(self, look: Look, base: int) -> None:
        try:
            one = committing.prepare(self.db, self.source, look, base, self.readers, self.encoders, self.clock())
        except CANNOT_READ as problem:
            self._broken[look.path] = problem.message
        else:
            self._ready.append(one)

    def _flush(self, whole: bool = False) -> None:
        """Commits what is ready, if that is enough or has waited long enough, or at the end."""
        waiting = len(self._ready) + len(self._leaving)
        late = time.monotonic() - self._committed_at > COMMIT_AFTER_S
        if not waiting or not (whole or late or waiting >= MOST_TOGETHER):
            return
        for start in range(0, max(len(self._ready), len(self._leaving)), MOST_TOGETHER):
            some = slice(start, start + MOST_TOGETHER)
            self.beat()
            done = self.db.write(committing.store, self.source, self._ready[some], self._leaving[some], self.clock())
            self._note(done)
        self._ready, self._leaving = [], []
        self._committed_at = time.monotonic()

    def _note(self, done: Committed) -> None:
        for path in done.put:
            (self._changed if path in self._known else self._added).append(path)
            self._broken.pop(path, None)
        self._deleted += done.gone
        self._again += [*done.stale, *(broken.path for broken in done.refused)]
        self._broken |= {broken.path: broken.reason for broken in done.refused}

    def _drop_unseen(self) -> None:
        """Deletes what a complete listing didn't name; after one that was not, pages whose server says they are gone.

        Without the latter, a site with more pages than its limit would keep what was deleted long ago. A site that
        suddenly names hardly any of its pages is asked for each, too: its sitemap may be away for a while.
        """
        unseen = sorted(set(self._known) - self._seen)
        website = self.source.kind == "website"
        asked = bool(self._incomplete) or (website and len(unseen) > max(FEW_PAGES, LIKELY_GONE * len(self._known)))
        if asked:
            unseen = unseen[:MOST_ASKED] if website else []
        for path in unseen:
            self.beat()
            try:
                gone = self.origin.again(path, self._page).state == "gone" if asked else self.origin.is_gone(path)
            except Unavailable:
                break
            if gone:
                self._leaving.append(Gone(path, self._known[path].revision))
        self._flush(whole=True)

    def _look_again(self) -> None:
        """Looks again at what others changed meanwhile, and at what was refused for a slug that is free now."""
        for _ in range(MOST_ROUNDS):
            paths, self._again = self._again, []
            for path in dict.fromkeys(paths):
                row, base = self.db.read(stored, self.source, path)
                self._broken.pop(path, None)
                self._weigh(self.origin.again(path, unknown), row, base)
            self._flush(whole=True)
            if not set(self._again) - set(self._broken):
                return

    def _stored(self, conn: Connection) -> tuple[dict[str, Any], int]:
        """What the source brought, by path, and the revision at which that was so."""
        rows = articles.of_source(conn, self.source.site, self.source.id)
        return {row.path: row for row in rows}, statements.revision(conn, self.source.site)

    def _progress(self, began_at: int, last: str = "", **values: str) -> None:
        if last and time.monotonic() - self._told_at < TELL_EVERY_S:
            return
        self._told_at = time.monotonic()
        done = len(self._added) + len(self._changed)
        progress = Progress(seen=len(self._seen), changed=done, last=last, began_at=began_at)
        row = {"progress_json": msgspec.json.encode(progress).decode(), **values}
        self.db.write(source_statements.change, self.source.id, row)

    def _finish(self, conn: Connection, mark: str, began_at: int) -> SyncReport:
        now = self.clock()
        broken = [BrokenFile(path, reason) for path, reason in sorted(self._broken.items())]
        report = Report(
            added=len(self._added),
            changed=len(self._changed),
            deleted=len(self._deleted),
            unchanged=self._unchanged,
            broken=tuple(broken[:MOST_BROKEN]),
            incomplete=self._incomplete,
            took_ms=now - began_at,
            root=mark,
        )
        values = {
            "state": "ready",
            "error": "",
            "report_json": msgspec.json.encode(report).decode(),
            "progress_json": "{}",
            "synced_at": now,
            "due_at": now + self.source.every_s * 1000 if self.source.every_s else None,
        }
        source_statements.change(conn, self.source.id, values)
        if not self._incomplete:
            deliveries.cover(conn, self.source.id, began_at, now)
        if self.source.site not in statements.latest_versions(conn):
            statements.commit(conn, self.source.site, 0, (), now)  # knowing nothing is a state with a name too
        total = statements.counts(conn, self.source.site)
        return SyncReport(
            added=self._added,
            changed=self._changed,
            deleted=self._deleted,
            unchanged=self._unchanged,
            broken=broken,
            articles=total[0],
            passages=total[1],
            version=statements.latest_versions(conn)[self.source.site],
            incomplete=self._incomplete,
        )
