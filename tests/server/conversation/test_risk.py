"""A conversation that goes badly is seen to: a person is offered unasked, once, and an agent sees why."""

import msgspec
import pytest
from sqlalchemy import select

from server.answering import wording
from server.store.schema import conversations, decisions, episodes, handoffs, turns
from server.understanding.risk import RISKY
from tests.server.conversation.conftest import Room
from tests.server.conversation.test_nudge import PAGE, REFUSED, STATE
from tests.server.help_centre import AT
from widget.protocol import PersonWanted, Said, ServerFrame, Solved, Turn, TurnView

UPSET = (
    "it says invalid VAT number",
    "I told you already, it says the VAT number is invalid, this is really frustrating",
    "I'm so disappointed, how often do I have to say that the VAT number is refused",
    "what a waste of my time, the VAT number is still refused!!",
)


def views(frames: list[ServerFrame]) -> list[TurnView]:
    return [frame.view for frame in frames if isinstance(frame, Turn)]


def offers(frames: list[ServerFrame]) -> int:
    return sum(view.text == wording.OFFER for view in views(frames))


async def say(room: Room, *texts: str, first: int = 0) -> list[ServerFrame]:
    """One turn a minute."""
    frames: list[ServerFrame] = []
    for number, text in enumerate(texts, first):
        said = Said(number * 60_000, f"turn-{room.session}-{number:04}", text, "/billing")
        frames += await room.tell(said)
    return frames


def risks(room: Room) -> list[float]:
    query = select(turns.c.risk).where(turns.c.who == "visitor").order_by(turns.c.at)
    return list(room.db.read(lambda conn: conn.execute(query).scalars()))


async def test_a_person_is_offered_once_before_one_is_asked_for(room: Room) -> None:
    await room.tell(PAGE)
    frames = await say(room, *UPSET)
    assert offers(frames) == 1
    (decision,) = [
        row
        for row in room.db.read(lambda conn: conn.execute(select(decisions).order_by(decisions.c.at)).all())
        if any("offered unasked" in reason for reason in msgspec.json.decode(row.reasons_json))
    ]
    assert decision.kind == "answer"
    features = msgspec.json.decode(decision.features_json)
    assert features["risk"] >= msgspec.json.decode(decision.thresholds_json)["risk"] == RISKY
    assert not room.db.read(lambda conn: conn.execute(select(handoffs)).all())


async def test_nobody_is_offered_to_who_asks_calmly(room: Room) -> None:
    await room.tell(PAGE)
    frames = await say(room, "it says invalid VAT number", "how do I cancel my plan", "where are my invoices")
    assert offers(frames) == 0
    assert max(risks(room)) < RISKY


async def test_the_risk_of_each_turn_and_the_episodes_last_one_are_kept(room: Room) -> None:
    await room.tell(PAGE)
    await say(room, *UPSET[:3])
    values = risks(room)
    assert values == sorted(set(values))
    assert room.db.read(lambda conn: conn.execute(select(episodes.c.risk)).scalar_one()) == values[-1]


async def test_struggles_on_the_page_count_between_turns(room: Room) -> None:
    await room.tell(PAGE, STATE)
    await say(room, "what is a VAT number")
    await room.tell(REFUSED, at=AT + 30_000)
    await say(room, "where is it written", first=1)
    session = await room.conversations.sessions.of(room.visit(), AT)
    assert session.talk is not None
    assert "struggling" in session.talk.risk.because


async def test_buttons_raise_and_lower_it(room: Room) -> None:
    await room.tell(PAGE)
    (view,) = views(await say(room, UPSET[0]))
    session = await room.conversations.sessions.of(room.visit(), AT)
    assert session.talk is not None
    before = session.talk.risk.value
    view, *_ = views(await room.tell(Solved(1, view.turn, False), at=AT + 60_000))
    worse = session.talk.risk.value
    await room.tell(Solved(2, view.turn, True), at=AT + 61_000)
    assert worse > before
    assert session.talk.risk.value < worse


async def test_after_a_restart_an_upset_visitor_is_still_known(make_room) -> None:  # type: ignore[no-untyped-def]
    first = make_room()
    await first.tell(PAGE)
    await say(first, *UPSET[:3])
    again = make_room()
    again.db = first.db
    await say(again, "the VAT number", first=3)
    before, after = risks(again)[-2:]
    assert after == pytest.approx(before, abs=0.25)
    assert after > RISKY


async def test_an_agent_sees_how_it_goes_and_why(room: Room) -> None:
    await room.tell(PAGE)
    await say(room, *UPSET)
    conversation = room.db.read(lambda conn: conn.execute(select(conversations.c.id)).scalar_one())
    detail = await room.conversations.detail(conversation)
    assert detail.risk is not None
    assert detail.risk.high
    assert "disappointed" in detail.risk.because
    assert detail.risk.level < 0
    assert detail.row.risk == [turn.risk for turn in detail.turns if turn.who == "visitor"][-1]


async def test_who_is_upset_calls_a_person_more_urgently_than_who_is_not(room: Room) -> None:
    await room.tell(PAGE)
    await say(room, *UPSET)
    await room.tell(PersonWanted(1, "/billing"), at=AT + 300_000)
    room.session = "session-2"
    await room.tell(PAGE, PersonWanted(1, "/billing"), at=AT + 300_000, visitor="visitor-2")
    upset, calm = room.db.read(lambda conn: conn.execute(select(handoffs.c.urgency)).scalars().all())
    assert upset > 0.8 > calm == 0.5


async def test_what_is_said_while_waiting_makes_it_more_urgent(room: Room) -> None:
    await room.tell(PAGE, PersonWanted(1, "/billing"))
    await say(room, "our launch is today and the whole team can't work", first=1)
    assert room.db.read(lambda conn: conn.execute(select(handoffs.c.urgency)).scalar_one()) > 0.7
