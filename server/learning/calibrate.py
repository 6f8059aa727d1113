"""Reads what elements' baselines are learned from, and keeps what they call for."""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection

from server.learning.calibration import DAYS, Calibration, Element, Reactions, Use, calibrations
from server.projections.identity import Names
from server.store import rules as store
from server.store import score
from server.store.rule_history import noted
from server.store.windows import DAY_MS
from widget.signals.rules import Rules, overridden

# Signals that say nothing against how an element is used: moods, ways of reading, and what is being learned itself.
NO_TROUBLE = frozenset(
    {"rage_click", "dead_click", "price_dwell", "pinch_zoom", "cursor_thrash", "scroll_thrash", "quick_back"}
)

Place = tuple[str, str]  # session, route


def learn(connection: Connection, site: str, now: int) -> list[Calibration]:
    """What the site's last thirty days call for, under the rules that a person set."""
    row = store.settings(connection, site)
    rules = overridden(Rules(), row.rules_json if row else "")
    since = now - DAYS * DAY_MS
    names = Names.of(connection, site)
    bad = score.bad_ends(connection, site, since, now)
    return calibrations(
        _elements(connection, site, since, names, now, rules.rage_click.clicks),
        _reactions(store.reactions(connection, site, since), names, bad, now),
        rules,
    )


def keep(connection: Connection, site: str, made: Iterable[Calibration], now: int) -> None:
    """Stores calibrations in place of the site's earlier ones; what a person undid stays undone."""
    rows = [
        {
            "site": site,
            "element": one.element,
            "signal": one.signal,
            "name": one.name,
            "fields_json": msgspec.json.encode(one.fields).decode(),
            "evidence_json": msgspec.json.encode(one.evidence).decode(),
            "reason": one.reason,
            "at": now,
            "undone": False,
        }
        for one in made
    ]
    noted(connection, site, now, "", lambda: store.replace_calibrations(connection, site, rows))


def _elements(connection: Connection, site: str, since: int, names: Names, now: int, clicks: int) -> list[Element]:
    """Elements that are clicked fast, or whose clicks go unanswered, by their keys of today."""
    troubles: dict[Place, set[str]] = {}
    for row in store.trouble(connection, site, since):
        if row.signal not in NO_TROUBLE:
            troubles.setdefault((row.session, row.route), set()).add(row.signal)
    asked = store.asked(connection, site, since)
    done = store.done(connection, site, since // DAY_MS)
    dead = {(row.session, row.route, row.element): row.times for row in store.dead_clicks(connection, site, since)}
    uses: dict[str, tuple[str, list[Use]]] = {}
    for row in store.clicked(connection, site, since // DAY_MS, clicks):
        place = (row.session, row.route)
        times = dead.get((*place, row.element), 0)
        key = names.today(row.route, row.element, now) or row.element
        _, found = uses.setdefault(key, (row.name, []))
        found.append(
            Use(
                run=row.longest,
                dead=times > 0,
                repeated=times > 1,
                troubled=place in troubles or place in asked,
                done=place in done,
            )
        )
    return [Element(key, name, tuple(found)) for key, (name, found) in sorted(uses.items())]


def _reactions(rows: Iterable[Any], names: Names, bad: set[str], now: int) -> list[Reactions]:
    """Reactions to help by element and signal; bad ends count among those who sent it away."""
    counts: dict[tuple[str, str], list[int]] = {}
    called: dict[str, str] = {}
    for row in rows:
        element = names.today(row.route, row.element, now) or row.element
        called[element] = row.name or called.get(element, "")
        count = counts.setdefault((element, row.signal), [0, 0, 0])
        away = row.reaction == "dismissed"
        count[0] += 1
        count[1] += away
        count[2] += away and row.session in bad
    return [
        Reactions(element, signal, shown, dismissed, ended_badly, called[element])
        for (element, signal), (shown, dismissed, ended_badly) in sorted(counts.items())
    ]
