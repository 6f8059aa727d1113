"""Turns of several questions in the whole room: real store, index, encoder and heads, the demo's help centre."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from models.encode import Encoder
from server.answering.ask import ask
from server.answering.consider import Considerer
from server.answering.decide import decide
from server.answering.decision import Decision, policy_of, recalled
from server.api.views.desk import Correct
from server.conversation.records import decision_of
from server.knowledge.knowledge import Knowledge
from server.learning.labels import collect_labels
from server.learning.worked import collect_outcomes
from server.store import gaps
from server.store.database import Database
from server.store.hygiene import cared
from server.store.knowledge import articles_in_use, passage_text
from server.store.schema import conversations, decision_parts, decisions, episodes, labels, memories, turns, worked
from server.understanding.understanding import Understanding
from tests.server.answering.test_questions import TURNS
from tests.server.conversation.conftest import Room
from tests.server.conversation.test_reply import PAGE, VAT, rows, said, views
from tests.server.help_centre import AGENT, AT, SITE, Memories
from widget.protocol import Chunk, Snapshot, Solved, Turn, TurnView

BOTH = "How do I cancel my plan, and where do I find my receipts?"
CANCEL, RECEIPTS = f"{SITE}:cancel-plan.md", f"{SITE}:find-receipts.md"
HALF = "Where do I find my receipts? And can I pay with bitcoin?"
FOUR = "How do I cancel my plan? Where do I find my receipts? How do I change my plan, and how do I reset my password?"
DAY = 86_400_000


def cited(view: TurnView) -> list[str]:
    return list(dict.fromkeys(one.url.removeprefix("/help/").partition("#")[0] for one in view.citations))


async def asked(room: Room, text: str, turn: str = "turn-0001", route: str = "/billing") -> TurnView:
    return views(await room.tell(said(text, turn, route=route)))[0]


def last_decision(room: Room) -> Decision:
    row = max(rows(room, decisions), key=lambda one: one.turn)
    return decision_of(row)


async def test_both_are_answered_with_their_own_true_sources(room: Room):
    frames = await room.tell(PAGE, said(BOTH))
    (view,) = views(frames)
    assert cited(view) == ["cancel-plan", "find-receipts"]
    assert view.solvable
    assert [one.n for one in view.citations] == list(range(1, len(view.citations) + 1))
    places = [view.text.index(f"[{one.n}]") for one in view.citations]
    assert places == sorted(places)
    for citation in view.citations:
        assert citation.quote in (room.db.read(passage_text, citation.passage) or "")
    assert "".join(frame.text for frame in frames if isinstance(frame, Chunk)) == view.text
    assert frames[-1] == Turn(view)


async def test_the_order_is_the_visitor_s(room: Room):
    view = await asked(room, "Where do I find my receipts? And how do I cancel my plan?")
    assert cited(view) == ["find-receipts", "cancel-plan"]


async def test_what_is_not_known_is_said_by_its_name_and_the_other_answered(room: Room):
    view = await asked(room, HALF)
    assert cited(view) == ["find-receipts"]
    line = view.text.split("\n")[-1]
    assert line.startswith("About “can I pay with bitcoin”: ")
    assert "a person" in line
    outside = await asked(room, "Where do I find my receipts? And what is the capital of France?", "turn-0002")
    assert "About “what is the capital of France”: I answer questions about Quillbook" in outside.text


async def test_a_fourth_question_is_named_as_not_taken_up_in_its_own_words(room: Room):
    view = await asked(room, FOUR)
    assert cited(view) == ["cancel-plan", "find-receipts", "change-plan"]
    assert view.text.split("\n")[-1] == (
        "About “how do I reset my password”: I take up three questions at a time and have not come to this yet; "
        "please send it again."
    )
    assert [part.question for part in rows(room, decision_parts)][-1].startswith("How do I change my plan")
    again = views(await room.tell(said("in full sentences please", "turn-0002")))[-1]
    assert "About “how do I reset my password”: I take up three" in again.text
    alone = await asked(room, "how do I reset my password", "turn-0003")
    assert cited(alone) == ["reset-password"]


async def test_several_that_were_not_taken_up_are_named_in_one_sentence_without_markup(room: Room):
    view = await asked(room, FOUR.rstrip("?") + ", and where is the **last** invoice https://evil.example <b>?")
    last = view.text.split("\n")[-1]
    assert last.startswith("About “how do I reset my password”, “where is the last invoice b”: I take up three")
    assert last.endswith("have not come to these yet; please send them again.")
    assert "evil" not in view.text


async def test_what_was_not_taken_up_is_stored_masked(room: Room):
    view = await asked(room, FOUR.rstrip("?") + " of ann@mail.example?")
    assert "I take up three questions" in view.text
    assert "ann@mail" not in str(rows(room, turns)) + str(rows(room, decision_parts)) + str(rows(room, decisions))


def test_outside_of_a_conversation_a_fourth_question_is_named_too(
    db: Database, encoder: Encoder, understanding: Understanding
):
    considerer = Considerer(Knowledge(db), Memories(db), encoder)
    made = ask(FOUR, SITE, understanding=understanding, considerer=considerer, at=AT)
    assert "About “how do I reset my password”: I take up three questions at a time" in made.answer


async def test_three_questions_leave_nothing_to_be_sent_again(room: Room):
    view = await asked(room, FOUR.rpartition(", and")[0] + "?")
    assert cited(view) == ["cancel-plan", "find-receipts", "change-plan"]
    assert "send it again" not in view.text


async def test_where_none_of_the_first_is_known_the_fourth_is_still_named(room: Room):
    text = "Can I pay with bitcoin? How do I cook rice? What is the capital of France? How do I reset my password?"
    view = await asked(room, text)
    assert (view.sure, view.citations) == ("unknown", ())
    assert view.text.split("\n")[-1].startswith("About “How do I reset my password”: I take up three questions")


async def test_one_article_for_both_is_one_answer_without_repetition(room: Room):
    view = await asked(room, "Can I get a refund? How long does it take?")
    assert cited(view) == ["refund-request"]
    assert "From “" not in view.text
    assert "Press Ask for a refund" in view.text
    assert "three to ten working days" in view.text
    lines = [line for line in view.text.split("\n") if line]
    assert len(lines) == len(set(lines))


async def test_neither_known_is_one_honest_unknown(room: Room):
    view = await asked(room, "Can I pay with bitcoin? And how do I cook rice?")
    assert (view.sure, view.citations) == ("unknown", ())


@pytest.mark.parametrize(
    "turn", ["How do I find my receipts, and I will sue you", "How do I find my receipts and can I talk to a person?"]
)
async def test_policy_comes_before_confidence(room: Room, turn: str):
    await asked(room, turn)
    assert last_decision(room).kind == "handoff"


async def test_it_is_stored_whole_and_made_again_bit_for_bit(room: Room):
    await asked(room, HALF)
    decision = last_decision(room)
    again = decide(recalled(decision), policy_of(decision))
    assert again.parts == decision.parts
    same = ("kind", "article", "passage", "memory", "confidence", "features", "reasons", "alternatives", "versions")
    assert all(getattr(again, name) == getattr(decision, name) for name in same)
    assert [part.kind for part in decision.parts] == ["answer", "unknown"]
    assert all(part.alternatives and part.features["known"] > 0 for part in decision.parts)


async def test_parts_are_stored_masked(room: Room):
    await asked(room, "Where do I find my receipts? And can I pay bitcoin from ann@mail.example?")
    stored = str(rows(room, decision_parts)) + str(rows(room, decisions)) + str(rows(room, turns))
    assert "ann@mail" not in stored
    assert "[email]" in stored


async def test_an_element_that_either_answer_names_is_shown(room: Room):
    state = Snapshot(1, "/billing", focused=VAT)
    view = views(await room.tell(PAGE, state, said("How do I cancel my plan, and how do I enter the VAT number?")))[0]
    assert view.highlight == VAT.key


async def test_both_articles_are_credited_with_what_became_of_it(room: Room, encoder: Encoder):
    view = await asked(room, BOTH)
    await room.tell(Solved(5, view.turn, True))
    (episode,) = rows(room, episodes)
    assert (episode.outcome, episode.attempts) == ("confirmed", 1)
    collect_outcomes(room.db, encoder, SITE, AT + DAY)
    assert {row.article for row in rows(room, worked)} == {CANCEL, RECEIPTS}
    assert {row.question for row in rows(room, worked)} == {
        "How do I cancel my plan",
        "where do I find my receipts?",
    }
    collect_labels(room.db, SITE, AT + DAY)
    found = {(row.label, row.text) for row in rows(room, labels) if row.task == "article"}
    assert found == {(CANCEL, "How do I cancel my plan"), (RECEIPTS, "where do I find my receipts?")}
    used = {row.id: (row.answers, row.solved) for row in room.db.read(articles_in_use, SITE)}
    assert (used[CANCEL], used[RECEIPTS]) == ((1, 1), (1, 1))
    assert {row.id for row in room.db.read(cared, SITE) if row.answers} == {CANCEL, RECEIPTS}


async def test_a_later_answer_alone_has_the_merit(room: Room, encoder: Encoder):
    await asked(room, BOTH)
    view = await asked(room, "how do I cancel my plan", "turn-0002")
    await room.tell(Solved(5, view.turn, True))
    collect_outcomes(room.db, encoder, SITE, AT + DAY)
    assert {row.article for row in rows(room, worked) if row.good} == {CANCEL}


async def test_what_did_not_help_is_left_out_of_both(room: Room, encoder: Encoder):
    view = await asked(room, BOTH)
    frames = await room.tell(Solved(5, view.turn, False))
    again = views(frames)[0]
    assert not {"cancel-plan", "find-receipts"} & set(cited(again))
    collect_outcomes(room.db, encoder, SITE, AT + DAY)
    assert {row.article for row in rows(room, worked) if not row.good} >= {CANCEL, RECEIPTS}


async def test_what_did_not_help_is_known_after_a_restart(room: Room):
    view = await asked(room, BOTH)
    await room.tell(Solved(5, view.turn, False))
    room.conversations.sessions.forget(room.session)
    again = await asked(room, "where do I find my receipts?", "turn-0002")
    assert "find-receipts" not in cited(again)


async def test_another_form_gives_both_again(room: Room):
    first = await asked(room, HALF)
    frames = views(await room.tell(said("in full sentences please", "turn-0002")))
    again = frames[-1]
    assert again.text != first.text
    assert again.citations == first.citations
    assert first.text.split("\n")[-1] in again.text


async def test_a_correction_of_one_half_answers_that_question_alone(room: Room):
    view = await asked(room, BOTH)
    (conversation,) = rows(room, conversations)
    wrong = "3. Press Download."
    await room.conversations.correct(
        conversation.id, AGENT, Correct(turn=view.turn, wrong=wrong, right="3. Press Save as PDF.")
    )
    (memory,) = rows(room, memories)
    assert memory.question == "where do I find my receipts?"
    assert "Press Save as PDF." in memory.answer
    assert "Cancel plan" not in memory.answer
    room.conversations.sessions.forget(room.session)
    again = said("How do I cancel my plan? And where do I find my receipts?", "turn-0002")
    (both,) = views(await room.tell(again, at=AT + 60_000))
    assert [one.passage.partition(":")[0] for one in both.citations] == [SITE, "memory"]
    assert "Press Save as PDF." in both.text
    (used,) = rows(room, memories)
    assert used.uses == 1


async def test_an_unanswered_half_is_a_gap(room: Room):
    await asked(room, HALF)
    found = room.db.read(gaps.unanswered, SITE, 0, 10)
    assert [(row.text, row.why) for row in found] == [("can I pay with bitcoin?", "unknown")]


async def test_one_question_has_no_parts(room: Room):
    await asked(room, "How do I download and print an invoice?", route="/invoices")
    assert rows(room, decision_parts) == []
    assert last_decision(room).parts == ()


def test_both_articles_are_cited_for_most_turns_apart(db: Database, encoder: Encoder, understanding: Understanding):
    """Through the same decision as everywhere; where one is missing it was not found for the question alone either."""
    considerer = Considerer(Knowledge(db), Memories(db), encoder)
    turns = TURNS["proof"]["several"]
    found = 0
    for one in turns:
        made = ask(one["turn"], SITE, understanding=understanding, considerer=considerer, at=AT)
        articles = {citation.url.removeprefix("/help/").partition("#")[0] for citation in made.citations}
        found += articles >= set(one["articles"])
        assert all(citation.quote in (db.read(passage_text, citation.passage) or "") for citation in made.citations)
    assert found / len(turns) >= 0.7


def test_questions_that_may_be_meant_are_given_with_the_answer(
    db: Database, encoder: Encoder, understanding: Understanding
):
    considerer = Considerer(Knowledge(db), Memories(db), encoder)
    text = "How do I change my plan, and when will I be charged?"
    made = ask(text, SITE, understanding=understanding, considerer=considerer, at=AT)
    assert made.answerable
    assert made.citations[0].url.startswith("/help/change-plan")
    assert "About “when will I be charged”: " in made.answer
    assert db.read(lambda conn: list(conn.execute(select(decisions)))) == []


@pytest.mark.parametrize("words", [True, False])
async def test_given_again_in_another_form_neither_article_helps_twice_after_a_restart(
    db: Database, make_room: Callable[..., Room], words: bool
):
    """ "Not yet" about the answer in its other form is about all that it was made of, whoever serves now."""
    room = make_room(db)
    await asked(room, BOTH)
    view = views(await room.tell(said("in full sentences please", "turn-0002")))[-1]
    assert set(cited(view)) == {"cancel-plan", "find-receipts"}
    restarted = make_room(db)
    restarted.seq = room.seq
    frames = await restarted.tell(said("that did not help", "turn-0003") if words else Solved(5, view.turn, False))
    assert not {"cancel-plan", "find-receipts"} & set(cited(views(frames)[0]))
    later = await asked(restarted, "where do I find my receipts?", "turn-0004")
    assert "find-receipts" not in cited(later)


async def test_what_was_given_again_and_helped_is_not_rejected_by_a_restart(
    db: Database, make_room: Callable[..., Room]
):
    room = make_room(db)
    await asked(room, BOTH)
    view = views(await room.tell(said("in full sentences please", "turn-0002")))[-1]
    await room.tell(Solved(5, view.turn, True))
    later = await asked(make_room(db), "where do I find my receipts?", "turn-0003")
    assert cited(later) == ["find-receipts"]
