"""Repeated validation: the page refuses the same field a third time, and at every third after that."""

from msgspec import Struct

from widget.elements import Target
from widget.events import Kind, Seen
from widget.outcome import succeeded
from widget.signals.detector import Detector, Found
from widget.signals.rules import RepeatedValidation

FIELDS = 16  # of one page that are followed, those refused last


class Refusals(Struct, frozen=True):
    """How often one field was refused, since when, and last when."""

    target: Target
    first_t: float
    t: float
    times: int = 1


class State(Struct, frozen=True):
    """Refused fields of this page by key."""

    fields: dict[str, Refusals] = {}


def step(state: State, event: Seen, rule: RepeatedValidation) -> tuple[State, tuple[Found, ...]]:
    if event.kind is not Kind.INVALID:
        over = event.kind is not Kind.STATUS or succeeded(event)  # accepted, or another page
        return (State() if over else state), ()
    target = event.target
    if target is None or target.has("exempt"):
        return state, ()
    before = state.fields.get(target.key)
    if before is None or event.t - before.t > rule.window_ms:
        now = Refusals(target, event.t, event.t)
    elif event.t - before.t < rule.same_ms:
        return state, ()
    else:
        now = Refusals(target, before.first_t, event.t, before.times + 1)
    others = [(key, field) for key, field in state.fields.items() if key != target.key][1 - FIELDS :]
    return State({**dict(others), target.key: now}), (_found(now, event, now.times % rule.times == 0),)


def _found(field: Refusals, event: Seen, often: bool) -> Found:
    span = field.t - field.first_t
    return Found(
        "repeated_validation",
        event.t,
        field.target,
        "struggle" if often else "fine",
        field.times,
        span,
        ("refused" if often else "few_refusals", f"refused {field.times} times in {span / 1000:.0f} s"),
        event.text,
        of=event.n,
    )


DETECTOR = Detector(
    "repeated_validation", frozenset({Kind.INVALID, Kind.STATUS, Kind.PAGE, Kind.NAVIGATE}), State(), step
)
