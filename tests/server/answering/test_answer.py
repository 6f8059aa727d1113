import numpy as np
import pytest
from msgspec import structs

from models.encode import Encoder
from server.answering.answer import Answer, CitationBroken, Quoter, verify
from server.answering.considered import Considered
from server.answering.decide import decide
from server.answering.decision import Situation
from server.answering.learned import Memory
from server.answering.sentences import units
from server.knowledge.index import Article, Hit, Passage
from widget.protocol import Citation

ARTICLE = Article("a", "Replace your card", "/help/card", (), "", "", 2)
MANUAL = Article("m", "Duo coffee machine", "/help/duo", (), "", "", 9)
CARE = Passage(
    "m-care",
    MANUAL,
    5,
    "Care › Descaling",
    "care",
    "When the light turns orange, descale within 20 cups.\n1. Empty the tray.\n2. Hold Clean for 3 seconds.\n"
    "Don't use vinegar: it attacks the seals.",
)
CODES = Passage(
    "m-codes",
    MANUAL,
    7,
    "Trouble",
    "trouble",
    "Display | Meaning | What to do\nE1 | Tank is empty | Fill it\nE7 | Pump got air | Open the steam valve",
)
STEPS = Passage("p-steps", ARTICLE, 1, "Do it", "do-it", "On Billing:\n1. Open Billing.\n2. Press Replace card.\nDone.")
PROSE = Passage(
    "p-prose",
    ARTICLE,
    0,
    "",
    "",
    "Cards are kept safe. A declined card can be replaced at once, e.g. on Billing. It takes effect the same day. "
    "Receipts are sent by mail.",
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load()


@pytest.fixture(scope="module")
def quoter(encoder: Encoder) -> Quoter:
    return Quoter(encoder.encode)


def considered(passage: Passage, *beside: Passage, memory: Memory | None = None) -> Considered:
    situation = Situation(intent="billing", features={}, candidates=(), versions={})
    hits = tuple(Hit(one, 0.6, 0.6, 0.0, False, False) for one in beside)
    decision = structs.replace(decide(situation), kind="answer", sure="sure")
    return Considered(decision=decision, situation=situation, passage=passage, beside=hits, memory=memory)


def stored(passage: str) -> str | None:
    return {one.id: one.text for one in (STEPS, PROSE)}.get(passage)


def test_units_are_exact_spans():
    for passage in (STEPS, PROSE):
        assert all(passage.text[unit.start : unit.end] == unit.text for unit in units(passage.text))
    assert [unit.kind for unit in units(STEPS.text)] == ["sentence", "step", "step", "sentence"]


def test_sentences_end_at_their_ends_only():
    text = 'See e.g. the menu. Press "Save." Then wait 1.5 s! Version 2.4 is new.'
    assert [unit.text for unit in units(text)] == [
        "See e.g. the menu.",
        'Press "Save."',
        "Then wait 1.5 s!",
        "Version 2.4 is new.",
    ]


def test_steps_are_given_in_order_with_their_source(quoter: Quoter, encoder: Encoder):
    answer = quoter.answer(considered(STEPS), encoder.encode("how do I replace my card"))
    assert answer.text == "1. Open Billing.\n2. Press Replace card. [1]"
    assert answer.citations == (
        Citation(1, "Replace your card", "/help/card#do-it", "p-steps", "1. Open Billing.\n2. Press Replace card."),
    )
    verify(answer, stored)


def test_prose_is_quoted_around_the_nearest_sentence_with_the_steps_beside_it(quoter: Quoter, encoder: Encoder):
    answer = quoter.answer(considered(PROSE, STEPS), encoder.encode("my card was declined"))
    assert answer.text.startswith("A declined card can be replaced at once, e.g. on Billing. It takes effect")
    assert [citation.passage for citation in answer.citations] == ["p-prose", "p-steps"]
    assert answer.text.endswith("[2]")
    verify(answer, stored)


def test_pieces_make_up_the_text(quoter: Quoter, encoder: Encoder):
    answer = quoter.answer(considered(STEPS), encoder.encode("card"), "Then try this:")
    assert len(answer.pieces) == 3
    assert "".join(answer.pieces) == answer.text
    assert answer.text.startswith("Then try this:\n1. ")


def test_memory_is_cited_as_its_person(quoter: Quoter, encoder: Encoder):
    memory = Memory(id="m1", question="q", answer="Ask Jo.", agent="Mara", live_at=0)
    answer = quoter.answer(considered(STEPS, memory=memory), encoder.encode("q"))
    assert answer.text == "Ask Jo. [1]"
    assert answer.citations[0].title == "Answered by Mara"


@pytest.mark.parametrize(
    "citation",
    [
        Citation(1, "T", "/u", "p-steps", "1. Open Settings."),
        Citation(1, "T", "/u", "gone", "1. Open Billing."),
        Citation(1, "T", "/u", "p-steps", ""),
        Citation(1, "T", "/u", "p-steps", "2. Press Replace card."),  # true, but not what the answer says
    ],
)
def test_citation_that_is_not_in_its_source_stops_the_answer(citation: Citation):
    with pytest.raises(CitationBroken):
        verify(Answer(pieces=("1. Open Billing. [1]",), citations=(citation,)), stored)


def test_nudge_sentence_names_the_control_and_shows_how(quoter: Quoter, encoder: Encoder):
    text = "Numbers have rules. The VAT number needs its country prefix, like DE123456789. Is it still refused? Ask us."
    passage = Passage("p", ARTICLE, 0, "", "", text)
    problem = "VAT number: Invalid VAT number"
    sentence = quoter.sentence([passage], problem, encoder.encode(problem), 150, "VAT number")
    assert sentence == "The VAT number needs its country prefix, like DE123456789."
    assert quoter.sentence([passage], problem, encoder.encode(problem), 5, "") == ""


def test_embeddings_of_a_passage_are_made_once():
    calls: list[str] = []

    def embed(text: str) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
        calls.append(text)
        return np.ones(384, np.float32)

    quoter = Quoter(embed)
    for _ in range(2):
        quoter.answer(considered(PROSE), np.ones(384, np.float32))
    assert len(calls) == 4


def test_fallback_section_comes_after_the_steps_that_it_follows(quoter: Quoter, encoder: Encoder):
    later = Passage("p-later", ARTICLE, 2, "If it fails", "if-it-fails", "- Look at the date.\n- Call your bank.")
    answer = quoter.answer(considered(later, STEPS), encoder.encode("my bank refuses the card"))
    assert answer.text.startswith("1. Open Billing.")
    assert answer.text.endswith("- Look at the date.\n- Call your bank. [2]")


def test_a_row_that_answers_is_read_out_with_the_names_of_its_columns(quoter: Quoter, encoder: Encoder):
    text = "Write dates with points.\nTyped | Read\n1.9. | 01.09.\n24.12. | 24.12.2026"
    table = Passage("p-table", ARTICLE, 0, "", "", text)
    answer = quoter.answer(considered(table), encoder.encode("typed 1.9."))
    assert answer.text == "Typed | Read\n1.9. | 01.09. [1]"
    verify(answer, {"p-table": text}.get)


def test_a_table_is_not_read_out_where_a_sentence_answers(quoter: Quoter, encoder: Encoder):
    table = Passage("p-table", ARTICLE, 0, "", "", "Write dates with points.\nTyped | Read\n1.9. | 01.09.")
    answer = quoter.answer(considered(table), encoder.encode("how do I write a date"))
    assert answer.text == "Write dates with points. [1]"


def test_of_a_sheet_the_row_that_answers_is_read_out_wherever_it_stands(quoter: Quoter, encoder: Encoder):
    rows = [f"Plan: {name} | Seats: {seats}" for name, seats in zip("ABCDEFGHIJKL", range(1, 13), strict=True)]
    sheet = "\n".join([*rows, "Plan: Atelier | Seats: 15"])
    answer = quoter.answer(
        considered(Passage("p-sheet", ARTICLE, 0, "", "", sheet)), encoder.encode("Atelier plan seats")
    )
    assert answer.text == "Plan: Atelier | Seats: 15 [1]"
    verify(answer, {"p-sheet": sheet}.get)


def test_of_a_list_of_questions_the_answer_is_given_without_the_next_question(quoter: Quoter, encoder: Encoder):
    text = "Q: How long is the trial?\nA: Thirty days, without a card.\nQ: Can I pay by card?\nA: Yes, any card."
    answer = quoter.answer(
        considered(Passage("p-faq", ARTICLE, 0, "", "", text)), encoder.encode("how long is the trial")
    )
    assert answer.text == "A: Thirty days, without a card. [1]"
    verify(answer, {"p-faq": text}.get)


def test_one_entry_of_a_list_is_said_under_its_title_without_steps_about_another(quoter: Quoter, encoder: Encoder):
    missing = "- A phone app. It works in a browser.\n- Sheep counting. Ask a farmer.\n- Undo of imports. Ask a person."
    article = Article("m", "What is missing", "/help/missing", (), "", "", 2)
    entries = Passage("p-entries", article, 0, "Missing", "missing", missing)
    steps = Passage("p-other", article, 1, "There", "there", "1. Switch the lamp on.\n2. Wait for the green light.")
    answer = quoter.answer(considered(entries, steps), encoder.encode("is there an app for my phone?"))
    assert answer.text == "From “What is missing”:\n- A phone app. It works in a browser. [1]"


def test_steps_of_another_section_of_a_manual_are_left_out(quoter: Quoter, encoder: Encoder):
    others = [Passage(f"m-{number}", MANUAL, 10 + number, f"Part {number}", "", "It is so.") for number in range(6)]
    answer = quoter.answer(considered(CODES, CARE, *others), encoder.encode("what does E7 mean"))
    assert [citation.passage for citation in answer.citations] == ["m-codes", "m-codes"]
    assert "E7 | Pump got air" in answer.text
    assert "E1" not in answer.text


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("can I use vinegar?", "Don't use vinegar: it attacks the seals. [1]"),
        (
            "the orange light is on",
            "When the light turns orange, descale within 20 cups.\n"
            "1. Empty the tray.\n2. Hold Clean for 3 seconds. [1]",
        ),
        ("how many seconds to hold Clean", "1. Empty the tray.\n2. Hold Clean for 3 seconds. [1]"),
    ],
)
def test_beside_steps_the_sentence_that_answers_is_said(
    quoter: Quoter, encoder: Encoder, question: str, says: str
) -> None:
    assert quoter.answer(considered(CARE), encoder.encode(question)).text == says


def test_a_table_is_told_apart_by_the_names_of_its_columns(quoter: Quoter, encoder: Encoder):
    text = (
        "The strip shows how hard it is. Choose a level:\nLevel | Strip | Descale every\n"
        "Soft | 0 squares | 120 litres\nMedium | 2 squares | 70 litres\nHard | 4 squares | 35 litres"
    )
    passage = Passage("m-hard", MANUAL, 2, "Setting the water hardness", "", text)
    answer = quoter.answer(considered(passage), encoder.encode("how often must I descale with hard water"))
    assert "Level | Strip | Descale every" in answer.text
    assert "Hard | 4 squares | 35 litres" in answer.text
