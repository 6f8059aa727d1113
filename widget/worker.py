"""Python for a page: one `Page` takes what the shim saw and the panel did, and gives frames for the server.

The worker's JavaScript owns the socket and the timers; everything here is called by it, nothing waits. Where Python
does not run in the page, or not yet, the server holds the `Page` (server/gateway/stand_in.py) and hands it over. Times
are Unix milliseconds on the clock that was given (`performance.timeOrigin + performance.now()`, the shim's own).
"""

import zlib
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

import msgspec
from msgspec import Struct

from widget import hints
from widget.events import Kind, rows_of
from widget.keeping import Keeper
from widget.outbox import Outbox
from widget.protocol import (
    PROTOCOL_VERSION,
    Ack,
    CloseCode,
    Event,
    Hello,
    Identified,
    ProtocolError,
    Refused,
    Sharing,
    StepDone,
    Struggled,
    Welcome,
    decode_server,
    encode,
)
from widget.redaction import clean, clean_route
from widget.shared import data, words
from widget.signals.detector import Found
from widget.signals.rules import Rules, RulesError, overridden
from widget.signals.trace import Trace
from widget.signals.watched import Watch
from widget.snapshot import SeenState, seen_layout, seen_state, skeleton, snapshot
from widget.steps import State
from widget.telling import Context, frame_of, pairs, told
from widget.visit import Told

LATE_MS = 400.0  # rows lie in the shim for 250 ms (recorder.js) and travel: time is not up before they are here
TICK_MS = 1000.0  # nothing waits: a flush a second
TICK_HIDDEN_MS = 10_000.0  # a hidden tab is left alone
TRACE_ROWS = 300  # kept rows travel in parcels: elements and strings are named once in each
TRACE_MS = 30_000.0
SHARED = 100  # things told that "what is shared" lists
HANDED_BYTES = 1024 * 1024  # of a state from another runtime
SHARED_BYTES = 256 * 1024  # of them that go along with it

Row = Sequence[float]


class Submitted(Struct, frozen=True):
    """The step that was sent off on the document before, where, and when (Unix ms)."""

    step: str
    route: str
    t: float


class Boot(Struct, frozen=True):
    """The shim's first message. `trail` are this tab's page visits before this document: route and time; `before` and
    `acted` tell what was sent off on the last of them, and whether anything was done there; `rules` is the override of
    that one's Welcome."""

    site: str
    visitor: str
    session: str
    stream: str
    route: str = "/"
    title: str | None = ""
    language: str | None = ""
    width: float = 0
    height: float = 0
    paused: bool = False
    mode: Literal["off", "anonymous", "full"] = "full"
    trail: list[tuple[str, float]] = []
    before: Submitted | None = None
    acted: bool = False
    rules: str = ""


class Handed(Struct, array_like=True):
    """A `Page` on its way from one runtime to another: its last raw batch and frame, the watch, what was told."""

    raw: int
    seq: int
    watch: bytes
    context: tuple[tuple[str, str], ...] = ()
    layouts: list[tuple[str, str]] = []
    shared: list[tuple[float, Event]] = []


class Page:
    """One document load. `clock` gives Unix ms, `token` a new random id of 22 base64url characters."""

    def __init__(self, config_json: str, clock: Callable[[], float], token: Callable[[], str]) -> None:
        self._boot = msgspec.json.decode(config_json, type=Boot)
        self._clock, self._token = clock, token
        self._rules = _rules(self._boot.rules)
        self._outbox = Outbox(lambda: zlib.crc32(token().encode()) / 2**32)
        self._keeper = Keeper()
        self._trace: Trace | None = Trace()
        self._traced_at = clock()
        self._raw = self._taken = 0
        self._paused, self._mode = self._boot.paused, self._boot.mode
        self._shared: deque[tuple[float, Event]] = deque(maxlen=SHARED)
        self._messages: list[dict[str, Any]] = []
        self._hinted: dict[str, Any] = {}
        self._urgent = False
        self._state: SeenState | None = None
        self._context: tuple[tuple[str, str], ...] = ()
        self._sent_state: Event | None = None
        self._layouts: set[tuple[str, str]] = set()
        self._retry_ms: float | None = None  # what the server asked for when it refused
        earlier = [route for route, _ in self._boot.trail if route != self._boot.route]
        self._watch = Watch(
            self._rules,
            stream=self._boot.stream,
            route=self._boot.route,
            title=self._boot.title or "",
            came_from=clean_route(earlier[-1]) if earlier else "",
            now=clock(),
            trail=self._boot.trail,
            acted=self._boot.acted,
            step=State(before.step, before.route, before.t) if (before := self._boot.before) else State(),
        )

    # ------------------------------------------------------------ what the page says

    def raw(self, n: int, rows: bytes | bytearray | memoryview, elements_json: str, strings_json: str) -> None:
        """The shim's raw batch `n` (from 1): rows of six float64, new element descriptors, new strings."""
        if n <= self._raw:
            return
        self._raw = n
        self.know(elements_json, strings_json)
        self._see(rows_of(rows))

    def know(self, elements_json: str, strings_json: str) -> None:
        """All element descriptors and strings so far, for a `Page` that goes on in the middle of a document."""
        self._watch.know(elements_json, _texts.decode(strings_json or "[]"))

    def rest(
        self, batches: Iterable[tuple[int, Iterable[Row]]], elements_json: bytes, strings: Mapping[int, str]
    ) -> None:
        """What the page says while it is left: raw batches with their numbers, elements, strings by their index."""
        self._watch.know(elements_json, ())
        self._watch.know_strings(strings)
        for n, rows in batches:
            if n > self._raw:
                self._raw = n
                self._see(rows)

    def snapshot(self, json: str) -> None:
        """The UI state; told when it differs from the one told last."""
        if self._paused:
            return
        self._state = seen_state(json)
        self._watch.visit.title = self._state.title
        frame = snapshot(self._state, self._watch.table, self._context)
        still = msgspec.structs.replace(frame, scroll=0)
        if still != self._sent_state:
            self._sent_state = still
            self._add(frame, self._clock())

    def skeleton(self, json: str) -> None:
        """The layout; told once a version of the page."""
        if self._paused:
            return
        frame = skeleton(seen_layout(json), self._watch.table)
        if (frame.route, frame.version) not in self._layouts:
            self._layouts.add((frame.route, frame.version))
            self._add(frame, self._clock())

    def tell(self, json: str) -> None:
        """What the visitor did in the panel; goes out while sharing is paused, too."""
        said = told(json)
        if isinstance(said, Context):
            self._context = pairs(said.values)
            self._ask_snapshot()
        event = frame_of(said, self._watch.visit.route)
        if event is None or (isinstance(event, Identified) and self._mode != "full"):
            return
        now = self._clock()
        self._urgent = True
        self._add(event, now)
        if isinstance(event, Sharing):
            self._mode = event.mode or ("off" if event.paused else "full")
            if event.paused != self._paused:
                self._share(event.paused, now)

    # ------------------------------------------------------------ the connection

    def wanted(self) -> bool:
        """Whether a connection is worth having: not when the server refused for good, nor for a visitor who pauses
        sharing and says nothing."""
        refused = self._retry_ms is not None and self._retry_ms < 0
        return not refused and (not self._paused or not self._outbox.empty)

    def hello(self) -> bytes:
        """The Hello of this stream as of now."""
        boot, quiet = self._boot, self._paused
        return encode(
            Hello(
                version=PROTOCOL_VERSION,
                site=boot.site,
                visitor=boot.visitor,
                session=boot.session,
                stream=boot.stream,
                sent_at=max(round(self._clock()), 0),
                route="/" if quiet else self._watch.visit.route,
                title="" if quiet else clean(self._watch.visit.title, 400),
                language=clean(boot.language, 120),
                width=round(boot.width),
                height=round(boot.height),
                mode=self._mode,
            )
        )

    def opened(self) -> bytes:
        """The socket is open: what to send first. Frames follow after the server's Welcome."""
        self._retry_ms = None
        return self.hello()

    def closed(self) -> float:
        """The socket is gone: ms until the next try, -1 when trying again is useless."""
        waited = self._outbox.closed()
        return waited if self._retry_ms is None else self._retry_ms

    def received(self, data_: bytes) -> str:
        """A frame of the server, as JSON for the panel. A frame that is none comes out as a refusal (4400)."""
        try:
            frame = decode_server(bytes(data_))
        except ProtocolError as error:
            frame = Refused(code=CloseCode.MALFORMED, message=f"The server's answer was not understood: {error}")
        match frame:
            case Welcome(acked=acked, rules=rules, trace=trace):
                self._trace = (self._trace or Trace()) if trace else None
                self._outbox.resume(acked)
                self._urgent = True
                self._adopt(rules)
            case Ack(seq=seq):
                self._outbox.acked(seq)
            case Refused(retry_ms=retry_ms):
                self._retry_ms = float(retry_ms)
        return _json(data(frame))

    def flush(self) -> list[bytes]:
        """Frames to send now; empty while offline."""
        self._urgent = False
        frames = self._outbox.flush()
        self._taken = self._raw
        return frames

    def pending(self) -> list[bytes]:
        """All frames that the server has not acknowledged."""
        frames = self._outbox.pending()
        self._taken = self._raw
        return frames

    def keeping(self) -> tuple[list[tuple[int, bytes]], list[int]]:
        """What the browser's storage shall take (number, bytes) and which numbers it shall forget."""
        return self._keeper.changes(self._outbox.waiting(self._clock()))

    def taken(self) -> int:
        """Raw batches up to this one are in frames, or have nothing to tell."""
        if self._outbox.empty:
            self._taken = self._raw
        return self._taken

    @property
    def settled(self) -> bool:
        """Whether the server has everything that was told."""
        return self._outbox.empty

    # ------------------------------------------------------------ time

    def tick(self) -> str:
        """Moves time on. Returns messages for the main thread as a JSON list: hints, and `snap?`."""
        now = self._clock()
        if not self._paused:
            self._tell(self._watch.tick(now - LATE_MS))
            self._tell(self._watch.visit.tick(now))
            if self._trace is not None and now - self._traced_at >= TRACE_MS:
                self.put_trace()
        messages, self._messages = self._messages, []
        return _json(messages)

    def next_tick(self, idle_ms: float = TICK_MS) -> float:
        """Ms until `tick` and `flush` are due; 0 for at once (a struggle, a tell, a Welcome). A second while something
        waits to be flushed, `idle_ms` while nothing does."""
        if self._urgent:
            return 0.0
        longest = TICK_MS if self._outbox.waits else idle_ms
        if not self._watch.visit.visible:
            longest = TICK_HIDDEN_MS
        return min(longest, max(self._watch.due() + LATE_MS - self._clock(), 0.0))

    def shared(self) -> str:
        """What was told, newest last, as a JSON list of `{at, kind, words, data}`."""
        return _json(
            [
                {"at": round(t), "kind": event.__struct_config__.tag, "words": words(event), "data": data(event)}
                for t, event in self._shared
            ]
        )

    # ------------------------------------------------------------ from one runtime to another

    def judging(self) -> bytes:
        """What judging is in the middle of, for whoever judges rows that come after `taken`."""
        return self._watch.freeze()

    def hand_over(self) -> bytes:
        """This page's state for another runtime's `take_over`; call it once everything told was flushed."""
        shared: list[tuple[float, Event]] = []
        room = SHARED_BYTES
        for one in reversed(self._shared):
            room -= len(_packer.encode(one))
            if room < 0:
                break
            shared.insert(0, one)
        return _packer.encode(
            Handed(self._raw, self._outbox.last, self._watch.freeze(), self._context, sorted(self._layouts), shared)
        )

    def take_over(self, data: bytes) -> None:
        """Goes on from another runtime's state. Raises ValueError for bytes that are none, and changes nothing."""
        if len(data) > HANDED_BYTES:
            raise ValueError(f"{len(data)} bytes of state, {HANDED_BYTES} are read")
        try:
            handed = msgspec.msgpack.decode(bytes(data), type=Handed)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ValueError(f"not a page's state: {type(error).__name__}") from None
        self._watch.thaw(handed.watch)
        self._raw = self._taken = handed.raw
        self._outbox.go_on(handed.seq)
        self._context, self._layouts = handed.context, set(handed.layouts)
        self._shared.extend(handed.shared)

    def finish(self) -> None:
        """Tells what is not told yet: rows kept for judging anew, time spent."""
        if not self._paused:
            self._tell(self._watch.tick(self._clock()))
            self._tell(self._watch.visit.dwelt(self._clock()))
            if self._trace is not None:
                self.put_trace()

    # ------------------------------------------------------------ inside

    def _see(self, rows: Iterable[Row]) -> None:
        if self._paused:
            return
        seen = list(rows)
        self._tell(self._watch.rows(seen, self._trace))
        hidden = any(row[0] == Kind.VISIBILITY and not row[5] for row in seen)
        if self._trace is not None and (hidden or len(self._trace) >= TRACE_ROWS or self._trace.full):
            self.put_trace()
        if any(row[0] == Kind.INVALID for row in seen):
            self._ask_snapshot()

    def put_trace(self) -> None:
        """Rows that were judged go to the server, too, where they can be judged anew under other rules."""
        now = self._traced_at = self._clock()
        observed = self._trace.take(self._watch.visit.route) if self._trace is not None else None
        if observed is not None:
            self._add(observed, now)

    def _hint(self, found: Found) -> None:
        target, sentence = found.target, ""
        if target is None:
            return
        errors = self._errors()
        if found.signal == "repeated_validation":
            sentence = hints.for_refused(target.element.name, found.message or errors.get(target.key, ("", ""))[1])
        elif target.has("disabled") and found.signal in ("rage_click", "dead_click"):
            reason = self._reasons().get(target.key, "")
            sentence = hints.for_disabled(target.element.name, list(errors.values()), reason)
        hint = {"k": "hint", "element": target.key, "sentence": sentence}
        if sentence and hint != self._hinted:  # a dead click and the rage that follows are one trouble
            self._hinted = hint
            self._messages.append(hint)

    def _errors(self) -> dict[str, tuple[str, str]]:
        """Messages at fields by the field's key: its name, and the text as the page has it."""
        if self._state is None:
            return {}
        shown = ((self._watch.table.resolve(error.el), error) for error in self._state.errors)
        return {target.key: (target.element.name, error.text) for target, error in shown}

    def _reasons(self) -> dict[str, str]:
        """Why controls are disabled by the control's key, as the page has it."""
        shown = self._state.reasons if self._state else []
        return {self._watch.table.resolve(one.el).key: one.text for one in shown}

    def _ask_snapshot(self) -> None:
        if {"k": "snap?"} not in self._messages:
            self._messages.append({"k": "snap?"})

    def _share(self, paused: bool, now: float) -> None:
        self._paused = paused
        self._watch.forget(now)
        self._trace = self._trace and Trace()
        if not paused:
            self._tell(self._watch.visit.view(now))

    def _adopt(self, override: str) -> None:
        """Takes the site's rules; an override that is none leaves the shipped ones, and the panel is told."""
        try:
            rules = overridden(Rules(), override)
        except RulesError as error:
            self._messages.append({"k": "rules", "problem": str(error)})
            return
        if rules != self._rules:
            self._rules = rules
            self._watch.adopt(rules)

    def _tell(self, facts: Iterable[Told]) -> None:
        """Puts facts into the outbox; struggles and finished steps go at once, and the page is looked at anew."""
        for fact in facts:
            self._add(fact.event, fact.t)
            if isinstance(fact.event, StepDone):
                self._urgent = True
            elif isinstance(fact.event, Struggled):
                self._told_struggle(fact.event)
        for found in self._watch.found:
            self._hint(found)
        self._watch.found = []

    def _told_struggle(self, event: Struggled) -> None:
        self._ask_snapshot()
        if event.verdict != "struggle":
            return
        self._urgent = True
        element = event.element
        place = {"element": element.key, "name": element.name} if element else {"element": "", "name": ""}
        self._messages.append({"k": "struggle", "signal": event.signal, **place, "count": event.count})

    def _add(self, event: Event, t: float) -> None:
        self._outbox.add(event, t, self._raw)
        self._shared.append((t, event))


def _rules(override: str) -> Rules:
    """The shipped rules with the override over them, where it is one."""
    try:
        return overridden(Rules(), override)
    except RulesError:
        return Rules()


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


_packer = msgspec.msgpack.Encoder()
_texts: msgspec.json.Decoder[list[str]] = msgspec.json.Decoder(list[str])
