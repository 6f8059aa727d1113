"""Dead click: the page did not answer a click in time.

A click on a control becomes *open*. Anything that may be the page's answer closes it as fine when it falls into that
kind's window, counted from the pointer's way down, since pages answer to that too, before the click. When every window
has passed the click is dead. A click on a disabled control is dead at once. Where an answer can't be seen (canvas,
media, file dialog) the verdict is *unjudgeable*, told once an element.
"""

from msgspec import Struct, structs

from widget.elements import Target
from widget.events import MODIFIER, Kind, Seen, pressed
from widget.signals.detector import NEVER, Detector, Found
from widget.signals.rules import DeadClick

REMEMBERED = 16  # elements clicked within the last second, and opaque ones told of

ANSWERS = frozenset(
    {
        Kind.MUTATION, Kind.NAVIGATE, Kind.PAGE, Kind.INPUT, Kind.SUBMIT, Kind.STATUS, Kind.INVALID, Kind.REQUEST,
        Kind.SCROLL, Kind.SELECTION, Kind.FOCUS, Kind.BLUR, Kind.VISIBILITY, Kind.WINDOW_OPEN,
    }
)  # fmt: skip


class Open(Struct, frozen=True):
    """A click that waits for its answer; `since` is when the pointer went down."""

    target: Target
    since: float
    clicks: int = 1


class State(Struct, frozen=True):
    """Clicks that wait, and what is needed to judge the next one."""

    open: tuple[Open, ...] = ()
    down: Seen | None = None
    recent: tuple[Seen, ...] = ()  # possible answers since the pointer went down
    woken: float = -NEVER  # tab or window changed last
    judged: tuple[tuple[str, float], ...] = ()  # element, time it was last taken up
    opaque: frozenset[str] = frozenset()


def step(state: State, event: Seen, rule: DeadClick) -> tuple[State, tuple[Found, ...]]:
    state, found = _expire(state, event, rule)
    if event.kind is Kind.POINTER_DOWN:
        state = structs.replace(state, down=event, recent=())
    if pressed(event):
        state, more = _press(state, event, rule)
        return state, found + more
    if event.kind in ANSWERS:
        state = _answered(state, event, rule)
    return state, found


def due(state: State, rule: DeadClick) -> float:
    return min((click.since + rule.absolute_ms for click in state.open), default=NEVER)


def _expire(state: State, event: Seen, rule: DeadClick) -> tuple[State, tuple[Found, ...]]:
    """Closes clicks whose every window lies behind the event."""

    def reason(click: Open) -> str:
        waited = event.t - click.since
        if waited >= rule.absolute_ms:
            return "absolute_timeout"
        if event.kind in ANSWERS and waited >= rule.change_ms:
            return f"{event.kind.name.lower()}_timeout"
        return ""

    dead = tuple((click, why) for click in state.open if (why := reason(click)))
    if not dead:
        return state, ()
    state = structs.replace(state, open=tuple(click for click in state.open if not reason(click)))
    return state, tuple(_dead(click, event.t, why) for click, why in dead)


def _dead(click: Open, t: float, why: str) -> Found:
    waited = t - click.since
    evidence = (why, f"no answer within {waited:.0f} ms", f"clicked {click.clicks}x")
    return Found("dead_click", t, click.target, count=click.clicks, span_ms=waited, evidence=evidence)


def _press(state: State, event: Seen, rule: DeadClick) -> tuple[State, tuple[Found, ...]]:
    target = event.target
    if target is None or not _can_be_judged(target, event, rule):
        return state, ()
    if target.has("opaque"):
        return _unjudgeable(state, event, target)
    state, again = _same_again(state, event, target, rule)
    if again:
        return state, ()
    if target.has("disabled"):
        found = Found("dead_click", event.t, target, evidence=("disabled", "the control is disabled"))
        return state, (found,)
    if 0 <= event.t - state.woken < rule.alive_ms:  # the click that wakes a tab
        return state, ()
    down = state.down
    mine = down is not None and down.target is not None and down.target.key == target.key
    click = Open(target, down.t if mine and down is not None else event.t)
    if any(_answers(click, answer, rule) for answer in state.recent):
        return state, ()
    return structs.replace(state, open=(*state.open, click)), ()


def _can_be_judged(target: Target, event: Seen, rule: DeadClick) -> bool:
    if any(map(target.has, ("exempt", "native", "link", "root"))):
        return False
    if target.has("typeable") and not target.has("disabled"):
        return False
    if rule.controls_only and not (target.has("control") or target.has("opaque")):
        return False
    return rule.with_modifiers or event.kind is not Kind.CLICK or not event.flag(MODIFIER)


def _unjudgeable(state: State, event: Seen, target: Target) -> tuple[State, tuple[Found, ...]]:
    if target.key in state.opaque or len(state.opaque) >= REMEMBERED:
        return state, ()
    found = Found("dead_click", event.t, target, "unjudgeable", evidence=("opaque", "an answer here can't be seen"))
    return structs.replace(state, opaque=state.opaque | {target.key}), (found,)


def _same_again(state: State, event: Seen, target: Target, rule: DeadClick) -> tuple[State, bool]:
    """Folds a click into the one on the same element shortly before, or remembers it as a new one."""
    if any(key == target.key and event.t - t < rule.same_ms for key, t in state.judged):
        folded = tuple(
            structs.replace(click, clicks=click.clicks + 1) if click.target.key == target.key else click
            for click in state.open
        )
        return structs.replace(state, open=folded), True
    fresh = tuple((key, t) for key, t in state.judged if event.t - t < rule.same_ms)[-REMEMBERED:]
    return structs.replace(state, judged=(*fresh, (target.key, event.t))), False


def _answered(state: State, event: Seen, rule: DeadClick) -> State:
    left = tuple(click for click in state.open if not _answers(click, event, rule))
    of_window = event.kind is Kind.VISIBILITY or (event.kind is Kind.FOCUS and event.target is None)
    recent = tuple(seen for seen in state.recent if seen.kind is not event.kind)
    woken = event.t if of_window else state.woken
    return structs.replace(state, open=left, recent=(*recent, event), woken=woken)


def _answers(click: Open, event: Seen, rule: DeadClick) -> bool:
    """Whether the event falls into its kind's window after the click."""
    match event.kind:
        case Kind.REQUEST:
            window = rule.request_ms if event.v == 1 else 0.0  # its end belongs to an earlier click
        case Kind.SCROLL:
            window = rule.scroll_ms
        case Kind.SELECTION:
            window = rule.selection_ms
        case Kind.VISIBILITY | Kind.WINDOW_OPEN:
            window = rule.alive_ms
        case Kind.FOCUS | Kind.BLUR:
            window = _focus_window(click, event, rule)
        case _:
            window = rule.change_ms
    return 0 <= event.t - click.since < window


def _focus_window(click: Open, event: Seen, rule: DeadClick) -> float:
    if event.target is None:  # the window's own focus
        return rule.alive_ms
    # A control that is clicked takes the focus and another loses it: only focus handed on is an answer.
    return rule.focus_ms if event.kind is Kind.FOCUS and event.target.key != click.target.key else 0.0


DETECTOR = Detector("dead_click", ANSWERS | {Kind.POINTER_DOWN, Kind.CLICK, Kind.TIME}, State(), step, due)
