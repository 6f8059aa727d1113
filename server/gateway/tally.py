"""Counts what was turned away, in memory, and writes the counts to the table refusals from time to time."""

from collections import Counter
from collections.abc import Callable

import structlog

from server.errors import HandrailError
from server.store import refusals
from server.store.database import Database

DAY_MS = 86_400_000


class Tally:
    """Refusals by day, site and reason. A flood costs a counter each, not a transaction each."""

    def __init__(self, db: Database, clock: Callable[[], int]) -> None:
        self._db = db
        self._clock = clock
        self._counts: Counter[refusals.Key] = Counter()

    def add(self, site: str, reason: str) -> None:
        """`site` is the site's id, "" while it is unknown."""
        self._counts[self._clock() // DAY_MS, site, reason] += 1

    async def flush(self) -> None:
        """Writes what was counted; keeps it for the next time when the database can't serve."""
        counts, self._counts = self._counts, Counter()
        if not counts:
            return
        reasons: Counter[str] = Counter()
        for (_, _, reason), count in counts.items():
            reasons[reason] += count
        structlog.get_logger().info("refused", **reasons)
        try:
            await self._db.awrite(refusals.add, counts)
        except HandrailError as error:
            self._counts += counts
            structlog.get_logger().warning("refusals_not_written", reason=error.code)
