"""Slow click: the page answered a click, but so late that the visitor wondered.

A click on a button or link waits for what a visitor can see: the document changes, it scrolls at once, another page
comes. Before the threshold that is fine, after it the click was slow, if a request of its own was under way or it was
on a link. A click without either is the dead click's to tell, unless the rule asks for silence too.
"""

from msgspec import Struct, structs

from widget.elements import Target
from widget.events import KEYBOARD, MODIFIER, Kind, Seen, pressed
from widget.protocol import Sign
from widget.signals import life
from widget.signals.detector import NEVER, Detector, Found
from widget.signals.rules import SlowClick

REMEMBERED = 16  # clicks that wait
CHANGES = frozenset({Kind.MUTATION, Kind.NAVIGATE, Kind.PAGE, Kind.LEAVE, Kind.STATUS, Kind.INVALID, Kind.WINDOW_OPEN})
LISTENS = CHANGES | {Kind.SCROLL, Kind.REQUEST}
NOT_SEEN = ("opaque", "media", "frame", "download")
NOT_JUDGED = ("exempt", "native", "root", "disabled", "typeable", "toggle", "calendar", "carousel", "game")


class Open(Struct, frozen=True):
    """A click that waits; times are Unix ms."""

    target: Target
    t: float
    since: float  # the pointer went down
    slow_t: float
    over_t: float
    n: int
    last_t: float  # of the last click of this gesture
    clicks: int = 1
    signs: tuple[Sign, ...] = ()
    requests: int = 0  # of this click's, under way
    kept_waiting: bool = False  # one of them ended only after the threshold


class State(Struct, frozen=True):
    """Clicks that wait, and what happened since the pointer went down."""

    open: tuple[Open, ...] = ()
    down: Seen | None = None
    changed: Seen | None = None
    taken: tuple[tuple[str, float], ...] = ()  # element, time: clicks within `same_ms` of these are theirs


def step(state: State, event: Seen, rule: SlowClick) -> tuple[State, tuple[Found, ...]]:
    state, found = _expire(state, event.t, rule)
    if event.kind is Kind.POINTER_DOWN:
        state = structs.replace(state, down=life.bare(event), changed=None)
    if pressed(event):
        state, more = _press(state, event, rule)
        return state, found + more
    if event.kind in LISTENS:
        state, more = _seen(state, event, rule)
        return state, found + more
    return state, found


def due(state: State, _rule: SlowClick) -> float:
    return min((click.over_t for click in state.open), default=NEVER)


def _expire(state: State, now: float, rule: SlowClick) -> tuple[State, tuple[Found, ...]]:
    over = [click for click in state.open if now >= click.over_t]
    if not over:
        return state, ()
    left = tuple(click for click in state.open if now < click.over_t)
    return structs.replace(state, open=left), tuple(_timed_out(click, rule) for click in over)


def _press(state: State, event: Seen, rule: SlowClick) -> tuple[State, tuple[Found, ...]]:
    target = event.target
    if target is None or not rule.timeout_ms or event.kind is not Kind.CLICK or event.flag(MODIFIER):
        return state, ()
    if not target.has("control") or any(map(target.has, NOT_JUDGED)):
        return state, ()
    if any(map(target.has, NOT_SEEN)):
        words = ("opaque", "an answer here can't be seen")
        unseen = Found("slow_click", event.t, target, "unjudgeable", evidence=words, of=event.n)
        return state, (unseen,) if rule.silent_too else ()  # dead clicks tell of it, too
    if any(key == target.key and event.t - t < rule.same_ms for key, t in state.taken):
        return _folded(state, event, target, rule), ()
    fresh = tuple(one for one in state.taken if event.t - one[1] < rule.same_ms)
    state = structs.replace(state, taken=(*fresh, (target.key, event.t))[-REMEMBERED:])
    down = state.down
    # A click belongs to the press before it, whatever part of the control that one hit; keys press nothing down.
    since = down.t if down is not None and not event.flag(KEYBOARD) else event.t
    click = Open(target, event.t, since, since + rule.threshold_ms, event.t + rule.timeout_ms, event.n, event.t)
    if state.changed is not None and state.changed.t >= since:
        return state, (_fine(click, state.changed),)
    return structs.replace(state, open=(*state.open, click)[-REMEMBERED:], down=None), ()


def _folded(state: State, event: Seen, target: Target, rule: SlowClick) -> State:
    """Counts a click into the one that waits on the same element when both are one gesture."""
    clicks = tuple(
        structs.replace(click, clicks=click.clicks + 1, last_t=event.t)
        if click.target.key == target.key and event.t - click.last_t < rule.gesture_ms
        else click
        for click in state.open
    )
    return structs.replace(state, open=clicks)


def _seen(state: State, event: Seen, rule: SlowClick) -> tuple[State, tuple[Found, ...]]:
    left, found = [], []
    for click in state.open:
        if not _answers(click, event, rule):
            signs = life.noted(click.signs, event, click.since)
            left.append(structs.replace(_waiting(click, event, rule), signs=signs))
        elif event.t < click.slow_t:
            found.append(_fine(click, event))
        else:
            found.append(_slow(click, event, rule))
    changed = life.bare(event) if event.kind in CHANGES else state.changed
    return structs.replace(state, open=tuple(left), changed=changed), tuple(found)


def _answers(click: Open, event: Seen, rule: SlowClick) -> bool:
    if event.kind is Kind.SCROLL:
        return 0 <= event.t - click.since < rule.scroll_ms
    if event.kind is Kind.REQUEST:
        return rule.requests and event.v == 1
    return event.t >= click.since


def _waiting(click: Open, event: Seen, rule: SlowClick) -> Open:
    """The click with what is known of its own requests after the event."""
    if event.kind is not Kind.REQUEST:
        return click
    if event.v == 1:
        own = 0 <= event.t - click.since < rule.request_ms
        return structs.replace(click, requests=click.requests + own)
    late = click.requests > 0 and event.t >= click.slow_t
    return structs.replace(click, requests=max(click.requests - 1, 0), kept_waiting=click.kept_waiting or late)


def _is_told(click: Open, rule: SlowClick) -> bool:
    """Whether the wait is this signal's to tell, and not a dead click."""
    return rule.silent_too or click.requests > 0 or click.kept_waiting or click.target.has("link")


def _fine(click: Open, answer: Seen) -> Found:
    after = answer.t - click.since
    return Found(
        "slow_click", max(answer.t, click.t), click.target, "fine", click.clicks, after,
        ("answered", f"{life.name(answer)} after {after:.0f} ms"),
        signs=life.noted(click.signs, answer, click.since), of=click.n,
    )  # fmt: skip


def _slow(click: Open, answer: Seen, rule: SlowClick) -> Found:
    after = answer.t - click.since
    told = _is_told(click, rule)
    words = f"{life.name(answer)} only after {after / 1000:.1f} s"
    return Found(
        "slow_click",
        answer.t,
        click.target,
        "struggle" if told else "fine",
        click.clicks,
        after,
        ("mutation" if told else "late", words, f"clicked {click.clicks}x"),
        signs=life.noted(click.signs, answer, click.since),
        of=click.n,
    )


def _timed_out(click: Open, rule: SlowClick) -> Found:
    waited = click.over_t - click.t
    told = _is_told(click, rule)
    words = "a request is under way, nothing is shown" if click.requests else "no answer"
    return Found(
        "slow_click",
        click.over_t,
        click.target,
        "struggle" if told else "fine",
        click.clicks,
        waited,
        ("timeout" if told else "silent", f"{words} within {waited / 1000:.1f} s", f"clicked {click.clicks}x"),
        signs=click.signs,
        of=click.n,
    )


DETECTOR = Detector("slow_click", LISTENS | {Kind.POINTER_DOWN, Kind.CLICK, Kind.TIME}, State(), step, due)
