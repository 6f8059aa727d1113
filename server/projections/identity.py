"""Carries an element's friction over a release: finds renamed elements when a new layout of a page arrives, and says
which key of today an old one stands for.

An old key that is gone stands for the new one for ever; sessions that still show the old page count too. A key that
names another element from a moment on (`reused`) is followed only for what happened before it.
"""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection

from server.projections.changes import Changes
from server.projections.matching import Match, match
from server.store import aliases as store
from widget.protocol import Box, Skeleton

RECENT = 8  # layouts of a page whose keys are known ones: states, widths and visitors show several at a time
SAME_WIDTH = 0.25  # share by which widths may differ; beyond it a page is laid out for another device


def relate(connection: Connection, changes: Changes) -> None:
    """Matches each layout of `changes` that is new against the last one of its page, and stores what was renamed.

    Called before the layouts themselves are stored.
    """
    rows: list[dict[str, Any]] = []
    in_time = sorted(changes.skeletons.items(), key=lambda entry: entry[1][1])
    arrived: dict[tuple[str, str], list[tuple[Skeleton, int]]] = {}
    for (site, route, _), (skeleton, at) in in_time:
        arrived.setdefault((site, route), []).append((skeleton, at))
    for (site, route), skeletons in arrived.items():
        stored = store.layouts(connection, site, route, RECENT)
        layouts = [(row.version, row.width, tuple(_boxes(row.boxes_json))) for row in reversed(stored)]
        for skeleton, at in skeletons:
            if any(version == skeleton.version for version, _, _ in layouts):
                continue
            release = _release(changes, site, at)
            for found in _matches(skeleton, layouts):
                rows.append(_row(site, route, skeleton.version, at, release, found))
            layouts.append((skeleton.version, skeleton.width, skeleton.boxes))
    store.put(connection, rows)


Layouts = list[tuple[str, int, tuple[Box, ...]]]  # version, width, boxes; the last seen last


def _matches(skeleton: Skeleton, layouts: Layouts) -> list[Match]:
    alike = [boxes for _, width, boxes in layouts if _same_device(width, skeleton.width)]
    if not alike:
        return []
    seen = {box.key for _, _, boxes in layouts for box in boxes}
    return match(alike[-1], skeleton.boxes, seen)


def _same_device(width: int, other: int) -> bool:
    return abs(width - other) <= SAME_WIDTH * max(width, other)


def _release(changes: Changes, site: str, at: int) -> str:
    """The release that this stretch of the log named last before `at`."""
    named = [(first, name) for (of, name), first in changes.releases.items() if of == site and first <= at]
    return max(named)[1] if named else ""


def _row(site: str, route: str, version: str, at: int, release: str, found: Match) -> dict[str, Any]:
    return {
        "site": site,
        "route": route,
        "old": found.old,
        "at": at,
        "new": found.new,
        "confidence": found.confidence,
        "reused": found.reused,
        "release": release,
        "version": version,
    }


def _boxes(stored: str) -> list[Box]:
    return msgspec.json.decode(stored, type=list[Box])


class Names:
    """What keys of the past are called today, from rows of `server.store.aliases.of_site`."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._aliases: dict[tuple[str, str], list[tuple[int, str, bool]]] = {}
        for row in rows:
            self._aliases.setdefault((row.route, row.old), []).append((row.at, row.new, row.reused))

    @classmethod
    def of(cls, connection: Connection, site: str, route: str = "") -> "Names":
        """The names of a site's elements, or of one page's."""
        return cls(store.of_site(connection, site, route))

    def today(self, route: str, key: str, at: int) -> str:
        """The key of today for what happened at `at` (Unix ms) on `key`; "" when it is another element's now and
        nobody knows where its own went."""
        since = -1
        while key and (step := self._next(route, key, at, since)):
            key, since = step
        return key

    def earlier(self, route: str, key: str) -> set[str]:
        """Every key that has stood for what is `key` today, `key` itself among them."""
        found = {key}
        while more := {
            old
            for (of, old), steps in self._aliases.items()
            if of == route and old not in found and any(new in found for _, new, _ in steps)
        }:
            found |= more
        return found

    def _next(self, route: str, key: str, at: int, after: int) -> tuple[str, int] | None:
        """The first alias later than `after` that holds for what happened on `key` at a time, and since when."""
        for since, new, reused in self._aliases.get((route, key), ()):
            if since > after and (not reused or at < since):
                return new, since
        return None
