import pytest
from sqlalchemy import select

from server.api.views.desk import Correct
from server.conversation.desk import corrected_text, unmarked
from server.errors import Conflict, Invalid, NotFound
from server.store import staff
from server.store.schema import conversations, corrections, decisions, episodes, handoffs, memories
from tests.server.conversation.conftest import Room
from tests.server.conversation.test_nudge import PAGE, REFUSED, STATE
from tests.server.help_centre import AGENT, AT, SITE
from widget.protocol import PROTOCOL_VERSION, Hello, Mode, PersonWanted, Said, ServerFrame, Solved, Turn, TurnView

OTHER = type("Other", (), {"id": "agent-jo", "name": "Jo"})()
QUESTION = "it says invalid VAT number"


def views(frames: list[ServerFrame]) -> list[TurnView]:
    return [frame.view for frame in frames if isinstance(frame, Turn)]


async def waiting(room: Room) -> str:
    await room.tell(PAGE, STATE, REFUSED, Said(5, "turn-0001", QUESTION, "/billing"))
    await room.tell(PersonWanted(60, "/billing"))
    return room.db.read(lambda conn: conn.execute(select(conversations.c.id)).scalar_one())


async def test_handoff_carries_question_struggles_and_page(room: Room):
    conversation = await waiting(room)
    row = room.db.read(lambda conn: conn.execute(select(handoffs)).one())
    assert (row.reason, row.conversation) == ("customer_request", conversation)
    for part in (f"Asks: {QUESTION}", "VAT number", "Is on Billing, step billing-details", "Invalid VAT number"):
        assert part in row.summary


async def test_wait_is_told_from_how_long_others_waited(room: Room):
    conversation = await waiting(room)
    await room.conversations.take(conversation, AGENT)
    until = AT + 10 * 3_600_000
    room.db.write(staff.set_online, AGENT.id, until)
    room.session = "session-2"
    frames = await room.tell(PersonWanted(0, "/billing"), at=AT + 1000, visitor="visitor-2")
    (mode,) = [frame for frame in frames if isinstance(frame, Mode)]
    assert (mode.mode, mode.people_online) == ("waiting", True)
    assert mode.wait_s >= 30


async def test_person_takes_speaks_and_gives_back(room: Room):
    conversation = await waiting(room)
    before = len(room.sent)
    await room.conversations.take(conversation, AGENT)
    await room.conversations.say(conversation, AGENT, "  Put DE in front.  ")
    await room.conversations.give_back(conversation, AGENT)
    frames = [frame for _, frame in room.sent[before:]]
    assert [frame.mode for frame in frames if isinstance(frame, Mode)] == ["person", "assistant"]
    (view,) = views(frames)
    assert (view.who, view.name, view.text, view.reply_to) == ("person", "Mara", "Put DE in front.", "turn-0001")
    row = room.db.read(lambda conn: conn.execute(select(handoffs)).one())
    assert row.agent == AGENT.id
    assert row.asked_at <= row.taken_at <= row.ended_at
    assert room.db.read(lambda conn: conn.execute(select(episodes.c.human_replied)).scalars().all()) == [True]
    (again,) = views(await room.tell(Said(900, "turn-0009", "how do I cancel my plan", "/billing")))
    assert again.who == "handrail"


async def test_only_the_one_who_took_it_may_speak(room: Room):
    conversation = await waiting(room)
    with pytest.raises(Conflict, match="take"):
        await room.conversations.say(conversation, AGENT, "hi")
    await room.conversations.take(conversation, AGENT)
    for act in (room.conversations.take, room.conversations.give_back, room.conversations.close):
        with pytest.raises(Conflict, match="Mara"):
            await act(conversation, OTHER)
    with pytest.raises(Invalid):
        await room.conversations.say(conversation, AGENT, "   ")
    with pytest.raises(NotFound):
        await room.conversations.take("nothing", AGENT)


async def test_closed_conversation_stays_closed_and_the_next_turn_begins_another(room: Room):
    conversation = await waiting(room)
    await room.conversations.close(conversation, AGENT)
    with pytest.raises(Conflict, match="closed"):
        await room.conversations.say(conversation, AGENT, "hi")
    await room.tell(Said(900, "turn-0009", "how do I cancel my plan", "/billing"))
    modes = room.db.read(lambda conn: conn.execute(select(conversations.c.mode)).scalars().all())
    assert sorted(modes) == ["assistant", "closed"]


async def corrected(room: Room, right: str = "Leave the field empty until March.", wrong: str = "") -> TurnView:
    (view,) = views(
        await room.tell(PAGE, Said(5, "turn-0001", "may I write our VAT number in small letters", "/billing"))
    )
    conversation = room.db.read(lambda conn: conn.execute(select(conversations.c.id)).scalar_one())
    await room.conversations.correct(conversation, AGENT, Correct(turn=view.turn, right=right, wrong=wrong))
    return view


async def test_correction_reaches_its_visitor_and_answers_the_next_at_once(room: Room):
    wrong = await corrected(room)
    told = views([frame for _, frame in room.sent])[-1]
    assert (told.who, told.name, told.reply_to) == ("person", "Mara", "turn-0001")
    assert "Leave the field empty until March." in told.text
    stored = room.db.read(lambda conn: conn.execute(select(corrections)).one())
    assert (stored.turn, stored.wrong) == (wrong.turn, unmarked(wrong.text))
    asked = Said(5, "turn-0002", "can our VAT number be written with small letters?", "/billing")
    frames = await room.tell(PAGE, asked, at=AT + 60_000, session="session-2", visitor="visitor-2")
    (view,) = views(frames)
    assert view.text == "Leave the field empty until March. [1]"
    assert view.citations[0].title == "Answered by Mara"
    memory = room.db.read(lambda conn: conn.execute(select(memories)).one())
    assert (memory.uses, memory.first_used_at) == (1, view.at)
    decision = room.db.read(lambda conn: conn.execute(select(decisions).where(decisions.c.memory == memory.id)).one())
    assert "A person has corrected" in decision.reasons_json
    await room.tell(Solved(90, view.turn, True), at=AT + 60_000, session="session-2", visitor="visitor-2")
    assert room.db.read(lambda conn: conn.execute(select(memories.c.solved)).scalar()) == 1


async def test_correction_doesnt_answer_other_questions(room: Room):
    await corrected(room)
    frames = await room.tell(PAGE, Said(5, "turn-0002", "how do I cancel my plan", "/billing"), at=AT + 60_000)
    assert "Mara" not in views(frames)[0].citations[0].title


async def test_correction_that_did_not_help_is_not_repeated(room: Room):
    await corrected(room)
    asked = Said(5, "turn-0002", "can our VAT number be written with small letters?", "/billing")
    (view,) = views(await room.tell(PAGE, asked, at=AT + 60_000, session="session-2", visitor="visitor-2"))
    again = await room.tell(Solved(90, view.turn, False), at=AT + 60_000, session="session-2", visitor="visitor-2")
    assert "Leave the field empty" not in views(again)[0].text


async def test_only_answers_of_handrail_can_be_corrected(room: Room):
    await corrected(room)
    conversation = room.db.read(lambda conn: conn.execute(select(conversations.c.id)).scalar_one())
    for turn in ("turn-0001", "nothing"):
        with pytest.raises(Invalid):
            await room.conversations.correct(conversation, AGENT, Correct(turn=turn, right="x"))
    with pytest.raises(NotFound):
        await room.conversations.correct("nothing", AGENT, Correct(turn="turn-0001", right="x"))


def test_selected_part_is_replaced_and_the_rest_stays():
    answer = "1. Open Billing.\n2. Press Save. [1]"
    assert corrected_text(answer, "Press Save.", "Press Send.") == "1. Open Billing.\n2. Press Send."
    assert corrected_text(answer, "2. Press Save. [1]", "2. Wait.") == "1. Open Billing.\n2. Wait."
    assert corrected_text(answer, "", "Ask Jo.") == "Ask Jo."
    with pytest.raises(Invalid):
        corrected_text(answer, "not there", "x")
    with pytest.raises(Invalid):
        corrected_text(answer, "", "  ")


async def test_detail_shows_turns_decisions_page_and_a_suggestion(room: Room):
    conversation = await waiting(room)
    seen = await room.conversations.detail(conversation)
    assert [turn.who for turn in seen.turns] == ["visitor", "handrail", "handrail"]
    assert seen.turns[1].decision is not None
    assert seen.turns[1].decision.alternatives[0]["article"]
    assert (seen.errors, seen.disabled) == (["VAT number: Invalid VAT number"], ["Save"])
    assert [struggle.signal for struggle in seen.struggles] == ["repeated_validation"]
    assert seen.row.mode == "waiting"
    assert seen.row.reason == "customer_request"
    assert seen.suggestion is not None
    assert seen.suggestion.citations
    with pytest.raises(NotFound):
        await room.conversations.detail("nothing")


async def test_welcome_brings_back_the_conversation(room: Room, make_room):  # type: ignore[no-untyped-def]
    conversation = await waiting(room)
    await room.conversations.take(conversation, AGENT)
    hello = Hello(PROTOCOL_VERSION, "key-quillbook", "visitor-1", "session-1", "stream-2", AT + 1000, "/billing")
    for one in (room, make_room()):
        welcome = await one.conversations.welcome(one.visit(stream="stream-2"), hello, 7)
        assert (welcome.acked, welcome.mode, welcome.product) == (7, "person", "Quillbook")
        assert [turn.who for turn in welcome.turns] == ["visitor", "handrail", "handrail"]
        assert welcome.turns[1].citations


async def test_welcome_of_a_newcomer_is_empty(room: Room):
    hello = Hello(PROTOCOL_VERSION, "key-quillbook", "visitor-5", "session-5", "stream-5", AT, "/billing")
    welcome = await room.conversations.welcome(room.visit(session="session-5", visitor="visitor-5"), hello, 0)
    assert (welcome.turns, welcome.mode, welcome.people_online) == ((), "assistant", False)
    assert room.db.read(lambda conn: conn.execute(select(conversations)).all()) == []
    assert welcome_site(room) == SITE


def welcome_site(room: Room) -> str:
    return room.visit().site
