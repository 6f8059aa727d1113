"""Ranks what is on one page: its elements and the kinds of struggles, among the visitors who saw the page."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from server.api.views import Rate
from server.api.views.friction import ElementFriction, SignalShare
from server.projections.identity import Names
from server.projections.rates import rate
from server.projections.score import PRIOR, UNKNOWN, least, of_places
from server.store import friction as store
from server.store import score as score_store
from server.store.windows import Window


def weights(connection: Connection, site: str) -> dict[str, float]:
    """What each signal weighs on a site: as learned last, or the prior."""
    return PRIOR | {row.signal: row.weight for row in score_store.weights_of(connection, site)}


def ranked(
    connection: Connection, window: Window, route: str, sessions: int, seen: list[Any], exposed: int
) -> list[ElementFriction]:
    """The page's elements by their names of today: what was counted before a release counts on."""
    names = Names.of(connection, window.site, route)

    def today(key: str) -> str:
        return names.today(route, key, window.end) or key

    nudged, helped = Counter[str](), dict[str, tuple[int, int]]()
    for key, count in store.nudged(connection, window, route).items():
        nudged[today(key)] += count
    for key, (good, all_) in store.helped(connection, window, route).items():
        before = helped.get(today(key), (0, 0))
        helped[today(key)] = (before[0] + good, before[1] + all_)
    signals: dict[str, Counter[str]] = {}
    for element, signal, count in store.signals_by_element(connection, window, route):
        signals.setdefault(today(element), Counter())[signal] += count
    struggling: dict[str, set[str]] = {}
    for row in seen:
        if row.element:
            struggling.setdefault(today(row.element), set()).add(row.session)
    whole: dict[str, tuple[str, str, int, int]] = {}
    for key, name, role, clicks, struggles in store.elements(connection, window, route):
        _, _, more_clicks, more = whole.get(today(key), ("", "", 0, 0))
        whole[today(key)] = (name, role, clicks + more_clicks, struggles + more)
    at_element = {(today(row.element), row.visitor, row.signal) for row in seen if row.element}
    everyone = dict.fromkeys(whole, exposed)
    scores = of_places(at_element, everyone, weights(connection, window.site))
    visitors = visitors_of(((key, visitor) for key, visitor, _ in at_element), everyone)
    found = [
        ElementFriction(
            key=key,
            name=name,
            role=role,
            sessions=sessions,
            clicks=clicks,
            struggles=struggles,
            struggling=rate(min(len(struggling.get(key, ())), sessions), sessions),
            signals=dict(signals.get(key, {})),
            nudged=nudged.get(key, 0),
            helped=rate(*helped[key]) if key in helped else None,
            score=scores.get(key),
            visitors=visitors.get(key),
        )
        for key, (name, role, clicks, struggles) in whole.items()
    ]
    return sorted(found, key=lambda one: (-least(one.score), -one.struggles, -one.clicks, one.key))


def by_kind(connection: Connection, window: Window, route: str, seen: list[Any], exposed: int) -> list[SignalShare]:
    """The kinds of struggles on a page, most visitors first."""
    visitors: dict[str, set[str]] = {}
    for row in seen:
        visitors.setdefault(row.signal, set()).add(row.visitor)
    struggles = Counter[str]()
    for _, signal, count in store.signals_by_element(connection, window, route):
        struggles[signal] += count
    by_signal = weights(connection, window.site)
    shares = [
        SignalShare(
            signal=signal,
            struggles=struggles[signal],
            visitors=rate(len(who), max(exposed, len(who))),
            weight=by_signal.get(signal, UNKNOWN),
        )
        for signal, who in visitors.items()
    ]
    return sorted(shares, key=lambda share: (-share.visitors.hits, -share.weight, share.signal))


def visitors_of(struggled: Iterable[tuple[str, str]], exposed: Mapping[str, int]) -> dict[str, Rate]:
    """Of each place, from (place, visitor): visitors who struggled among those who were exposed."""
    who: dict[str, set[str]] = {}
    for place, visitor in struggled:
        who.setdefault(place, set()).add(visitor)
    return {place: rate(min(len(who.get(place, ())), n), n) for place, n in exposed.items()}
