"""Whatever comes in whatever order: detectors neither crash nor grow, and batches change no verdict."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.widget.page import BUTTON, FIELD, OFF, T, target
from widget.elements import Target
from widget.events import Kind, Seen
from widget.signals import Detectors, Rules
from widget.signals.detector import NEVER, Found
from widget.signals.detectors import DETECTORS, FROZEN_BYTES
from widget.signals.rules import SIGNALS

TEXTS = ("", "/a", "/b", "/pricing", "The VAT number is not valid", "Saved", "Could not save", "form", "x" * 5000)
TARGETS: tuple[Target | None, ...] = (
    None, BUTTON, FIELD, OFF,
    target(tag="canvas", role="", name="", id="map", kind="canvas"),
    target(tag="input", role="searchbox", name="Search", id="q", type="search", typeable=True),
    target(tag="a", role="link", name="Help", id="help", kind="link"),
)  # fmt: skip

numbers = st.one_of(st.integers(-50, 3000), st.floats(-1e9, 1e9))
events = st.builds(
    Seen,
    kind=st.sampled_from([kind for kind in Kind if kind is not Kind.TIME]),
    t=st.just(0.0),
    target=st.sampled_from(TARGETS),
    x=numbers,
    y=numbers,
    v=st.one_of(st.integers(-2, 30), numbers),
    text=st.sampled_from(TEXTS),
)
gaps = st.one_of(st.integers(0, 400), st.sampled_from([1000, 2500, 2750, 3000, 7000, 30_000, 700_000]))
histories = st.lists(st.tuples(gaps, events), max_size=120)
calm = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def timed(history: list[tuple[int, Seen]]) -> list[Seen]:
    t, found = T, []
    for n, (gap, event) in enumerate(history):
        t += gap
        found.append(Seen(event.kind, t, event.target, event.x, event.y, event.v, event.text, n))
    return found


def end(detectors: Detectors, found: list[Found]) -> set[tuple[str, str, float, str]]:
    """What was found, with what time alone makes certain afterwards."""
    for _ in range(200):
        if detectors.due() == NEVER:
            break
        found += detectors.tick(detectors.due())
    return {(one.signal, one.target.key if one.target else "", one.t, one.verdict) for one in found}


def test_every_signal_has_its_detector_and_its_rule() -> None:
    assert {detector.signal for detector in DETECTORS} == set(SIGNALS)


@calm
@given(histories)
def test_batches_and_ticks_anywhere_change_no_verdict(history: list[tuple[int, Seen]]) -> None:
    whole = timed(history)
    at_once, parted = Detectors(Rules(), all_verdicts=True), Detectors(Rules(), all_verdicts=True)
    first = [one for event in whole for one in at_once.feed(event)]
    second: list[Found] = []
    for before, event in pairwise([None, *whole]):
        if event is not None and before is not None and event.t > before.t:
            second += parted.tick((before.t + event.t) / 2)
        second += parted.feed(event) if event is not None else []
        parted = Detectors.thaw(parted.rules, parted.freeze(), all_verdicts=True)
    assert end(at_once, first) == end(parted, second)


@calm
@given(histories)
def test_states_stay_small_and_verdicts_follow_time(history: list[tuple[int, Seen]]) -> None:
    detectors = Detectors(Rules())
    for event in timed(history):
        for one in detectors.feed(event):
            assert one.t <= event.t
    assert len(detectors.freeze()) < FROZEN_BYTES


def test_an_endless_visit_keeps_states_within_their_bound() -> None:
    detectors = Detectors(Rules())
    kinds = [kind for kind in Kind if kind is not Kind.TIME]
    for n in range(12_000):
        on = target(
            tag="input", name=f"Field {n}", id=f"field-{'abcdefghij'[n % 10]}{n // 10}", typeable=True, step=f"s{n}"
        )
        detectors.feed(Seen(kinds[n % len(kinds)], T + 37 * n, on, n % 7 * 90, n % 5 * 400, n % 3, f"/page-{n}"))
    assert len(detectors.freeze()) < FROZEN_BYTES


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x90", b"x" * 100, b"\x94\xcb\0\0\0\0\0\0\0\0\0\x90\x81\xa1x\xc1"])
def test_bytes_that_are_no_states_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="states"):
        Detectors.thaw(Rules(), data)


def test_a_broken_state_starts_afresh_and_the_others_go_on() -> None:
    detectors = Detectors(Rules())
    detectors.feed(Seen(Kind.CLICK, T, BUTTON))
    frozen = detectors.freeze().replace(b"slow_click", b"slow_klick")
    assert Detectors.thaw(Rules(), frozen).due() == T + Rules().dead_click.absolute_ms
