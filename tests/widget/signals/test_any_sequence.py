"""Whatever comes in whatever order: detectors neither crash nor grow; batches and handovers change no verdict."""

import math
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.widget.page import BUTTON, FIELD, NAME, OFF, SAVE, VAT, T, seen, target
from widget.elements import KEY_CHARS, SHORT_CHARS, Target
from widget.events import Kind, Outside, Seen
from widget.protocol import Element
from widget.signals import Detectors, Rules
from widget.signals.detector import NEVER, Found
from widget.signals.detectors import DETECTORS, FROZEN_BYTES
from widget.signals.rules import SIGNALS
from widget.signals.watched import Watch

ROUTES = ("", "/a", "/b", "/pricing", "/orders/:id")
MESSAGES = ("The VAT number is not valid", "Saved", "Could not save", "Saving…", "form", "billing-form", "x" * 5000)
TARGETS: tuple[Target | None, ...] = (
    None, BUTTON, FIELD, OFF, target(NAME, step="billing-form"),
    target(tag="canvas", role="", name="", id="map", kind="canvas"),
    target(tag="input", role="searchbox", name="Search", id="q", type="search", typeable=True),
    target(tag="a", role="link", name="Help", id="help", kind="link"),
    target(tag="a", role="link", name="Prices", id="prices", kind="link download"),
    target(tag="form", role="form", name="", id="billing-form"),
    target(tag="p", role="", name="", id="terms"),
    target(name="+", id="more"),
)  # fmt: skip
KINDS = tuple(kind for kind in Kind if kind is not Kind.TIME)
WHOLE = Rules()

numbers = st.one_of(st.integers(-50, 3000), st.floats(-1e9, 1e9))
events = st.builds(
    Seen,
    kind=st.sampled_from(KINDS),
    t=st.just(0.0),
    target=st.sampled_from(TARGETS),
    x=numbers,
    y=numbers,
    v=st.one_of(st.integers(-2, 30), st.sampled_from(Outside).map(float), numbers),
    text=st.sampled_from(ROUTES + MESSAGES),
)
gaps = st.one_of(
    st.integers(0, 400),
    st.sampled_from([1, 999, 1000, 1001, 2000, 2001, 2500, 2750, 3000, 7000, 30_000, 45_000, 700_000]),
)
History = list[tuple[int, Seen]]  # ms since the one before, event


def scene(*told: tuple[int, Kind, Target | None, dict[str, Any]]) -> History:
    return [(gap, Seen(kind, 0.0, on, **fields)) for gap, kind, on, fields in told]


SEARCH, LINK, FORM = TARGETS[6], TARGETS[7], TARGETS[9]
PROSE = TARGETS[10]
TYPED = (200, Kind.INPUT, FIELD, {"v": 6})
BACKED = (300, Kind.INPUT, FIELD, {"v": 6, "x": 6})
REFUSED = (900, Kind.INVALID, FIELD, {"text": "The VAT number is not valid"})
# What each signal is about, so that sequences are made of more than noise.
SCENES: dict[str, History] = {
    "rage_click": scene(*[(150, Kind.CLICK, BUTTON, {"x": 5, "y": 5})] * 3),
    "dead_click": scene((0, Kind.POINTER_DOWN, BUTTON, {}), (80, Kind.CLICK, BUTTON, {}), (3000, Kind.TURN, None, {})),
    "slow_click": scene(
        (0, Kind.CLICK, BUTTON, {}), (100, Kind.REQUEST, None, {"v": 1}), (4000, Kind.MUTATION, None, {"v": 1})
    ),
    "error_click": scene((0, Kind.CLICK, BUTTON, {}), (300, Kind.SCRIPT_ERROR, None, {"text": "x is null"})),
    "dead_swipe": scene(
        (0, Kind.TOUCH_START, PROSE, {"x": 10, "v": 1}), (100, Kind.TOUCH_END, PROSE, {"x": 99}),
        (3000, Kind.TURN, None, {}),
    ),
    "cursor_thrash": scene(*[(60, Kind.TURN, None, {"x": 200 * (n % 2)}) for n in range(24)]),
    "scroll_thrash": scene(*[(500, Kind.SCROLL, None, {"y": 900 * (n % 2)}) for n in range(9)]),
    "pinch_zoom": scene((0, Kind.TOUCH_START, PROSE, {"v": 2}), (300, Kind.ZOOM, None, {"v": 180})),
    "hesitation": scene((2000, Kind.FOCUS, FIELD, {}), (11_000, Kind.INPUT, FIELD, {"v": 1})),
    "field_reentry": scene(*[(900, Kind.FOCUS, FIELD, {}), TYPED, (300, Kind.BLUR, FIELD, {})] * 4),
    "rage_typing": scene(*[TYPED] * 6),
    "erase_burst": scene(*[TYPED, BACKED] * 3),
    "repeated_validation": scene(*[REFUSED] * 3),
    "form_abandonment": scene(
        (0, Kind.NAVIGATE, None, {"text": "/begun"}), TYPED, TYPED, TYPED, (900, Kind.NAVIGATE, None, {"text": "/left"})
    ),
    "quick_back": scene(*[(900, Kind.NAVIGATE, None, {"text": route}) for route in ("/a", "/b", "/a")]),
    "back_and_forth": scene(*[(7000, Kind.NAVIGATE, None, {"text": route}) for route in ("/a", "/b") * 2]),
    "stall": scene(TYPED, (60_000, Kind.SCROLL, None, {"y": 5})),
    "price_dwell": scene((0, Kind.NAVIGATE, None, {"text": "/pricing"}), (60_000, Kind.SCROLL, None, {"y": 5})),
    "help_seeking": scene(*[(9000, Kind.INPUT, SEARCH, {"v": 5})] * 4),
    "error_copy": scene((0, Kind.COPY, PROSE, {"text": "The VAT number is not valid"})),
    "left_after_error": scene(REFUSED, (900, Kind.VISIBILITY, None, {"v": 0})),
    "exit_intent": scene(TYPED, (900, Kind.EXIT, None, {"y": -2})),
}  # fmt: skip
noise = st.lists(st.tuples(gaps, events), max_size=30)
acted = st.sampled_from(sorted(SCENES)).map(SCENES.__getitem__)
histories = st.lists(st.one_of(acted, acted, noise), max_size=8).map(
    lambda parts: [one for part in parts for one in part]
)
calm = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def timed(history: History) -> list[Seen]:
    t, found = T, []
    for n, (gap, event) in enumerate(history):
        t += gap
        found.append(Seen(event.kind, t, event.target, event.x, event.y, event.v, event.text, n))
    return found


def fresh(**how: Any) -> Detectors:
    return Detectors(WHOLE, all_verdicts=True, **how)


def end(detectors: Detectors, found: list[Found]) -> list[bytes]:
    """Everything about what was found, with what time alone makes certain afterwards; in an order of its own."""
    for _ in range(500):
        if detectors.due() == NEVER:
            break
        found += detectors.tick(detectors.due())
    else:
        raise AssertionError("time alone never makes everything certain")
    return sorted(_whole.encode(one) for one in found)


def at_once(whole: list[Seen]) -> list[bytes]:
    detectors = fresh()
    return end(detectors, [one for event in whole for one in detectors.feed(event)])


_whole = msgspec.msgpack.Encoder(order="deterministic")


def plain(frozen: bytes) -> Any:
    """Frozen states as plain values."""
    return msgspec.msgpack.decode(frozen)


def test_every_signal_has_its_detector_and_its_rule() -> None:
    assert {detector.signal for detector in DETECTORS} == set(SIGNALS)
    assert len(DETECTORS) == len(SIGNALS) == 22


@pytest.mark.parametrize("signal", SIGNALS)
def test_each_scene_is_of_its_signal(signal: str) -> None:
    found = map(msgspec.msgpack.decode, at_once(timed(SCENES[signal])))
    assert signal in {one["signal"] for one in found if one["verdict"] == "struggle"}


# ---------------------------------------------------------------- batches


@calm
@given(histories, st.lists(st.floats(0, 1), max_size=4))
@example([(0, seen(Kind.CLICK, 0, BUTTON)), (2000, seen(Kind.SCRIPT_ERROR, 0))], [1.0])
@example([(0, seen(Kind.INPUT, 0, FIELD, v=1)), (700_000, seen(Kind.PAGE, 0, text="/a"))], [0.5])
def test_ticks_at_any_times_between_change_no_verdict(history: History, places: list[float]) -> None:
    whole = timed(history)
    ticking, found = fresh(), []
    for before, event in pairwise([None, *whole]):
        if before is not None and event is not None:
            for place in sorted(places):
                found += ticking.tick(before.t + place * (event.t - before.t))
        found += ticking.feed(event) if event is not None else []
    assert end(ticking, found) == at_once(whole)


@calm
@given(histories)
def test_a_look_at_each_due_time_changes_no_verdict(history: History) -> None:
    whole = timed(history)
    eager, found = fresh(), []
    for event in whole:
        for _ in range(500):
            if eager.due() > event.t:
                break
            found += eager.tick(eager.due())
        found += eager.feed(event)
    assert end(eager, found) == at_once(whole)


@calm
@given(histories)
def test_what_is_due_lies_ahead_once_time_was_told(history: History) -> None:
    detectors = fresh()
    for event in timed(history):
        detectors.feed(event)
        detectors.tick(event.t)
        assert detectors.due() > event.t


# ---------------------------------------------------------------- handovers


@calm
@given(histories, st.sets(st.integers(0, 120)))
def test_handovers_at_any_points_change_no_verdict(history: History, points: set[int]) -> None:
    whole = timed(history)
    detectors, found = fresh(), []
    for n, event in enumerate(whole):
        if n in points:
            detectors = Detectors.thaw(WHOLE, detectors.freeze(), all_verdicts=True)
        found += detectors.feed(event)
    detectors = Detectors.thaw(WHOLE, detectors.freeze(), all_verdicts=True)
    assert end(detectors, found) == at_once(whole)


@calm
@given(histories)
def test_the_same_rules_taken_up_anew_change_no_verdict(history: History) -> None:
    whole = timed(history)
    detectors, found = fresh(), []
    for event in whole:
        detectors = detectors.under(WHOLE)
        found += detectors.feed(event)
    assert end(detectors, found) == at_once(whole)


# ---------------------------------------------------------------- one signal by itself


@calm
@given(histories, st.sampled_from(SIGNALS))
def test_a_signal_finds_the_same_alone(history: History, signal: str) -> None:
    whole = timed(history)
    off = {name: msgspec.structs.replace(getattr(WHOLE, name), on=False) for name in SIGNALS if name != signal}
    alone = Detectors(msgspec.structs.replace(WHOLE, **off), all_verdicts=True)
    mine = end(alone, [one for event in whole for one in alone.feed(event)])
    assert mine == [one for one in at_once(whole) if msgspec.msgpack.decode(one)["signal"] == signal]


# ---------------------------------------------------------------- rows


cells = st.one_of(st.integers(-3, 30), st.floats(allow_nan=True, allow_infinity=True), st.floats(-1e12, 1e12))
rows = st.tuples(st.one_of(st.integers(-1, 27), cells), cells, cells, cells, cells, cells)
ELEMENTS = msgspec.json.encode([SAVE, VAT, NAME])
STRINGS = ("/a", "/b", "Saved", "Could not save", "billing-form")


def watch() -> Watch:
    one = Watch(WHOLE, stream="s" * 22, route="/a", now=T)
    one.know(ELEMENTS, STRINGS)
    return one


@calm
@given(st.lists(rows, max_size=80))
def test_no_rows_whatever_crash_a_watch(many: list[tuple[float, ...]]) -> None:
    one = watch()
    one.rows(many)
    one.tick(2 * T)
    one.freeze()


likely = st.tuples(
    st.sampled_from(KINDS).map(float), gaps, st.integers(-1, 2), st.integers(0, 900), st.integers(-5, 900),
    st.integers(-1, 9),
)  # fmt: skip


@calm
@given(st.lists(likely, max_size=120), st.sets(st.integers(1, 119)))
def test_rows_in_any_batches_tell_the_same(many: list[tuple[float, ...]], cuts: set[int]) -> None:
    t, whole = T, []
    for kind, gap, el, x, y, v in many:
        t += gap
        whole.append((kind, t, el, x, y, v))
    one, parted = watch(), watch()
    first = one.rows(whole)
    second = []
    for start, stop in pairwise([0, *sorted(cut for cut in cuts if cut < len(whole)), len(whole)]):
        second += parted.rows(whole[start:stop])
        second += parted.tick(whole[stop - 1][1]) if stop else []
    for last in (one, parted):
        for _ in range(500):
            if last.due() == NEVER:
                break
            (first if last is one else second).extend(last.tick(last.due()))
    assert sorted(map(repr, first)) == sorted(map(repr, second))


# ---------------------------------------------------------------- memory


@calm
@given(histories)
def test_verdicts_follow_time_and_states_stay_small(history: History) -> None:
    detectors = fresh()
    for event in timed(history):
        for one in detectors.feed(event):
            assert one.t <= event.t
            assert one.count >= 0
            assert 0 <= one.span_ms < math.inf
            assert one.evidence
            assert len(one.evidence) <= 12
    assert len(detectors.freeze()) < FROZEN_BYTES


def hostile(n: int, letter: str) -> Seen:
    """An event of a page whose names, keys and texts are as long as may be, and never the same twice."""
    key, name = f"{n} {letter * 200}"[:KEY_CHARS], f"{n} {letter * 200}"[:SHORT_CHARS]
    traits = {"control", ("typeable", "link", "search", "native")[n % 4], ("error", "control")[n % 2]}
    if n % 11 == 0:
        traits.add("disabled")
    on = Target(Element(key=key, role=name, name=name, tag=name), frozenset(traits), step=name)
    kind = KINDS[(n * 7 + n // 25) % len(KINDS)]
    return Seen(kind, T + 37 * n, on, n % 7 * 90, n % 5 * 400, n % 3, f"/{n}/{letter * 400}")


@pytest.mark.parametrize("letter", ["x", "漢", "🧨"], ids=["ascii", "three bytes", "four bytes"])
def test_ten_thousand_hostile_events_keep_states_within_their_bound(letter: str) -> None:
    detectors = Detectors(WHOLE)
    for n in range(10_000):
        detectors.feed(hostile(n, letter))
        if n % 250 == 0:
            assert len(detectors.freeze()) <= FROZEN_BYTES
    frozen = detectors.freeze()
    assert set(plain(Detectors.thaw(WHOLE, frozen).freeze())[3]) == set(SIGNALS)


def test_states_of_an_ordinary_page_all_fit() -> None:
    detectors = Detectors(WHOLE)
    for n in range(10_000):
        step = f"Delivery and payment {n % 9}"
        on = target(
            tag="input", name=f"Field {n % 400} of the form", author=f"checkout.field-{n}", typeable=True, step=step
        )
        detectors.feed(Seen(KINDS[(n * 7 + n // 25) % len(KINDS)], T + 37 * n, on, n % 7, n % 5, n % 3, f"/page-{n}"))
        if n % 250 == 0:
            assert set(plain(detectors.freeze())[3]) == set(SIGNALS)


@pytest.mark.parametrize("signal", SIGNALS)
def test_no_state_grows_without_bound(signal: str) -> None:
    """In one that goes on and on at one place, too: every kind the detector hears, on one element."""
    [detector] = [one for one in DETECTORS if one.signal == signal]
    state, rule = detector.start, getattr(WHOLE, signal)
    heard = sorted(detector.listens - {Kind.TIME})
    sizes = []
    for n in range(6000):
        event = Seen(heard[(n * 5 + n // 40) % len(heard)], T + n, FIELD, n % 2 * 900, n % 3 * 900, n % 4, "/a", n)
        state, _ = detector.step(state, event, rule)
        if n in (2999, 5999):
            sizes.append(len(msgspec.msgpack.encode(state)))
    assert sizes[1] < 2 * sizes[0] + 500
    assert sizes[1] < FROZEN_BYTES


@pytest.mark.parametrize("kind", KINDS)
def test_a_flood_of_one_kind_stays_small(kind: Kind) -> None:
    detectors = Detectors(WHOLE)
    for n in range(3000):
        on = target(VAT, author=f"field {n}") if n % 2 else None
        detectors.feed(Seen(kind, T + n, on, n % 2 * 900, n % 3 * 900, n % 12, f"Error {n}"))
    assert len(detectors.freeze()) < FROZEN_BYTES


# ---------------------------------------------------------------- broken states


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x90", b"x" * 100, b"\x94\xcb\0\0\0\0\0\0\0\0\0\x90\x81\xa1x\xc1"])
def test_bytes_that_are_no_states_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="states"):
        Detectors.thaw(WHOLE, data)


def test_more_bytes_than_a_beacon_carries_are_refused() -> None:
    with pytest.raises(ValueError, match="are read"):
        Detectors.thaw(WHOLE, b"\x90" * (FROZEN_BYTES + 1))


@calm
@given(st.binary(max_size=400), st.integers(0, 5000))
def test_bytes_changed_on_the_way_give_states_or_are_refused(noise: bytes, place: int) -> None:
    detectors = Detectors(WHOLE)
    for event in (seen(Kind.CLICK, 0, BUTTON), seen(Kind.INPUT, 10, FIELD, v=3), seen(Kind.PAGE, 20, text="/a")):
        detectors.feed(event)
    frozen = detectors.freeze()
    at = place % len(frozen)
    broken = frozen[:at] + noise + frozen[at + len(noise) :]
    try:
        thawed = Detectors.thaw(WHOLE, broken)
    except ValueError:
        return
    assert set(thawed.rules.__struct_fields__)


def test_a_broken_state_starts_afresh_and_the_others_go_on() -> None:
    detectors = Detectors(WHOLE)
    detectors.feed(seen(Kind.CLICK, 0, BUTTON))
    frozen = detectors.freeze().replace(b"error_click", b"error_klick")
    assert Detectors.thaw(WHOLE, frozen).due() == T + WHOLE.dead_click.absolute_ms
