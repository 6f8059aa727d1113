"""Chances are exact, beliefs follow outcomes, and a choice is made only among equals that nothing forbids to try."""

from math import factorial
from typing import Any

import msgspec
import pytest
from msgspec import structs

from server.answering.decide import decide
from server.answering.decision import Candidate, Decision, Situation, policy_of, recalled
from server.answering.policy import POLICY, POLICY_1
from server.answering.worked import (
    FROZEN_SHARE,
    LEAST_CHANCE,
    Belief,
    belief,
    chances,
    draw_of,
    drawn,
    in_frozen_arm,
)

CODE = Candidate(
    "code", "With a code", "code#0", 0.8, 0.0, 0.0, titled=0.8, early=0.9, late=0.95, least=0.9, sentence=0.95, said=0.9
)
DEVICE = structs.replace(CODE, article="device", title="With a device", passage="device#0", retrieval=0.79)
GOOD, BAD = {"solved": 20.0, "failed": 4.0}, {"solved": 6.0, "failed": 9.0}


def situation(*candidates: Candidate, memory: str | None = None, **features: float) -> Situation:
    asked = {"in_scope": 0.98, "telling": 4.0, "words": 9.0, "how": 1.0, "yes_no": 0.0}
    return Situation(
        intent="vault", features=asked | features, candidates=candidates, versions={"worked": "w"}, memory=memory
    )


def tried(first: dict[str, float], second: dict[str, float], **features: Any) -> Decision:
    return decide(situation(structs.replace(CODE, **first), structs.replace(DEVICE, **second), **features))


def more_often(one: Belief, other: Belief) -> float:
    """P(one > other) for whole numbers, in closed form."""
    a, b, c, d = (int(n) for n in (one.a, one.b, other.a, other.b))
    return sum(beta(c + i, d + b) / ((b + i) * beta(1 + i, b) * beta(c, d)) for i in range(a))


def beta(a: int, b: int) -> float:
    return factorial(a - 1) * factorial(b - 1) / factorial(a + b - 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Belief(1, 1), Belief(1, 1)),
        (Belief(9, 3), Belief(5, 7)),
        (Belief(2, 1), Belief(40, 12)),
        (Belief(60, 20), Belief(30, 34)),
    ],
)
def test_chances_are_those_of_the_closed_form(one: Belief, other: Belief) -> None:
    wanted = LEAST_CHANCE + (1 - 2 * LEAST_CHANCE) * more_often(one, other)
    assert chances([one, other])[0] == pytest.approx(wanted, abs=1e-5)


def test_chances_sum_to_one_and_leave_none_without() -> None:
    shares = chances([Belief(400, 100), Belief(4, 90), Belief(50, 50)])
    assert sum(shares) == pytest.approx(1.0, abs=1e-5)
    assert min(shares) >= LEAST_CHANCE
    assert chances([Belief(3, 4)]) == (1.0,)


def test_a_draw_falls_where_the_chances_say() -> None:
    assert [drawn((0.2, 0.5, 0.3), draw) for draw in (0.0, 0.19, 0.2, 0.69, 0.7, 0.999999)] == [0, 0, 1, 1, 2, 2]
    assert drawn((0.333333, 0.333333, 0.333333), 0.9999999) == 2  # rounding leaves nobody without


def test_draws_are_even_fixed_by_their_decision_and_unknown_without_the_key() -> None:
    draws = [draw_of(b"key", f"turn-{n}.0") for n in range(2000)]
    assert all(0.0 <= one < 1.0 for one in draws)
    assert sum(draws) / len(draws) == pytest.approx(0.5, abs=0.03)
    assert draw_of(b"key", "turn-1.0") == draws[1] != draw_of(b"other", "turn-1.0")


def test_a_belief_starts_at_the_confidence_and_follows_outcomes() -> None:
    assert belief(0.9, 0, 0).mean > 0.5 > belief(0.1, 0, 0).mean
    assert belief(0.1, 30, 2).mean > 0.85
    assert belief(0.9, 2, 30).mean < 0.15


def test_the_frozen_arm_is_small_and_fixed() -> None:
    share = sum(in_frozen_arm(f"visitor-{n}") for n in range(20_000)) / 20_000
    assert share == pytest.approx(FROZEN_SHARE, abs=0.005)


def test_what_worked_better_is_chosen_more_often_and_its_chance_is_stored() -> None:
    decisions = [tried(BAD, GOOD, draw=n / 100) for n in range(100)]
    taken = [one for one in decisions if one.article == "device"]
    assert len(taken) > 90
    assert taken[0].propensity == pytest.approx(len(taken) / 100, abs=0.01)
    rest = next(one for one in decisions if one.article == "code")
    assert rest.propensity == pytest.approx(1 - taken[0].propensity, abs=1e-5)
    assert any("2 articles fit equally well" in reason for reason in taken[0].reasons)


def test_without_a_draw_what_worked_best_is_taken_for_sure() -> None:
    decision = tried(BAD, GOOD)
    assert (decision.kind, decision.article, decision.passage, decision.propensity) == (
        "answer",
        "device",
        "device#0",
        1.0,
    )


@pytest.mark.parametrize("draw", [0.0, 0.011, 0.3, 0.99])
def test_a_choice_is_recalled_to_the_last_bit(draw: float) -> None:
    decision = tried(BAD, GOOD, draw=draw)
    stored = msgspec.json.decode(msgspec.json.encode(decision), type=Decision)
    assert decide(recalled(stored), policy_of(stored)) == decision


def plain(**features: Any) -> set[tuple[str, str, float]]:
    """What becomes of all draws, where the better one is second by words."""
    made = [tried(BAD, GOOD, draw=n / 20, **features) for n in range(20)]
    return {(one.kind, one.article, one.propensity) for one in made}


def test_before_outcomes_speak_the_words_decide() -> None:
    none: dict[str, float] = {}
    few = {"solved": 0.0, "failed": POLICY.thresholds["outcomes"] / 2 - 0.1}
    for known in (none, few):
        made = [tried(known, known, draw=n / 20) for n in range(20)]
        assert {(one.article, one.propensity) for one in made} == {("code", 1.0)}


def test_a_clear_winner_is_never_put_to_chance() -> None:
    lead = POLICY.thresholds["comparable"] + 2 * POLICY.thresholds["worked_weight"]
    far = GOOD | {"retrieval": CODE.retrieval - lead}
    made = [tried(BAD, far, draw=n / 20) for n in range(20)]
    assert {(one.article, one.propensity) for one in made} == {("code", 1.0)}


def test_what_does_not_answer_by_itself_is_never_tried() -> None:
    poor = BAD | {
        "late": 0.1,
        "least": -0.2,
        "sentence": 0.1,
        "said": 0.1,
        "missed": 0.6,
        "early": 0.95,
        "titled": 0.74,
    }
    made = [tried(BAD, poor, draw=n / 20) for n in range(20)]
    assert {(one.article, one.propensity) for one in made} == {("code", 1.0)}


@pytest.mark.parametrize("topic", ["health", "legal", "self_harm", "account_security", "money_dispute"])
def test_sensitive_topics_are_never_tried(topic: str) -> None:
    assert plain(**{f"sensitive.{topic}": 1.0}) == {("handoff", "", 1.0)}


def test_a_cancellation_is_never_tried() -> None:
    made = plain(**{"sensitive.cancellation": 1.0})
    assert (len(made), {chance for _, _, chance in made}) == (1, {1.0})


def test_live_facts_and_a_visitors_own_choice_leave_nothing_to_chance() -> None:
    assert {chance for _, _, chance in plain(live_facts=1.0)} == {1.0}
    made = plain(chosen=1.0)
    assert (len(made), {chance for _, _, chance in made}) == (1, {1.0})


def test_a_correction_leaves_nothing_to_chance() -> None:
    one, other = structs.replace(CODE, **BAD), structs.replace(DEVICE, **GOOD)
    features = {"memory": 0.95, "draw": 0.5}
    remembered = situation(one, other, memory="m")
    decision = decide(structs.replace(remembered, features=remembered.features | features))
    assert (decision.memory, decision.article, decision.propensity) == ("m", "", 1.0)


def test_a_winner_by_the_article_head_is_still_held_against_its_equal() -> None:
    won = BAD | {"head": 0.9}
    assert tried(won, GOOD).article == "device"


def test_outcomes_of_like_questions_add_to_the_confidence_and_failures_take_from_it() -> None:
    alone = [
        decide(
            situation(structs.replace(CODE, retrieval=0.4, late=0.6, least=0.3, sentence=0.4, said=0.45, **known))
        ).confidence
        for known in ({"failed": 20.0}, {"failed": 0.0}, {"solved": 20.0})
    ]
    assert alone == sorted(alone)
    assert len(set(alone)) == 3


def test_the_policy_before_chose_by_words_alone() -> None:
    one, other = structs.replace(CODE, **BAD), structs.replace(DEVICE, **GOOD)
    decision = decide(situation(one, other, draw=0.5), POLICY_1)
    assert (decision.article, decision.propensity) == ("code", 1.0)
