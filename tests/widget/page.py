"""Shorthands for what a shim sends: rows, elements, and events made of them."""

import struct
from collections.abc import Sequence
from typing import Any

from widget.elements import Descriptor, Target, describe
from widget.events import Kind, Seen

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
