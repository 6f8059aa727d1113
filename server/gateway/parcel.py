"""What a beacon carries, as the protocol's own frames. Pure.

Raw rows become Observed events of a batch numbered by the shim's count. It belongs into a stream of its own beside the
page's: were it given the page's next number, a page that comes back from the browser's cache would say that number
again and lose what it says with it.
"""

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from server.gateway.handshake import ends_at
from server.gateway.refusal import MALFORMED, NO_HELLO, WRONG_VERSION, Rejected, decoded, inflated
from widget.protocol import PROTOCOL_VERSION, Batch, Hello, Id, Observed, Seq
from widget.signals.observed import MAX_ROWS, observe

LATEST_MS = 4_102_444_800_000  # of widget.protocol.Epoch
DAY_MS = 86_400_000  # of widget.protocol.Ms
FROZEN_BYTES = 64 * 1024  # of widget.protocol.Observed

Row = tuple[float, float, float, float, float, float]


class Raw(Struct, frozen=True):
    """Rows of the shim up to its raw batch `n` and the descriptors they point to (widget/static/MESSAGES.md)."""

    n: Seq
    rows: list[Row]
    marks: list[tuple[Seq, Annotated[int, Meta(ge=0)]]] = []  # how many of the rows are of which batch
    route: str = "/"
    elements: list[dict[str, Any]] = []
    strings: dict[int, str | None] = {}
    before: bytes = b""  # what judging was in the middle of, base64

    def batches(self) -> list[tuple[int, list[Row]]]:
        """The rows by the shim's batches; all are of the last one where the page does not say."""
        found, at = [], 0
        for n, count in self.marks:
            found.append((n, self.rows[at : at + count]))
            at += count
        return [*found, (self.n, self.rows[at:])] if at < len(self.rows) else found

    def texts(self) -> dict[int, str]:
        """The strings that are there."""
        return {index: text for index, text in self.strings.items() if text}


class Ids(Struct, frozen=True):
    """Who speaks when Python had not booted and nobody made a Hello. Of route and title nothing is kept."""

    site: Id
    visitor: Id
    session: Id
    stream: Id
    sent_at: Annotated[float, Meta(ge=0, le=LATEST_MS)]


class Beacon(Struct, frozen=True):
    """The JSON of a beacon; `hello` and `frames` are base64 of MessagePack."""

    v: int
    hello: bytes | None = None
    ids: Ids | None = None
    frames: list[bytes] = []
    raw: Raw | None = None


class Parcel(Struct, frozen=True):
    """A beacon's content: the batches with their bytes, by seq; `observed` is made here of the raw rows."""

    hello: Hello
    batches: list[tuple[Batch, bytes]]
    observed: Batch | None
    raw: Raw | None = None

    def latest(self) -> int:
        """The latest moment of the page's clock that is told of. A Hello may be older than its beacon."""
        told = [batch for batch, _ in self.batches] + ([self.observed] if self.observed else [])
        return max([self.hello.sent_at, *map(ends_at, told)])


_beacons = msgspec.json.Decoder(Beacon)


def unpack(data: bytes) -> Parcel:
    """Raises Rejected where it is not a beacon of this protocol."""
    beacon = _parsed(data)
    observed = None if beacon.raw is None or not beacon.raw.rows else _observed(beacon.raw)
    return Parcel(_hello(beacon), _batches(beacon), observed, beacon.raw if observed else None)


def _parsed(data: bytes) -> Beacon:
    try:
        beacon = _beacons.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Rejected(MALFORMED.saying("This is not a beacon of the protocol.")) from None
    if beacon.v != PROTOCOL_VERSION:
        raise Rejected(WRONG_VERSION)
    return beacon


def _hello(beacon: Beacon) -> Hello:
    if beacon.hello is not None:
        frame = decoded(beacon.hello)
        if not isinstance(frame, Hello):
            raise Rejected(NO_HELLO)
        return frame
    if beacon.ids is None:
        raise Rejected(NO_HELLO)
    ids = beacon.ids
    return Hello(PROTOCOL_VERSION, ids.site, ids.visitor, ids.session, ids.stream, int(ids.sent_at), route="/")


def _batches(beacon: Beacon) -> list[tuple[Batch, bytes]]:
    found = []
    for data in map(inflated, beacon.frames):
        frame = decoded(data)
        if not isinstance(frame, Batch):
            raise Rejected(MALFORMED.saying("Only batches follow a Hello."))
        found.append((frame, data))
    return sorted(found, key=lambda pair: pair[0].seq)


def _observed(raw: Raw) -> Batch:
    times = [row[1] for row in raw.rows]
    if min(times) < 0 or max(times) > LATEST_MS:
        raise Rejected(MALFORMED.saying("A raw row of the beacon has no time."))
    at = int(min(times))
    parts = [raw.rows[start : start + MAX_ROWS] for start in range(0, len(raw.rows), MAX_ROWS)]
    events = tuple(_event(raw, part, at, part is parts[0]) for part in parts)
    return Batch(seq=raw.n, at=at, events=events, through=raw.n)


def _event(raw: Raw, rows: list[Row], at: int, first: bool) -> Observed:
    pointed = {row[2] for row in rows}
    elements = [element for element in raw.elements if element.get("i") in pointed]
    dt = min(int(max(row[1] for row in rows)) - at, DAY_MS)
    try:
        return observe(rows, elements, raw.route, dt, raw.texts(), raw.before[:FROZEN_BYTES] if first else b"")
    except msgspec.ValidationError:
        raise Rejected(MALFORMED.saying("An element of the beacon makes no sense.")) from None
