"""Dead swipe: one finger went across the page and nothing moved.

Whatever moved, changed or was selected since the finger came down excuses the swipe. Over a canvas, a map, a video or
a foreign frame the verdict is *unjudgeable*. Links are judged here: a swipe does not follow them.
"""

from msgspec import Struct, structs

from widget.elements import Target
from widget.events import Kind, Seen
from widget.protocol import Sign
from widget.signals import life
from widget.signals.detector import NEVER, Detector, Found
from widget.signals.rules import DeadSwipe

REMEMBERED = 8  # swipes that wait, elements swiped within the last second
CHANGES = frozenset(
    {Kind.MUTATION, Kind.NAVIGATE, Kind.PAGE, Kind.LEAVE, Kind.STATUS, Kind.INVALID, Kind.INPUT, Kind.ZOOM}
)
LISTENS = CHANGES | {Kind.SCROLL, Kind.SELECTION, Kind.WINDOW_OPEN, Kind.VISIBILITY}
NOT_SEEN = ("opaque", "media", "frame")
NOT_JUDGED = ("exempt", "root", "native", "carousel", "game", "typeable")


class Open(Struct, frozen=True):
    """A swipe that waits; `since` is when the finger came down."""

    target: Target
    since: float
    t: float
    dead_t: float
    change_t: float
    direction: str
    px: float
    n: int
    signs: tuple[Sign, ...] = ()


class State(Struct, frozen=True):
    """The finger that is down, swipes that wait, and how many were judged on this page."""

    start: Seen | None = None
    moved: Seen | None = None  # what happened while the finger was down
    open: tuple[Open, ...] = ()
    judged: tuple[tuple[str, float], ...] = ()
    times: int = 0


def step(state: State, event: Seen, rule: DeadSwipe) -> tuple[State, tuple[Found, ...]]:
    state, found = _expire(state, event)
    match event.kind:
        case Kind.TOUCH_START:
            alone = event.v == 1 and state.start is None
            return structs.replace(state, start=event if alone else None, moved=None), found
        case Kind.TOUCH_END:
            state, more = _lifted(state, event, rule)
            return state, found + more
        case Kind.PAGE | Kind.NAVIGATE:
            state = structs.replace(state, times=0)
    if event.kind in LISTENS:
        state, more = _seen(state, event, rule)
        return state, found + more
    return state, found


def due(state: State, _rule: DeadSwipe) -> float:
    return min((swipe.dead_t for swipe in state.open), default=NEVER)


def _lifted(state: State, event: Seen, rule: DeadSwipe) -> tuple[State, tuple[Found, ...]]:
    start, moved = state.start, state.moved
    state = structs.replace(state, start=None, moved=None)
    if start is None or event.v == 1 or start.target is None:
        return state, ()
    target, dx, dy = start.target, event.x - start.x, event.y - start.y
    px = max(abs(dx), abs(dy))
    if px < rule.distance_px or any(map(target.has, NOT_JUDGED)):
        return state, ()
    if any(map(target.has, NOT_SEEN)):
        words = ("opaque", "what moves here can't be seen")
        return state, (Found("dead_swipe", event.t, target, "unjudgeable", evidence=words, of=event.n),)
    if any(key == target.key and event.t - t < rule.same_ms for key, t in state.judged) or state.times >= rule.most:
        return state, ()
    judged = (*state.judged, (target.key, event.t))[-REMEMBERED:]
    state = structs.replace(state, judged=judged, times=state.times + 1)
    direction = ("right" if dx > 0 else "left") if abs(dx) >= abs(dy) else ("down" if dy > 0 else "up")
    swipe = Open(target, start.t, event.t, event.t + rule.absolute_ms, event.t + rule.change_ms, direction, px, event.n)
    if moved is not None:
        return state, (_fine(swipe, moved),)
    return structs.replace(state, open=(*state.open, swipe)[-REMEMBERED:]), ()


def _seen(state: State, event: Seen, rule: DeadSwipe) -> tuple[State, tuple[Found, ...]]:
    if state.start is not None and state.moved is None and event.t >= state.start.t:
        state = structs.replace(state, moved=life.bare(event))
    left, found = [], []
    for swipe in state.open:
        if event.t - swipe.t < _window(event, rule):
            found.append(_fine(swipe, event))
        else:
            left.append(structs.replace(swipe, signs=life.noted(swipe.signs, event, swipe.since)))
    return structs.replace(state, open=tuple(left)), tuple(found)


def _window(event: Seen, rule: DeadSwipe) -> float:
    if event.kind is Kind.SCROLL:
        return rule.scroll_ms
    return rule.selection_ms if event.kind is Kind.SELECTION else rule.change_ms


def _expire(state: State, event: Seen) -> tuple[State, tuple[Found, ...]]:
    if not state.open:
        return state, ()
    left, found = [], []
    for swipe in state.open:
        if event.t >= swipe.dead_t:
            found.append(_dead(swipe, swipe.dead_t, "absolute_timeout"))
        elif event.kind in LISTENS and event.t >= swipe.change_t:
            found.append(_dead(swipe, event.t, f"{event.kind.name.lower()}_timeout"))
        else:
            left.append(swipe)
    return (structs.replace(state, open=tuple(left)) if found else state), tuple(found)


def _dead(swipe: Open, t: float, why: str) -> Found:
    words = (why, f"{swipe.px:.0f} px {swipe.direction}", f"nothing moved within {t - swipe.t:.0f} ms")
    return Found("dead_swipe", t, swipe.target, span_ms=t - swipe.t, evidence=words, signs=swipe.signs, of=swipe.n)


def _fine(swipe: Open, answer: Seen) -> Found:
    words = ("answered", f"{swipe.px:.0f} px {swipe.direction}", life.name(answer))
    signs = life.noted(swipe.signs, answer, swipe.since)
    return Found("dead_swipe", max(answer.t, swipe.t), swipe.target, "fine", evidence=words, signs=signs, of=swipe.n)


DETECTOR = Detector("dead_swipe", LISTENS | {Kind.TOUCH_START, Kind.TOUCH_END, Kind.TIME}, State(), step, due)
