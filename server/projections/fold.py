"""Folds events into row changes: pure, one function a kind of event, in the order of the log.

A click carries no route: it belongs to the page that its session saw last. A struggle names its own. Whatever happens
on a page also makes the page's row of the day: every session that struggled on a page is among those that saw it.
"""

from typing import assert_never

from server.projections.changes import Changes, ElementDay, PageDay, StruggleRow, VisitState
from server.projections.people import chosen, pseudonym
from server.store.windows import DAY_MS
from widget.protocol import (
    Clicked,
    Dwelt,
    Element,
    Event,
    Identified,
    Nudged,
    Observed,
    PageView,
    PanelUsed,
    PersonWanted,
    Rated,
    Released,
    Said,
    Sharing,
    Skeleton,
    Snapshot,
    Solved,
    StepDone,
    Struggled,
)

CLICK_WITHOUT_PAGE = "click_without_page"  # its session never told which page it is on


def fold(event: Event, at: int, session: str, visit: VisitState, changes: Changes) -> None:
    """Adds one event that happened `at` (Unix ms) to `changes` and brings `visit` up to date."""
    visit.first_at = min(visit.first_at, at)
    visit.last_at = max(visit.last_at, at)
    match event:
        case PageView():
            _viewed(event, at, session, visit, changes)
        case Clicked():
            _clicked(event, at, session, visit, changes)
        case Dwelt():
            _page(changes, visit, at // DAY_MS, event.route, session).visible_ms += event.visible_ms
        case Struggled():
            _struggled(event, at, session, visit, changes)
        case Snapshot():
            visit.snapshot = event
            visit.language = event.language or visit.language
        case Skeleton():
            changes.skeletons[visit.site, event.route, event.version] = (event, at)
        case Released():
            _released(event, at, session, visit, changes)
        case StepDone():
            _page(changes, visit, at // DAY_MS, event.route, session).done += 1
        case Identified():
            if not event.who:  # who signs out was here all the same
                return
            visit.who = pseudonym(changes.secrets.get(visit.site, ""), event.who)
            visit.traits = chosen(event.traits)
        case Said() | Rated() | Solved() | PersonWanted() | Nudged() | PanelUsed() | Sharing() | Observed():
            pass  # the conversation keeps these; rows left unjudged are judged before the fold (events.py)
        case _:
            assert_never(event)


def _viewed(event: PageView, at: int, session: str, visit: VisitState, changes: Changes) -> None:
    day = at // DAY_MS
    if visit.route and visit.route != event.route:
        changes.moves[visit.site, day, visit.route, event.route] += 1
    visit.route = event.route
    page = _page(changes, visit, day, event.route, session)
    page.views += 1
    page.first_at = min(page.first_at or at, at)
    if event.title:
        changes.pages[visit.site, event.route] = (event.title, at)


def _clicked(event: Clicked, at: int, session: str, visit: VisitState, changes: Changes) -> None:
    day = at // DAY_MS
    if not visit.route:
        changes.skipped[day, visit.site, CLICK_WITHOUT_PAGE] += 1
        return
    _page(changes, visit, day, visit.route, session)
    row = _element(changes, visit, day, visit.route, event.element, session)
    row.clicks += 1
    row.longest_run = max(row.longest_run, event.run)


def _struggled(event: Struggled, at: int, session: str, visit: VisitState, changes: Changes) -> None:
    if event.id in changes.known or event.id in changes.struggles:  # said twice: the first counts
        return
    element = event.element or Element(key="-")
    key = event.element.key if event.element else ""
    changes.struggles[event.id] = StruggleRow(
        site=visit.site,
        session=session,
        visitor=visit.visitor,
        route=event.route,
        element=key,
        element_name=element.name,
        element_role=element.role,
        signal=event.signal,
        verdict=event.verdict,
        at=at,
        count=event.count,
        message=event.message,
        evidence=event.evidence,
        release=visit.release,
        signs=event.signs,
    )
    page = _page(changes, visit, at // DAY_MS, event.route, session)
    if event.verdict != "struggle":
        return
    page.struggles += 1
    if event.element:
        row = _element(changes, visit, at // DAY_MS, event.route, event.element, session)
        row.struggles += 1
        row.signals[event.signal] = row.signals.get(event.signal, 0) + 1


def _released(event: Released, at: int, session: str, visit: VisitState, changes: Changes) -> None:
    if not event.name:
        return
    visit.release = event.name
    known = changes.releases.get((visit.site, event.name), at)
    changes.releases[visit.site, event.name] = min(known, at)
    if visit.route:  # the page came into view before its release was named
        _page(changes, visit, at // DAY_MS, visit.route, session)


def _page(changes: Changes, visit: VisitState, day: int, route: str, session: str) -> PageDay:
    key = (visit.site, day, route, session)
    page = changes.page_days.get(key)
    if page is None:
        page = changes.page_days[key] = PageDay()
    page.release = visit.release or page.release
    return page


def _element(changes: Changes, visit: VisitState, day: int, route: str, element: Element, session: str) -> ElementDay:
    key = (visit.site, day, route, element.key, session)
    row = changes.element_days.get(key)
    if row is None:
        row = changes.element_days[key] = ElementDay()
    row.name, row.role = element.name or row.name, element.role or row.role
    return row
