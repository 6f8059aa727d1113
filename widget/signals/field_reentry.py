"""Field re-entry: the visitor comes back to the same field and edits it again, and again. Told every third return.

Who goes to another window or tab and comes back to the field is copying something into it: that is no return.
"""

import zlib

from msgspec import Struct, structs

from widget.elements import Target
from widget.events import Kind, Outside, Seen
from widget.signals import forms
from widget.signals.detector import Detector, Found
from widget.signals.rules import FieldReentry

FIELDS = 40  # of one page that are followed, those edited last


class Visits(Struct, frozen=True):
    """How often a field (by the check sum of its key) was edited after coming to it, and since when."""

    field: int
    times: int
    first_t: float
    t: float


class State(Struct, frozen=True):
    """Fields that were edited, the one in focus, whether it was edited since, and whether the window was left since."""

    fields: tuple[Visits, ...] = ()
    at: int = 0
    edited: bool = False
    away: bool = False


def step(state: State, event: Seen, rule: FieldReentry) -> tuple[State, tuple[Found, ...]]:
    match event.kind:
        case Kind.PAGE | Kind.NAVIGATE | Kind.SUBMIT:
            return State(), ()  # sent, or another page: what comes is another attempt
        case Kind.FOCUS:
            at = _sum(event.target)
            edited = state.edited and state.away and at == state.at
            return structs.replace(state, at=at, edited=edited, away=False), ()
        case Kind.VISIBILITY if event.v == 0:
            return structs.replace(state, away=True), ()
        case Kind.WINDOW_OPEN if event.v == Outside.ELSEWHERE:
            return structs.replace(state, away=True), ()
        case Kind.INPUT if event.target is not None and forms.counts(event.target) and event.target.has("typeable"):
            return _edited(state, event, event.target, rule)
    return state, ()


def _edited(state: State, event: Seen, target: Target, rule: FieldReentry) -> tuple[State, tuple[Found, ...]]:
    field = _sum(target)
    if state.edited and state.at == field:
        return state, ()
    before = next((one for one in state.fields if one.field == field), None)
    others = tuple(one for one in state.fields if one.field != field)
    if before is None or event.t - before.t > rule.window_ms:
        now = Visits(field, 1, event.t, event.t)
    else:
        now = Visits(field, before.times + 1, before.first_t, event.t)
    state = State((*others, now)[-FIELDS:], field, True)
    returns = now.times - 1
    if not returns:
        return state, ()
    span = event.t - now.first_t
    words = f"came back {returns} {'time' if returns == 1 else 'times'} in {span / 1000:.0f} s and edited again"
    struggles = returns % rule.returns == 0
    found = Found(
        "field_reentry",
        event.t,
        target,
        "struggle" if struggles else "fine",
        returns,
        span,
        ("returns" if struggles else "few_returns", words),
        of=event.n,
    )
    return state, (found,)


def _sum(target: Target | None) -> int:
    return zlib.crc32(target.key.encode()) if target else 0


DETECTOR = Detector(
    "field_reentry",
    frozenset(
        {Kind.FOCUS, Kind.INPUT, Kind.SUBMIT, Kind.PAGE, Kind.NAVIGATE, Kind.VISIBILITY, Kind.WINDOW_OPEN}
    ),
    State(),
    step,
)  # fmt: skip
