"""Statements on the struggle rules of a site: what a person set, and what elements' own baselines call for."""

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, case, delete, func, insert, or_, select, update

from server.store.schema import calibrations, element_days, episodes, nudges, page_days, sites, struggles

MOST_ELEMENTS = 500  # with rules of their own: what a site's Welcome can carry (widget/signals/rules.py)


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
    """The override that a page is sent: calibrations, and over them what a person set, for 500 elements at most."""
    own: dict[str, Any] = msgspec.json.decode(rules_json) if rules_json else {}
    elements: dict[str, Any] = {}
    live = select(calibrations).where(calibrations.c.site == site, ~calibrations.c.undone)
    room = MOST_ELEMENTS - len(own.get("elements", {}))
    for row in conn.execute(live.order_by(calibrations.c.at.desc(), calibrations.c.element)):
        if row.element in elements or row.element in own.get("elements", {}) or len(elements) < room:
            elements.setdefault(row.element, {})[row.signal] = msgspec.json.decode(row.fields_json)
    for key, signals in own.get("elements", {}).items():
        elements[key] = {**elements.get(key, {}), **signals}
    whole = {**own, **({"elements": elements} if elements else {})}
    return msgspec.json.encode(whole, order="sorted").decode() if whole else ""


def elements(conn: Connection, site: str, keys: Collection[str], most: int) -> list[Row[Any]]:
    """(element, name, route, struggles) of the site's latest thirty days: those with `keys`, and those with most
    struggles and clicks, at most `most`."""
    last = conn.execute(select(func.max(element_days.c.day)).where(element_days.c.site == site)).scalar() or 0
    hurt, clicks = func.sum(element_days.c.struggles), func.sum(element_days.c.clicks)
    name = func.max(element_days.c.name).label("name")
    wanted = case((element_days.c.element.in_(keys), 0), else_=1)
    found = (
        select(element_days.c.element, name, element_days.c.route, hurt.label("struggles"))
        .where(element_days.c.site == site, element_days.c.day > last - 30, element_days.c.element != "")
        .group_by(element_days.c.route, element_days.c.element)
        .order_by(wanted, hurt.desc(), clicks.desc(), element_days.c.element)
        .limit(most)
    )
    return list(conn.execute(found))


def of_sites(conn: Connection) -> dict[str, str]:
    """The override of every site, as its pages are sent it."""
    rows = conn.execute(select(sites.c.id, sites.c.rules_json))
    return {row.id: effective(conn, row.id, row.rules_json) for row in rows}


def clicked(conn: Connection, site: str, since_day: int, run: int) -> list[Row[Any]]:
    """(route, element, name, session, longest quick run) of elements on which somebody clicked `run` times in quick
    succession, or whose click was judged dead; a row a visit."""
    of_site = (element_days.c.site == site, element_days.c.day >= since_day)
    fast = select(element_days.c.element).where(*of_site, element_days.c.longest_run >= run)
    dead = select(struggles.c.element).where(struggles.c.site == site, struggles.c.signal == "dead_click")
    found = (
        select(
            element_days.c.route,
            element_days.c.element,
            func.max(element_days.c.name).label("name"),
            element_days.c.session,
            func.max(element_days.c.longest_run).label("longest"),
        )
        .where(*of_site, element_days.c.clicks > 0, element_days.c.element.in_(fast.union(dead)))
        .group_by(element_days.c.route, element_days.c.element, element_days.c.session)
        .order_by(element_days.c.route, element_days.c.element, element_days.c.session)
    )
    return list(conn.execute(found))


def trouble(conn: Connection, site: str, since: int) -> list[Row[Any]]:
    """(session, route, signal), each once, of all struggles since a moment."""
    columns = (struggles.c.session, struggles.c.route, struggles.c.signal)
    since_then = (struggles.c.site == site, struggles.c.at >= since, struggles.c.verdict == "struggle")
    return list(conn.execute(select(*columns).where(*since_then).distinct()))


def dead_clicks(conn: Connection, site: str, since: int) -> list[Row[Any]]:
    """(session, route, element, times) of clicks without an answer that shows; those that could not be judged because
    the signal is switched off there are among them."""
    found = (
        select(
            struggles.c.session,
            struggles.c.route,
            struggles.c.element,
            func.sum(struggles.c.count).label("times"),
        )
        .where(struggles.c.site == site, struggles.c.at >= since, struggles.c.signal == "dead_click")
        .where((struggles.c.verdict == "struggle") | struggles.c.evidence_json.like('["switched_off"%'))
        .group_by(struggles.c.session, struggles.c.route, struggles.c.element)
    )
    return list(conn.execute(found))


def asked(conn: Connection, site: str, since: int) -> set[tuple[str, str]]:
    """(session, route) of visits that asked for help on the page: in the chat, or for a person."""
    sought = or_(episodes.c.conversation.is_not(None), episodes.c.handoff_reason.is_not(None))
    found = select(episodes.c.session, episodes.c.route).where(
        episodes.c.site == site, episodes.c.started_at >= since, sought
    )
    return {(row[0], row[1]) for row in conn.execute(found)}


def done(conn: Connection, site: str, since_day: int) -> set[tuple[str, str]]:
    """(session, route) of visits that completed a step of the page."""
    found = select(page_days.c.session, page_days.c.route).where(
        page_days.c.site == site, page_days.c.day >= since_day, page_days.c.done > 0
    )
    return {(row[0], row[1]) for row in conn.execute(found)}


def reactions(conn: Connection, site: str, since: int) -> list[Row[Any]]:
    """(session, route, element, name, signal, reaction) of nudges shown since a moment, at the element that the visitor
    struggled on: a nudge may point to another."""
    found = (
        select(
            nudges.c.session,
            struggles.c.route,
            struggles.c.element,
            struggles.c.element_name.label("name"),
            struggles.c.signal,
            nudges.c.reaction,
        )
        .join(struggles, struggles.c.id == nudges.c.struggle)
        .where(nudges.c.site == site, nudges.c.at >= since, nudges.c.reaction.in_(("shown", "opened", "dismissed")))
        .where(struggles.c.element != "")
        .order_by(nudges.c.at, nudges.c.id)
    )
    return list(conn.execute(found))
