"""Rows that left the page unjudged become the events that the page would have told: views, clicks, struggles."""

from widget.protocol import Clicked, Event, Observed, PageView
from widget.signals import Rules, judge_rows

RAW = ".raw"  # how the gateway calls the stream of a beacon's rows
PAGE, CLICK = 1.0, 3.0  # kinds of rows, numbered as in widget/events.py
OLDEST_MS = 86_400_000  # rows wait in the page for seconds, at most for a sleeping tab; older clocks are wrong

Timed = tuple[int, Event]


def judged(observed: Observed, batch_at: int, stream: str, rules: Rules) -> list[Timed]:
    """(Unix ms on the page's clock, event) in the order of the rows. Raises ValueError for times that are none.

    A row's own time is believed within the day before the batch. Judging the same rows twice gives the same ids.
    """
    latest = batch_at + observed.dt
    first = min((row[1] for row in observed.rows), default=float(latest))
    start = _within(first, latest)
    events: list[Timed] = []
    for kind, t, place, *_ in observed.rows:
        at = _within(t, latest)
        if kind == PAGE:
            events.append((at, PageView(0, observed.route)))
        elif kind == CLICK and 0 <= place < len(observed.elements):
            events.append((at, Clicked(0, observed.elements[int(place)])))
    found = judge_rows(
        observed.rows,
        observed.elements,
        rules,
        traits=observed.traits,
        steps=observed.steps,
        strings=observed.strings,
        route=observed.route,
        at=float(start),
        stream=stream.removesuffix(RAW),  # as the page itself: a verdict that both reach is one
    )
    events += [(min(start + struggle.dt, latest), struggle) for struggle in found]
    return sorted(events, key=lambda timed: timed[0])


def _within(t: float, latest: int) -> int:
    return max(latest - OLDEST_MS, min(int(t), latest))
