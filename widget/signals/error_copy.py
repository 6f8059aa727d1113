"""Copying an error: an error message of the page is selected or copied, to be searched for or sent to somebody.

Told once a message and page.
"""

import zlib

from msgspec import Struct

from widget.events import Kind, Seen
from widget.signals.detector import Detector, Found
from widget.signals.rules import ErrorCopy

TOLD = 20  # messages of one page


class State(Struct, frozen=True):
    """Check sums of the messages that were told of."""

    told: tuple[int, ...] = ()


def step(state: State, event: Seen, rule: ErrorCopy) -> tuple[State, tuple[Found, ...]]:
    if event.kind in (Kind.PAGE, Kind.NAVIGATE):
        return State(), ()
    message = event.text.strip()
    ignored = event.target is not None and event.target.has("exempt")
    if not message or ignored or (event.kind is Kind.SELECTION and not rule.selected):
        return state, ()
    sum_ = zlib.crc32(message.encode())
    if sum_ in state.told:
        return state, ()
    code = "copied" if event.kind is Kind.COPY else "selected"
    found = Found(
        "error_copy",
        event.t,
        event.target,
        evidence=(code, f"an error message was {code}"),
        message=message,
        of=event.n,
    )
    return State((*state.told, sum_)[-TOLD:]), (found,)


DETECTOR = Detector("error_copy", frozenset({Kind.SELECTION, Kind.COPY, Kind.PAGE, Kind.NAVIGATE}), State(), step)
