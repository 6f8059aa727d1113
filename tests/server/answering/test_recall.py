"""Decisions of earlier policies, as they were stored then, come out the same to the last bit."""

from pathlib import Path

import msgspec
import pytest

from server.answering.decide import decide
from server.answering.decision import Decision, policy_of, recalled

STORED = {
    version: msgspec.json.decode(Path(__file__).with_name(f"policy_{version}.json").read_bytes(), type=list[Decision])
    for version in (1, 2, 3, 4, 5)
}


@pytest.mark.parametrize(
    ("version", "stored"),
    [(version, one) for version, stored in STORED.items() for one in stored],
    ids=lambda one: one.kind if isinstance(one, Decision) else "policy",
)
def test_a_decision_of_an_earlier_policy_is_made_again_bit_for_bit(version: int, stored: Decision):
    assert stored.versions["policy"] == f"policy-{version}"
    assert decide(recalled(stored), policy_of(stored)) == stored


@pytest.mark.parametrize("version", STORED)
def test_the_stored_ones_are_of_all_kinds(version: int):
    assert {one.kind for one in STORED[version]} >= {"answer", "unknown", "handoff", "greeting"}
