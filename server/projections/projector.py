"""Follows the event log and keeps the rollups true to it.

Read a stretch of the log after the checkpoint, load what is known of its sessions, fold every event, then write rows
and checkpoint in one transaction. A kill at any moment repeats the stretch or not at all: additive counts stay exact.
Two projectors can't both count a stretch: the transaction gives up when the checkpoint moved since it was read. A frame
that can't be read is counted with its reason and never stops the rest.
"""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection

from server.eventlog.log import EventLog, Logged
from server.projections.changes import Changes, VisitState
from server.projections.events import Unreadable, events, rules_of
from server.projections.fold import fold
from server.projections.identity import relate
from server.projections.observed import Timed
from server.projections.rows import write_changes
from server.store import projections as store
from server.store import rules
from server.store.database import Database
from server.store.windows import DAY_MS
from widget.protocol import Struggled

NAME = "rollups"
FRAMES_AT_ONCE = 4000  # one transaction of some 200 ms: the conversation's own writes never wait longer
UNREADABLE = "unreadable_frame"
UNKNOWN_SITE = "unknown_site"


class Projector:
    """Keeps the rollups of one database up to date with one log."""

    def __init__(self, db: Database, log: EventLog) -> None:
        self._db = db
        self._log = log

    def run_once(self, limit: int = FRAMES_AT_ONCE) -> int:
        """Projects up to `limit` frames and returns how many of the log it went through; 0 means it is up to date."""
        before = self._db.read(store.checkpoint, NAME)
        logged = self._log.read(before, limit)
        if not logged:
            return 0
        frames, changes = _readable(logged, self._db.read(store.site_secrets), self._db.read(rules.of_sites))
        self._db.read(_load, frames, changes)
        for entry, happened in frames:
            _fold_frame(entry, happened, changes)
        written = self._db.write(_write, before, logged[-1].offset, changes)
        return len(logged) if written else 0

    def catch_up(self, limit: int = FRAMES_AT_ONCE) -> int:
        """Projects everything there is, `limit` frames at a time; returns how many that were."""
        total = 0
        while done := self.run_once(limit):
            total += done
        return total

    def rebuild(self, limit: int = FRAMES_AT_ONCE) -> int:
        """Empties the rollups and projects the whole log again; returns how many frames that were."""
        self._db.write(store.clear, NAME)
        return self.catch_up(limit)


Frames = list[tuple[Logged, list[Timed]]]


def _readable(logged: Sequence[Logged], sites: dict[str, str], overrides: dict[str, str]) -> tuple[Frames, Changes]:
    """The events of every frame that can be read, with their times on the server's clock; the others are counted.

    `sites` are those that are known, with their secrets; `overrides` are their rules, for rows left unjudged.
    """
    frames: Frames = []
    changes = Changes(secrets=sites)
    for entry in logged:
        if entry.site not in sites:
            changes.skipped[entry.received_at // DAY_MS, entry.site, UNKNOWN_SITE] += 1
            continue
        try:
            frames.append((entry, events(entry, rules_of(overrides.get(entry.site, "")))))
        except Unreadable:
            changes.skipped[entry.received_at // DAY_MS, entry.site, UNREADABLE] += 1
    return frames, changes


def _load(connection: Connection, frames: Frames, changes: Changes) -> None:
    for row in store.visits_of(connection, list({entry.session for entry, _ in frames})):
        changes.visits[row.session] = VisitState(
            row.site,
            row.visitor,
            row.first_at,
            row.last_at,
            row.route,
            row.language,
            row.release,
            who=row.who,
            traits=msgspec.json.decode(row.traits_json, type=dict[str, str]),
        )
    struggles = [event.id for _, happened in frames for _, event in happened if isinstance(event, Struggled)]
    changes.known.update(store.known_struggles(connection, struggles))


def _fold_frame(entry: Logged, happened: list[Timed], changes: Changes) -> None:
    for at, event in happened:
        visit = changes.visits.get(entry.session)
        if visit is None:
            visit = changes.visits[entry.session] = VisitState(entry.site, entry.visitor, at, at)
        fold(event, at, entry.session, visit, changes)


def _write(connection: Connection, before: int, after: int, changes: Changes) -> bool:
    if not store.advance(connection, NAME, before, after):
        return False
    relate(connection, changes)
    write_changes(connection, changes)
    return True
