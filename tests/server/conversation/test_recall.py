"""Decisions of earlier policies, as they were stored then, come out the same to the last bit (policy_1.json)."""

from pathlib import Path

import msgspec
import pytest

from server.conversation.decide import Decision, decide, policy_of, recalled

STORED = msgspec.json.decode(Path(__file__).with_name("policy_1.json").read_bytes(), type=list[Decision])


@pytest.mark.parametrize("stored", STORED, ids=lambda one: one.kind)
def test_a_decision_of_the_first_policy_is_made_again_bit_for_bit(stored: Decision):
    assert stored.versions["policy"] == "policy-1"
    assert decide(recalled(stored), policy_of(stored)) == stored


def test_the_stored_ones_are_of_all_kinds():
    assert {one.kind for one in STORED} >= {"answer", "unknown", "handoff", "greeting"}
