"""The sites by their public key, remembered for a few seconds: every hello and beacon asks."""

from collections import OrderedDict
from collections.abc import Callable

from sqlalchemy import Connection

from server.gateway.handshake import Site, site_of
from server.store.database import Database
from server.store.rules import effective
from server.store.sites import find_by_key

FRESH_MS = 3_000  # a new key or origin works within three seconds
MOST_KEYS = 1_000  # unknown keys are remembered too, so that a flood of them ends here


class Sites:
    """`find` answers from memory where it can."""

    def __init__(self, db: Database, clock: Callable[[], int]) -> None:
        self._db = db
        self._clock = clock
        self._known: OrderedDict[str, tuple[int, Site | None]] = OrderedDict()

    async def find(self, key: str) -> Site | None:
        """The site of that key, None when there is none. Raises Unavailable."""
        now = self._clock()
        known = self._known.get(key)
        if known is not None and now - known[0] < FRESH_MS:
            return known[1]
        site = await self._db.aread(_read, key)
        self._known[key] = (now, site)
        self._known.move_to_end(key)
        if len(self._known) > MOST_KEYS:
            self._known.popitem(last=False)
        return site


def _read(connection: Connection, key: str) -> Site | None:
    row = find_by_key(connection, key)
    return None if row is None else site_of(row, effective(connection, row.id, row.rules_json))
