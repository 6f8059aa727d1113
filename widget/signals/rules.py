"""The rules struggle is judged by: data, versioned, the same in the page and on the server.

Each detector has its own rule with a switch. A site overrides some through `Welcome.rules`, JSON such as
`{"rage_click": {"clicks": 4}, "hesitation": {"on": false}}`; the version then names the shipped rules and the override.
"""

import zlib
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

VERSION = "2"

Ms = Annotated[float, Meta(gt=0, le=86_400_000)]
Pixels = Annotated[float, Meta(gt=0, le=10_000)]
Times = Annotated[int, Meta(ge=1, le=1000)]


class RulesError(ValueError):
    """An override is not one: the text says which field is wrong."""


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """What every detector has: its switch."""

    on: bool = True


class RageClick(Rule, frozen=True):
    """Quick clicks at one place."""

    clicks: Times = 3  # a double click is a habit, a third is not
    gap_ms: Ms = 1000  # each click comes sooner than this after the one before
    distance_px: Pixels = 30  # |dx| + |dy| from the click before: a hand at rest


class DeadClick(Rule, frozen=True):
    """A click that the page did not answer. Windows count from the pointer's way down."""

    change_ms: Ms = 2500  # change of the document, route, input, status: slower reads as no answer
    request_ms: Ms = 1000  # a request that starts later has another cause
    scroll_ms: Ms = 100  # only a scroll that the click made
    selection_ms: Ms = 100
    focus_ms: Ms = 300  # focus moved to another element, as a label does
    alive_ms: Ms = 1000  # tab or window changed, a window, dialog or download opened; before the click too
    absolute_ms: Ms = 2750  # change_ms and room for rows that come late
    same_ms: Ms = 1000  # clicks on the same element within this are one
    controls_only: bool = True  # clicks on blank page are habits
    with_modifiers: bool = False  # ctrl, shift, alt, meta: the browser answers those


class ErrorClick(Rule, frozen=True):
    """A script error or failed request right after a click."""

    window_ms: Ms = 2000
    handled_ms: Ms = 400  # a failed request that the page turns into a message at a field is a validation


class RepeatedValidation(Rule, frozen=True):
    """The same field refused again and again."""

    times: Times = 3  # a second try is normal
    window_ms: Ms = 600_000  # ten minutes: later it is another attempt
    same_ms: Ms = 100  # shown by blur and by submit of one gesture


class Hesitation(Rule, frozen=True):
    """A field that the visitor stands before."""

    first_input_ms: Ms = 10_000  # from focus to the first edit
    no_input_ms: Ms = 15_000  # focus, no edit, left again
    autofocus_ms: Ms = 1000  # focus this soon after the page is the page's own


class BackAndForth(Rule, frozen=True):
    """A, B, A, B: the visitor looks for something that is on neither page."""

    visits: Times = 4
    dwell_ms: Ms = 20_000  # a longer stay on either page is reading


class Rules(Struct, frozen=True, forbid_unknown_fields=True):
    """All rules. Field names are the signals' names in the protocol."""

    version: str = VERSION
    rage_click: RageClick = RageClick()
    dead_click: DeadClick = DeadClick()
    error_click: ErrorClick = ErrorClick()
    repeated_validation: RepeatedValidation = RepeatedValidation()
    hesitation: Hesitation = Hesitation()
    back_and_forth: BackAndForth = BackAndForth()


def overridden(rules: Rules, override: str) -> Rules:
    """The rules with a JSON override laid over them, the same for "". Raises RulesError."""
    if not override.strip():
        return rules
    try:
        changes = msgspec.json.decode(override, type=dict[str, dict[str, Any]])
        if "version" in changes:
            raise RulesError("version: it follows from the override")
        merged: dict[str, Any] = msgspec.to_builtins(rules)
        for signal, fields in changes.items():
            merged[signal] = {**merged.get(signal, {}), **fields}
        merged["version"] = f"{rules.version}+{zlib.crc32(msgspec.json.encode(changes, order='sorted')):08x}"
        return msgspec.convert(merged, Rules)
    except msgspec.DecodeError as error:
        raise RulesError(str(error)) from None
