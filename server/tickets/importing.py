"""Imports an export: read, made anonymous, labelled, deduplicated, stored, a few rows a transaction.

The same file is the same import, a ticket is known by the other system's id and its content: whatever is brought twice,
or was interrupted and is brought again, ends with the same tickets. A ticket that changed moves to the newer import.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Connection

from server.api.views.tickets import BrokenRow, Counts
from server.errors import HandrailError, Invalid, NotFound
from server.store import sites
from server.store import tickets as store
from server.store.database import Database
from server.tickets.columns import Columns
from server.tickets.deduplicating import bands, is_copy
from server.tickets.labelling import Reader, labelled
from server.tickets.masking import anonymous, digest, keys, masked
from server.tickets.reading import Opened, open_export
from server.tickets.ticket import Broken, Ticket

AT_ONCE = 50  # tickets a transaction: a third of a second of models, some milliseconds of the writer
MOST_TOLD = 100  # broken rows that are told by line
MOST_BROKEN = 1_000  # from which the file is not what it was taken for
LONGEST_NAME = 120


class Interrupted(Exception):
    """The process ends; what is stored stays, and the same file goes on from there."""


class Importer(msgspec.Struct, frozen=True):
    """What an import works with; `clock` is Unix ms, `stop` says that the process ends."""

    db: Database
    reader: Reader
    clock: Callable[[], int]
    stop: Callable[[], bool] = lambda: False

    def begin(self, site: str, name: str, data: bytes, wanted: Columns, by: str = "") -> tuple[str, Opened]:
        """The import's id, and the rows to `bring`. Raises NotFound, and what `open_export` raises."""
        secret = self.db.read(_secret, site)
        opened = open_export(data, wanted)
        told = msgspec.json.encode((site, msgspec.structs.astuple(wanted)))
        now = self.clock()
        row = {
            "id": digest(secret, told + hashlib.sha256(data).digest()),
            "site": site,
            "name": masked(name[:LONGEST_NAME]),
            "shape": opened.shape,
            "by": by,
            "state": "reading",
            "at": now,
            "progress_at": now,
        }
        self.db.write(store.begin, row)
        return str(row["id"]), opened

    def bring(self, site: str, id: str, opened: Opened, tell: Callable[[Counts], None] = lambda counts: None) -> Counts:
        """Stores the rows. Raises Interrupted; any other end is told by the import's state."""
        secret = self.db.read(_secret, site)
        seen: Counter[str] = Counter()
        told: list[BrokenRow] = []
        try:
            for some in _pieces(opened.rows):
                if self.stop():
                    raise Interrupted
                fresh = self._fresh(site, secret, some, seen, told)
                self.db.write(_keep, id, fresh, seen, told, self.clock())
                tell(_counts(seen, told))
                if seen["broken"] > MOST_BROKEN:
                    raise Invalid(f"more than {MOST_BROKEN:,} rows can't be read: is it the right file?", "broken_rows")
        except HandrailError as problem:
            self._end(id, seen, told, "failed", problem.message)
            raise
        except Interrupted:
            raise
        except Exception:
            self._end(id, seen, told, "failed", "something broke here; it is in the server's log")
            raise
        self._end(id, seen, told, "done", "")
        return _counts(seen, told)

    def _fresh(
        self, site: str, secret: str, some: list[Ticket | Broken], seen: Counter[str], told: list[BrokenRow]
    ) -> list[tuple[dict[str, Any], bool]]:
        """Rows to store, and whether each is known by its id; what is known as it is, is only counted."""
        whole = [one for one in some if isinstance(one, Ticket)]
        known = self.db.read(store.contents, [keys(one, site, secret)[0] for one in whole])
        rows: dict[str, tuple[dict[str, Any], bool]] = {}
        for one in some:
            seen["rows"] += 1
            if isinstance(one, Broken):
                _broken(seen, told, one)
                continue
            id, content = keys(one, site, secret)
            before = rows[id][0]["content"] if id in rows else known.get(id)
            if before == content:
                seen["known"] += 1
                continue
            bare = anonymous(one, site, secret)
            if not bare.question:
                _broken(seen, told, Broken(one.line, "nothing is left of its question without quotes and markup"))
                continue
            if id in rows:  # twice among these few, the later one counts
                seen["renewed"] += 1
            rows[id] = labelled(self.reader, site, one, bare), id in known
        return list(rows.values())

    def _end(self, id: str, seen: Counter[str], told: list[BrokenRow], state: str, error: str) -> None:
        now, report = self.clock(), _report(seen, told)
        self.db.write(lambda conn: store.progress(conn, id, now, report, state=state, error=error, done_at=now))


def _keep(
    conn: Connection,
    id: str,
    fresh: Iterable[tuple[dict[str, Any], bool]],
    seen: Counter[str],
    told: list[BrokenRow],
    now: int,
) -> None:
    for row, known in fresh:
        its_bands = bands(row)
        if not known and is_copy(conn, row, its_bands):
            seen["copies"] += 1
            continue
        store.put(conn, row | {"brought_by": id}, its_bands)
        seen["renewed" if known else "added"] += 1
    store.progress(conn, id, now, _report(seen, told))


def _pieces(rows: Iterator[Ticket | Broken]) -> Iterator[list[Ticket | Broken]]:
    while some := list(islice(rows, AT_ONCE)):
        yield some


def _broken(seen: Counter[str], told: list[BrokenRow], one: Broken) -> None:
    seen["broken"] += 1
    if len(told) < MOST_TOLD:
        told.append(BrokenRow(line=one.line, reason=one.reason))


def _counts(seen: Counter[str], told: list[BrokenRow]) -> Counts:
    names = ("rows", "added", "renewed", "known", "copies", "broken")
    return Counts(**{name: seen[name] for name in names}, first_broken=list(told))


def _report(seen: Counter[str], told: list[BrokenRow]) -> str:
    return msgspec.json.encode(_counts(seen, told)).decode()


def _secret(conn: Connection, site: str) -> str:
    row = sites.find(conn, site)
    if row is None:
        raise NotFound("there is no such site", "unknown_site")
    return str(row.secret)
