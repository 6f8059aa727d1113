"""Keeps what sites know fresh: applies what was told, runs the complete syncs that are due, tends validity.

Threads of `handrail work`: told changes of texts, those that take longer (a PDF, a page of the web), and whole
sources. So neither a long sync nor a slow document nor a learning cycle delays an edit. Several keepers may run: leases
keep them apart, and where they meet all the same, a commit on an older revision is refused.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from sqlalchemy import Connection

from server.errors import HandrailError, NotFound
from server.knowledge import deliveries, sources
from server.knowledge.committing import Encodes, Reads, day_of, end
from server.knowledge.deliveries import Delivery, Lane
from server.knowledge.looking import look_again
from server.knowledge.origins import Origin
from server.knowledge.sources import Source
from server.knowledge.sync import BROKE, LeaseLost, Sync
from server.store import articles, copies, sites
from server.store import knowledge as revisions
from server.store import sources as statements
from server.store.database import Database

PAUSE_S = 0.25  # between looks at the queue; one read of an index each
TROUBLE_PAUSE_S = 2.0  # after a failure of the store itself
TOGETHER = 8  # deliveries taken up at once: others get their share, and a killed worker holds few
TEND_EVERY_MS = 60_000  # between looks at dates of validity, and at what may be forgotten
SWEEP_EVERY_MS = 3_600_000  # between looks for what helps to find copies of texts that are gone
FLIPPED_TOGETHER = 200  # articles whose validity begins or ends in one commit


@dataclass
class Keeper:
    """One keeper. `chance` gives numbers in 0..1 for the pauses between tries, `more` does other background work of
    knowledge a piece at a time and says whether there is more of it."""

    db: Database
    origin_of: Callable[[Source], Origin]
    readers: Reads
    encoders: Encodes
    clock: Callable[[], int]
    chance: Callable[[], float]
    more: Callable[[], bool] = lambda: False
    _tended_at: int = field(default=0, init=False)
    _swept_at: int = field(default=0, init=False)

    def deliver(self, lane: Lane = "quick") -> int:
        """Applies the told changes that are due in a lane; returns how many were tried."""
        if not self._is_due(lane):
            return 0
        taken = self.db.write(deliveries.claim, lane, self.clock(), TOGETHER)
        for delivery in taken:
            if delivery is taken[0] or self.db.write(deliveries.hold, delivery, self.clock()):
                self._try(delivery, self._apply)
        return len(taken)

    def sync(self) -> int:
        """Runs one complete sync that is due; returns how many were tried."""
        if self.db.read(statements.due, self.clock()):
            self.db.write(self._tell_due)
        if not self._is_due("whole"):
            return 0
        taken = self.db.write(deliveries.claim, "whole", self.clock(), 1)
        for delivery in taken:
            self._try(delivery, self._sync)
        return len(taken)

    def tend(self) -> int:
        """Once a minute: articles whose day has come or gone, and deliveries nobody asks about any more."""
        now = self.clock()
        if now - self._tended_at < TEND_EVERY_MS:
            return 0
        self._tended_at = now
        self.db.write(deliveries.forget, now)
        names = [row.id for row in self.db.read(sites.every)]
        if now - self._swept_at >= SWEEP_EVERY_MS:
            self._swept_at = now
            for site in names:
                self.db.write(copies.sweep, site)
        return sum(tend_validity(self.db, site, now) for site in names)

    def work_once(self) -> int:
        """All that is due, one after another; returns how much it was."""
        return self.sync() + self.deliver("quick") + self.deliver("slow") + self.tend() + self.more()

    def run(self, stop: threading.Event) -> list[threading.Thread]:
        """Starts the threads that work until `stop` is set."""
        steps: dict[str, Callable[[], int]] = {
            "quick": lambda: self.deliver("quick"),
            "slow": lambda: self.deliver("slow"),
            "whole": lambda: self.sync() + self.tend() + self.more(),
        }
        threads = [
            threading.Thread(target=self._over_and_over, args=(step, stop), name=f"knowledge-{name}")
            for name, step in steps.items()
        ]
        for thread in threads:
            thread.start()
        return threads

    def _over_and_over(self, step: Callable[[], int], stop: threading.Event) -> None:
        pause = 0.0
        while not stop.wait(pause):
            try:
                pause = 0.0 if step() else PAUSE_S
            except HandrailError as error:  # of the store: nothing is lost, the leases end
                structlog.get_logger().warning("knowledge_waits", code=error.code, reason=error.message)
                pause = TROUBLE_PAUSE_S
            except Exception as error:  # what is known goes on being served, and edits go on being applied
                structlog.get_logger().error("knowledge_broke", error=type(error).__name__)
                pause = TROUBLE_PAUSE_S

    def _is_due(self, lane: Lane) -> bool:
        first = self.db.read(deliveries.next_due, lane)
        return first is not None and first <= self.clock()

    def _tell_due(self, conn: Connection) -> None:
        now = self.clock()
        for row in statements.due(conn, now):
            deliveries.tell(conn, row.site, row.id, "sync", "", now)
            statements.change(conn, row.id, {"due_at": now + row.every_s * 1000 if row.every_s else None})

    def _try(self, delivery: Delivery, work: Callable[[Delivery, Source], None]) -> None:
        try:
            source = self.db.read(sources.find, delivery.source)
            if source.state == "paused":  # going on again begins with a sync of the whole
                self.db.write(deliveries.finish, delivery, self.clock())
            else:
                work(delivery, source)
        except (LeaseLost, NotFound):
            return
        except HandrailError as error:
            self._failed(delivery, error.message)
        except Exception as error:  # one bad file must not end the thread that keeps all others fresh
            structlog.get_logger().error("delivery_broke", source=delivery.source, error=type(error).__name__)
            self._failed(delivery, BROKE)

    def _failed(self, delivery: Delivery, reason: str) -> None:
        try:
            self.db.write(deliveries.fail, delivery, self.clock(), reason, self.chance)
        except HandrailError as error:  # the store again: the lease ends, and with it the pause
            structlog.get_logger().warning("delivery_not_noted", code=error.code, reason=error.message)

    def _apply(self, delivery: Delivery, source: Source) -> None:
        look_again(
            self.db,
            source,
            self.origin_of(source),
            delivery.path,
            self.readers,
            self.encoders,
            self.clock,
            deleted=delivery.kind == "deleted",
            also=lambda conn: deliveries.finish(conn, delivery, self.clock()),
        )

    def _sync(self, delivery: Delivery, source: Source) -> None:
        held_at = self.clock()

        def beat() -> None:
            nonlocal held_at
            if self.clock() - held_at < deliveries.SYNC_LEASE_MS // 4:
                return
            held_at = self.clock()
            if not self.db.write(deliveries.hold, delivery, held_at):
                raise LeaseLost(delivery.id)

        run = Sync(self.db, source, self.origin_of(source), self.readers, self.encoders, self.clock, beat=beat)
        report = run.run()
        self.db.write(deliveries.finish, delivery, self.clock())
        structlog.get_logger().info(
            "synced",
            site=source.site,
            source=source.name,
            added=len(report.added),
            changed=len(report.changed),
            deleted=len(report.deleted),
            broken=len(report.broken),
        )


def tend_validity(db: Database, site: str, now: int) -> int:
    """Takes the site's articles into the index or out of it where a date was reached; returns how many."""
    wrong = db.read(articles.wrongly_live, site, day_of(now))
    for start in range(0, len(wrong), FLIPPED_TOGETHER):
        db.write(_flip, site, [row.id for row in wrong[start : start + FLIPPED_TOGETHER]], now)
    return len(wrong)


def _flip(conn: Connection, site: str, ids: list[str], now: int) -> None:
    wrong = [row for row in articles.wrongly_live(conn, site, day_of(now)) if row.id in ids]
    flipped = [row.id for row in wrong]
    before = revisions.digest(conn, flipped)
    for live in (True, False):
        articles.set_live(conn, [row.id for row in wrong if row.live != live], live)
    if flipped:
        end(conn, site, before, flipped, (), now)
