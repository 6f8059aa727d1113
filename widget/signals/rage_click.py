"""Rage click: a run of quick clicks at one place, told when the run is long enough.

A run breaks by time, by distance, or by a click where many clicks are normal: steppers, toggles, calendars, carousels,
text, media, exempt elements. A disabled control counts all the same: that is where people click hardest. The click that
makes a run long enough is the struggle; every other one is fine.
"""

from msgspec import Struct, structs

from widget.elements import Target
from widget.events import SELECTED, Kind, Seen, pressed
from widget.signals.detector import Detector, Found
from widget.signals.rules import RageClick

MANY_ARE_NORMAL = ("exempt", "typeable", "stepper", "toggle", "calendar", "carousel", "media", "game")
UNSEEN_TAGS = frozenset({"canvas", "iframe", "embed", "object"})


class Place(Struct, frozen=True, array_like=True):
    """When and where one click of the run was."""

    t: float
    x: float
    y: float


class State(Struct, frozen=True):
    """The newest clicks of the run, at most as many as its rule asks for; `told` how many a verdict has covered."""

    run: tuple[Place, ...] = ()
    target: Target | None = None
    clicks: int = 0
    told: int = 0
    widest_px: float = 0.0


def step(state: State, event: Seen, rule: RageClick) -> tuple[State, tuple[Found, ...]]:
    if event.kind is Kind.SCROLL:
        return (State() if rule.scroll_resets else state), ()
    if event.kind is Kind.SELECTION:
        return (State() if rule.selection_resets else state), ()
    if not pressed(event):
        return state, ()
    if _many_are_normal(event):
        return State(), (_fine(event, "many_are_normal", "many clicks are normal here", 1),)
    place = Place(event.t, event.x, event.y)
    distance = _distance(state, place, rule) if state.run else 0.0
    if not (state.run and _goes_on(state, event, rule, distance)):
        state, distance = State(), 0.0
    state = State(
        run=_within_span((*state.run, place), rule)[-rule.clicks :],
        target=event.target,
        clicks=state.clicks + 1,
        told=state.told,
        widest_px=max(state.widest_px, distance),
    )
    if not _enough(state, rule):
        return state, (_fine(event, "short_run", f"click {state.clicks} of its run", state.clicks),)
    return structs.replace(state, told=state.clicks), (_rage(state, event),)


def _goes_on(state: State, event: Seen, rule: RageClick, distance: float) -> bool:
    waited = event.t - state.run[-1].t
    near = distance <= rule.distance_px if rule.inclusive else distance < rule.distance_px
    soon = waited <= rule.gap_ms if rule.inclusive else waited < rule.gap_ms
    same = not rule.same_element or _key(event.target) == _key(state.target)
    return waited >= 0 and near and soon and same


def _distance(state: State, place: Place, rule: RageClick) -> float:
    last = state.run[-1]
    dx, dy = abs(place.x - last.x), abs(place.y - last.y)
    match rule.metric:
        case "euclid":
            return float((dx * dx + dy * dy) ** 0.5)
        case "box":  # the longer side of the box around the clicks that count
            xs, ys = [one.x for one in (*state.run, place)], [one.y for one in (*state.run, place)]
            return max(max(xs) - min(xs), max(ys) - min(ys))
        case _:
            return dx + dy


def _within_span(run: tuple[Place, ...], rule: RageClick) -> tuple[Place, ...]:
    """The newest clicks of the run that lie within the rule's span; all where it names none."""
    if not rule.span_ms:
        return run
    last = run[-1].t
    return tuple(
        one for one in run if (last - one.t <= rule.span_ms if rule.inclusive else last - one.t < rule.span_ms)
    )


def _enough(state: State, rule: RageClick) -> bool:
    if rule.span_ms:
        fresh = min(len(state.run), state.clicks - state.told) if rule.again else len(state.run)
        return fresh >= rule.clicks and (rule.again or not state.told)
    if rule.again:
        return state.clicks - state.told >= rule.clicks
    return state.clicks == rule.clicks


def _many_are_normal(event: Seen) -> bool:
    target = event.target
    if target is None:
        return event.flag(SELECTED) and event.kind is Kind.CLICK
    if any(map(target.has, MANY_ARE_NORMAL)):
        return True
    # Three clicks select a paragraph.
    return event.kind is Kind.CLICK and event.flag(SELECTED) and not target.has("control")


def _key(target: Target | None) -> str:
    return target.key if target else ""


def _rage(state: State, event: Seen) -> Found:
    """Who clicks fast into a canvas or a foreign frame may draw or play: that can't be judged from here."""
    span = event.t - state.run[0].t
    unseen = event.target is not None and (event.target.has("frame") or event.target.element.tag in UNSEEN_TAGS)
    evidence = ["clicks", f"{state.clicks} clicks in {span:.0f} ms", f"at most {state.widest_px:.0f} px apart"]
    if event.target is not None and event.target.has("disabled"):
        evidence.append("the control is disabled")
    return Found(
        "rage_click", event.t, event.target, "unjudgeable" if unseen else "struggle", state.clicks, span,
        tuple(evidence), of=event.n,
    )  # fmt: skip


def _fine(event: Seen, code: str, words: str, place: int) -> Found:
    return Found("rage_click", event.t, event.target, "fine", count=place, evidence=(code, words), of=event.n)


DETECTOR = Detector(
    "rage_click", frozenset({Kind.CLICK, Kind.POINTER_DOWN, Kind.SCROLL, Kind.SELECTION}), State(), step
)
