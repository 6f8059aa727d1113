"""Shorthands for what a shim sends: rows, elements, and events made of them."""

import struct
from collections.abc import Sequence
from typing import Any

from msgspec import structs

from widget.elements import Descriptor, Target, describe
from widget.events import Kind, Seen
from widget.signals import Detectors, Rules
from widget.signals.detector import Found
from widget.signals.rules import SIGNALS

T = 1_760_000_000_000.0

VAT = Descriptor(i=0, tag="input", role="textbox", name="VAT number", id="vat", typeable=True, step="billing-form")
SAVE = Descriptor(i=1, tag="button", role="button", name="Save changes", id="save-billing", step="billing-form")
NAME = Descriptor(i=2, tag="input", role="textbox", name="Company name", id="company", typeable=True)


def target(descriptor: Descriptor = SAVE, **changes: Any) -> Target:
    """The element of a descriptor, some of its fields changed."""
    fields = {name: getattr(descriptor, name) for name in descriptor.__struct_fields__}
    return describe(Descriptor(**{**fields, **changes}))


BUTTON, FIELD = target(SAVE), target(VAT)
OFF = target(SAVE, disabled=True)


def seen(kind: Kind, ms: float, on: Target | None = None, **fields: Any) -> Seen:
    """An event `ms` after T."""
    return Seen(kind, T + ms, on, **fields)


def click(ms: float, on: Target | None = BUTTON, x: float = 5, y: float = 5, flags: int = 0) -> Seen:
    return seen(Kind.CLICK, ms, on, x=x, y=y, v=flags)


def down(ms: float, on: Target | None = BUTTON, x: float = 5, y: float = 5) -> Seen:
    return seen(Kind.POINTER_DOWN, ms, on, x=x, y=y)


def packed(rows: Sequence[Sequence[float]]) -> bytes:
    """Rows as the shim's Float64Array."""
    return b"".join(struct.pack("6d", *row) for row in rows)


def alone(signal: str, **fields: object) -> Rules:
    """Rules that judge one signal only, with some fields of its rule changed."""
    off = {name: structs.replace(getattr(Rules(), name), on=False) for name in SIGNALS if name != signal}
    return structs.replace(Rules(), **off, **{signal: structs.replace(getattr(Rules(), signal), on=True, **fields)})


def judged(rules: Rules, *events: Seen, until: float | None = None, all_verdicts: bool = False) -> list[Found]:
    """What the detectors find in events, and by `until` (ms after T) when nothing more happens."""
    detectors = Detectors(rules, all_verdicts=all_verdicts)
    found = [one for event in events for one in detectors.feed(event)]
    return found + (detectors.tick(T + until) if until is not None else [])
