"""Questions about where visitors struggle, one query a function; answers are rows.

Only struggles with the verdict *struggle* count. `sessions` are always distinct ones.
"""

import re
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Row, cast, exists, func, select

from server.store.chunks import chunks
from server.store.schema import (
    element_days,
    episodes,
    nudges,
    page_days,
    page_moves,
    pages,
    sites,
    skeletons,
    struggles,
    turns,
    visits,
)
from server.store.windows import DAY_MS, Window

Rows = list[Any]


def days(connection: Connection, site: str) -> tuple[int, int] | None:
    """First and last day with anything on a page; None when there is nothing."""
    day = page_days.c.day
    row = connection.execute(select(func.min(day), func.max(day)).where(page_days.c.site == site)).one()
    return None if row[0] is None else (row[0], row[1])


def pages_by_day(connection: Connection, window: Window, route: str = "") -> list[tuple[int, str, int, int, int]]:
    """(day, route, sessions, views, struggles) of every page that was seen, or of one."""
    query = (
        select(
            page_days.c.day,
            page_days.c.route,
            func.count(),
            func.sum(page_days.c.views),
            func.sum(page_days.c.struggles),
        )
        .where(*_seen(window), *_on(route))
        .group_by(page_days.c.day, page_days.c.route)
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in connection.execute(query)]


def struggling_sessions(connection: Connection, window: Window, route: str = "") -> list[tuple[int, str, str]]:
    """(day, route, session) of those with a struggle."""
    query = select(page_days.c.day, page_days.c.route, page_days.c.session).where(
        *_seen(window), *_on(route), page_days.c.struggles > 0
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]


def spanning_sessions(connection: Connection, window: Window, route: str = "") -> list[tuple[int, str, str]]:
    """(day, route, session) of the sessions that lie on several days: the only ones with several rows for a page."""
    spanning = connection.execute(
        select(visits.c.session).where(
            visits.c.site == window.site,
            visits.c.first_at < window.end,
            visits.c.last_at >= window.start,
            visits.c.first_at // DAY_MS < visits.c.last_at // DAY_MS,
        )
    ).scalars()
    return [
        (row.day, row.route, row.session)
        for some in chunks(list(spanning))
        # By session alone, through its own index; asked for site and days too, SQLite would read all of those.
        for row in connection.execute(select(page_days).where(page_days.c.session.in_(some)))
        if _inside(row, window) and route in ("", row.route)
    ]


def _inside(row: Row[Any], window: Window) -> bool:
    inside = row.site == window.site and window.first <= row.day <= window.last
    return bool(inside and window.release in ("", row.release))


def sessions(connection: Connection, window: Window) -> int:
    """Sessions that saw a page. Without a release they are counted by visits: ten times faster."""
    if window.release:
        return connection.execute(select(func.count(page_days.c.session.distinct())).where(*_seen(window))).scalar_one()
    return connection.execute(
        select(func.count())
        .select_from(visits)
        .where(
            visits.c.site == window.site,
            visits.c.first_at < window.end,
            visits.c.last_at >= window.start,
            visits.c.route != "",
        )
    ).scalar_one()


def struggling(connection: Connection, window: Window) -> int:
    """Sessions with a struggle anywhere."""
    return connection.execute(
        select(func.count(page_days.c.session.distinct())).where(*_seen(window), page_days.c.struggles > 0)
    ).scalar_one()


def signals_by_page(connection: Connection, window: Window) -> Rows:
    """(route, signal, struggles)."""
    return _counted(connection, window, struggles.c.route, struggles.c.signal)


def signals_by_element(connection: Connection, window: Window, route: str) -> Rows:
    """(element, signal, struggles) on one page."""
    return _counted(connection, window, struggles.c.element, struggles.c.signal, route=route)


def struggling_elements(connection: Connection, window: Window) -> Rows:
    """(route, element, name, sessions) of every element somebody struggled on, most sessions first."""
    count = func.count(struggles.c.session.distinct())
    return list(
        connection.execute(
            select(struggles.c.route, struggles.c.element, func.max(struggles.c.element_name), count)
            .where(*_happened(window), struggles.c.element != "")
            .group_by(struggles.c.route, struggles.c.element)
            .order_by(count.desc(), struggles.c.element)
        )
    )


def elements(connection: Connection, window: Window, route: str) -> Rows:
    """(element, name, role, clicks, struggles) of one page."""
    return list(
        connection.execute(
            select(
                element_days.c.element,
                func.max(element_days.c.name),
                func.max(element_days.c.role),
                func.sum(element_days.c.clicks),
                func.sum(element_days.c.struggles),
            )
            .where(*_touched(window), element_days.c.route == route)
            .group_by(element_days.c.element)
        )
    )


def moves(connection: Connection, window: Window) -> Rows:
    """(source, target, moves), most moves first. Moves know no release."""
    count = func.sum(page_moves.c.moves)
    return list(
        connection.execute(
            select(page_moves.c.source, page_moves.c.target, count)
            .where(page_moves.c.site == window.site, page_moves.c.day.between(window.first, window.last))
            .group_by(page_moves.c.source, page_moves.c.target)
            .order_by(count.desc())
        )
    )


def titles(connection: Connection, site: str) -> dict[str, str]:
    """Route -> the page's own title, without the product's name that most titles end with."""
    product = connection.execute(select(sites.c.name).where(sites.c.id == site)).scalar() or ""
    ending = re.compile(rf"\s+[-–—·|:]\s+{re.escape(product)}$", re.IGNORECASE)
    rows = connection.execute(select(pages.c.route, pages.c.title).where(pages.c.site == site))
    return {row.route: ending.sub("", row.title) for row in rows}


def skeleton(connection: Connection, site: str, route: str) -> Any | None:
    """(width, height, boxes_json) of the layout seen last."""
    return connection.execute(
        select(skeletons.c.width, skeletons.c.height, skeletons.c.boxes_json)
        .where(skeletons.c.site == site, skeletons.c.route == route)
        .order_by(skeletons.c.at.desc())
        .limit(1)
    ).first()


def nudged(connection: Connection, window: Window, route: str) -> dict[str, int]:
    """Nudges shown, by element."""
    found = connection.execute(
        select(nudges.c.element, func.count())
        .where(
            nudges.c.site == window.site,
            nudges.c.route == route,
            nudges.c.at >= window.start,
            nudges.c.at < window.end,
            nudges.c.reaction != "",
        )
        .group_by(nudges.c.element)
    )
    return {row[0]: row[1] for row in found}


def helped(connection: Connection, window: Window, route: str) -> dict[str, tuple[int, int]]:
    """(episodes that ended verified or confirmed, closed episodes in which help was given), by element."""
    good = func.sum(cast(episodes.c.outcome.in_(("verified", "confirmed")), Integer))
    found = connection.execute(
        select(episodes.c.element, good, func.count())
        .where(
            episodes.c.site == window.site,
            episodes.c.route == route,
            episodes.c.started_at >= window.start,
            episodes.c.started_at < window.end,
            episodes.c.involved,
            episodes.c.outcome != "",
            episodes.c.element != "",
        )
        .group_by(episodes.c.element)
    )
    return {row[0]: (row[1], row[2]) for row in found}


def sessions_by_day(connection: Connection, window: Window, route: str) -> dict[int, int]:
    """Sessions that saw one page, by day."""
    found = connection.execute(
        select(page_days.c.day, func.count())
        .where(*_seen(window), page_days.c.route == route)
        .group_by(page_days.c.day)
    )
    return {row[0]: row[1] for row in found}


def struggling_by_day(connection: Connection, window: Window, route: str, keys: set[str]) -> dict[int, int]:
    """Sessions that struggled on one element, by day; `keys` are all that it was ever called."""
    found = connection.execute(
        select(element_days.c.day, func.count(element_days.c.session.distinct()))
        .where(
            *_touched(window),
            element_days.c.route == route,
            element_days.c.element.in_(keys),
            element_days.c.struggles > 0,
        )
        .group_by(element_days.c.day)
    )
    return {row[0]: row[1] for row in found}


def recent(
    connection: Connection,
    window: Window,
    limit: int,
    route: str = "",
    elements: set[str] | None = None,
    signal: str = "",
) -> Rows:
    """The struggles behind a number, newest first; `elements` are the keys that count, all when None."""
    chosen = [column == value for column, value in ((struggles.c.route, route), (struggles.c.signal, signal)) if value]
    if elements is not None:
        chosen.append(struggles.c.element.in_(elements))
    return list(
        connection.execute(
            select(struggles).where(*_happened(window), *chosen).order_by(struggles.c.at.desc()).limit(limit)
        )
    )


def outcomes_of(connection: Connection, sessions: list[str]) -> Rows:
    """(session, route, element, outcome) of the episodes of these sessions that have ended, oldest first."""
    columns = (episodes.c.session, episodes.c.route, episodes.c.element, episodes.c.outcome)
    return list(
        connection.execute(
            select(*columns)
            .where(episodes.c.session.in_(sessions), episodes.c.outcome != "")
            .order_by(episodes.c.started_at)
        )
    )


def visit(connection: Connection, session: str) -> Row[Any] | None:
    """What is known of one session."""
    return connection.execute(select(visits).where(visits.c.session == session)).first()


def masked_texts(connection: Connection, ids: list[str]) -> dict[str, str]:
    """The masked texts of these turns, by id."""
    return {row[0]: row[1] for row in connection.execute(select(turns.c.id, turns.c.text).where(turns.c.id.in_(ids)))}


def _counted(connection: Connection, window: Window, *by: ColumnElement[str], route: str = "") -> Rows:
    on = [struggles.c.route == route] if route else []
    return list(connection.execute(select(*by, func.count()).where(*_happened(window), *on).group_by(*by)))


def _happened(window: Window) -> list[ColumnElement[bool]]:
    return [
        struggles.c.site == window.site,
        struggles.c.at >= window.start,
        struggles.c.at < window.end,
        struggles.c.verdict == "struggle",
        *([struggles.c.release == window.release] if window.release else []),
    ]


def _on(route: str) -> list[ColumnElement[bool]]:
    return [page_days.c.route == route] if route else []


def _seen(window: Window) -> list[ColumnElement[bool]]:
    return [
        page_days.c.site == window.site,
        page_days.c.day.between(window.first, window.last),
        *([page_days.c.release == window.release] if window.release else []),
    ]


def _touched(window: Window) -> list[ColumnElement[bool]]:
    """Element rows carry no release: their page's row of the day does."""
    conditions = [
        element_days.c.site == window.site,
        element_days.c.day.between(window.first, window.last),
    ]
    if window.release:
        conditions.append(
            exists().where(
                *(page_days.c[name] == element_days.c[name] for name in ("site", "day", "route", "session")),
                page_days.c.release == window.release,
            )
        )
    return conditions
