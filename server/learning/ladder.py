"""The resolution ladder by week: METRICS.md over episodes, in cohorts by when an episode began.

A rung's rate is over the episodes in which Handrail was involved. *Durable* and the headline wait seven days for every
episode: a younger one is in neither numerator nor denominator. The headline leaves out negative success: a goal reached
only after two failed answers or by a person's hand.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from server.api.views.learning import LadderDay
from server.projections.periods import iso
from server.projections.rates import rate
from server.store.windows import DAY_MS

WEEK = 7
MATURE_MS = 7 * DAY_MS  # the reopen window
MOST_FAILED_ATTEMPTS = 1  # one miss is forgiven; two make a success negative
REACHED = ("verified", "confirmed", "durable")


def ladder(episodes: Iterable[Any], now: int) -> list[LadderDay]:
    """One cohort a calendar week (from Monday, UTC), oldest first; weeks without episodes are left out."""
    cohorts: defaultdict[int, list[Any]] = defaultdict(list)
    for episode in episodes:
        cohorts[monday(episode.started_at)].append(episode)
    return [_rung(first, cohorts[first], now) for first in sorted(cohorts)]


def monday(at: int) -> int:
    """The day on which the week of a moment (Unix ms) begins. Day 0 was a Thursday."""
    day = at // DAY_MS
    return day - (day + 3) % WEEK


def _rung(first: int, episodes: Sequence[Any], now: int) -> LadderDay:
    involved = [episode for episode in episodes if episode.involved]
    mature = [episode for episode in involved if now - episode.last_at >= MATURE_MS]
    n = len(involved)
    return LadderDay(
        day=iso(first),
        episodes=len(episodes),
        involved=n,
        verified=rate(_ended(involved, "verified"), n),
        confirmed=rate(_ended(involved, "confirmed"), n),
        durable=rate(sum(map(_durable, mature)), len(mature)),
        assumed=rate(_ended(involved, "assumed"), n),
        failed=rate(_ended(involved, "failed"), n),
        resolved=rate(sum(map(_resolved, mature)), len(mature)),
        escalated=rate(sum(episode.handoff_reason is not None for episode in involved), n),
        intent_version=next((e.intent_version for e in reversed(episodes) if e.intent_version), ""),
    )


def _ended(episodes: Sequence[Any], outcome: str) -> int:
    return sum(episode.outcome == outcome for episode in episodes)


def _durable(episode: Any) -> bool:
    """No person's reply, no handoff, and no return with the same issue; `assumed` has become durable by now."""
    untouched = not episode.human_replied and episode.handoff_reason is None
    return bool(episode.outcome in REACHED and untouched and not episode.reopened)


def _resolved(episode: Any) -> bool:
    negative = episode.failed_attempts > MOST_FAILED_ATTEMPTS or episode.human_replied
    return bool(episode.outcome in REACHED and not negative)
