"""Python for pages that have none, or not yet: the page's own `Page` (widget/worker.py), run here on the shim's rows.

A stand-in speaks for its page until Python in the page takes over, the page says goodbye, or a minute passed without a
line. What it makes are the protocol's own frames; they take the same way as those of any page.
"""

import asyncio
import secrets
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from server.gateway.refusal import MALFORMED, TOO_LARGE, TOO_MANY, Rejected, decoded
from widget.protocol import MAX_FRAME_BYTES, Batch, Hello, Id
from widget.worker import Page, Row

PARKED_S = 60.0  # a phone changes its network, a train leaves a tunnel; who stays away longer starts anew
MOST = 4000  # with and without a line; one takes about 40 KB (tests/bench/stand_in.py)
IDLE_MS = 10_000.0  # without anything to tell: time spent is told this often
SOONEST_MS = 20.0
TOGETHER_MS = 1000
MAX_ROWS = 256  # of a message: the shim's own batches


class Boot(Struct, frozen=True):
    """Who speaks; the whole message is the page's configuration (widget/worker.py)."""

    site: Id
    visitor: Id
    session: Id
    stream: Id
    sent_at: float


Key = tuple[str, str, str, str]


def key_of(who: Boot | Hello) -> Key:
    """The page that speaks."""
    return who.site, who.visitor, who.session, who.stream


class Heard(Struct, frozen=True):
    """A message of the shim's line (widget/static/MESSAGES.md), numbered by `m` where it must not be heard twice."""

    k: str
    m: int = 0
    n: int = 0
    t0: float = 0.0
    rows: list[float] = []
    els: msgspec.Raw = msgspec.Raw(b"[]")
    strs: msgspec.Raw = msgspec.Raw(b"[]")
    snap: msgspec.Raw = msgspec.Raw(b"")
    skel: msgspec.Raw = msgspec.Raw(b"")


class StandIn:
    """One page's `Page` on the server. `clock` gives Unix ms of the server; the page's own clock is kept beside it."""

    def __init__(self, config: bytes, boot: Boot, clock: Callable[[], int]) -> None:
        self.key = key_of(boot)
        self.shift = clock() - boot.sent_at
        self.heard = 0  # the number of the last message taken in
        self.kept = 0  # of the last one with everything that came of it on disk
        self.owner: object = None  # the line that speaks with the page now
        self.alone = asyncio.Event()  # no line does
        self.over = False  # somebody else speaks for the page from now on
        self.parked_at = 0.0
        self._clock = clock
        self._flushed_at = 0
        try:
            self.page = Page(config.decode(), lambda: clock() - self.shift, lambda: secrets.token_urlsafe(16))
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise Rejected(MALFORMED.saying("The line's first message makes no sense.")) from None

    def take(self, heard: Heard, data: bytes) -> list[Any]:
        """Takes a message in; returns what is said to the page in turn. A repeated one changes nothing.

        Raises Rejected for one that makes no sense.
        """
        if heard.m and heard.m <= self.heard:
            return []
        self.heard = max(self.heard, heard.m)
        try:
            return self._take(heard, data)
        except (msgspec.DecodeError, UnicodeDecodeError, OverflowError):
            raise Rejected(MALFORMED.saying("A message of the line makes no sense.")) from None

    def said(self) -> list[Any]:
        """What the page is told because time passed: hints, and `snap?`."""
        return list(msgspec.json.decode(self.page.tick()))

    def frames(self) -> list[bytes]:
        """Frames to keep now: at once for what matters, else what came together within a second."""
        now = self._clock()
        if self.page.next_tick() > 0 and now - self._flushed_at < TOGETHER_MS:
            return []
        self._flushed_at = now
        return self.page.flush()

    def rest(self, batches: Iterable[tuple[int, Iterable[Row]]], elements: bytes, strings: Mapping[int, str]) -> None:
        """The page's beacon: its raw batches, of which those that came here already are left out. Raises Rejected."""
        try:
            self.page.rest(batches, elements, strings)
        except msgspec.DecodeError:
            raise Rejected(MALFORMED.saying("An element of the beacon makes no sense.")) from None

    def due_s(self) -> float:
        """Seconds until `said` may say something."""
        return max(self.page.next_tick(IDLE_MS), SOONEST_MS) / 1000

    def last_frames(self) -> list[tuple[Batch, bytes]]:
        """Everything not kept yet, time spent included: the page does not come back to this stand-in."""
        self.over = True
        self.page.finish()
        frames = []
        for data in self.page.pending():
            batch = decoded(data)
            if isinstance(batch, Batch):
                frames.append((batch, data))
        return frames

    def hello(self) -> Hello:
        """The Hello that the page would say now."""
        hello = decoded(self.page.hello())
        if not isinstance(hello, Hello):
            raise TypeError("a page says Hello first")
        return hello

    def _take(self, heard: Heard, data: bytes) -> list[Any]:
        match heard.k:
            case "raw":
                self.page.raw(heard.n, _rows(heard), _text(heard.els), _text(heard.strs))
            case "know":
                self.page.know(_text(heard.els), _text(heard.strs))
            case "snap":
                self.page.snapshot(_text(heard.snap))
            case "skel":
                self.page.skeleton(_text(heard.skel))
            case "tell":
                self.page.tell(data.decode())
            case "shared?":
                return [{"k": "shared", "items": msgspec.json.decode(self.page.shared())}]
        return []


class StandIns:
    """All stand-ins of this process by page, those without a line for a minute. Times are seconds of the event loop's
    clock."""

    def __init__(self) -> None:
        self._all: OrderedDict[Key, StandIn] = OrderedDict()

    def __len__(self) -> int:
        return len(self._all)

    def find(self, key: Key) -> StandIn | None:
        return self._all.get(key)

    def add(self, stand_in: StandIn) -> None:
        """Raises Rejected when there are too many."""
        if len(self._all) >= MOST:
            raise Rejected(TOO_MANY)
        self._all[stand_in.key] = stand_in

    def park(self, stand_in: StandIn, now: float) -> None:
        """Its line is gone."""
        stand_in.owner = None
        stand_in.alone.set()
        stand_in.parked_at = now
        if stand_in.key in self._all:
            self._all.move_to_end(stand_in.key)

    def drop(self, stand_in: StandIn) -> None:
        """Idempotent."""
        stand_in.over = True
        if self._all.get(stand_in.key) is stand_in:
            del self._all[stand_in.key]

    def parked(self, before: float = float("inf")) -> list[StandIn]:
        """Those without a line since before that time."""
        return [one for one in self._all.values() if one.owner is None and one.parked_at <= before]


def read_boot(data: bytes) -> Boot:
    """The line's first message. Raises Rejected."""
    try:
        return _boots.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Rejected(MALFORMED.saying("The line's first message makes no sense.")) from None


def read_heard(data: bytes) -> Heard:
    """A later message. Raises Rejected."""
    if len(data) > MAX_FRAME_BYTES:
        raise Rejected(TOO_LARGE.saying(f"The message has {len(data)} bytes, {MAX_FRAME_BYTES} are allowed."))
    try:
        return _messages.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Rejected(MALFORMED.saying("A message of the line makes no sense.")) from None


def _rows(heard: Heard) -> memoryview:
    """Rows as the shim's Float64Array holds them; their times come as differences to `t0`."""
    if len(heard.rows) % 6 or len(heard.rows) > 6 * MAX_ROWS:
        raise Rejected(MALFORMED.saying("Rows are six numbers each, 256 at most in a message."))
    rows = array("d", heard.rows)
    for at in range(1, len(rows), 6):
        rows[at] += heard.t0
    return memoryview(rows)


def _text(raw: msgspec.Raw) -> str:
    return bytes(raw).decode()


_boots = msgspec.json.Decoder(Boot)
_messages = msgspec.json.Decoder(Heard)
