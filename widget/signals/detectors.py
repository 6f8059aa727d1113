"""Runs all detectors over one stream of events and turns what they find into frames."""

import zlib
from collections.abc import Iterable
from contextlib import suppress
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, structs

from widget.events import Kind, Seen
from widget.protocol import Struggled
from widget.redaction import clean
from widget.signals import (
    back_and_forth,
    cursor_thrash,
    dead_click,
    dead_swipe,
    erase_burst,
    error_click,
    error_copy,
    exit_intent,
    field_reentry,
    form_abandonment,
    help_seeking,
    hesitation,
    left_after_error,
    pinch_zoom,
    price_dwell,
    quick_back,
    rage_click,
    rage_typing,
    repeated_validation,
    scroll_thrash,
    slow_click,
    stall,
)
from widget.signals.detector import NEVER, Detector, Found
from widget.signals.rules import Rules

DETECTORS: tuple[Detector, ...] = (
    rage_click.DETECTOR,
    dead_click.DETECTOR,
    error_click.DETECTOR,
    repeated_validation.DETECTOR,
    hesitation.DETECTOR,
    back_and_forth.DETECTOR,
    slow_click.DETECTOR,
    dead_swipe.DETECTOR,
    cursor_thrash.DETECTOR,
    scroll_thrash.DETECTOR,
    pinch_zoom.DETECTOR,
    field_reentry.DETECTOR,
    rage_typing.DETECTOR,
    erase_burst.DETECTOR,
    form_abandonment.DETECTOR,
    quick_back.DETECTOR,
    stall.DETECTOR,
    price_dwell.DETECTOR,
    help_seeking.DETECTOR,
    error_copy.DETECTOR,
    left_after_error.DETECTOR,
    exit_intent.DETECTOR,
)

TEXT_CHARS = 400
EVIDENCE = 12
FROZEN_BYTES = 64 * 1024  # of all states: what a beacon could carry
UNJUDGEABLE = 64  # places of one document that are told of
DAY_MS = 86_400_000


class Frozen(Struct, array_like=True):
    """What `freeze` writes: time and number of the last event, check sums of the places told to be unjudgeable, states
    by signal, the route."""

    now: float
    seen: int
    unjudgeable: Annotated[list[int], Meta(max_length=UNJUDGEABLE)]
    states: dict[str, msgspec.Raw]
    route: str = ""


class Detectors:
    """The detectors that the rules leave on, with their states.

    Events come in the order they happened; `tick` only moves time on. `trail` are the visits of earlier documents.
    `acted` says that something was done on the last of them. With `all_verdicts` what is fine is told, too.
    """

    def __init__(
        self, rules: Rules, trail: Iterable[tuple[str, float]] = (), *, acted: bool = False, all_verdicts: bool = False
    ) -> None:
        self.rules = rules
        self._all = all_verdicts
        self._on = tuple(detector for detector in DETECTORS if getattr(rules, detector.signal).on)
        self._states: dict[str, Any] = {detector.signal: detector.start for detector in self._on}
        self._now, self._seen = 0.0, 0
        self._route = ""
        self._unjudgeable: set[int] = set()
        visits = tuple(trail)
        for signal, started in (("back_and_forth", back_and_forth.started), ("quick_back", quick_back.started)):
            if signal in self._states and visits:
                self._states[signal] = started(visits, acted)

    def under(self, rules: Rules) -> "Detectors":
        """The same states judged by other rules from now on."""
        other = Detectors(rules, all_verdicts=self._all)
        other._states |= {signal: state for signal, state in self._states.items() if signal in other._states}
        other._now, other._seen, other._route = self._now, self._seen, self._route
        other._unjudgeable = self._unjudgeable
        return other

    def freeze(self) -> bytes:
        """All states as bytes (MessagePack), at most 64 KB, for `thaw` in another document or runtime.

        Where a page's names and keys are so long that they don't fit, the largest states are left out.
        """
        states = {signal: _packer.encode(state) for signal, state in self._states.items()}
        while True:
            raw = {signal: msgspec.Raw(state) for signal, state in states.items()}
            packed = _packer.encode(Frozen(self._now, self._seen, sorted(self._unjudgeable), raw, self._route))
            if len(packed) <= FROZEN_BYTES or not states:
                return packed
            del states[max(states, key=lambda signal: len(states[signal]))]

    @classmethod
    def thaw(cls, rules: Rules, data: bytes, *, all_verdicts: bool = False) -> "Detectors":
        """Detectors that go on from frozen states; a state that is none of its detector's starts afresh.

        Raises ValueError for bytes that `freeze` did not make.
        """
        if len(data) > FROZEN_BYTES:
            raise ValueError(f"{len(data)} bytes of detectors' states, {FROZEN_BYTES} are read")
        try:
            frozen = msgspec.msgpack.decode(data, type=Frozen)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ValueError(f"not the states of detectors: {type(error).__name__}") from None
        detectors = cls(rules, all_verdicts=all_verdicts)
        detectors._now, detectors._seen = frozen.now, frozen.seen
        detectors._unjudgeable, detectors._route = set(frozen.unjudgeable), frozen.route
        for detector in detectors._on:
            raw = frozen.states.get(detector.signal)
            if raw is not None:
                with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                    detectors._states[detector.signal] = msgspec.msgpack.decode(raw, type=type(detector.start))
        return detectors

    def feed(self, event: Seen) -> list[Found]:
        """What the event makes certain, usually nothing."""
        self._now = max(self._now, event.t)
        found: list[Found] = []
        if event.kind is not Kind.TIME:
            if event.n < 0:
                event = structs.replace(event, n=self._seen)
            self._seen = event.n + 1
            if len(event.text) > TEXT_CHARS:  # states keep texts: the page's own have no bound
                event = structs.replace(event, text=event.text[:TEXT_CHARS])
        same_page = event.kind is Kind.NAVIGATE and event.text != "" and event.text == self._route
        if event.kind in (Kind.NAVIGATE, Kind.PAGE):
            self._route = event.text or self._route
        key = event.target.key if event.target else ""
        for detector in self._on:
            if same_page and Kind.MUTATION not in detector.listens:
                continue  # another query or hash: an answer to a click, but no other page
            if event.kind in detector.listens:
                rule, state = self.rules.of(detector.signal, key), self._states[detector.signal]
                self._states[detector.signal], more = detector.step(state, event, rule)
                if more and self.rules.elements:
                    more = tuple(map(self._on_its_element, more))
                found += more if self._all else filter(self._is_news, more)
        return found

    def _on_its_element(self, found: Found) -> Found:
        """The verdict under the rule of the element it is about: where that one is off, nobody can say."""
        key = found.target.key if found.target else ""
        if found.verdict != "struggle" or self.rules.of(found.signal, key).on:
            return found
        return structs.replace(found, verdict="unjudgeable", evidence=("switched_off", *found.evidence[1:]))

    def _is_news(self, found: Found) -> bool:
        """Whether a verdict is told: not when all is fine, and only once an element that it can't be judged."""
        if found.verdict != "unjudgeable":
            return found.verdict == "struggle"
        place = zlib.crc32(f"{found.signal} {found.target.key if found.target else ''}".encode())
        if place in self._unjudgeable or len(self._unjudgeable) >= UNJUDGEABLE:
            return False
        self._unjudgeable.add(place)
        return True

    def tick(self, now: float) -> list[Found]:
        """What became certain because time passed and nothing happened; `now` is Unix time in ms."""
        if now < self.due():
            return []
        return self.feed(Seen(Kind.TIME, max(now, self._now)))

    def due(self) -> float:
        """When `tick` may find something, Unix time in ms; infinite when no detector waits."""
        return min(
            (d.due(self._states[d.signal], getattr(self.rules, d.signal)) for d in self._on),
            default=NEVER,
        )


def struggled(found: Found, *, id: str, route: str, rules: str, at: float = 0.0) -> Struggled:
    """The frame of what was found: masked, within the protocol's limits. `dt` counts from `at`, Unix time in ms."""
    return Struggled(
        dt=_ms(found.t - at) if at else 0,
        id=id,
        route=route,
        signal=found.signal,
        verdict=found.verdict,
        element=found.target.element if found.target else None,
        count=found.count,
        span_ms=_ms(found.span_ms),
        evidence=tuple(clean(text, TEXT_CHARS) for text in found.evidence[:EVIDENCE]),
        rules=clean(rules, 120),
        message=clean(found.message, TEXT_CHARS),
        signs=found.signs[:EVIDENCE],
    )


def _ms(value: float) -> int:
    return min(max(round(value), 0), DAY_MS)


_packer = msgspec.msgpack.Encoder()
