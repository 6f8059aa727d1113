"""Questions that are asked back: once a topic was named without a wish, then answered; never three in a row."""

from server.answering.decide import decide
from server.answering.decision import CLARIFY, policy_of, recalled
from server.conversation.records import decision_of
from server.store.schema import decisions, episodes
from tests.server.conversation.conftest import Room
from tests.server.conversation.test_reply import PAGE, rows, said, views
from widget.protocol import TurnView


async def asked(room: Room, text: str, turn: str, route: str = "/billing") -> TurnView:
    return views(await room.tell(said(text, turn, route=route)))[0]


async def test_a_bare_topic_is_asked_back_and_a_tap_is_answered(room: Room):
    await room.tell(PAGE)
    back = await asked(room, "refund", "turn-0001")
    assert back.text == "Which of these do you mean?"
    assert 2 <= len(back.options) <= 4
    assert "Ask for a refund" in back.options
    assert (back.solvable, back.citations, back.sure) == (False, (), "")
    answer = await asked(room, "Ask for a refund", "turn-0002")
    assert answer.citations[0].url.startswith("/help/refund-request")
    assert answer.solvable


async def test_own_words_complete_what_was_asked_first(room: Room):
    await asked(room, "invoice", "turn-0001", "/invoices")
    answer = await asked(room, "send it by post", "turn-0002", "/invoices")
    assert answer.citations[0].url.startswith("/help/send-invoice-by-letter")


async def test_none_of_these_is_an_honest_unknown_with_a_person(room: Room):
    await asked(room, "refund", "turn-0001")
    answer = await asked(room, "None of these", "turn-0002")
    assert answer.options == ()
    assert (answer.sure, answer.citations) == ("unknown", ())


async def test_never_more_than_two_in_a_row(room: Room):
    kinds = []
    for number in range(5):
        await asked(room, "invoice", f"turn-000{number}", "/invoices")
        kinds.append(max(rows(room, decisions), key=lambda row: row.turn).kind)
    assert kinds[:1] == [CLARIFY]
    assert all(kinds[place : place + 3] != [CLARIFY] * 3 for place in range(len(kinds)))


async def test_it_is_stored_as_decided_and_made_again_bit_for_bit(room: Room):
    back = await asked(room, "password", "turn-0001", "/sign-in")
    (row,) = rows(room, decisions)
    decision = decision_of(row)
    again = decide(recalled(decision), policy_of(decision))
    assert (decision.kind, again.kind, again.options) == (CLARIFY, CLARIFY, back.options)
    assert (again.confidence, again.features) == (decision.confidence, decision.features)
    assert again.reasons == decision.reasons


async def test_it_is_no_attempt_and_no_failed_one(room: Room):
    await asked(room, "refund", "turn-0001")
    await asked(room, "Ask for a refund", "turn-0002")
    (episode,) = rows(room, episodes)
    assert (episode.attempts, episode.failed_attempts) == (1, 0)


async def test_the_choice_survives_a_restart(room: Room):
    await room.tell(PAGE, said("refund", "turn-0001"))
    room.conversations.sessions.forget(room.session)
    answer = await asked(room, "Ask for a refund", "turn-0002")
    assert answer.citations[0].url.startswith("/help/refund-request")


async def test_a_follow_up_is_read_with_the_question_before(room: Room):
    await asked(room, "how do I ask for a refund of last month's payment", "turn-0001")
    answer = await asked(room, "and how long does that take?", "turn-0002")
    assert answer.citations[0].url.startswith("/help/refund-request")
    row = max(rows(room, decisions), key=lambda one: one.turn)
    assert decision_of(row).features["joined"] == 1.0


async def test_a_word_that_nobody_here_says_is_not_asked_back(room: Room):
    view = await asked(room, "banana", "turn-0001")
    assert (view.options, view.sure) == ((), "unknown")
