"""Statements on the struggle rules of a site: what a person set, and what elements' own baselines call for."""

from typing import Any

import msgspec
from sqlalchemy import Connection, Integer, Row, cast, delete, func, insert, select, update

from server.store.schema import calibrations, element_days, nudges, page_days, sites, struggles

MOST_ELEMENTS = 500  # with rules of their own that a page is sent


def settings(conn: Connection, site: str) -> Row[Any] | None:
    """The site's row, of which `rules_json`, `sample` and `trace` are meant."""
    return conn.execute(select(sites).where(sites.c.id == site)).first()


def set_settings(conn: Connection, site: str, rules_json: str, sample: int, trace: bool) -> None:
    conn.execute(update(sites).where(sites.c.id == site).values(rules_json=rules_json, sample=sample, trace=trace))


def calibrated(conn: Connection, site: str) -> list[Row[Any]]:
    """All calibrations of a site, the newest first, those undone among them."""
    found = select(calibrations).where(calibrations.c.site == site)
    return list(conn.execute(found.order_by(calibrations.c.at.desc(), calibrations.c.element, calibrations.c.signal)))


def replace_calibrations(conn: Connection, site: str, rows: list[dict[str, Any]]) -> None:
    """Puts these in place of the site's calibrations; what a person undid stays undone."""
    conn.execute(delete(calibrations).where(calibrations.c.site == site, ~calibrations.c.undone))
    undone = {
        (row.element, row.signal)
        for row in conn.execute(
            select(calibrations.c.element, calibrations.c.signal).where(calibrations.c.site == site)
        )
    }
    fresh = [row for row in rows if (row["element"], row["signal"]) not in undone]
    if fresh:
        conn.execute(insert(calibrations), fresh)


def set_undone(conn: Connection, site: str, element: str, signal: str, undone: bool) -> int:
    """How many calibrations that changed: 0 for one that is not there."""
    key = (calibrations.c.site == site, calibrations.c.element == element, calibrations.c.signal == signal)
    return conn.execute(update(calibrations).where(*key).values(undone=undone)).rowcount


def effective(conn: Connection, site: str, rules_json: str) -> str:
    """The override that a page is sent: calibrations, and over them what a person set."""
    own: dict[str, Any] = msgspec.json.decode(rules_json) if rules_json else {}
    elements: dict[str, Any] = {}
    live = select(calibrations).where(calibrations.c.site == site, ~calibrations.c.undone)
    for row in conn.execute(live.order_by(calibrations.c.at.desc(), calibrations.c.element).limit(MOST_ELEMENTS)):
        elements.setdefault(row.element, {})[row.signal] = msgspec.json.decode(row.fields_json)
    for key, signals in own.get("elements", {}).items():
        elements[key] = {**elements.get(key, {}), **signals}
    whole = {**own, **({"elements": elements} if elements else {})}
    return msgspec.json.encode(whole, order="sorted").decode() if whole else ""


def runs(conn: Connection, site: str, since_day: int) -> list[Row[Any]]:
    """(element, name, session, longest quick run, other struggles of that session on that page), a row a session."""
    other = (
        select(struggles.c.session, struggles.c.route, func.count().label("troubles"))
        .where(struggles.c.site == site, struggles.c.verdict == "struggle", struggles.c.signal != "rage_click")
        .group_by(struggles.c.session, struggles.c.route)
        .subquery()
    )
    joined = element_days.outerjoin(
        other, (other.c.session == element_days.c.session) & (other.c.route == element_days.c.route)
    )
    found = (
        select(
            element_days.c.element,
            func.max(element_days.c.name).label("name"),
            element_days.c.session,
            func.max(element_days.c.longest_run).label("longest"),
            func.coalesce(func.max(other.c.troubles), 0).label("troubles"),
        )
        .select_from(joined)
        .where(element_days.c.site == site, element_days.c.day >= since_day, element_days.c.longest_run > 1)
        .group_by(element_days.c.element, element_days.c.session)
        .order_by(element_days.c.element, element_days.c.session)
    )
    return list(conn.execute(found))


def reactions(conn: Connection, site: str, since: int) -> list[Row[Any]]:
    """(element, signal, nudges shown or answered, of them dismissed) since a moment."""
    dismissed = func.sum(cast(nudges.c.reaction == "dismissed", Integer))
    found = (
        select(nudges.c.element, struggles.c.signal, func.count().label("shown"), dismissed.label("dismissed"))
        .join(struggles, struggles.c.id == nudges.c.struggle)
        .where(nudges.c.site == site, nudges.c.at >= since, nudges.c.reaction.in_(("shown", "opened", "dismissed")))
        .group_by(nudges.c.element, struggles.c.signal)
        .order_by(nudges.c.element, struggles.c.signal)
    )
    return list(conn.execute(found))


def exposures(conn: Connection, site: str, first_day: int, last_day: int) -> list[Row[Any]]:
    """(session, route) of every page that a session saw in these days."""
    found = (
        select(page_days.c.session, page_days.c.route)
        .where(page_days.c.site == site, page_days.c.day.between(first_day, last_day))
        .distinct()
    )
    return list(conn.execute(found))
