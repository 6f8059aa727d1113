"""Every version of a site's rules: when, by whom, and what differed from the one before.

A version is what pages are sent: the shipped rules, what elements taught, and over them what a person set. It is
noted in the same transaction as the change that makes it, so that each version a struggle names is found here.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row, delete, insert, select

from server.store import rules as store
from server.store.schema import rule_changes
from widget.signals.rules import Rules, RulesError, overridden

MOST_VERSIONS = 500  # kept of a site: with a few a day, half a year
MOST_DIFFERENCES = 60  # told of one change; a first lesson may teach hundreds of elements

T = TypeVar("T")
Value = bool | int | float | str | list[str] | None
Place = tuple[str, str, str]  # element key or "", signal or "" for the site's own settings, field


class Difference(Struct, frozen=True, array_like=True):
    """One field before and after; None: as shipped."""

    element: str
    signal: str
    field: str
    before: Value = None
    after: Value = None


def noted(conn: Connection, site: str, at: int, by: str, change: Callable[[], T]) -> T:
    """What `change` returns; where it made the rules others, their version is kept with what differs."""
    before = _state(conn, site)
    result = change()
    after = _state(conn, site)
    if before is not None and after is not None and before != after:
        found = _differences(before, after)
        conn.execute(
            insert(rule_changes).values(
                site=site,
                at=at,
                by=by,
                version=after.version,
                rules_json=after.rules_json,
                sample=after.sample,
                trace=after.trace,
                differences_json=msgspec.json.encode(found[:MOST_DIFFERENCES]).decode(),
            )
        )
        _forget(conn, site)
    return result


def version_of(override: str) -> str:
    """The version that struggles judged under this override name."""
    try:
        return overridden(Rules(), override).version
    except RulesError:  # set for an earlier release: pages then judge by the shipped rules
        return Rules().version


def versions(conn: Connection, site: str, most: int) -> list[Row[Any]]:
    """The newest versions, at most `most`, the newest first."""
    newest = select(rule_changes).where(rule_changes.c.site == site).order_by(rule_changes.c.id.desc())
    return list(conn.execute(newest.limit(most)))


def decoded(differences_json: str) -> list[Difference]:
    """The differences of a row."""
    return msgspec.json.decode(differences_json, type=list[Difference])


class _State(Struct, frozen=True):
    version: str
    rules_json: str
    sample: int
    trace: bool
    fields: dict[Place, Value]


def _state(conn: Connection, site: str) -> _State | None:
    row = store.settings(conn, site)
    if row is None:
        return None
    effective = store.effective(conn, site, row.rules_json)
    sent: dict[str, Any] = msgspec.json.decode(effective or "{}")
    elements = sent.pop("elements", {})
    fields: dict[Place, Value] = {
        (key, signal, name): value
        for key, signals in (("", sent), *elements.items())
        for signal, rule in signals.items()
        for name, value in rule.items()
    }
    fields["", "", "sample"], fields["", "", "trace"] = row.sample, bool(row.trace)
    return _State(version_of(effective), row.rules_json, row.sample, bool(row.trace), fields)


def _differences(before: _State, after: _State) -> list[Difference]:
    places = sorted(before.fields.keys() | after.fields.keys())
    pairs = ((place, before.fields.get(place), after.fields.get(place)) for place in places)
    return [Difference(*place, was, is_) for place, was, is_ in pairs if was != is_]


def _forget(conn: Connection, site: str) -> None:
    old = select(rule_changes.c.id).where(rule_changes.c.site == site).order_by(rule_changes.c.id.desc())
    conn.execute(delete(rule_changes).where(rule_changes.c.id.in_(old.offset(MOST_VERSIONS).limit(-1))))
