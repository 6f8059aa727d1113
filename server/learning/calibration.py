"""Self-calibration: an element's own baseline says what is normal on it. Pure, but for `calibrate`.

Two things are learned, for each element of a site, from its last thirty days:
- *Quick clicks without trouble.* Where many sessions click fast and hardly any of them has another struggle on that
  page, fast clicking is how the element is used: rage begins above nearly all runs that were seen.
- *Dismissed help.* Where visitors send help away more often than not, the signal takes more to be reached there.
What a person set or undid goes before. Each calibration keeps its numbers as its reason.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection

from server.projections.rates import rate
from server.store import rules as store
from server.store.windows import DAY_MS
from widget.signals.rules import Rules

DAYS = 30
QUICK_SESSIONS = 20  # with quick clicks: below that Wilson's interval is wider than the bound it is held against
TROUBLED_AT_MOST = 0.2  # upper bound of the share of quick sessions with another struggle on the page
USUAL = 0.95  # of the runs are shorter than where rage begins
LONGEST = 40  # nobody clicks that often in peace
SHOWN = 10  # nudges of one signal on one element before their dismissals say something
DISMISSED_AT_LEAST = 0.5  # lower bound of their share
# What takes more to be reached where help is sent away: field of the rule, factor.
GENTLER: dict[str, tuple[str, float]] = {
    "rage_click": ("clicks", 1.67),
    "repeated_validation": ("times", 1.67),
    "hesitation": ("first_input_ms", 2.0),
    "stall": ("quiet_ms", 2.0),
    "field_reentry": ("returns", 1.67),
    "help_seeking": ("searches", 1.67),
    "back_and_forth": ("visits", 1.5),
    "erase_burst": ("times", 1.67),
    "exit_intent": ("fields", 2.0),
}


class QuickClicks(Struct, frozen=True):
    """What sessions did on one element: the longest quick run of each, and whether it struggled otherwise there."""

    element: str
    name: str
    runs: tuple[tuple[int, bool], ...]


class Reactions(Struct, frozen=True):
    """How often help on a signal at an element was shown, and sent away."""

    element: str
    signal: str
    shown: int
    dismissed: int


class Calibration(Struct, frozen=True):
    """A rule of one element: its fields that differ, the numbers behind it, and the reason in words."""

    element: str
    signal: str
    fields: dict[str, float]
    evidence: dict[str, float]
    reason: str
    name: str = ""


def from_quick_clicks(one: QuickClicks, rules: Rules) -> Calibration | None:
    """The rage rule that the element's use calls for; None where the shipped one is right or too few are known."""
    needed = rules.of("rage_click").clicks
    quick = sorted(run for run, _ in one.runs if run >= needed)
    if len(quick) < QUICK_SESSIONS:
        return None
    troubled = rate(sum(bad for run, bad in one.runs if run >= needed), len(quick))
    if (troubled.high or 0.0) > TROUBLED_AT_MOST:
        return None
    usual = quick[min(int(USUAL * len(quick)), len(quick) - 1)]
    clicks = min(usual + 1, LONGEST)
    if clicks <= needed:
        return None
    return Calibration(
        one.element,
        "rage_click",
        {"clicks": clicks},
        {"sessions": len(quick), "troubled": troubled.hits, "usual_run": usual},
        f"{len(quick)} sessions clicked it fast, {troubled.hits} of them had other trouble on the page; "
        f"{USUAL:.0%} of their runs have at most {usual} clicks",
        one.name,
    )


def from_reactions(one: Reactions, rules: Rules) -> Calibration | None:
    """The gentler rule where help is sent away; None where it is welcome, or too little is known."""
    if one.shown < SHOWN or one.signal not in GENTLER:
        return None
    dismissed = rate(one.dismissed, one.shown)
    if (dismissed.low or 0.0) < DISMISSED_AT_LEAST:
        return None
    field, factor = GENTLER[one.signal]
    shipped = getattr(rules.of(one.signal), field)
    value = shipped * factor
    return Calibration(
        one.element,
        one.signal,
        {field: round(value) if isinstance(shipped, int) else value},
        {"shown": one.shown, "dismissed": one.dismissed},
        f"help was sent away {one.dismissed} of {one.shown} times",
    )


def calibrations(
    quick: Iterable[QuickClicks], reactions: Iterable[Reactions], rules: Rules | None = None
) -> list[Calibration]:
    """All calibrations, the gentler of two for one rule, by element and signal."""
    shipped = rules or Rules()
    found = [made for one in quick if (made := from_quick_clicks(one, shipped))]
    found += [made for one in reactions if (made := from_reactions(one, shipped))]
    best: dict[tuple[str, str], Calibration] = {}
    for one in found:
        before = best.get((one.element, one.signal))
        if before is None or max(one.fields.values()) > max(before.fields.values()):
            best[one.element, one.signal] = one
    return [best[key] for key in sorted(best)]


def calibrate(connection: Connection, site: str, now: int) -> list[Calibration]:
    """Learns a site's baselines anew and stores what they call for."""
    since = now // DAY_MS - DAYS
    reactions = [
        Reactions(row.element, row.signal, row.shown, row.dismissed)
        for row in store.reactions(connection, site, since * DAY_MS)
    ]
    made = calibrations(_quick(store.runs(connection, site, since)), reactions)
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
    store.replace_calibrations(connection, site, rows)
    return made


def _quick(rows: Sequence[Any]) -> list[QuickClicks]:
    by_element: dict[str, tuple[str, list[tuple[int, bool]]]] = {}
    for row in rows:
        _, runs = by_element.setdefault(row.element, (row.name, []))
        runs.append((row.longest, row.troubles > 0))
    return [QuickClicks(element, name, tuple(runs)) for element, (name, runs) in by_element.items()]
