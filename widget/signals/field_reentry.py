"""Field re-entry: the visitor comes back to the same field and edits it again, and again. Told every third return."""

from msgspec import Struct, structs

from widget.elements import Target
from widget.events import Kind, Seen
from widget.signals import forms
from widget.signals.detector import Detector, Found
from widget.signals.rules import FieldReentry

FIELDS = 40  # of one page that are followed, those edited last


class Visits(Struct, frozen=True):
    """How often a field was edited after coming to it, and since when."""

    key: str
    times: int
    first_t: float
    t: float


class State(Struct, frozen=True):
    """Fields that were edited, and whether the one in focus was edited since it got the focus."""

    fields: tuple[Visits, ...] = ()
    at: str = ""
    edited: bool = False


def step(state: State, event: Seen, rule: FieldReentry) -> tuple[State, tuple[Found, ...]]:
    match event.kind:
        case Kind.PAGE | Kind.NAVIGATE | Kind.SUBMIT:
            return State(), ()  # sent, or another page: what comes is another attempt
        case Kind.FOCUS:
            return structs.replace(state, at=event.target.key if event.target else "", edited=False), ()
        case Kind.INPUT if event.target is not None and forms.counts(event.target) and event.target.has("typeable"):
            return _edited(state, event, event.target, rule)
    return state, ()


def _edited(state: State, event: Seen, target: Target, rule: FieldReentry) -> tuple[State, tuple[Found, ...]]:
    if state.edited and state.at == target.key:
        return state, ()
    before = next((one for one in state.fields if one.key == target.key), None)
    others = tuple(one for one in state.fields if one.key != target.key)
    if before is None or event.t - before.t > rule.window_ms:
        now = Visits(target.key, 1, event.t, event.t)
    else:
        now = Visits(target.key, before.times + 1, before.first_t, event.t)
    state = State((*others, now)[-FIELDS:], target.key, True)
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


DETECTOR = Detector(
    "field_reentry", frozenset({Kind.FOCUS, Kind.INPUT, Kind.SUBMIT, Kind.PAGE, Kind.NAVIGATE}), State(), step
)
