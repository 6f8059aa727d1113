"""Scripted conversations: the risk rises turn by turn and passes its threshold before a person is asked for."""

import pytest

from server.understanding import Understanding
from server.understanding.risk import RISKY
from tests.server.understanding.dialogues import Pair, follow_all, read_pairs

PROOF = read_pairs("conversations.json")
EVERY = [*PROOF, *read_pairs("conversations_tuned_on.json")]


def named(pair: Pair) -> str:
    first = pair.escalating[0]
    return f"{pair.cue}: {first if isinstance(first, str) else first['says']}"[:50]


def test_there_are_four_conversations_for_each_cue() -> None:
    cues = [pair.cue for pair in PROOF]
    assert {cue: cues.count(cue) for cue in cues} == {
        "clipped_replies": 4,
        "repeated_question": 4,
        "explicit_disappointment": 4,
        "struggle_signals": 4,
    }


@pytest.mark.parametrize("pair", EVERY, ids=named)
def test_risk_never_falls_and_is_high_before_the_demand(pair: Pair, shipped: Understanding) -> None:
    assert pair.escalating[-1]["demand"]
    values = [one.risk.value for one in follow_all(shipped, pair.escalating)]
    assert values == sorted(values)
    assert values[0] < RISKY <= values[-2]


@pytest.mark.parametrize("pair", EVERY, ids=named)
def test_the_calm_twin_stays_below(pair: Pair, shipped: Understanding) -> None:
    assert max(one.risk.value for one in follow_all(shipped, pair.calm)) < RISKY
