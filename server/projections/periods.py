"""From what a caller asks for (moments, or nothing) to the whole days that are answered."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from server.errors import Invalid
from server.store import friction
from server.store.windows import DAY_MS, Window

USUAL_DAYS = 28  # four whole weeks
MOST_DAYS = 366


def window(
    connection: Connection, site: str, now: int, start: int | None = None, end: int | None = None, release: str = ""
) -> Window:
    """The days that hold `start` and `end` (Unix ms; `end` is not included). Without them: the last four weeks of data.

    Raises Invalid when the end comes before the start, or for more than a year.
    """
    known = friction.days(connection, site) or (now // DAY_MS, now // DAY_MS)
    last = known[1] if end is None else (end - 1) // DAY_MS
    first = last - USUAL_DAYS + 1 if start is None else start // DAY_MS
    backwards = start is not None and end is not None and end <= start
    if backwards or not 0 <= last - first < MOST_DAYS:
        raise Invalid("a period starts before it ends and lasts a year at most", "bad_period")
    return Window(site, first, last, release)


def iso(day: int) -> str:
    """A day since 1970 as an ISO date."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)).date().isoformat()
