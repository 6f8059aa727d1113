"""What waits to be sent, as a state machine without I/O: events -> numbered frames -> acknowledged.

Events are sealed into frames on every flush, online or not, so that the page can mirror them for its unload beacon.
A frame keeps its number and bytes from the moment it may have left (`out`); until then frames can be packed again,
which is how a long time offline stays within the bound: the oldest events that matter least go first, what the visitor
said or finished never does. Numbers have no gaps; order never changes.
"""

from collections.abc import Callable, Iterable, Iterator

import msgspec
from msgspec import Struct

from widget.protocol import (
    MAX_EVENTS,
    Batch,
    Clicked,
    Dwelt,
    Event,
    Observed,
    PageView,
    PanelUsed,
    Skeleton,
    Snapshot,
    Struggled,
    encode,
    packed,
)

FRAME_BYTES = 24 * 1024  # two whole frames fit into a beacon as base64; one larger event goes alone
PENDING_BYTES = 1024 * 1024  # an hour offline; the tab is not ours to fill
KEPT_SHARE = 0.75  # what is left after dropping, so that not every event drops one
IN_FLIGHT = 16  # frames unacknowledged before sending pauses: a slow server is not buried
LINGER_MS = 2000.0  # an answer comes within the round trip; what waits longer is kept for a later page
DAY_MS = 86_400_000

# Dropped in this order, oldest first. What is not named here is never dropped.
DROPPED: tuple[type[Event], ...] = (Dwelt, Clicked, Skeleton, Observed, Snapshot, PanelUsed, PageView, Struggled)

RETRY_MS = 500.0  # first wait after a lost connection
RETRY_MAX_MS = 30_000.0
DOUBLINGS = 7  # past this the wait is at its maximum


class Entry(Struct, frozen=True):
    """An event with its time (Unix ms), its encoded size and the raw batch of the shim it came from."""

    t: float
    event: Event
    size: int
    raw: int


class Sealed(Struct):
    """A numbered frame with what is in it. `out` once it may have left."""

    seq: int
    data: bytes
    entries: tuple[Entry, ...]
    out: bool = False


class Outbox:
    """The page's side of one stream. `random` gives numbers in [0, 1) for the jitter of retries."""

    def __init__(self, random: Callable[[], float], *, pending_bytes: int = PENDING_BYTES) -> None:
        self._random = random
        self._bound = pending_bytes
        self._fresh: list[Entry] = []
        self._sealed: list[Sealed] = []
        self._last = 0  # sequence number used last
        self._sent = 0  # sequence number sent last on this connection
        self._failures = 0
        self.online = False
        self.dropped: dict[str, int] = {}  # events dropped by type

    def add(self, event: Event, t: float, raw: int = 0) -> None:
        """Takes an event that happened at `t`; its `dt` is set when it is sealed."""
        self._fresh.append(Entry(t, event, len(_size.encode(event)), raw))

    def seal(self) -> None:
        """Puts what was added into frames, within the bound."""
        if self._fresh:
            entries, self._fresh = self._fresh, []
            self._sealed += self._packed(entries)
            self._keep_within_bound()

    def flush(self) -> list[bytes]:
        """Frames to send now, in order; empty while offline or when too many wait for their acknowledgement."""
        self.seal()
        if not self.online:
            return []
        room = IN_FLIGHT - sum(frame.out and frame.seq <= self._sent for frame in self._sealed)
        ready = [frame for frame in self._sealed if frame.seq > self._sent][: max(room, 0)]
        for frame in ready:
            frame.out = True
            self._sent = frame.seq
        return [frame.data for frame in ready]

    def pending(self) -> list[bytes]:
        """All frames not acknowledged, in order."""
        self.seal()
        return [frame.data for frame in self._sealed]

    def waiting(self, now: float) -> list[tuple[int, bytes, bool]]:
        """All frames not acknowledged: number, bytes, and whether they must outlive the page: all do once the line is
        lost, else those that wait for long."""
        self.seal()
        lost = self._failures > 0
        return [(one.seq, one.data, lost or now - one.entries[-1].t > LINGER_MS) for one in self._sealed]

    def go_on(self, seq: int) -> None:
        """Numbers follow `seq`, the last that another runtime used; call it before anything is added."""
        self._last = self._sent = seq

    @property
    def last(self) -> int:
        """The number used last."""
        return self._last

    def acked(self, seq: int) -> None:
        """Everything up to `seq` is on the server's disk."""
        self._sealed = [frame for frame in self._sealed if frame.seq > seq]

    def resume(self, acked: int) -> None:
        """The server answered Hello: what it does not have is sent again, from the beginning."""
        self._failures = 0
        self.online = True
        self._sent = acked
        first = self._sealed[0].seq if self._sealed else self._last + 1
        if not first - 1 <= acked <= self._last or not any(frame.out for frame in self._sealed):
            # This document's Python started anew, or the server lost its log: numbers go on from where the server is.
            # So do those of frames that never left: another runtime may have used their numbers.
            entries = [entry for frame in self._sealed for entry in frame.entries]
            self._last = acked
            self._sealed = self._packed(entries)
        self.acked(acked)

    def closed(self) -> float:
        """The connection is gone. Returns ms to wait before the next try: doubling, half of it by chance."""
        self.online = False
        longest = min(RETRY_MAX_MS, RETRY_MS * (1 << min(self._failures, DOUBLINGS)))
        self._failures += 1
        return longest * (0.5 + 0.5 * self._random())

    @property
    def waits(self) -> bool:
        """Whether something was added and is in no frame yet."""
        return bool(self._fresh)

    @property
    def empty(self) -> bool:
        return not self._fresh and not self._sealed

    def _packed(self, entries: Iterable[Entry]) -> list[Sealed]:
        frames = []
        groups = list(_groups(entries))
        for place, group in enumerate(groups):
            following = groups[place + 1][0].raw if place + 1 < len(groups) else 0
            whole = group[-1].raw != following  # the rest of that raw batch is in the next frame
            self._last += 1
            frames.append(_sealed(self._last, group, group[-1].raw if whole else max(group[-1].raw - 1, 0)))
        return frames

    def _keep_within_bound(self) -> None:
        """Drops from frames that never left, by DROPPED, and packs the rest again under the same numbers."""
        if sum(len(frame.data) for frame in self._sealed) <= self._bound:
            return
        gone = [frame for frame in self._sealed if frame.out]
        entries = [entry for frame in self._sealed if not frame.out for entry in frame.entries]
        room = int(self._bound * KEPT_SHARE) - sum(len(frame.data) for frame in gone)
        kept = self._thinned(entries, room)
        self._last = self._sealed[0].seq - 1 + len(gone)
        self._sealed = gone + self._packed(kept)

    def _thinned(self, entries: list[Entry], room: int) -> list[Entry]:
        excess = sum(entry.size for entry in entries) - room
        dropped: set[int] = set()
        for kind in DROPPED:
            for place, entry in enumerate(entries):
                if excess <= 0:
                    break
                if type(entry.event) is kind:
                    dropped.add(place)
                    excess -= entry.size
                    self.dropped[kind.__name__] = self.dropped.get(kind.__name__, 0) + 1
        return [entry for place, entry in enumerate(entries) if place not in dropped]


def _groups(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Runs of entries that fit into one frame by number, bytes and time."""
    group: list[Entry] = []
    size = 0
    for entry in entries:
        full = len(group) >= MAX_EVENTS or size + entry.size > FRAME_BYTES
        if group and (full or abs(entry.t - group[0].t) >= DAY_MS // 2):
            yield group
            group, size = [], 0
        group.append(entry)
        size += entry.size
    if group:
        yield group


def _sealed(seq: int, entries: list[Entry], through: int) -> Sealed:
    at = max(round(min(entry.t for entry in entries)), 0)
    events = tuple(
        msgspec.structs.replace(entry.event, dt=min(max(round(entry.t) - at, 0), DAY_MS)) for entry in entries
    )
    frame = Batch(seq=seq, at=at, events=events, through=through)
    return Sealed(seq, packed(encode(frame)), tuple(entries))


_size = msgspec.msgpack.Encoder()
