"""Makes the view of how things go day by day."""

from collections import Counter

from sqlalchemy import Connection

from server.api.views.sites import ReleaseView
from server.api.views.trends import TrendDay, Trends
from server.projections.friction import newest_release
from server.projections.headlines import COMPARED_DAYS, ENOUGH_SESSIONS, Stretch, nothing_yet, page_headline
from server.projections.periods import iso
from server.projections.rates import rate
from server.store import friction
from server.store import trends as store
from server.store.windows import Window


def trends(connection: Connection, window: Window) -> Trends:
    """Every day of the window, also the quiet ones."""
    days = _days(connection, window)
    marks = store.release_marks(connection, window)
    return Trends(
        headline=_headline(connection, window) if any(day.sessions for day in days) else nothing_yet(),
        days=days,
        releases=[ReleaseView(name=row.name, at=row.at) for row in marks],
    )


def _days(connection: Connection, window: Window) -> list[TrendDay]:
    sessions, struggling = store.sessions(connection, window), store.struggling(connection, window)
    signals: dict[int, Counter[str]] = {}
    for day, signal, count in store.signals(connection, window):
        signals.setdefault(day, Counter())[signal] += count
    begun, mood = store.conversations_begun(connection, window), store.mood(connection, window)
    nudges, handoffs = store.nudges_shown(connection, window), store.handoffs_asked(connection, window)
    return [
        TrendDay(
            day=iso(day),
            sessions=sessions.get(day, 0),
            struggles=signals.get(day, Counter()).total(),
            struggling=rate(struggling.get(day, 0), sessions.get(day, 0)),
            by_signal=dict(signals.get(day, {})),
            conversations=begun.get(day, 0),
            sentiment=mood.get(day, (0, None))[1],
            turns=mood.get(day, (0, None))[0],
            nudges=nudges.get(day, 0),
            handoffs=handoffs.get(day, 0),
        )
        for day in range(window.first, window.last + 1)
    ]


def _headline(connection: Connection, window: Window) -> str:
    now, before = window.tail(COMPARED_DAYS), window.tail(COMPARED_DAYS, COMPARED_DAYS)
    site = Stretch(
        "the whole site",
        rate(friction.struggling(connection, now), friction.sessions(connection, now)),
        rate(friction.struggling(connection, before), friction.sessions(connection, before)),
    )
    sentence = page_headline(site, newest_release(connection, now))
    if site.now.n < ENOUGH_SESSIONS:
        return sentence
    talks = sum(store.conversations_begun(connection, now).values())
    asked = sum(store.handoffs_asked(connection, now).values())
    return f"{sentence} {talks} conversations in these days, {asked} handed to a person."
