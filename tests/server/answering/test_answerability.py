"""What is known is answered and what is not is not, on questions that nothing was tuned on.

`answerability/proof.csv` holds 50 questions that the demo's help centre does not answer (near misses: plausible
functions that Quillbook lacks, other products' names, plans and error codes that don't exist, and some from outside)
and 100 that it does, in words of their own. They were written by reading the articles, before any weight was fitted,
and were run only to measure. Where a second article says the answer too, it counts as right; that was judged from the
articles' text. `lumen` is another help centre, of another product, with its own questions, made in the same way.
Weights and thresholds come from `development.csv`, `pedal`, `pantry`, `tern`, `harbor`, `slate` and half of covidqa
(tests/bench/answerability_fit.py).

The limits below are what was measured when this was written, less a little.
"""

import pytest

from server.answering.answer import Quoter, verify
from server.answering.ask import ask
from server.answering.inquiry import Inquiry
from tests.bench.answerability_sets import AT, SETS, Desk, Judged, questions

MOST_ANSWERED = 2  # of fifty that nothing answers
LEAST_ANSWERED = 0.66  # of a hundred that are known
LEAST_RIGHT = 0.85  # of what is answered: the right article
LEAST_FOUND = 0.82  # answered, or asked back


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def proof(desk: Desk) -> list[Judged]:
    return desk.judged("demo PROOF")


def test_there_are_fifty_and_a_hundred(proof: list[Judged]):
    assert (sum(not one.answerable for one in proof), sum(one.answerable for one in proof)) == (50, 100)


def test_the_proof_shares_no_question_with_what_was_tuned_on(proof: list[Judged]):
    tuned = {one.text.lower() for name, (_, files) in SETS.items() if "PROOF" not in name for one in questions(files)}
    assert not tuned & {one.question.text.lower() for one in proof}


def test_what_nothing_answers_is_not_answered(proof: list[Judged]):
    answered = [one.question.text for one in proof if not one.answerable and one.kind == "answer"]
    assert len(answered) <= MOST_ANSWERED, answered


def test_what_is_known_is_answered_from_the_right_article(proof: list[Judged]):
    known = [one for one in proof if one.answerable]
    answered = [one for one in known if one.kind == "answer"]
    assert len(answered) / len(known) >= LEAST_ANSWERED
    assert sum(one.right for one in answered) / len(answered) >= LEAST_RIGHT
    assert sum(one.kind in ("answer", "clarify", "handoff") for one in known) / len(known) >= LEAST_FOUND


def test_another_products_help_centre_is_answered_as_well(desk: Desk):
    other = desk.judged("lumen PROOF")
    answered = [one for one in other if one.kind == "answer"]
    assert sum(one.answerable for one in answered) >= 17
    assert sum(not one.answerable for one in answered) <= 4


def test_every_claim_of_an_answer_stands_in_its_source(desk: Desk):
    folder, files = SETS["demo PROOF"]
    considerer = desk.considerer("quotes", folder)
    quoter = Quoter(desk.encoder.encode)
    cited = 0
    for one in questions(files):
        understood, embedding = desk.understanding.understand(one.text, one.route), desk.understanding.embed(one.text)
        inquiry = Inquiry(
            site="quotes", text=one.text, route=one.route, understood=understood, embedding=embedding, at=AT
        )
        made = considerer.consider(inquiry)
        if made.decision.kind == "answer":
            answer = quoter.answer(made, embedding)
            texts = {one.id: one.text for one in (made.passage, *(hit.passage for hit in made.beside)) if one}
            verify(answer, texts.get)
            assert answer.citations
            cited += len(answer.citations)
    assert cited >= 60


@pytest.mark.parametrize("text", ["refund", "invoice", "my password", "export"])
def test_a_bare_topic_is_asked_back_on_the_command_line_too(desk: Desk, text: str):
    considerer = desk.considerer("asked", SETS["demo"][0])
    asked = ask(text, "asked", understanding=desk.understanding, considerer=considerer, at=AT)
    assert 2 <= len(asked.clarify) <= 4
    assert (asked.answerable, asked.citations) == (False, [])
    assert asked.answer.endswith("?")
