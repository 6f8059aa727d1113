"""Rows that left the page unjudged: packed into `Observed` from a beacon, judged on the server by the same rules."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import msgspec

from widget.elements import Descriptor, ElementTable, Target
from widget.events import Kind, Seen, decode
from widget.protocol import Observed
from widget.redaction import clean, clean_route
from widget.signals.rules import Rules
from widget.signals.trace import TEXT_CHARS, TEXTS, rows_in, targets_in
from widget.signals.watched import Watch
from widget.visit import Told

MAX_ROWS = 512  # the protocol's limits on Observed
MAX_ELEMENTS = 256

Row = tuple[float, float, float, float, float, float]


def observe(
    rows: Sequence[Sequence[float]],
    descriptors: Sequence[object],
    route: str,
    dt: int = 0,
    strings: Mapping[int, str] | None = None,
    before: bytes = b"",
) -> Observed:
    """The frame for a beacon's raw rows (six numbers each, `el` the descriptor's `i`), element descriptors (JSON
    objects) and strings by their index; `before` is the frozen `Watch` that had the rows before these. Rows are
    renumbered to positions in the frame, texts masked; the newest 512 rows are kept. Raises msgspec.ValidationError.
    """
    table = ElementTable()
    known = msgspec.convert(list(descriptors), list[Descriptor])[-MAX_ELEMENTS:]
    targets = [table.resolve(descriptor) for descriptor in known]
    places = {float(descriptor.i): float(place) for place, descriptor in enumerate(known)}
    texts = dict(list((strings or {}).items())[-MAX_ELEMENTS:])
    spots = {float(index): float(spot) for spot, index in enumerate(texts)}
    kept = msgspec.convert(list(rows)[-MAX_ROWS:], list[Row], strict=False)

    def value(kind: float, v: float) -> float:
        return spots.get(v, -1.0) if kind in TEXTS else v

    return Observed(
        dt=dt,
        route=clean_route(route),
        rows=tuple((kind, t, places.get(el, -1.0), x, y, value(kind, v)) for kind, t, el, x, y, v in kept),
        elements=tuple(target.element for target in targets),
        traits=tuple(" ".join(sorted(target.traits)) for target in targets),
        strings=tuple(clean(text, TEXT_CHARS) for text in texts.values()),
        steps=tuple(target.step for target in targets),
        before=before,
    )


def judge(parts: Sequence[Observed], rules: Rules, stream: str = "") -> list[Told]:
    """What the rows of one document's `Observed` tell, in order: pages, clicks, time, steps, struggles; times as the
    page's clock had them. Raises ValueError for damaged rows.

    Where the page said what it was in the middle of (`before`), judging goes on from there. The end of the rows is the
    end of the page: what still waits then stays undecided. Ids follow from `stream`, the time and the element, so that
    judging twice gives the same.
    """
    seen = [event for part in parts for event in decode(rows_in(part), _targets(part), part.strings)]
    if not seen:
        return []
    watch = Watch(rules, stream=stream, route=_first_route(parts[0], seen), now=seen[0].t)
    with suppress(ValueError):
        if parts[0].before:
            watch.thaw(parts[0].before)
    told = watch.events(seen)
    if seen[-1].kind is Kind.LEAVE:
        told += watch.visit.dwelt(seen[-1].t)
    return told


def _targets(part: Observed) -> Callable[[int], Target | None]:
    return targets_in(part.elements, part.traits, part.steps)


def _first_route(part: Observed, seen: Sequence[Seen]) -> str:
    """The route of a beacon is that at its end; the rows know where they began."""
    return next((event.text for event in seen if event.kind is Kind.PAGE and event.text), part.route)
