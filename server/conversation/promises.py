"""What visitors who wait for a person are promised, and how it ended."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row

from server.answering import wording
from server.api.views.hours import PromisesView
from server.conversation.hours import Hours, Promise, promise, told
from server.projections.rates import rate
from server.store import handoffs, sites, staff

MOST_WAITS = 20  # the latest handoffs that an expected wait is read from


class Standing(msgspec.Struct, frozen=True):
    """Whether a person is there, the expected wait in seconds (-1: nobody can say), and the reply time to promise."""

    online: bool
    wait_s: int = -1
    promise: Promise | None = None
    by: str = ""  # its end in words, in the site's time


def standing(conn: Connection, site: str, clock: int, now: int) -> Standing:
    """How things stand for somebody who asks now; `clock` is the server's time, `now` the visit's own.

    Without hours, or while somebody's desk is open, nothing is promised: the expected wait says more.
    """
    if staff.people_online(conn, clock):
        waits = [taken - asked for asked, taken in handoffs.latest_waits(conn, site, MOST_WAITS)]
        return Standing(True, wording.expected_wait(waits, 0))
    stored = sites.hours(conn, site)
    if not stored:
        return Standing(False)
    hours = msgspec.json.decode(stored, type=Hours)
    ahead = handoffs.waiting(conn, site)
    promised = promise(hours, now, handoffs.latest_waits(conn, site, MOST_WAITS), ahead)
    return Standing(False, -1, promised, told(hours, promised.by) if promised else "")


def kept(rows: Sequence[Row[Any]], now: int) -> PromisesView:
    """Over handoffs with a promise (`promised_by`, `replied_at`, `ended_at`, `delivered_at`)."""
    ends = Counter(_end(row, now) for row in rows)
    due = ends["kept"] + ends["late"] + ends["missed"]
    return PromisesView(
        promised=len(rows),
        **{name: ends[name] for name in ("kept", "late", "missed", "waiting", "withdrawn")},
        delivered=sum(row.delivered_at is not None for row in rows),
        kept_rate=rate(ends["kept"], due),
    )


def _end(row: Row[Any], now: int) -> str:
    if row.replied_at is not None:
        return "kept" if row.replied_at <= row.promised_by else "late"
    if row.ended_at is not None and row.ended_at <= row.promised_by:
        return "withdrawn"
    return "waiting" if now <= row.promised_by else "missed"
