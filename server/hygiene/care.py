"""Who looks after an article and when it is to be looked at again; what is past its day is told to the owner."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection, Row

from server.errors import Invalid, NotFound
from server.knowledge import care as knowledge
from server.store import articles, hygiene

REVIEW_DAYS = 180  # from one review to the next where nobody said otherwise: twice a year
MOST_DAYS = 3_650
UNUSED_MS = 90 * 86_400_000  # an article that answered nobody for a quarter of a year counts as unused


def day(now: int) -> str:
    """The UTC day of a moment (Unix ms), ISO."""
    return datetime.fromtimestamp(now / 1000, UTC).date().isoformat()


def is_stale(review_by: str, today: str) -> bool:
    """Whether an article's review date has come; ISO dates compare as text."""
    return bool(review_by) and review_by <= today


def is_unused(row: Row[Any], now: int) -> bool:
    """Whether an article has answered nobody for long."""
    return row.used_at is None or row.used_at < now - UNUSED_MS


def set_cycle(conn: Connection, article: str, days: int | None, now: int, *, keep_day: bool = False) -> None:
    """Reviews an article every `days`, the first time so many days from today or (`keep_day`) when it says; None: no
    more. Raises Invalid."""
    if days is not None and not 0 < days <= MOST_DAYS:
        raise Invalid(f"a review comes every 1 to {MOST_DAYS} days")
    hygiene.set_cycle(conn, _found(conn, article).site, article, days)
    if days is not None and not keep_day:
        knowledge.take_care(conn, article, {"review_by": _in_days(now, days)}, now)


def reviewed(conn: Connection, article: str, by: str, now: int, until: str = "") -> str:
    """Somebody has looked at it and found it right: until a day, or for another cycle. Returns the next day."""
    if until and valid_day(until) <= day(now):
        raise Invalid("the next review is on a later day")
    care = hygiene.care_of(conn, article)
    days = (care.review_days if care is not None else None) or REVIEW_DAYS
    next_day = until or _in_days(now, days)
    knowledge.reviewed(conn, article, by, next_day, now)
    knowledge.take_care(conn, article, {"review_by": next_day}, now)
    notify(conn, _found(conn, article).site, now)
    return next_day


def notify(conn: Connection, site: str, now: int) -> list[str]:
    """One notice for each article past its day, to its owner or ("") whoever looks; ends those that are settled."""
    today = day(now)
    rows = [
        {
            "id": f"{row.id}|{row.review_by}|{row.owner}",
            "site": site,
            "owner": row.owner,
            "kind": "review",
            "article": row.id,
            "text": f"“{row.title}” was to be reviewed by {row.review_by}.",
            "at": now,
        }
        for row in hygiene.cared(conn, site)
        if is_stale(row.review_by, today)
    ]
    fresh = hygiene.put_notices(conn, rows)
    hygiene.end_notices(conn, site, [str(row["id"]) for row in rows], now)
    for row in rows:
        if row["id"] in fresh:
            structlog.get_logger().info("article_stale", site=site, article=row["article"], owner=row["owner"])
    return fresh


def _found(conn: Connection, article: str) -> Row[Any]:
    row = articles.find(conn, article)
    if row is None:
        raise NotFound("There is no such article.")
    return row


def _in_days(now: int, days: int) -> str:
    return (date.fromisoformat(day(now)) + timedelta(days=days)).isoformat()


def valid_day(text: str) -> str:
    """An ISO day as it was given. Raises Invalid."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Invalid(f"{text} is no day such as 2026-11-21") from None
