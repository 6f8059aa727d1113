"""Rows that left the page unjudged: packed into `Observed` from a beacon, judged on the server by the same rules."""

from collections.abc import Mapping, Sequence

import msgspec

from widget.elements import Descriptor, ElementTable
from widget.events import decode
from widget.protocol import Element, Observed, Struggled
from widget.redaction import clean, clean_route
from widget.signals.detectors import Detectors, struggled
from widget.signals.rules import Rules
from widget.signals.trace import TEXT_CHARS, TEXTS, targets_in
from widget.signals.watched import struggle_id

MAX_ROWS = 512  # the protocol's limits on Observed
MAX_ELEMENTS = 256

Row = tuple[float, float, float, float, float, float]


def observe(
    rows: Sequence[Sequence[float]],
    descriptors: Sequence[object],
    route: str,
    dt: int = 0,
    strings: Mapping[int, str] | None = None,
) -> Observed:
    """The frame for a beacon's raw rows (six numbers each, `el` the descriptor's `i`), element descriptors (JSON
    objects) and strings by their index. Rows are renumbered to positions in the frame, texts masked; the newest 512
    rows are kept. Raises msgspec.ValidationError.
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
    )


def judge_rows(
    rows: Sequence[Sequence[float]],
    elements: Sequence[Element],
    rules: Rules,
    *,
    traits: Sequence[str] = (),
    steps: Sequence[str] = (),
    strings: Sequence[str] = (),
    route: str = "/",
    at: float = 0.0,
    stream: str = "",
) -> list[Struggled]:
    """What the detectors find in an `Observed`'s rows, as frames whose `dt` counts from `at` (Unix time in ms).

    The end of the rows is the end of the page: what still waits then stays undecided. Ids follow from `stream`, the
    time and the element, so that judging twice gives the same frames.
    """
    detectors = Detectors(rules)
    seen = decode(rows, targets_in(elements, traits, steps), strings)
    found = [verdict for event in seen for verdict in detectors.feed(event)]
    frames = []
    for verdict in found:
        id = struggle_id(stream, verdict.signal, verdict.target, verdict.t)
        frames.append(struggled(verdict, id=id, route=route, rules=rules.version, at=at))
    return frames
