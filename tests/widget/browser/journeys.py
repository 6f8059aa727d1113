"""What visitors do on host/signals.html: for each signal at least three journeys into it, and three that only look so.

A journey is a generator of pauses in ms. Those of one list run in one visit one after the other; each of the first must
be told of exactly once, none of the second.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from playwright.sync_api import CDPSession

from tests.widget.browser.stage import Script, Visitor

Journey = Callable[[Visitor], Iterator[float]]

# Long waits are shortened by the site's own rules; what is judged stays the same.
RULES = """{
  "hesitation": {"first_input_ms": 1500, "no_input_ms": 2000, "autofocus_ms": 100, "hover_ms": 1500},
  "back_and_forth": {"dwell_ms": 1500}, "quick_back": {"dwell_ms": 900}, "stall": {"quiet_ms": 4000},
  "price_dwell": {"dwell_ms": 2000}, "help_seeking": {"pause_ms": 600, "window_ms": 20000},
  "slow_click": {"threshold_ms": 1200, "timeout_ms": 5000}, "left_after_error": {"window_ms": 2500},
  "cursor_thrash": {"window_ms": 4000}, "rage_typing": {"window_ms": 3500}
}"""


@dataclass(frozen=True)
class Signal:
    """The journeys of one signal."""

    fires: tuple[Journey, ...]
    silent: tuple[Journey, ...]
    touch: bool = False


# ---------------------------------------------------------------- shorthands


def press(selector: str, times: int = 1, gap: float = 90, rest: float = 1300) -> Journey:
    def journey(v: Visitor) -> Iterator[float]:
        yield from v.press(selector, times, gap)
        yield rest

    return journey


def go(v: Visitor, *places: str, stay: float = 400) -> Iterator[float]:
    for place in places:
        yield from v.press(f"#to-{place}")
        yield stay


def going(*places: str, stay: float = 400) -> Journey:
    return lambda v: go(v, *places, stay=stay)


def edit(v: Visitor, field: str, text: str, delay: float = 60) -> Iterator[float]:
    v.page.click(field)
    yield 150
    for letter in text:
        v.page.keyboard.press(letter)
        yield delay
    yield 300


def editing(field: str, text: str, delay: float = 60) -> Journey:
    return lambda v: edit(v, field, text, delay)


def erase(v: Visitor, times: int) -> Iterator[float]:
    for _ in range(times):
        v.page.keyboard.press("Backspace")
        yield 50


def hide(v: Visitor, hidden: bool) -> None:
    state = "hidden" if hidden else "visible"
    v.page.evaluate(
        "state => { Object.defineProperty(document, 'visibilityState', {value: state, configurable: true});"
        " document.dispatchEvent(new Event('visibilitychange')); }",
        state,
    )


def then(*journeys: Journey) -> Journey:
    def journey(v: Visitor) -> Iterator[float]:
        for one in journeys:
            yield from one(v)

    return journey


def rest(ms: float) -> Journey:
    def journey(_: Visitor) -> Iterator[float]:
        yield ms

    return journey


def cdp(v: Visitor) -> CDPSession:
    return v.page.context.new_cdp_session(v.page)


def swipe(selector: str, dx: float = 0, dy: float = 0, fingers: int = 1, rest: float = 3200) -> Journey:
    def journey(v: Visitor) -> Iterator[float]:
        v.page.locator(selector).scroll_into_view_if_needed()
        yield 300
        box = v.page.locator(selector).bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        session = cdp(v)
        for part in range(6):
            at = part / 5
            points = [{"x": x + dx * at + 30 * finger, "y": y + dy * at, "id": finger} for finger in range(fingers)]
            kind = "touchStart" if part == 0 else "touchMove"
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
            yield 20
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        yield rest

    return journey


def pinch(selector: str, scale: float) -> Journey:
    def journey(v: Visitor) -> Iterator[float]:
        v.page.locator(selector).scroll_into_view_if_needed()
        yield 200
        box = v.page.locator(selector).bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        session = cdp(v)
        gesture = {"x": x, "y": y, "scaleFactor": scale, "relativeSpeed": 600, "gestureSourceType": "touch"}
        session.send("Input.synthesizePinchGesture", gesture)
        session.send("Emulation.setPageScaleFactor", {"pageScaleFactor": scale})  # headless does not zoom by itself
        yield 700

    return journey


def shake(v: Visitor, turns: int, px: float = 90, step: float = 30, vertical: bool = False) -> Iterator[float]:
    for turn in range(turns):
        way = px * (turn % 2)
        v.page.mouse.move(300 + (0 if vertical else way), 400 + (way if vertical else 0), steps=2)
        yield step


def shaking(turns: int, **how: object) -> Journey:
    def journey(v: Visitor) -> Iterator[float]:
        yield 4300
        yield from shake(v, turns, **how)  # type: ignore[arg-type]
        yield 400

    return journey


def wheel(*ways: float, gap: float = 220) -> Journey:
    def journey(v: Visitor) -> Iterator[float]:
        v.page.mouse.move(500, 500)
        for way in ways:
            v.page.mouse.wheel(0, way)
            yield gap
        yield 300

    return journey


def selecting(selector: str, copy: bool = False) -> Journey:
    def journey(v: Visitor) -> Iterator[float]:
        v.page.locator(selector).scroll_into_view_if_needed()
        v.page.click(selector, click_count=3)
        yield 400
        if copy:
            v.page.keyboard.press("Control+c")
            yield 300
        v.page.evaluate("getSelection().removeAllRanges()")
        yield 300

    return journey


# ---------------------------------------------------------------- pointer

UP_DOWN = (900, -800) * 5

POINTER: dict[str, Signal] = {
    "rage_click": Signal(
        fires=(press("#idle-one", 4), press("#grey", 3), press("#works", 5)),
        silent=(
            press("#idle-two", 2),
            press("#plus", 6),
            press("#next", 5),
            press("#flag", 4),
            press("#ignored", 6),
            selecting("#prose"),
            press("#idle-three", 3, gap=1150),
            press("#company", 4, gap=60),
        ),
    ),
    "dead_click": Signal(
        fires=(press("#idle-one", rest=3000), press("#idle-two", rest=3000), press("#grey", rest=1200)),
        silent=(
            press("#works", rest=800),
            press("#opens", rest=1500),
            press("#copies", rest=1500),
            press("#menu", rest=2900),
            press("#slow-one", rest=2600),
            press("#agree", rest=1500),
            press("#country", rest=1500),
            press("#download", rest=1500),
            press("#company", rest=2900),
            press("#prose", rest=2900),
        ),
    ),
    "slow_click": Signal(
        fires=(press("#slow-one", rest=2600), press("#slow-two", rest=2600), press("#slow-three", rest=2600)),
        silent=(press("#works"), press("#idle-one", rest=5500), press("#menu"), press("#fails", rest=5200)),
    ),
    "error_click": Signal(
        fires=(press("#throws"), press("#rejects"), press("#fails")),
        silent=(
            press("#works"),
            then(editing("#vat", "FR1"), press("#save")),
            then(press("#works", rest=2300), lambda v: _late_error(v)),
            press("#idle-one"),
        ),
    ),
    "cursor_thrash": Signal(
        fires=(shaking(30), shaking(30, vertical=True), shaking(34, px=240)),
        silent=(shaking(8), shaking(26, px=6), shaking(16, step=260), lambda v: _drag(v)),
    ),
    "scroll_thrash": Signal(
        fires=(
            wheel(*UP_DOWN),
            then(going("team"), wheel(*UP_DOWN)),
            then(going("home"), wheel(*UP_DOWN)),
        ),
        silent=(
            then(going("team"), wheel(*(500,) * 8)),
            then(going("home"), wheel(*(120, -100) * 6)),
            then(going("team"), wheel(900, -800, 900, gap=400)),
        ),
    ),
    "dead_swipe": Signal(
        fires=(swipe("#still-one", dy=-60), swipe("#still-two", dx=120), swipe("#still-three", dy=60)),
        silent=(
            swipe("#still-one", dx=8),
            swipe("#strip", dx=-120),
            swipe("#still-two", dy=-50, fingers=2),
            swipe("#canvas", dx=60),
        ),
        touch=True,
    ),
    "pinch_zoom": Signal(
        fires=(
            pinch("#prose", 1.8),
            then(lambda v: _touch_home(v), pinch("#prose", 1.3)),
            then(lambda v: _touch_team(v), pinch("#prose", 1.6)),
        ),
        silent=(pinch("#picture", 1.6), pinch("#picture", 1.4), pinch("#picture", 0.7)),
        touch=True,
    ),
}


def _late_error(v: Visitor) -> Iterator[float]:
    v.page.evaluate("setTimeout(() => { throw new Error('a timer of its own') }, 10)")
    yield 500


def _drag(v: Visitor) -> Iterator[float]:
    for turn in range(30):  # drawing: the button goes down again and again
        v.page.mouse.down()
        v.page.mouse.move(300 + 90 * (turn % 2), 420, steps=2)
        v.page.mouse.up()
        yield 30
    yield 400


def _touch_home(v: Visitor) -> Iterator[float]:
    v.page.evaluate("history.pushState({}, '', '/home')")
    yield 300


def _touch_team(v: Visitor) -> Iterator[float]:
    v.page.evaluate("history.pushState({}, '', '/team')")
    yield 300


# ---------------------------------------------------------------- fields and forms


def refused(v: Visitor, times: int, field: str = "#vat", button: str = "#save") -> Iterator[float]:
    for turn in range(times):
        yield from edit(v, field, "FX"[turn % 2])
        v.page.click(button)
        yield 500


def refusing(times: int, field: str = "#vat", button: str = "#save") -> Journey:
    return lambda v: refused(v, times, field, button)


def returning(field: str, other: str, times: int) -> Journey:
    def journey(v: Visitor) -> Iterator[float]:
        for _ in range(times + 1):
            yield from edit(v, field, "ab")
            yield from edit(v, other, "c") if other == "#note" else iter([v.page.click(other) or 100.0])

    return journey


def hasty(field: str) -> Journey:
    def journey(v: Visitor) -> Iterator[float]:
        v.page.click(field)
        yield 300
        for _ in range(5):
            v.page.keyboard.type("asdfghjkl")
            yield 230
        yield 3700

    return journey


def _pasted(v: Visitor) -> Iterator[float]:
    v.page.click("#note")
    yield 200
    for _ in range(3):
        v.page.keyboard.insert_text("A long text that was written elsewhere, and comes in at once. " * 3)
        yield 200
    yield 3700


def _held(v: Visitor) -> Iterator[float]:
    v.page.click("#street")
    yield 200
    for _ in range(50):
        v.page.keyboard.down("x")  # down again without up repeats, as a held key does
        yield 25
    v.page.keyboard.up("x")
    yield 3700


def burst(field: str, cycles: int, letters: int = 6) -> Journey:
    def journey(v: Visitor) -> Iterator[float]:
        v.page.click(field)
        yield 200
        for _ in range(cycles):
            for letter in "abcdefgh"[:letters]:
                v.page.keyboard.press(letter)
                yield 40
            yield 300
            yield from erase(v, letters)
            yield 350

    return journey


def hesitating(field: str, ms: float, typed: bool) -> Journey:
    def journey(v: Visitor) -> Iterator[float]:
        v.page.click(field)
        yield ms
        if typed:
            v.page.keyboard.press("a")
            yield 300
        v.page.click("h1")
        yield 300

    return journey


def _hovering(v: Visitor) -> Iterator[float]:
    v.page.hover("#works")
    yield 2100
    yield from v.press("#works")


def begun(*fields: str, letters: str = "abc") -> Journey:
    return then(*(editing(field, letters) for field in fields))


def search(text: str, wait: float = 900) -> Journey:
    def journey(v: Visitor) -> Iterator[float]:
        v.page.fill("#search", "")
        v.page.click("#search")
        for letter in text:
            v.page.keyboard.press(letter)
            yield 60
        yield wait

    return journey


def _opens_result(v: Visitor) -> Iterator[float]:
    v.page.click("#results a")
    yield 300


def _enter(v: Visitor) -> Iterator[float]:
    v.page.keyboard.press("Enter")
    yield 300


def _error(v: Visitor) -> Iterator[float]:
    v.page.evaluate("dispatchEvent(new Event('show-error'))")
    yield 300


def leaving(after: float = 300, away: float = 300) -> Journey:
    def journey(v: Visitor) -> Iterator[float]:
        yield after
        hide(v, True)
        yield away
        hide(v, False)
        yield 300

    return journey


def _to_the_top(v: Visitor) -> Iterator[float]:
    v.page.mouse.move(500, 60)
    yield 100
    v.page.mouse.move(500, -12)
    yield 300
    v.page.mouse.move(500, 300)
    yield 200


def _saves(v: Visitor) -> Iterator[float]:
    v.page.fill("#vat", "DE123")
    yield 100
    v.page.click("#save")
    yield 500


JOURNEY: dict[str, Signal] = {
    "repeated_validation": Signal(
        fires=(refusing(3), refusing(3, "#mail", "#send"), then(lambda v: _saves(v), refusing(3))),
        silent=(
            refusing(2),
            then(lambda v: _saves(v), refusing(2), lambda v: _saves(v)),
            refusing(2, "#mail", "#send"),
        ),
    ),
    "hesitation": Signal(
        fires=(hesitating("#company", 1900, True), hesitating("#street", 2500, False), lambda v: _hovering(v)),
        silent=(
            hesitating("#company", 500, True),
            hesitating("#street", 700, False),
            hesitating("#country", 2300, False),
            press("#works"),
        ),
    ),
    "field_reentry": Signal(
        fires=(returning("#company", "h1", 3), returning("#street", "h1", 3), returning("#city", "h1", 3)),
        silent=(returning("#vat", "h1", 1), returning("#mail", "h1", 2), lambda v: _tabs(v)),
    ),
    "rage_typing": Signal(
        fires=(hasty("#company"), hasty("#note"), hasty("#street")),
        silent=(editing("#city", "abcdefghijklmnopqrst", 85), lambda v: _pasted(v), lambda v: _held(v)),
    ),
    "erase_burst": Signal(
        fires=(burst("#company", 3), burst("#street", 3), burst("#note", 3)),
        silent=(burst("#city", 2), burst("#vat", 4, letters=2), editing("#mail", "abcdefgh")),
    ),
    "form_abandonment": Signal(
        fires=(
            then(begun("#company", "#street"), going("team")),
            then(begun("#note", letters="a longer note to them"), going("home")),
            then(begun("#company", "#city"), refusing(1), going("team")),
        ),
        silent=(
            then(begun("#company"), going("home")),
            then(begun("#company", "#street"), lambda v: _saves(v), going("team")),
            then(search("a long search for help"), going("home")),
        ),
    ),
    "exit_intent": Signal(
        fires=(
            then(begun("#company"), lambda v: _to_the_top(v)),
            then(going("team"), begun("#note"), lambda v: _to_the_top(v)),
            then(going("home"), begun("#street", "#city"), lambda v: _to_the_top(v)),
        ),
        silent=(
            lambda v: _to_the_top(v),
            then(begun("#company", "#street"), lambda v: _saves(v), lambda v: _to_the_top(v)),
            then(search("help"), lambda v: _to_the_top(v)),
        ),
    ),
    "stall": Signal(
        fires=(
            then(begun("#company"), rest(4800)),
            then(begun("#note"), rest(4800)),
            then(going("team"), begun("#street"), rest(4800)),
        ),
        silent=(
            rest(4800),
            then(begun("#company"), wheel(*(200,) * 3, gap=1300), lambda v: _saves(v), rest(4600)),
            then(begun("#note"), leaving(after=100, away=4800), lambda v: _invites(v), rest(4600)),
        ),
    ),
}


def _tabs(v: Visitor) -> Iterator[float]:
    for _ in range(4):  # passing through without an edit
        v.page.click("#company")
        for _ in range(3):
            v.page.keyboard.press("Tab")
            yield 80


def _invites(v: Visitor) -> Iterator[float]:
    v.page.fill("#mail", "a@b.example")
    yield 100
    v.page.click("#send")
    yield 300


# ---------------------------------------------------------------- visits

VISITS: dict[str, Signal] = {
    "quick_back": Signal(
        fires=(
            going("home", "team", "home", stay=300),
            going("plans", "home", stay=300),
            going("team", "home", stay=300),
        ),
        silent=(
            going("home", "team", "home", stay=1300),
            going("team", "plans", "home", stay=300),
            then(rest(1000), going("team"), editing("#company", "a"), going("home")),
        ),
    ),
    "back_and_forth": Signal(
        fires=(
            going("home", "team", "home", "team"),
            then(rest(2000), going("plans", "home", "plans", "home")),
            then(rest(2000), going("team", "plans", "team", "plans")),
        ),
        silent=(
            going("home", "team", "plans", "home", "team"),
            then(rest(1600), going("plans", "home", "team", "home", stay=300)),
            then(rest(1600), going("team", "home", "team", "home", stay=1800)),
        ),
    ),
    "price_dwell": Signal(
        fires=(
            then(going("plans"), rest(2300)),
            then(going("home", "plans"), rest(2300)),
            then(going("team", "plans"), wheel(100), rest(2300)),
        ),
        silent=(
            then(going("team"), rest(2500)),
            then(going("plans"), rest(700), going("home")),
            then(going("plans"), leaving(after=100, away=2500), going("home")),
        ),
    ),
    "help_seeking": Signal(
        fires=(
            then(search("vat"), search("tax"), search("number")),
            then(lambda v: _opens(v), search("a"), lambda v: _enter(v), search("b"), lambda v: _enter(v), search("c")),
            then(lambda v: _opens(v), search("one"), search("two"), search("three")),
        ),
        silent=(
            then(search("vat"), search("tax"), lambda v: _opens_result(v)),
            then(search("a"), lambda v: _opens_result(v), search("b"), lambda v: _opens_result(v), search("c")),
            then(lambda v: _opens(v), search("a long word typed slowly with no pause", 700)),
        ),
    ),
    "error_copy": Signal(
        fires=(
            then(lambda v: _error(v), selecting("#sorry")),
            then(refusing(1), selecting("#vat-error", copy=True)),
            then(refusing(1, "#mail", "#send"), selecting("#mail-error")),
        ),
        silent=(selecting("#prose", copy=True), selecting("h1"), lambda v: _selects_field(v)),
    ),
    "left_after_error": Signal(
        fires=(
            then(refusing(1), leaving()),
            then(refusing(1, "#mail", "#send"), leaving()),
            then(press("#throws", rest=100), leaving()),
        ),
        silent=(
            leaving(),
            then(refusing(1), lambda v: _saves(v), leaving()),
            then(refusing(1), leaving(after=2700)),
            then(lambda v: _saves(v), leaving()),
        ),
    ),
}


def _opens(v: Visitor) -> Iterator[float]:
    yield from v.press("#works")


def _selects_field(v: Visitor) -> Iterator[float]:
    v.page.fill("#company", "Something typed")
    v.page.click("#company", click_count=3)
    yield 200
    v.page.keyboard.press("Control+c")
    yield 300


SIGNALS: dict[str, Signal] = {**POINTER, **JOURNEY, **VISITS}


def whole(journeys: tuple[Journey, ...]) -> Script:
    """One visit's script: all journeys in turn, with a rest at the end for what waits."""

    def script(v: Visitor) -> Iterator[float]:
        for journey in journeys:
            yield from journey(v)
        yield 3000

    return script
