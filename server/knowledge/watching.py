"""Watches the folders that are sources: a saved file is told within half a second.

The watch is the file system's own; where it has none to offer, folders are polled. A folder that goes away is left
alone until it is back (a drive that isn't mounted deletes nothing). Whatever is newly watched is looked at as a whole
once the watch stands: so nothing falls between the listing and the first change.
"""

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy import Connection
from watchfiles import Change, watch

from server.errors import HandrailError
from server.knowledge import deliveries, sources
from server.knowledge.origins import is_read
from server.knowledge.sources import Source
from server.store import sources as statements
from server.store.database import Database

LOOK_MS = 1_000  # between looks whether the folders are still the ones that are watched
TOGETHER_MS = 300  # changes this close are told together: an editor writes a file in several steps
STEP_MS = 50  # silence after which what came is told
POLL_MS = 1_000  # between polls, where the file system tells nothing
TROUBLE_PAUSE_S = 2.0

Marks = dict[str, str]  # id of a source -> which folder its address is right now


@dataclass
class Watch:
    """One watch over all folder sources of an installation; `polling` where the file system's own isn't wanted."""

    db: Database
    clock: Callable[[], int]
    polling: bool = False

    def run(self, stop: threading.Event) -> None:
        """Watches until `stop` is set."""
        while not stop.is_set():
            try:
                self.watch_once(stop)
            except HandrailError as error:
                structlog.get_logger().warning("watch_waits", code=error.code, reason=error.message)
                stop.wait(TROUBLE_PAUSE_S)
            except FileNotFoundError:  # a folder went this moment
                continue
            except OSError as error:  # no watches left (fs.inotify.max_user_watches)
                structlog.get_logger().warning("watch_polls", reason=error.strerror)
                self.polling = True
                stop.wait(TROUBLE_PAUSE_S)

    def watch_once(self, stop: threading.Event) -> None:
        """Watches the folders that are there, until one goes or comes, or `stop` is set."""
        places = {source.id: source for source in self._sources()}
        marks = marks_of(places.values())
        there = [places[id] for id in marks]
        if not there:
            stop.wait(LOOK_MS / 1000)
            return
        fresh = True
        for changes in watch(
            *sorted({source.address for source in there}),
            watch_filter=None,
            debounce=TOGETHER_MS,
            step=STEP_MS,
            stop_event=stop,
            rust_timeout=LOOK_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
            force_polling=self.polling,
            poll_delay_ms=POLL_MS,
        ):
            if fresh:
                self._tell_whole(there)
                fresh = False
            now = marks_of(self._sources())
            self._tell([source for source in there if now.get(source.id) == marks[source.id]], changes)
            if now != marks:
                away = [source for source in there if source.id not in now]
                self._tell_whole(away)  # which fails, and says so where people look
                return

    def _sources(self) -> list[Source]:
        return [sources.stored(row) for row in self.db.read(statements.running, "folder")]

    def _tell_whole(self, them: list[Source]) -> None:
        for source in them:
            self.db.write(_put, source, [("sync", "")], self.clock())

    def _tell(self, there: list[Source], changes: set[tuple[Change, str]]) -> None:
        for source in there:
            told = [news_of(source, change, Path(at)) for change, at in sorted(changes)]
            news = {path: kind for kind, path in filter(None, told)}
            if news:
                self.db.write(_put, source, [(kind, path) for path, kind in news.items()], self.clock())


def marks_of(places: Iterable[Source]) -> Marks:
    """Which folder each source's address is; those that are not there are left out."""
    found: Marks = {}
    for source in places:
        with suppress(OSError):
            its = Path(source.address).stat()
            found[source.id] = f"{its.st_dev}:{its.st_ino}"
    return found


def news_of(source: Source, change: Change, at: Path) -> tuple[deliveries.Kind, str] | None:
    """What to tell of a change at a place; None where it concerns no article of the source."""
    try:
        name = at.relative_to(source.address).as_posix()
    except ValueError:
        return None
    if is_read(name):
        return ("deleted" if change == Change.deleted else "changed"), source.prefix + name
    hidden = any(part.startswith(".") for part in Path(name).parts)
    if not hidden and (at.is_dir() or (change == Change.deleted and not at.suffix)):
        return "sync", ""  # a folder that came or went takes files with it that nobody tells of
    return None


def _put(conn: Connection, source: Source, news: list[tuple[deliveries.Kind, str]], now: int) -> None:
    deliveries.tell_all(conn, source.site, source.id, news, now)
