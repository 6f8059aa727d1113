"""Sessions by page, counted once for a stretch of days and summed for any part of it.

Rows are one a session, page and day, so that counting rows is counting sessions but for those that lie on several days:
their repeats are taken away. That reads the table once, in the order of its key, where counting distinct sessions for
each part sorts it every time, and is as exact.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from server.api.views import Rate
from server.projections.headlines import COMPARED_DAYS
from server.projections.rates import rate
from server.store import friction as store
from server.store.windows import Window

Seen = tuple[int, str, str]  # day, route, session


class PageCount(NamedTuple):
    """What happened on one page; `sessions` and `struggling` are distinct sessions."""

    sessions: int = 0
    views: int = 0
    struggles: int = 0
    struggling: int = 0

    @property
    def rate(self) -> Rate:
        return rate(self.struggling, self.sessions)


class Tally:
    """Counts of a window and of the weeks that its headline compares."""

    def __init__(
        self, days: Sequence[tuple[int, str, int, int, int]], struggling: Sequence[Seen], spanning: Sequence[Seen]
    ) -> None:
        self._days = days
        self._struggling = struggling
        self._spanning = spanning

    @classmethod
    def of(cls, connection: Connection, window: Window, route: str = "") -> "Tally":
        """Everything from the window's first day, or a fortnight before its end, to its last; of one page or all."""
        fortnight = window.tail(2 * COMPARED_DAYS)
        wide = window if window.first <= fortnight.first else fortnight
        return cls(
            store.pages_by_day(connection, wide, route),
            store.struggling_sessions(connection, wide, route),
            store.spanning_sessions(connection, wide, route),
        )

    def pages(self, part: Window) -> dict[str, PageCount]:
        """Counts by route for some of the days."""
        rows: Counter[str] = Counter()
        views: Counter[str] = Counter()
        struggles: Counter[str] = Counter()
        for day, route, sessions, seen, hurt in self._days:
            if part.first <= day <= part.last:
                rows[route] += sessions
                views[route] += seen
                struggles[route] += hurt
        repeats: Counter[str] = Counter()
        spans = Counter((route, session) for day, route, session in self._spanning if part.first <= day <= part.last)
        for (route, _), days in spans.items():
            repeats[route] += days - 1
        struggling = Counter(route for route, _ in self._distinct(part))
        return {
            route: PageCount(rows[route] - repeats[route], views[route], struggles[route], struggling[route])
            for route in rows
        }

    def struggling(self, part: Window) -> int:
        """Sessions with a struggle on any page."""
        return len({session for _, session in self._distinct(part)})

    def _distinct(self, part: Window) -> set[tuple[str, str]]:
        return {(route, session) for day, route, session in self._struggling if part.first <= day <= part.last}
