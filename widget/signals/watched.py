"""From what the shim saw on one document to what is told of it: the same module in the page and on the server.

A `Watch` holds the detectors, the visit, the step under way, the elements and strings of a document. Ids of struggles
follow from stream, signal, element and time, so that a verdict reached on both sides of a handover is one.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct

from widget import steps
from widget.elements import ElementTable, Target
from widget.events import Kind, Seen, decode
from widget.protocol import Event, Signal, StepDone
from widget.redaction import clean, clean_route
from widget.signals.detector import Found
from widget.signals.detectors import Detectors, struggled
from widget.signals.rules import Rules
from widget.signals.trace import Trace
from widget.visit import State as VisitState
from widget.visit import Told, Visit

QUICK_MS, QUICK_PX = 1000.0, 30.0  # clicks within these are one run, whatever the rules call rage
RUN_MAX = 1000
FROZEN_BYTES = 96 * 1024
NO_STEP = steps.State()
STRINGS = 100_000  # of one document: a page that makes more than ten a second for hours repeats itself


class Run(Struct, frozen=True):
    """The quick run of clicks that the last click belongs to."""

    key: str = ""
    t: float = 0.0
    x: float = 0.0
    y: float = 0.0
    clicks: int = 0


class Frozen(Struct, array_like=True):
    """What outlives a runtime: the detectors' states, the step under way, the run of clicks, the visit."""

    detectors: bytes
    step: steps.State
    run: Run
    visit: VisitState


class Watch:
    """One document of a visit. Texts of `found` are not yet masked; those of events are."""

    def __init__(
        self, rules: Rules, *, stream: str, route: str, title: str = "", came_from: str = "", now: float = 0.0,
        trail: Iterable[tuple[str, float]] = (), acted: bool = False, step: steps.State = NO_STEP,
    ) -> None:  # fmt: skip
        self.rules = rules
        self.visit = Visit(route, title, came_from, now)
        self.found: list[Found] = []  # struggles of the last call, for hints
        self._stream = stream
        self._trail = tuple(trail)
        self._table = ElementTable()
        self._strings: list[str] = []
        self._detectors = Detectors(rules, self._trail, acted=acted)
        self._step = step
        self._run = Run()

    @property
    def table(self) -> ElementTable:
        return self._table

    def know(self, elements_json: str | bytes, strings: Iterable[str]) -> None:
        """New element descriptors and strings that rows will point to. Raises msgspec.ValidationError."""
        self._table.add(elements_json)
        self._strings += strings

    def know_strings(self, strings: Mapping[int, str]) -> None:
        """Strings by their index, where not all of them are told; those between are empty. At most 100,000 count."""
        last = max((index for index in strings if 0 <= index < STRINGS), default=-1)
        self._strings += [""] * (last + 1 - len(self._strings))
        for index, text in strings.items():
            if 0 <= index < STRINGS:
                self._strings[index] = text

    def rows(self, rows: Iterable[Sequence[float]], trace: Trace | None = None) -> list[Told]:
        """What rows tell, in order; they are added to `trace`, too."""
        self.found = []
        if trace is not None:
            rows = list(rows)
            for row in rows:
                trace.add(row, self._table.get, self._strings)
        return [told for event in decode(rows, self._table.get, self._strings) for told in self._see(event)]

    def events(self, events: Iterable[Seen]) -> list[Told]:
        """What events tell, in order."""
        self.found = []
        return [told for event in events for told in self._see(event)]

    def tick(self, now: float) -> list[Told]:
        """What became certain by `now`, Unix ms, because nothing happened."""
        self.found = []
        self._step, done = steps.settled(self._step, now)
        return self._done(done) + self._judged(self._detectors.tick(now))

    def due(self) -> float:
        """When `tick` may tell something, Unix ms; infinite when nothing waits."""
        return min(self._detectors.due(), steps.due(self._step))

    def adopt(self, rules: Rules) -> None:
        """Judges by other rules from now on; states go on."""
        self.rules = rules
        self._detectors = self._detectors.under(rules)

    def forget(self, now: float) -> None:
        """Starts judging afresh: what was seen before is not to be told of."""
        self.visit.restart(now)
        self._step, self._run = steps.State(), Run()
        self._detectors = Detectors(self.rules, self._trail)

    def freeze(self) -> bytes:
        """The states that another runtime goes on from."""
        return _packer.encode(Frozen(self._detectors.freeze(), self._step, self._run, self.visit.freeze()))

    def thaw(self, data: bytes) -> None:
        """Goes on from frozen states. Raises ValueError for bytes that `freeze` did not make, and changes nothing."""
        if len(data) > FROZEN_BYTES:
            raise ValueError(f"{len(data)} bytes of state, {FROZEN_BYTES} are read")
        try:
            frozen = msgspec.msgpack.decode(data, type=Frozen)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ValueError(f"not a frozen state: {type(error).__name__}") from None
        self._detectors = Detectors.thaw(self.rules, frozen.detectors)
        self._step, self._run = frozen.step, frozen.run
        self.visit.thaw(frozen.visit)

    def _see(self, event: Seen) -> list[Told]:
        route = self.visit.route
        self._step, done = steps.follow(self._step, event, route)
        told = self._done(done)
        found = self._detectors.feed(event)
        told += self.visit.see(event, self._in_run(event) if event.kind is Kind.CLICK else 1)
        return told + self._judged(found, route if event.kind in (Kind.PAGE, Kind.NAVIGATE) else "")

    def _done(self, done: steps.Done | None) -> list[Told]:
        if done is None:
            return []
        where, step, why = clean_route(done.route), clean(done.step, 120), clean(done.evidence, 400)
        return [Told(done.t, StepDone(dt=0, route=where, step=step, evidence=why))]

    def _judged(self, found: Iterable[Found], left: str = "") -> list[Told]:
        """The frames of what was found; what another page ended happened on the page that was `left`."""
        told = []
        for one in found:
            self.found.append(one)
            route = left if left and one.signal in OF_THE_PAGE_BEFORE else self.visit.route
            id_ = struggle_id(self._stream, one.signal, one.target, one.t)
            told.append(Told(one.t, struggled(one, id=id_, route=route, rules=self.rules.version)))
        return told

    def _in_run(self, event: Seen) -> int:
        run, key = self._run, event.target.key if event.target else ""
        near = abs(event.x - run.x) + abs(event.y - run.y) < QUICK_PX
        clicks = run.clicks + 1 if key == run.key and near and 0 <= event.t - run.t < QUICK_MS else 1
        self._run = Run(key, event.t, event.x, event.y, min(clicks, RUN_MAX))
        return self._run.clicks


OF_THE_PAGE_BEFORE: frozenset[Signal] = frozenset({"form_abandonment", "quick_back", "stall", "price_dwell"})


def struggle_id(stream: str, signal: str, target: Target | None, t: float) -> str:
    """The id of a verdict: the same wherever and how often it is reached. At most 40 characters."""
    seed = zlib.crc32(f"{stream} {signal} {target.key if target else ''}".encode())
    return f"{stream[:16] or 'observed'}-{max(int(t), 0) % 2**44:x}-{seed:08x}"


def of_told(told: Iterable[Told]) -> list[Event]:
    """The events alone."""
    return [one.event for one in told]


_packer = msgspec.msgpack.Encoder()
