"""Statements behind the struggle score: who was exposed, who showed which signal, how visits ended, learned weights."""

from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select, union

from server.store.chunks import chunks
from server.store.schema import conversations, episodes, page_days, signal_weights, struggles, turns, visits
from server.store.windows import Window

# Signals that are bad ends themselves: who shows one has given up.
GAVE_UP = ("form_abandonment", "left_after_error")


def exposed(connection: Connection, window: Window, route: str = "") -> dict[str, int]:
    """Visitors who saw each page, or one."""
    query = (
        select(page_days.c.route, func.count(visits.c.visitor.distinct()))
        .join(visits, visits.c.session == page_days.c.session)
        .where(page_days.c.site == window.site, page_days.c.day.between(window.first, window.last))
        .group_by(page_days.c.route)
    )
    if window.release:
        query = query.where(page_days.c.release == window.release)
    if route:
        query = query.where(page_days.c.route == route)
    return {row[0]: row[1] for row in connection.execute(query)}


def seen(connection: Connection, window: Window, route: str = "") -> list[Row[Any]]:
    """(route, element, visitor, session, signal), each once, of all struggles or those on one page."""
    columns = [struggles.c[name] for name in ("route", "element", "visitor", "session", "signal")]
    conditions = [
        struggles.c.site == window.site,
        struggles.c.at >= window.start,
        struggles.c.at < window.end,
        struggles.c.verdict == "struggle",
    ]
    if window.release:
        conditions.append(struggles.c.release == window.release)
    if route:
        conditions.append(struggles.c.route == route)
    return list(connection.execute(select(*columns).where(*conditions).distinct()))


def signals_of(connection: Connection, session: str) -> set[str]:
    """The kinds of struggles of one visit."""
    query = select(struggles.c.signal).where(struggles.c.session == session, struggles.c.verdict == "struggle")
    return set(connection.execute(query.distinct()).scalars())


def ended_visits(connection: Connection, site: str, since: int, until: int) -> set[str]:
    """Visits that saw a page and lie within these moments (Unix ms)."""
    query = select(visits.c.session).where(
        visits.c.site == site, visits.c.first_at >= since, visits.c.last_at < until, visits.c.route != ""
    )
    return set(connection.execute(query).scalars())


def visit_signals(connection: Connection, site: str, since: int, until: int) -> list[tuple[str, str]]:
    """(visit, signal), each once, of the struggles within these moments."""
    query = (
        select(struggles.c.session, struggles.c.signal)
        .where(struggles.c.site == site, struggles.c.at >= since, struggles.c.at < until)
        .where(struggles.c.verdict == "struggle")
        .distinct()
    )
    return [(row[0], row[1]) for row in connection.execute(query)]


def bad_ends(connection: Connection, site: str, since: int, until: int) -> set[str]:
    """Visits that ended badly: an episode that failed, went to a person or had a negative word; a turn with thumbs
    down; a form or a page given up."""
    failed = select(episodes.c.session).where(
        episodes.c.site == site,
        episodes.c.started_at.between(since, until),
        or_(episodes.c.outcome == "failed", episodes.c.handoff_reason.is_not(None), episodes.c.failed_attempts > 0),
    )
    disliked = (
        select(conversations.c.session)
        .join(turns, turns.c.conversation == conversations.c.id)
        .where(conversations.c.site == site, turns.c.at.between(since, until))
        .where(or_(turns.c.rated.is_(False), turns.c.solved.is_(False)))
    )
    given_up = select(struggles.c.session).where(
        and_(struggles.c.site == site, struggles.c.at.between(since, until)),
        struggles.c.signal.in_(GAVE_UP),
        struggles.c.verdict == "struggle",
    )
    return set(connection.execute(union(failed, disliked, given_up)).scalars())


def weights_of(connection: Connection, site: str) -> list[Row[Any]]:
    """(signal, weight, low, high, n, bad, learned, at) as they were learned last."""
    return list(connection.execute(select(signal_weights).where(signal_weights.c.site == site)))


def put_weights(connection: Connection, site: str, rows: list[dict[str, Any]]) -> None:
    """Replaces a site's weights."""
    connection.execute(delete(signal_weights).where(signal_weights.c.site == site))
    if rows:
        connection.execute(insert(signal_weights), [{"site": site, **row} for row in rows])


def visits_of(connection: Connection, sessions: list[str]) -> list[Row[Any]]:
    """(session, visitor, first_at, last_at, route, who) of these visits."""
    columns = [visits.c[name] for name in ("session", "visitor", "first_at", "last_at", "route", "who")]
    return list(connection.execute(select(*columns).where(visits.c.session.in_(sessions))))


def struggle_counts(connection: Connection, window: Window, sessions: list[str]) -> dict[str, int]:
    """Struggles of these visits in the period."""
    counts: dict[str, int] = {}
    for some in chunks(sessions):
        query = (
            select(struggles.c.session, func.count())
            .where(struggles.c.session.in_(some), struggles.c.verdict == "struggle")
            .where(struggles.c.at >= window.start, struggles.c.at < window.end)
            .group_by(struggles.c.session)
        )
        counts |= {row[0]: row[1] for row in connection.execute(query)}
    return counts
