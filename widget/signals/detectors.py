"""Runs all detectors over one stream of events and turns what they find into frames."""

from collections.abc import Iterable
from typing import Any

from widget.events import Kind, Seen
from widget.protocol import Struggled
from widget.redaction import clean
from widget.signals import back_and_forth, dead_click, error_click, hesitation, rage_click, repeated_validation
from widget.signals.detector import NEVER, Detector, Found
from widget.signals.rules import Rules

DETECTORS: tuple[Detector, ...] = (
    rage_click.DETECTOR,
    dead_click.DETECTOR,
    error_click.DETECTOR,
    repeated_validation.DETECTOR,
    hesitation.DETECTOR,
    back_and_forth.DETECTOR,
)

TEXT_CHARS = 400
EVIDENCE = 12
DAY_MS = 86_400_000


class Detectors:
    """The detectors that the rules leave on, with their states.

    Events come in the order they happened; `tick` only moves time on. `trail` are the visits of earlier documents.
    """

    def __init__(self, rules: Rules, trail: Iterable[tuple[str, float]] = ()) -> None:
        self.rules = rules
        self._on = tuple(detector for detector in DETECTORS if getattr(rules, detector.signal).on)
        self._states: dict[str, Any] = {detector.signal: detector.start for detector in self._on}
        self._now = 0.0
        if "back_and_forth" in self._states:
            self._states["back_and_forth"] = back_and_forth.started(trail)

    def under(self, rules: Rules) -> "Detectors":
        """The same states judged by other rules from now on."""
        other = Detectors(rules)
        other._states |= {signal: state for signal, state in self._states.items() if signal in other._states}
        other._now = self._now
        return other

    def feed(self, event: Seen) -> list[Found]:
        """What the event makes certain, usually nothing."""
        self._now = max(self._now, event.t)
        found: list[Found] = []
        for detector in self._on:
            if event.kind in detector.listens:
                rule, state = getattr(self.rules, detector.signal), self._states[detector.signal]
                self._states[detector.signal], more = detector.step(state, event, rule)
                found += more
        return found

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
    )


def _ms(value: float) -> int:
    return min(max(round(value), 0), DAY_MS)
