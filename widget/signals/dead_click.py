"""Dead click: the page did not answer a click in time.

A click on a control becomes *open*. Anything that may be the page's answer (life.py) closes it as fine when it falls
into that kind's window. When every window has passed the click is dead. A click on a disabled control is dead at once.
Where an answer can't be seen (canvas, media, downloads, native dialogs, frames of others) the verdict is *unjudgeable*.
"""

from msgspec import Struct, structs

from widget.elements import Target
from widget.events import KEYBOARD, MODIFIER, Kind, Seen, pressed
from widget.protocol import Sign, Verdict
from widget.signals import life
from widget.signals.detector import NEVER, Detector, Found
from widget.signals.life import ANSWERS, Windows
from widget.signals.rules import DeadClick

REMEMBERED = 16  # elements clicked within the last second, clicks that wait
OF_A_KIND = 2  # answers since the way down: the first and the last of a kind say enough
NOT_SEEN = ("opaque", "media", "frame", "download")
NOT_JUDGED = ("exempt", "native", "link", "root", "calendar", "carousel", "game")


class Open(Struct, frozen=True):
    """A click that waits for its answer; `since` is when the pointer went down, `dead_t` when its time is up."""

    target: Target
    since: float
    dead_t: float
    change_t: float
    n: int
    clicks: int = 1
    signs: tuple[Sign, ...] = ()


class State(Struct, frozen=True):
    """Clicks that wait, and what is needed to judge the next one."""

    open: tuple[Open, ...] = ()
    down: Seen | None = None
    recent: tuple[Seen, ...] = ()  # possible answers since the pointer went down
    woken: float = -NEVER  # tab or window changed last
    judged: tuple[tuple[str, float], ...] = ()  # element, time it was last taken up


def step(state: State, event: Seen, rule: DeadClick) -> tuple[State, tuple[Found, ...]]:
    state, found = _expire(state, event)
    if event.kind is Kind.POINTER_DOWN:
        state = structs.replace(state, down=life.bare(event), recent=())
    if pressed(event):
        state, more = _press(state, event, rule)
        return state, found + more
    if event.kind in ANSWERS:
        state, more = _answered(state, event, rule)
        return state, found + more
    return state, found


def due(state: State, _rule: DeadClick) -> float:
    return min((click.dead_t for click in state.open), default=NEVER)


def _expire(state: State, event: Seen) -> tuple[State, tuple[Found, ...]]:
    """Closes clicks whose every window lies behind the event."""
    if not state.open:
        return state, ()
    left, found = [], []
    for click in state.open:
        if event.t >= click.dead_t:
            found.append(_dead(click, click.dead_t, "absolute_timeout"))
        elif event.kind in ANSWERS and event.t >= click.change_t:
            late = structs.replace(click, signs=life.noted(click.signs, event, click.since))
            found.append(_dead(late, event.t, f"{event.kind.name.lower()}_timeout"))
        else:
            left.append(click)
    return (structs.replace(state, open=tuple(left)) if found else state), tuple(found)


def _dead(click: Open, t: float, why: str) -> Found:
    waited = t - click.since
    evidence = (why, f"no answer within {waited:.0f} ms", f"clicked {click.clicks}x")
    return Found(
        "dead_click", t, click.target, count=click.clicks, span_ms=waited, evidence=evidence, signs=click.signs,
        of=click.n,
    )  # fmt: skip


def _press(state: State, event: Seen, rule: DeadClick) -> tuple[State, tuple[Found, ...]]:
    target = event.target
    if target is None or not _can_be_judged(target, event, rule):
        return state, ()
    state, again = _same_again(state, event, target, rule)
    if again:
        return state, ()
    if any(map(target.has, NOT_SEEN)):
        return state, (_closed(event, target, "unjudgeable", "opaque", "an answer here can't be seen"),)
    if target.has("disabled"):
        return state, (_closed(event, target, "struggle", "disabled", "the control is disabled"),)
    if 0 <= event.t - state.woken < rule.alive_ms:
        return state, (_closed(event, target, "fine", "woke_the_tab", "the click that woke the tab"),)
    down = state.down
    # A click belongs to the press before it, whatever part of the control that one hit; keys press nothing down.
    since = down.t if down is not None and not event.flag(KEYBOARD) else event.t
    click = Open(target, since, since + rule.absolute_ms, since + rule.change_ms, event.n)
    for answer in state.recent:
        if 0 <= answer.t - since < life.window(answer, target, _windows(rule)):
            return state, (_fine(click, answer),)
    return structs.replace(state, open=(*state.open, click)[-REMEMBERED:], down=None), ()


def _can_be_judged(target: Target, event: Seen, rule: DeadClick) -> bool:
    if any(map(target.has, NOT_JUDGED)):
        return False
    if target.has("typeable") and not target.has("disabled"):
        return False
    if rule.controls_only and not (target.has("control") or any(map(target.has, NOT_SEEN))):
        return False
    return rule.with_modifiers or event.kind is not Kind.CLICK or not event.flag(MODIFIER)


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


def _answered(state: State, event: Seen, rule: DeadClick) -> tuple[State, tuple[Found, ...]]:
    windows = _windows(rule)
    left, found = [], []
    for click in state.open:
        if 0 <= event.t - click.since < life.window(event, click.target, windows):
            found.append(_fine(click, event))
        else:
            left.append(structs.replace(click, signs=life.noted(click.signs, event, click.since)))
    of_window = event.kind is Kind.VISIBILITY or (event.kind is Kind.FOCUS and event.target is None)
    woken = event.t if of_window else state.woken
    state = structs.replace(state, open=tuple(left), recent=_remembered(state.recent, event), woken=woken)
    return state, tuple(found)


def _remembered(recent: tuple[Seen, ...], event: Seen) -> tuple[Seen, ...]:
    """Possible answers, the event among them: a click may come after its answer."""
    if (event.kind is Kind.REQUEST and event.v != 1) or (event.kind is Kind.BLUR and event.target is not None):
        return recent
    alike = [seen for seen in recent if seen.kind is event.kind]
    kept = tuple(seen for seen in recent if len(alike) < OF_A_KIND or seen is not alike[-1])
    return (*kept, life.bare(event))


def _fine(click: Open, answer: Seen) -> Found:
    signs = life.noted(click.signs, answer, click.since)
    after = answer.t - click.since
    words = f"{life.name(answer)} after {after:.0f} ms"
    t = max(answer.t, click.since)
    return Found(
        "dead_click", t, click.target, "fine", click.clicks, after, ("answered", words), signs=signs, of=click.n
    )


def _closed(event: Seen, target: Target, verdict: Verdict, code: str, words: str) -> Found:
    return Found("dead_click", event.t, target, verdict, evidence=(code, words), of=event.n)


def _windows(rule: DeadClick) -> Windows:
    return Windows(rule.change_ms, rule.request_ms, rule.scroll_ms, rule.selection_ms, rule.focus_ms, rule.alive_ms)


DETECTOR = Detector("dead_click", ANSWERS | {Kind.POINTER_DOWN, Kind.CLICK, Kind.TIME}, State(), step, due)
