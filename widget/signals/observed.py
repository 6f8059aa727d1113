"""Rows that left the page unjudged: packed into `Observed` from a beacon, judged on the server by the same rules."""

import zlib
from collections.abc import Sequence

import msgspec

from widget.elements import Descriptor, ElementTable, Target
from widget.events import decode
from widget.protocol import Element, Observed, Struggled
from widget.redaction import clean_route
from widget.signals.detectors import Detectors, struggled
from widget.signals.rules import Rules

MAX_ROWS = 512  # the protocol's limits on Observed
MAX_ELEMENTS = 256

Row = tuple[float, float, float, float, float, float]


def observe(rows: Sequence[Sequence[float]], descriptors: Sequence[object], route: str, dt: int = 0) -> Observed:
    """The frame for a beacon's raw rows (six numbers each, `el` the descriptor's `i`) and element descriptors (JSON
    objects). Rows are renumbered to positions in `elements`; the newest 512 are kept. Raises msgspec.ValidationError.
    """
    table = ElementTable()
    known = msgspec.convert(list(descriptors), list[Descriptor])[-MAX_ELEMENTS:]
    targets = [table.resolve(descriptor) for descriptor in known]
    places = {float(descriptor.i): float(place) for place, descriptor in enumerate(known)}
    kept = msgspec.convert(list(rows)[-MAX_ROWS:], list[Row], strict=False)
    return Observed(
        dt=dt,
        route=clean_route(route),
        rows=tuple((kind, t, places.get(el, -1.0), x, y, v) for kind, t, el, x, y, v in kept),
        elements=tuple(target.element for target in targets),
        traits=tuple(" ".join(sorted(target.traits)) for target in targets),
    )


def judge_rows(
    rows: Sequence[Sequence[float]],
    elements: Sequence[Element],
    rules: Rules,
    *,
    traits: Sequence[str] = (),
    route: str = "/",
    at: float = 0.0,
    stream: str = "",
) -> list[Struggled]:
    """What the detectors find in an `Observed`'s rows, as frames whose `dt` counts from `at` (Unix time in ms).

    The end of the rows is the end of the page: what still waits then stays undecided. Ids follow from `stream`, the
    time and the element, so that judging twice gives the same frames.
    """
    targets = [
        Target(element, frozenset(traits[place].split()) if place < len(traits) else frozenset())
        for place, element in enumerate(elements)
    ]

    def element(place: int) -> Target | None:
        return targets[place] if 0 <= place < len(targets) else None

    detectors = Detectors(rules)
    found = [verdict for event in decode(rows, element, ()) for verdict in detectors.feed(event)]
    frames = []
    for verdict in found:
        key = verdict.target.key if verdict.target else ""
        seed = zlib.crc32(f"{stream} {verdict.signal} {key}".encode())
        id = f"{stream[:16] or 'observed'}-{int(verdict.t) % 2**44:x}-{seed:08x}"
        frames.append(struggled(verdict, id=id, route=route, rules=rules.version, at=at))
    return frames
