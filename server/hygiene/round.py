"""The worker's round over a site's knowledge: what changed is compared, questions are filed, owners are told.

Comparing and embedding happen outside transactions; each step commits by itself, so that a killed round goes on.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import structlog
from msgspec import Struct
from sqlalchemy import Connection

from models.encode import Embedding, Encoder
from server.errors import HandrailError
from server.hygiene import care, controls, filing, pairs
from server.hygiene.aligned import Reader
from server.hygiene.drafts import Encode
from server.projections.identity import Names
from server.store import copies, gaps, hygiene, sites, tickets
from server.store.database import Database

EVERY_MS = 3_600_000  # between rounds over a site where nothing changed: layouts, days and questions go on
SOON_MS = 60_000  # and where its articles did
MOST_ARTICLES = 200  # compared at once; the rest in the next round, a minute later
MOST_EMBEDDED = 20_000  # sentences kept embedded, 1.5 KB each
DAY_MS = 86_400_000


class Tended(Struct, frozen=True):
    """What a round did."""

    compared: int = 0
    found: int = 0
    fixed: int = 0
    filed: int = 0
    notices: int = 0
    ms: float = 0.0


@dataclass
class Hygiene:
    """Tends the sites of one installation. Two at once do the same twice, and harm nothing."""

    db: Database
    encoder: Encoder
    _at: dict[str, int] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._reader = Reader(self.encoder)
        self._encode: Encode = lru_cache(MOST_EMBEDDED)(self.encoder.encode)

    def run(self, stop: threading.Event, clock: Callable[[], int]) -> None:
        """Tends every site until `stop` is set, a look a minute. Failures of disk and database are tried again."""
        while not stop.is_set():
            try:
                self.tend_all(clock())
            except HandrailError as error:
                structlog.get_logger().warning("hygiene_failed", code=error.code, reason=error.message)
            stop.wait(SOON_MS / 1000)

    def tend_all(self, now: int) -> None:
        """A round over each site for which it is time. History that is being played ends with its latest visit."""
        for row in self.db.read(sites.every):
            last = self.db.read(sites.span, row.id)[1] if row.simulated else None
            self.tend_due(row.id, min(now, last) if last else now)

    def tend_due(self, site: str, now: int) -> Tended | None:
        """A round if it is time for one; `now` is the site's own time."""
        last = self._at.get(site)
        if last is not None and now - last < EVERY_MS:
            changed, _ = self.db.read(_changed, site)
            if not changed or now - last < SOON_MS:
                return None
        return self.tend(site, now)

    def tend(self, site: str, now: int) -> Tended:
        """One round."""
        self._at[site] = now
        started = time.perf_counter()
        compared, found, fixed = self._compare(site, now)
        lost, back = self._controls(site, now)
        filed = self._file(site, now)
        notices = len(self.db.write(care.notify, site, now))
        self.db.write(copies.sweep, site)
        self.db.write(lambda conn: hygiene.put_state(conn, site, round_at=now))
        ms = (time.perf_counter() - started) * 1000
        done = Tended(compared, found + lost, fixed + back, filed, notices, round(ms, 1))
        if done.found or done.fixed or done.filed or done.notices:
            structlog.get_logger().info(
                "tended", site=site, found=done.found, fixed=done.fixed, filed=filed, ms=done.ms
            )
        return done

    def _compare(self, site: str, now: int) -> tuple[int, int, int]:
        """Contradictions and duplicates among what changed: how many articles, findings, findings that went."""
        changed, revision = self.db.read(_changed, site)
        orphaned = self.db.read(hygiene.orphaned, site)
        if not changed and not orphaned:
            return 0, 0, 0
        passages = self.db.read(hygiene.live_passages, site) if changed else []
        rows = pairs.compare(site, passages, set(changed), self._reader, now)

        def keep(conn: Connection) -> tuple[int, int]:
            fixed = hygiene.fix_missing(
                conn, site, pairs.KINDS, {*changed, *orphaned}, {row["id"] for row in rows}, now
            )
            found = hygiene.put_findings(conn, rows)
            hygiene.put_state(conn, site, revision=revision)
            return found, fixed

        return len(changed), *self.db.write(keep)

    def _controls(self, site: str, now: int) -> tuple[int, int]:
        """Controls that articles name and pages no longer show since the newest release."""
        rows, release = self.db.read(_lost, site, now)
        if release is None:
            return 0, 0

        def keep(conn: Connection) -> tuple[int, int]:
            fixed = hygiene.fix_missing(conn, site, ("control",), None, {row["id"] for row in rows}, now)
            return hygiene.put_findings(conn, rows), fixed

        return self.db.write(keep)

    def _file(self, site: str, now: int) -> int:
        fresh = self.db.read(filing.waiting, site)
        brought = self.db.read(_drafts_again, site)
        if not fresh and not brought:
            return 0
        on = filing.ground(self.db.read(hygiene.texts, site), self._encode)
        apart: list[Embedding] = [on.read(row.text, self._encode) for row in fresh]
        touched = self.db.write(filing.file, site, fresh, apart)
        counted = [self.db.read(filing.count, site, gap, self._encode, now) for gap in sorted(touched | brought)]
        self.db.write(filing.keep, site, counted, now)
        return len(fresh)


def _changed(conn: Connection, site: str) -> tuple[list[str], int]:
    state = hygiene.state_of(conn, site)
    return hygiene.changed_articles(conn, site, state.revision if state else -1, MOST_ARTICLES)


def _lost(conn: Connection, site: str, now: int) -> tuple[list[dict[str, Any]], str | None]:
    """Findings on controls, and the release since which they are gone; None where there is no release."""
    release = hygiene.latest_release(conn, site)
    if release is None:
        return [], None
    layouts = controls.layouts_of(hygiene.all_layouts(conn, site))
    visits = hygiene.visits_since(conn, site, release.name, release.at)
    used = hygiene.used_names(conn, site, release.at // DAY_MS + 1)
    lost = controls.gone(layouts, release.at, used, visits, Names.of(conn, site))
    if not lost:
        return [], release.name
    return controls.findings(site, hygiene.texts(conn, site), lost, release.name, now), release.name


def _drafts_again(conn: Connection, site: str) -> set[str]:
    """The open gaps, when tickets were imported since the last round: what people answered in them may be a draft."""
    state = hygiene.state_of(conn, site)
    if state is None or not tickets.brought_since(conn, site, state.round_at):
        return set()
    return {row.id for row in gaps.ranked(conn, site, "open")}
