"""Makes the friction views: the map of the product, one page with its elements, one element's story."""

from collections import Counter
from typing import Any

import msgspec
from sqlalchemy import Connection

from server.api.views.friction import (
    BoxView,
    ElementDay,
    ElementStory,
    FrictionMap,
    Move,
    PageFriction,
    PageNode,
    SignView,
    StruggleView,
)
from server.projections.headlines import COMPARED_DAYS, Stretch, friction_headline, nothing_yet, page_headline
from server.projections.identity import Names
from server.projections.periods import iso
from server.projections.questions import page_questions
from server.projections.ranking import by_kind, ranked, visitors_of, weights
from server.projections.rates import rate
from server.projections.score import least, of_places
from server.projections.tally import PageCount, Tally
from server.store import friction as store
from server.store import score as score_store
from server.store import trends
from server.store.chunks import chunks
from server.store.windows import DAY_MS, Window
from widget.protocol import Box, Sign

RECENT = 50  # struggles listed beside an element's story; the list behind the number has them all
MOST_MOVES = 200  # edges of a map that an eye can still follow, several times over


def friction_map(connection: Connection, window: Window) -> FrictionMap:
    """All pages of the site, the moves between them, and what is new."""
    titles = store.titles(connection, window.site)
    tally = Tally.of(connection, window)
    worst = _worst(connection, window)
    signals: dict[str, Counter[str]] = {}
    for route, signal, count in store.signals_by_page(connection, window):
        signals.setdefault(route, Counter())[signal] += count
    counts = tally.pages(window)
    exposed = score_store.exposed(connection, window)
    seen = {(row.route, row.visitor, row.signal) for row in score_store.seen(connection, window)}
    scores = of_places(seen, exposed, weights(connection, window.site))
    visitors = visitors_of(((route, visitor) for route, visitor, _ in seen), exposed)
    nodes = [
        PageNode(
            route=route,
            title=titles.get(route, ""),
            sessions=count.sessions,
            views=count.views,
            struggling=count.rate,
            struggles=count.struggles,
            top_signal=_first(signals.get(route)),
            top_element=worst.get(route, ("", ""))[0],
            top_element_name=worst.get(route, ("", ""))[1],
            score=scores.get(route),
            visitors=visitors.get(route),
        )
        for route, count in counts.items()
    ]
    nodes.sort(key=lambda node: (-least(node.score), -node.struggling.hits, -node.sessions, node.route))
    sessions = store.sessions(connection, window)
    moves = store.moves(connection, window)[:MOST_MOVES]
    return FrictionMap(
        headline=_map_headline(connection, window, tally, titles) if nodes else nothing_yet(),
        pages=nodes,
        moves=[Move(source=source, target=target, moves=count) for source, target, count in moves],
        sessions=sessions,
        struggling=rate(tally.struggling(window), sessions),
    )


def page_friction(connection: Connection, window: Window, route: str) -> PageFriction:
    """One page: its layout as seen last, its elements with what happened on them, hardest first."""
    tally = Tally.of(connection, window, route)
    sessions = tally.pages(window).get(route, PageCount()).sessions
    layout = store.skeleton(connection, window.site, route)
    title = store.titles(connection, window.site).get(route, "")
    seen = score_store.seen(connection, window, route)
    exposed = score_store.exposed(connection, window, route)
    by_signal = weights(connection, window.site)
    return PageFriction(
        headline=_page_headline(connection, window, tally, route, title or route),
        route=route,
        title=title,
        width=layout.width if layout else 0,
        height=layout.height if layout else 0,
        boxes=_boxes(layout.boxes_json) if layout else [],
        elements=ranked(connection, window, route, sessions, seen, exposed.get(route, 0)),
        sessions=sessions,
        score=of_places(((row.route, row.visitor, row.signal) for row in seen), exposed, by_signal).get(route),
        visitors=visitors_of(((route, row.visitor) for row in seen), exposed).get(route),
        signals=by_kind(connection, window, route, seen, exposed.get(route, 0)),
        questions=page_questions(connection, window, route, sessions, seen),
    )


def element_story(connection: Connection, window: Window, route: str, key: str) -> ElementStory:
    """One element day by day, over releases, with the struggles seen last."""
    sessions = store.sessions_by_day(connection, window, route)
    releases = {row.at // DAY_MS: row.name for row in trends.release_marks(connection, window)}
    keys = Names.of(connection, window.site, route).earlier(route, key)
    recent = store.recent(connection, window, RECENT, route=route, elements=keys)
    struggling = store.struggling_by_day(connection, window, route, keys)
    exposed = {key: score_store.exposed(connection, window, route).get(route, 0)}
    seen = [
        (key, row.visitor, row.signal) for row in score_store.seen(connection, window, route) if row.element in keys
    ]
    return ElementStory(
        key=key,
        name=next((row.element_name for row in recent if row.element_name), ""),
        route=route,
        days=[
            ElementDay(
                day=iso(day),
                sessions=sessions.get(day, 0),
                struggling=rate(struggling.get(day, 0), sessions.get(day, 0)),
                release=releases.get(day, ""),
            )
            for day in range(window.first, window.last + 1)
        ],
        recent=struggle_views(connection, recent),
        score=of_places(seen, exposed, weights(connection, window.site)).get(key),
        visitors=visitors_of(((key, visitor) for _, visitor, _ in seen), exposed).get(key),
    )


def struggle_views(connection: Connection, rows: list[Any]) -> list[StruggleView]:
    """Struggles as they are listed, each with how the help on it ended."""
    outcomes: dict[tuple[str, str, str], str] = {}
    for some in chunks(sorted({row.session for row in rows})):
        for row in store.outcomes_of(connection, list(some)):
            outcomes[row.session, row.route, row.element] = row.outcome
    return [
        StruggleView(
            id=row.id,
            session=row.session,
            at=row.at,
            route=row.route,
            element=row.element,
            element_name=row.element_name,
            signal=row.signal,
            message=row.message,
            evidence=msgspec.json.decode(row.evidence_json, type=list[str]),
            outcome=outcomes.get((row.session, row.route, row.element), ""),
            signs=[
                SignView(kind=sign.kind, after_ms=sign.after_ms)
                for sign in msgspec.json.decode(row.signs_json, type=list[Sign])
            ],
        )
        for row in rows
    ]


def _worst(connection: Connection, window: Window) -> dict[str, tuple[str, str]]:
    """(key, name) of the element that most sessions struggled on, by route."""
    worst: dict[str, tuple[str, str]] = {}
    for route, element, name, _ in store.struggling_elements(connection, window):
        worst.setdefault(route, (element, name or element))
    return worst


def _map_headline(connection: Connection, window: Window, tally: Tally, titles: dict[str, str]) -> str:
    now, before = window.tail(COMPARED_DAYS), window.tail(COMPARED_DAYS, COMPARED_DAYS)
    site = Stretch(
        "",
        rate(tally.struggling(now), store.sessions(connection, now)),
        rate(tally.struggling(before), store.sessions(connection, before)),
    )
    return friction_headline(site, _stretches(connection, tally, now, before, titles), newest_release(connection, now))


def _page_headline(connection: Connection, window: Window, tally: Tally, route: str, name: str) -> str:
    now, before = window.tail(COMPARED_DAYS), window.tail(COMPARED_DAYS, COMPARED_DAYS)
    stretches = _stretches(connection, tally, now, before, {route: name})
    if not stretches:
        return nothing_yet()
    return page_headline(stretches[0], newest_release(connection, now))


def _stretches(
    connection: Connection, tally: Tally, now: Window, before: Window, titles: dict[str, str]
) -> list[Stretch]:
    """The tallied pages in the days compared, those with most struggling sessions first."""
    latest, earlier = tally.pages(now), tally.pages(before)
    worst = _worst(connection, now)
    found = [
        Stretch(
            titles.get(route) or route,
            latest.get(route, PageCount()).rate,
            earlier.get(route, PageCount()).rate,
            worst.get(route, ("", ""))[1],
        )
        for route in sorted({*latest, *earlier})
    ]
    return sorted(found, key=lambda stretch: -stretch.now.hits)


def newest_release(connection: Connection, window: Window) -> str:
    """The last release that appeared within the window, "" when none did."""
    return next((str(row.name) for row in reversed(trends.release_marks(connection, window))), "")


def _first(signals: Counter[str] | None) -> str:
    return max(sorted(signals), key=lambda name: signals[name]) if signals else ""


def _boxes(stored: str) -> list[BoxView]:
    return [
        BoxView(x=box.x, y=box.y, w=box.w, h=box.h, role=box.role, label=box.label, key=box.key)
        for box in msgspec.json.decode(stored, type=list[Box])
    ]
