import msgspec
import pytest
from msgspec import structs

from server.answering.decide import decide
from server.answering.decide_nudge import decide_nudge
from server.answering.decision import Candidate, Decision, Situation, policy_of, recalled
from server.answering.policy import POLICY

VAT = Candidate(
    *("vat", "Enter your VAT number", "vat#0", 0.7, 1.0, 1.0),
    **{"titled": 0.7, "early": 0.9, "late": 0.9, "least": 0.8, "sentence": 0.8, "covered": 1.0, "said": 0.75},
)
CARD = Candidate(
    *("card", "Replace your card", "card#0", 0.5, 0.0, 0.0),
    **{"titled": 0.3, "early": 0.5, "late": 0.55, "least": 0.4, "sentence": 0.5, "covered": 0.3, "said": 0.4},
)
MIDDLING = {"retrieval": 0.5, "titled": 0.4, "late": 0.7, "least": 0.6, "sentence": 0.6, "said": 0.6, "missed": 0.2}
MIDDLING |= {"intent": 0.0, "on_page": 0.0}
FAR = {"retrieval": 0.2, "titled": 0.1, "early": 0.3, "late": 0.35, "least": 0.2, "sentence": 0.3, "covered": 0.0}
FAR |= {"said": 0.2, "missed": 0.5}


def situation(*candidates: Candidate, remembered: str | None = None, **features: float) -> Situation:
    return Situation(
        intent="vat_tax",
        features={"in_scope": 0.98, "size": 0.4, **features},
        candidates=candidates,
        versions={"knowledge": "kb-1"},
        memory=remembered,
    )


def made_again(decision: Decision) -> Decision:
    """From what JSON columns keep of it."""
    stored = msgspec.json.decode(msgspec.json.encode(decision), type=Decision)
    return decide(recalled(stored), policy_of(stored))


def test_near_article_is_answered_for_sure():
    decision = decide(situation(CARD, VAT))
    assert (decision.kind, decision.article, decision.passage, decision.sure) == ("answer", "vat", "vat#0", "sure")
    assert decision.propensity == 1.0
    assert decision.versions == {"knowledge": "kb-1", "policy": POLICY.version}


def test_between_the_thresholds_it_is_unsure():
    decision = decide(situation(structs.replace(VAT, **MIDDLING)))
    assert (decision.kind, decision.sure) == ("answer", "unsure")


def test_far_article_is_no_answer():
    decision = decide(situation(structs.replace(CARD, **FAR), in_scope=0.7))
    assert (decision.kind, decision.because, decision.article) == ("unknown", "missing_knowledge", "")


def test_question_about_something_else_is_no_answer():
    elsewhere = structs.replace(CARD, **{**FAR, "retrieval": 0.05})
    decision = decide(situation(elsewhere, in_scope=0.2))
    assert (decision.kind, decision.because) == ("unknown", "out_of_scope")


def test_what_is_near_to_an_article_is_missing_even_where_the_heads_have_never_heard_of_it():
    decision = decide(situation(structs.replace(CARD, **{**FAR, "retrieval": 0.2}), in_scope=0.0))
    assert (decision.kind, decision.because) == ("unknown", "missing_knowledge")


SHARED = {
    "retrieval": 0.2,
    "titled": 0.1,
    "late": 0.95,
    "least": 0.95,
    "sentence": 0.95,
    "covered": 1.0,
    "missed": 0.05,
}


@pytest.mark.parametrize("head", [0.0, 0.01, 0.05])  # a trained head gives every article a little
def test_one_shared_word_in_a_question_like_no_sentence_is_no_answer(head: float):
    decision = decide(situation(structs.replace(VAT, said=0.2, head=head, **SHARED)))
    assert (decision.kind, decision.because) == ("unknown", "missing_knowledge")
    assert decision.reasons[0].startswith("It shares words with an article")
    assert made_again(decision) == decision


@pytest.mark.parametrize("beside", [{"said": 0.5}, {"said": 0.2, "state": 0.3}, {"said": 0.2, "head": 0.5}])
def test_it_is_one_where_a_sentence_the_page_or_what_was_learned_speaks_for_it(beside: dict[str, float]):
    assert decide(situation(structs.replace(VAT, **(SHARED | beside)))).kind == "answer"


MET = {"late": 0.95, "least": 0.95, "sentence": 0.95, "covered": 1.0, "missed": 0.05, "said": 0.8}


SOMETHING_ELSE = {"unsaid": "a price, a time or a number", "another": "one of a kind"}


@pytest.mark.parametrize(("measure", "words"), SOMETHING_ELSE.items())
def test_an_article_that_says_something_else_is_no_answer(measure: str, words: str):
    said, missing = (decide(situation(structs.replace(VAT, **(MET | {measure: one})))) for one in (0.0, 1.0))
    assert said.kind == "answer"
    assert missing.kind in {"clarify", "unknown"}
    assert missing.confidence < said.confidence
    assert any(words in reason for reason in missing.reasons)
    assert made_again(missing) == missing


@pytest.mark.parametrize("measure", SOMETHING_ELSE)
def test_what_has_resolved_it_before_is_told_all_the_same(measure: str):
    learned = structs.replace(VAT, **(MET | {measure: 1.0, "head": 0.6}))
    assert decide(situation(learned)).kind == "answer"


@pytest.mark.parametrize("measure", SOMETHING_ELSE)
def test_among_equals_the_one_that_says_it_comes_first(measure: str):
    right = structs.replace(VAT, article="card", **MET)
    assert decide(situation(structs.replace(VAT, **(MET | {measure: 1.0})), right)).article == "card"


def test_without_knowledge_nothing_is_known():
    assert decide(situation()).kind == "unknown"


def test_what_resolved_it_before_wins_a_near_tie():
    near = structs.replace(VAT, article="card", retrieval=0.68, head=0.9)
    assert decide(situation(VAT, near)).article == "card"
    assert decide(situation(VAT, structs.replace(near, head=0.0))).article == "vat"


def test_page_state_turns_a_near_tie():
    shown = structs.replace(VAT, article="card", retrieval=0.66, state=0.8)
    assert decide(situation(VAT, shown)).article == "card"


@pytest.mark.parametrize("feature", ["wants_person", "sensitive.health"])
def test_person_comes_before_any_answer(feature: str):
    decision = decide(situation(VAT, remembered="m1", memory=0.99, **{feature: 1.0}))
    assert (decision.kind, decision.article) == ("handoff", "")


def test_memory_beats_retrieval_from_its_threshold_on():
    above = decide(situation(VAT, remembered="m1", memory=POLICY.thresholds["memory"]))
    below = decide(situation(VAT, remembered="m1", memory=POLICY.thresholds["memory"] - 0.001))
    assert (above.kind, above.memory, above.article) == ("answer", "m1", "")
    assert (below.kind, below.memory, below.article) == ("answer", None, "vat")


def test_nothing_is_said_while_a_person_has_the_conversation():
    decision = decide(situation(VAT, person_there=1.0))
    assert (decision.kind, decision.because) == ("silent", "person_there")


def test_while_a_person_is_awaited_only_a_sure_answer_is_given():
    far = structs.replace(CARD, **FAR)
    assert decide(situation(VAT, person_awaited=1.0)).kind == "answer"
    assert decide(situation(far, person_awaited=1.0)).kind == "silent"
    assert decide(situation(VAT, person_awaited=1.0, wants_person=1.0)).kind == "silent"


def test_greeting_is_greeted():
    assert decide(situation(CARD, greeting=0.9)).kind == "greeting"
    assert decide(situation(VAT, greeting=0.4)).kind == "answer"


@pytest.mark.parametrize(
    "made",
    [
        situation(CARD, VAT, urgency=0.123456789),
        situation(CARD, greeting=0.9),
        situation(VAT, remembered="m1", memory=0.93),
        situation(structs.replace(CARD, retrieval=1 / 3), in_scope=0.1),
        situation(VAT, **{"sensitive.law": 1.0}),
        situation(),
        situation(VAT, person_there=1.0),
        situation(VAT, remembered="m1", memory=0.93, person_there=1.0),
    ],
)
def test_decision_is_made_again_from_what_is_stored_bit_for_bit(made: Situation):
    decision = decide(made)
    assert made_again(decision) == decision


def test_every_decision_gives_reasons_in_sentences():
    for made in (situation(VAT), situation(), situation(CARD, greeting=0.9), situation(VAT, wants_person=1.0)):
        reasons = decide(made).reasons
        assert reasons
        assert all(reason.endswith(".") and len(reason) > 20 for reason in reasons)


def test_struggle_with_a_fitting_article_is_nudged():
    decision = decide_nudge(situation(VAT, CARD, message=1.0))
    assert (decision.kind, decision.article) == ("nudge", "vat")
    stored = msgspec.json.decode(msgspec.json.encode(decision), type=Decision)
    assert decide_nudge(recalled(stored)) == decision


@pytest.mark.parametrize(
    "feature",
    [
        "person_there",
        "conversation_active",
        "dismissed",
        "element_nudged",
        "sharing_paused",
        "article_nudged.vat",
    ],
)
def test_reason_for_silence_comes_before_the_wish_to_help(feature: str):
    decision = decide_nudge(situation(VAT, CARD, message=1.0, **{feature: 1.0}))
    assert (decision.kind, decision.article) == ("silent", "")


def test_two_nudges_are_enough():
    assert decide_nudge(situation(VAT, CARD, nudges=1.0)).kind == "nudge"
    assert decide_nudge(situation(VAT, CARD, nudges=2.0)).kind == "silent"


def test_weak_or_no_article_is_no_ground_to_interrupt():
    weak = structs.replace(CARD, retrieval=0.35)
    assert decide_nudge(situation(weak)).kind == "silent"
    assert decide_nudge(situation()).because == "no_article"


@pytest.mark.parametrize("topic", POLICY.people_decide)
def test_a_topic_for_people_wins_over_any_confidence(topic: str):
    certain = structs.replace(VAT, retrieval=1.0, intent=1.0, on_page=1.0, state=1.0, head=1.0)
    features = {f"sensitive.{topic}": 1.0, "in_scope": 1.0, "greeting": 1.0, "memory": 1.0}
    decision = decide(situation(certain, remembered="m1", **features))
    assert (decision.kind, decision.because, decision.article, decision.memory) == ("handoff", "sensitive", "", None)
    assert decision.confidence > 0.9
    assert topic.replace("_", " ") in decision.reasons[0]
    assert made_again(decision) == decision


def test_a_cancellation_is_answered_when_sure_and_else_goes_to_a_person():
    sure = decide(situation(VAT, **{"sensitive.cancellation": 1.0}))
    unsure = decide(situation(structs.replace(VAT, **MIDDLING), in_scope=0.85, **{"sensitive.cancellation": 1.0}))
    assert (sure.kind, sure.sure) == ("answer", "sure")
    assert (unsure.kind, unsure.because) == ("handoff", "sensitive")
    assert decide(situation(**{"sensitive.cancellation": 1.0})).kind == "handoff"


def test_a_language_that_is_not_understood_gets_no_guess():
    decision = decide(situation(VAT, remembered="m1", memory=0.99, **{"language.de": 1.0}))
    assert (decision.kind, decision.because, decision.article) == ("unknown", "language", "")
    assert made_again(decision) == decision


def test_a_wish_for_a_person_is_heard_in_any_language():
    assert decide(situation(VAT, wants_person=1.0, **{"language.de": 1.0})).kind == "handoff"
