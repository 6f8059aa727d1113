"""The queue of told changes: what a watch, a webhook, an upload or the API said, kept until it is applied.

One open delivery for each thing: a change that is told again before anybody took it up is the same delivery, one that
is told while it is being applied is another, because what is read now may be what was there before. Who takes a
delivery has it under a lease; a killed worker's lease ends and its work is taken up. What fails is tried again after a
pause that doubles and varies, so that a place that was away isn't met by everything at once.
"""

from collections.abc import Callable, Sequence
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import Connection, Row

from server.clock import new_id
from server.errors import Conflict, NotFound
from server.store import deliveries as statements

Kind = Literal["changed", "deleted", "sync"]
Lane = Literal["quick", "slow", "whole"]  # texts; what must be fetched or unpacked; whole sources

ONE = ("changed", "deleted")  # kinds that are about one path
WHOLE = ("sync",)
LEASE_MS = 20_000  # of one path, held again before each; a killed worker's edits are live within 30 s
SYNC_LEASE_MS = 180_000  # of a sync, held again between articles; the slowest document takes two minutes
FIRST_PAUSE_MS = 1_000
LONGEST_EARLY_MS = 8_000  # pauses while an edit may still be live in 30 s
EARLY = 5  # failures that are met quickly: 1, 2, 4, 8, 8 s
LONGEST_PAUSE_MS = 3_600_000
GIVE_UP_MS = 86_400_000  # after a day somebody must look
LEAST_TRIES = 6  # even when the machine was off for a day
MOST_OPEN = 10_000  # of a source; with more a sync of the whole is the shorter way
KEEP_DONE_MS = 7 * 86_400_000  # for the figures
_LANES = {"quick": statements.QUICK, "slow": statements.SLOW, "whole": statements.WHOLE}
WITHIN_MS = 30_000  # in which an edit is to be live


class Delivery(Struct, frozen=True):
    """One told change under a lease. `path` is the article's, "" for the whole source."""

    id: str
    site: str
    source: str
    kind: Kind
    path: str
    attempts: int
    at: int


class Figures(Struct, frozen=True):
    """How a site's told changes went. Milliseconds from telling to applied; 0 where there is none."""

    told: int
    applied: int
    waiting: int
    given_up: int
    late: int  # not applied within WITHIN_MS
    p50_ms: int
    p99_ms: int


def tell(conn: Connection, site: str, source: str, kind: Kind, path: str, now: int) -> str:
    """Puts a change into the queue; returns the delivery's id. The caller need not know whether it is really one."""
    return tell_all(conn, site, source, [(kind, path)], now)[0]


def tell_all(conn: Connection, site: str, source: str, news: Sequence[tuple[Kind, str]], now: int) -> list[str]:
    """Puts changes of one source into the queue; where there are too many, one sync of the whole in their stead.

    Returns the ids of the deliveries, each once.
    """
    room = MOST_OPEN - statements.open_count(conn, source)
    told: dict[str, None] = {}
    for kind, path in news:
        same = statements.waiting(conn, source, path, WHOLE if kind == "sync" else ONE, now)
        if same is not None:
            statements.renew(conn, same.id, kind, now)
            told[same.id] = None
            continue
        if room == 0:
            statements.drop_open(conn, source, now)
            row = _row(site, source, "sync", "", now)
            statements.add(conn, row)
            return [row["id"]]
        row = _row(site, source, kind, path, now)
        statements.add(conn, row)
        told[row["id"]] = None
        room -= 1
    return list(told)


def claim(conn: Connection, lane: Lane, now: int, most: int) -> list[Delivery]:
    """Takes up to `most` due deliveries of a lane under a lease."""
    until = now + (SYNC_LEASE_MS if lane == "whole" else LEASE_MS)
    return [_delivery(row) for row in statements.claim(conn, _LANES[lane], now, until, most)]


def next_due(conn: Connection, lane: Lane) -> int | None:
    """When the first delivery of a lane is due, under a lease or not; None where nothing waits."""
    return statements.next_due(conn, _LANES[lane])


def hold(conn: Connection, delivery: Delivery, now: int) -> bool:
    """Holds the lease longer; False when another worker has taken the delivery up."""
    until = now + (SYNC_LEASE_MS if delivery.kind == "sync" else LEASE_MS)
    return statements.extend(conn, delivery.id, delivery.attempts, until)


def finish(conn: Connection, delivery: Delivery, now: int) -> None:
    """It is applied."""
    statements.finish(conn, delivery.id, delivery.attempts, now)


def fail(conn: Connection, delivery: Delivery, now: int, reason: str, chance: Callable[[], float]) -> bool:
    """It could not be applied: tried again later, or given up and shown. Says whether it is tried again.

    `chance` gives numbers in 0..1.
    """
    if now - delivery.at >= GIVE_UP_MS and delivery.attempts >= LEAST_TRIES:
        statements.finish(conn, delivery.id, delivery.attempts, now, reason)
        return False
    due_at = now + pause_ms(delivery.attempts, chance())
    statements.postpone(conn, delivery.id, delivery.attempts, due_at, reason)
    return True


def retry(conn: Connection, id: str, now: int) -> None:
    """Has a delivery that was given up tried again, at once. Raises NotFound, Conflict where it was not given up."""
    if statements.find(conn, id) is None:
        raise NotFound("There is no such delivery: it may have been applied long ago, or its source is gone.")
    if not statements.retry(conn, id, now):
        raise Conflict("It was not given up: it is applied, or will be tried again by itself.", "not_given_up")


def pause_ms(failures: int, chance: float) -> int:
    """The pause after so many failures (1 ...): doubled each time, and by `chance` between half and the whole of it."""
    longest = LONGEST_EARLY_MS if failures <= EARLY else LONGEST_PAUSE_MS
    whole: int = min(FIRST_PAUSE_MS * 2 ** min(failures - 1, 32), longest)
    return round(whole * (0.5 + chance / 2))


def figures(conn: Connection, site: str, since: int, now: int) -> Figures:
    """What was told since, and how long it took to be applied."""
    rows = statements.told_since(conn, site, since)
    took = sorted(row.done_at - row.at for row in rows if row.done_at is not None and not row.error)
    waiting = [row for row in rows if row.done_at is None]
    late = sum(ms > WITHIN_MS for ms in took) + sum(now - row.at > WITHIN_MS for row in waiting)
    given_up = len(rows) - len(took) - len(waiting)
    return Figures(
        told=len(rows),
        applied=len(took),
        waiting=len(waiting),
        given_up=given_up,
        late=late + given_up,
        p50_ms=_share(took, 50),
        p99_ms=_share(took, 99),
    )


def forget(conn: Connection, now: int) -> int:
    """Deletes what was done too long ago for the figures; returns how many."""
    return statements.forget_done(conn, now - KEEP_DONE_MS)


def _share(took: list[int], percent: int) -> int:
    """The smallest value that `percent` of the sorted ones do not exceed; 0 for none."""
    return took[max(-(-len(took) * percent // 100) - 1, 0)] if took else 0


def _row(site: str, source: str, kind: Kind, path: str, now: int) -> dict[str, Any]:
    return {"id": new_id(), "site": site, "source": source, "kind": kind, "path": path, "at": now, "due_at": now}


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(row.id, row.site, row.source, row.kind, row.path, row.attempts, row.at)
