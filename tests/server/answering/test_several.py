"""A turn of several questions is decided from each of them; policy comes first, and all of it can be made again."""

import msgspec
import pytest
from msgspec import structs

from server.answering.clarify import option_articles
from server.answering.decide import decide
from server.answering.decision import BROKEN, LIVE_FACTS, Candidate, Decision, Situation, policy_of, recalled
from server.answering.policy import POLICY_1
from server.answering.several import PARTS, Credit, credits_of, told, unknown

SURE = {"in_scope": 0.95}
UNSURE = 0.36  # a match between the limits of policy-1


def candidate(article: str, retrieval: float = 0.85) -> Candidate:
    return Candidate(article, article.title(), f"{article}#0", retrieval, 0.9, 0.0)


def one(article: str, retrieval: float = 0.85, remembered: str | None = None, **features: float) -> Situation:
    ranked = (candidate(article, retrieval), candidate("other", 0.3)) if article else ()
    return Situation(
        intent="x", features={**SURE, **features}, candidates=ranked, versions={"k": "1"}, memory=remembered
    )


def several(*parts: Situation, remembered: str | None = None, **features: float) -> Situation:
    return structs.replace(one("whole", UNSURE, remembered, **features), parts=parts)


def made(situation: Situation) -> Decision:
    """Decided, stored, and made again bit for bit."""
    decision = decide(situation, POLICY_1)
    stored = msgspec.json.decode(msgspec.json.encode(decision), type=Decision)
    assert decide(recalled(stored), policy_of(stored)) == decision
    return decision


def test_both_are_answered_in_the_order_asked():
    decision = made(several(one("plan"), one("vat")))
    assert (decision.kind, decision.because, decision.sure) == ("answer", PARTS, "sure")
    assert [part.article for part in decision.parts] == ["plan", "vat"]
    assert (decision.article, decision.passage) == ("plan", "plan#0")
    assert decision.confidence == min(part.confidence for part in decision.parts)
    assert credits_of(decision) == (Credit("plan"), Credit("vat"))
    assert decision.reasons[0].startswith("The turn asks 2 questions")
    assert any(line.startswith("Question 2: ") for line in decision.reasons)


def test_one_that_is_not_known_is_named_and_the_other_answered():
    decision = made(several(one("", in_scope=0.9), one("vat")))
    assert (decision.kind, decision.article) == ("answer", "vat")
    assert (told(decision), unknown(decision)) == ((1,), (0,))
    assert credits_of(decision) == (Credit("vat"),)


def test_where_none_is_known_it_is_one_question():
    decision = made(several(one(""), one("", in_scope=0.1)))
    assert decision.because != PARTS
    assert decision.parts == ()
    assert decision == decide(one("whole", UNSURE), POLICY_1)


def test_an_unsure_part_makes_the_answer_unsure():
    assert made(several(one("plan"), one("vat", UNSURE))).sure == "unsure"


@pytest.mark.parametrize(
    ("features", "because"),
    [
        ({"sensitive.legal": 1.0}, "sensitive"),
        ({"wants_person": 1.0}, "customer_request"),
        ({BROKEN: 1.0}, BROKEN),
        ({"language.de": 1.0}, "language"),
    ],
)
def test_policy_of_the_whole_comes_first(features: dict[str, float], because: str):
    decision = made(several(one("plan"), one("vat"), **features))
    assert (decision.because, decision.parts) == (because, ())


def test_a_sensitive_part_takes_the_turn_to_a_person():
    decision = made(several(one("plan"), one("vat", **{"sensitive.legal": 1.0})))
    assert (decision.kind, decision.because, decision.article) == ("handoff", "sensitive", "")
    assert "legal" in decision.reasons[0]


def test_leaving_is_answered_only_where_its_own_part_is_sure():
    leaving = {"sensitive.cancellation": 1.0}
    sure = made(several(one("cancel", **leaving), one("vat"), **leaving))
    assert (sure.kind, sure.because) == ("answer", PARTS)
    unsure = made(several(one("cancel", UNSURE, **leaving), one("vat"), **leaving))
    assert (unsure.kind, unsure.because) == ("handoff", "sensitive")
    nowhere = made(several(one("plan"), one(""), **leaving))
    assert (nowhere.kind, nowhere.because) == ("handoff", "sensitive")


def test_live_data_is_told_with_what_is_sure_and_nothing_is_called_unknown():
    decision = made(several(one("plan", UNSURE), one("vat"), **{LIVE_FACTS: 1.0}))
    assert (told(decision), unknown(decision), decision.sure) == ((1,), (), "sure")
    alone = made(several(one("plan", UNSURE), one(""), **{LIVE_FACTS: 1.0}))
    assert (alone.because, alone.parts) == (LIVE_FACTS, ())


def test_a_correction_of_one_question_answers_that_one():
    corrected = one("plan", remembered="m1", memory=0.95)
    decision = made(several(corrected, one("vat"), remembered="m1", memory=0.85))
    assert credits_of(decision) == (Credit("", "m1"), Credit("vat"))
    assert (decision.memory, decision.article) == (None, "vat")


def test_a_correction_of_the_whole_turn_answers_all_of_it():
    decision = made(several(one("plan"), one("vat"), remembered="m1", memory=0.9))
    assert (decision.because, decision.memory, decision.parts) == ("memory", "m1", ())


def test_a_person_who_has_the_conversation_keeps_it():
    decision = made(several(one("plan"), one("vat"), person_there=1.0))
    assert (decision.kind, decision.because) == ("silent", "person_there")


def test_options_stand_for_the_articles_of_their_question():
    asked_back = structs.replace(decide(one("vat"), POLICY_1), kind="clarify", options=("Vat",))
    decision = structs.replace(made(several(one("plan"), one("vat"))), options=("Vat",))
    decision = structs.replace(decision, parts=(decision.parts[0], asked_back))
    assert option_articles(decision) == {"Vat": "vat"}


def test_one_question_is_credited_as_before():
    assert credits_of(decide(one("plan"), POLICY_1)) == (Credit("plan"),)
