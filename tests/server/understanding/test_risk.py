"""Each cue raises the risk, its calm twin does not; relief lowers it; the state stays small."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.understanding.facts import Facts
from server.understanding.risk import CUES, MOST_OF_A_CUE, REMEMBERED, Risk, heard, judged, value_of

HERE, THERE = np.eye(384, dtype=np.float32)[:2]
CALM: dict[str, Any] = {
    "at": 0,
    "words": 12,
    "embedding": HERE,
    "sentiment": 0.0,
    "frustration": 0.1,
    "disappointment": 0.0,
    "confusion": 0.0,
    "urgency": 0.0,
    "rage_typing": 0.0,
    "wants_person": False,
    "agrees": False,
    "refuses": False,
    "thanks": False,
    "missed": False,
}


def turn(minute: int, **facts: Any) -> Facts:
    return Facts(**{**CALM, "at": minute * 60_000, **facts})


def after(*turns: Facts) -> Risk:
    risk = Risk()
    for one in turns:
        risk = heard(risk, one)
    return risk


START = after(turn(0), turn(1, embedding=THERE))


@pytest.mark.parametrize(
    ("cue", "facts"),
    [
        ("disappointed", {"disappointment": 0.6}),
        ("frustrated", {"frustration": 0.8}),
        ("worsening", {"sentiment": -0.9}),
        ("clipped", {"words": 1, "refuses": True}),
        ("repeated", {}),
        ("unhelped", {"verdict": "not_yet"}),
        ("confused", {"confusion": 0.8}),
        ("rage_typing", {"rage_typing": 0.7}),
        ("hurried", {"at": 62_000}),
        ("struggling", {"struggles": ("rage_click",)}),
        ("pressed", {"urgency": 0.8}),
        ("wants_person", {"wants_person": True}),
    ],
)
def test_a_cue_raises_the_risk_and_is_named(cue: str, facts: dict[str, Any]) -> None:
    third = turn(2, **{"embedding": HERE if cue == "repeated" else -HERE - THERE, **facts})
    risk = heard(START, third)
    assert risk.value > START.value
    assert risk.because == (cue,)


@pytest.mark.parametrize(
    "facts",
    [
        {"words": 1, "agrees": True},  # "done"
        {"words": 4, "embedding": -HERE},
        {"struggles": ("hesitation",)},
        {"rage_typing": 0.3},
        {"urgency": 0.2},
        {"sentiment": 0.9},
    ],
)
def test_what_calm_visitors_do_leaves_the_risk_near_where_it_was(facts: dict[str, Any]) -> None:
    quiet = {"embedding": -HERE - THERE, **facts}
    assert heard(START, turn(2, **quiet)).value < START.value + 0.03


def test_who_was_brief_from_the_start_is_not_clipped() -> None:
    brief = after(turn(0, words=3), turn(1, words=3, embedding=THERE))
    assert "clipped" not in heard(brief, turn(2, words=2, refuses=True, embedding=-HERE)).because


def test_saying_the_same_yes_twice_repeats_no_question() -> None:
    assert after(turn(0, words=1), turn(1, words=1)).because == ()


def test_risk_rises_with_every_bad_turn_and_falls_with_relief() -> None:
    risk, values = Risk(), []
    for minute in range(4):
        risk = heard(risk, turn(minute, frustration=0.7, disappointment=0.5))
        values.append(risk.value)
    assert values == sorted(set(values))
    assert risk.high
    assert not heard(risk, turn(4, verdict="solved")).high
    assert not heard(risk, turn(4, thanks=True)).high


def test_thanks_in_anger_are_no_relief() -> None:
    upset = after(turn(0, frustration=0.8), turn(1, frustration=0.8))
    assert heard(upset, turn(2, thanks=True, frustration=0.8)).value > upset.value
    assert heard(upset, turn(2, thanks=True, disappointment=0.5)).value > upset.value


def test_calm_turns_let_it_be_forgotten_from_the_second_on() -> None:
    upset = after(turn(0), turn(1, disappointment=0.8, embedding=THERE))
    first = heard(upset, turn(2, embedding=-HERE))
    second = heard(first, turn(3, embedding=-THERE))
    assert first.value == pytest.approx(upset.value)
    assert second.value < first.value


def test_a_buttons_word_counts_like_a_turns() -> None:
    assert judged(START, False).value > START.value
    upset = after(turn(0, disappointment=0.9), turn(1, disappointment=0.9))
    assert judged(upset, True).value < upset.value


def test_the_demand_itself_does_not_make_a_visitor_more_urgent() -> None:
    calm = heard(START, turn(2, wants_person=True, embedding=-HERE))
    assert calm.high
    assert calm.strain == pytest.approx(START.value, abs=0.01)


def test_every_weight_has_a_reason() -> None:
    assert all(cue.why and cue.weight > 0 for cue in CUES)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.floats(0, 1), st.floats(-1, 1), st.booleans()), max_size=40))
def test_the_state_is_bounded_and_the_value_a_share(turns: list[tuple[int, float, float, bool]]) -> None:
    risk = Risk()
    for minute, (words, share, sentiment, flag) in enumerate(turns):
        facts = {"words": words, "frustration": share, "disappointment": share, "sentiment": sentiment, "refuses": flag}
        risk = heard(risk, turn(minute, wants_person=flag, **facts))
    assert 0 <= risk.value <= 1
    assert risk.value == pytest.approx(value_of(risk.sums))
    assert max(risk.sums) <= MOST_OF_A_CUE
    assert max(len(risk.lengths), len(risk.meanings)) <= REMEMBERED
