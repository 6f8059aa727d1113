"""The numbers of day 0: what support looked like before Handrail, by METRICS.md's definitions. Pure.

What an export doesn't tell isn't guessed: it is named in `missing`.
"""

import math
from collections import Counter
from collections.abc import Sequence
from statistics import fmean, median
from typing import Any

from sqlalchemy import Row

from server.api.views.tickets import IntentVolume, Span, TicketSummary
from server.projections.rates import rate

REOPEN_MS = 7 * 86_400_000  # W_reopen
SOLVED = "solved"


def summary(rows: Sequence[Row[Any]], now: int) -> TicketSummary:
    """Over tickets as `server.store.tickets.counted` gives them, in the order of time; `now` is Unix ms."""
    times = [row.at for row in rows if row.at is not None]
    solved = [row for row in rows if row.status == SOLVED]
    rated = [row for row in rows if row.satisfied is not None]
    told = [row for row in solved if row.reopens is not None]
    stars = [row.rating for row in rows if row.rating is not None]
    volumes = Counter("" if row.edge else row.intent for row in rows)
    back = _came_back(rows, now)
    found = TicketSummary(
        tickets=len(rows),
        first_at=min(times, default=None),
        last_at=max(times, default=None),
        intents=[IntentVolume(intent=name, share=rate(n, len(rows))) for name, n in volumes.most_common()],
        languages=dict(Counter(row.language for row in rows).most_common()),
        negative=rate(sum(row.sentiment == "negative" for row in rows), len(rows)),
        first_reply=_span([row.first_reply_ms for row in rows]),
        handling=_span([row.handled_ms for row in solved]),
        csat=rate(sum(row.satisfied for row in rated), len(rated)),
        rated=rate(sum(row.satisfied is not None for row in solved), len(solved)),
        mean_rating=round(fmean(stars), 2) if stars else None,
        reopened=rate(sum(row.reopens > 0 for row in told), len(told)),
        recontact=rate(sum(back), len(back)),
        outcomes=dict(Counter(row.outcome for row in rows).most_common()),
        missing=[],
    )
    return _with_missing(found, rows, solved)


def _with_missing(found: TicketSummary, rows: Sequence[Row[Any]], solved: Sequence[Row[Any]]) -> TicketSummary:
    lacks: tuple[tuple[bool, str], ...] = (
        (not rows, "no ticket was imported yet"),
        (found.first_at is None, "volume over time: no ticket tells when it was asked"),
        (not solved, "solved, reopened and recontact: no ticket is told to be solved"),
        (found.first_reply.n == 0, "first reply time: no ticket tells when a person replied first"),
        (found.handling.n == 0, "handling time: no solved ticket tells how long a person worked on it"),
        (found.csat.n == 0, "CSAT: no ticket was rated"),
        (bool(solved) and found.reopened.n == 0, "reopened: no ticket tells whether it was opened again"),
        (bool(solved) and found.recontact.n == 0, "recontact: no ticket solved 7 days ago tells who asked and when"),
    )
    missing = [reason for lacking, reason in lacks if lacking]
    if found.first_reply.n:
        missing.append("first reply time within hours of service: exports don't tell the hours")
    values = {name: getattr(found, name) for name in TicketSummary.__struct_fields__}
    return TicketSummary(**values | {"missing": missing})


def _span(lengths: Sequence[int | None]) -> Span:
    known = sorted(length / 1000 for length in lengths if length is not None)
    if not known:
        return Span(n=0)
    ninth = known[max(0, math.ceil(0.9 * len(known)) - 1)]  # nearest rank
    return Span(n=len(known), mean_s=round(fmean(known), 1), median_s=round(median(known), 1), p90_s=round(ninth, 1))


def _came_back(rows: Sequence[Row[Any]], now: int) -> list[bool]:
    """Of each solved ticket that is old enough and tells who asked: whether they asked the same again in 7 days."""
    asked: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        if row.requester and row.at is not None:
            asked.setdefault((row.requester, row.intent), []).append(row.at)
    mature = [
        row
        for row in rows
        if row.status == SOLVED and row.requester and row.at is not None and _end(row) <= now - REOPEN_MS
    ]
    return [
        any(_end(row) < at <= _end(row) + REOPEN_MS and at > row.at for at in asked[row.requester, row.intent])
        for row in mature
    ]


def _end(row: Row[Any]) -> int:
    return int(row.at if row.closed_at is None else row.closed_at)
