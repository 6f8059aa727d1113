"""Out of hours: Handrail answers, a wish for a person gets a reply time, the reply is there when they are back."""

from datetime import UTC, datetime

import msgspec
import pytest
from sqlalchemy import Row, select

from server.answering.wording import HANDOFF_OFFLINE
from server.conversation.hours import Hours
from server.conversation.promises import kept
from server.store import handoffs as store
from server.store import sites, staff
from server.store.schema import handoffs
from tests.server.conversation.conftest import Room
from tests.server.help_centre import AGENT, AT, SITE
from widget.protocol import PROTOCOL_VERSION, Hello, Mode, PageView, PersonWanted, Said, Turn, Welcome

WEEK = (*[(("09:00", "17:00"),)] * 5, (), ())
HOUR, DAY = 3_600_000, 86_400_000
QUESTION = "How do I download an invoice as a PDF?"


def moment(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


NIGHT = moment("2023-11-15T03:00")  # a Wednesday
NINE, TEN = moment("2023-11-15T09:00"), moment("2023-11-15T10:00")


@pytest.fixture
def night(room: Room) -> Room:
    """The site has hours, nobody is there, and it is three in the night."""
    hours = msgspec.json.encode(Hours("UTC", WEEK)).decode()
    room.db.write(sites.set_hours, SITE, hours)
    return room


async def asked(room: Room, at: int = NIGHT) -> tuple[str, Mode]:
    """What is said to a wish for a person, and the mode that the page is told."""
    await room.tell(PageView(0, "/billing", "Billing"), Said(5, "turn-0001", QUESTION, "/billing"), at=at)
    frames = await room.tell(PersonWanted(60, "/billing"), at=at)
    (mode,) = [frame for frame in frames if isinstance(frame, Mode)]
    (view,) = [frame.view for frame in frames if isinstance(frame, Turn)]
    return view.text, mode


async def back(room: Room, session: str, at: int, visitor: str = "visitor-1") -> Welcome:
    """The visitor opens the page in another tab."""
    visit = room.visit(session=session, visitor=visitor, stream=f"stream-of-{session}")
    hello = Hello(PROTOCOL_VERSION, "key", visitor, session, visit.stream, at, "/billing", simulated=True)
    return await room.conversations.welcome(visit, hello, 0)


def handoff(room: Room) -> Row[tuple[object, ...]]:
    return room.db.read(lambda conn: conn.execute(select(handoffs)).one())


async def test_at_three_in_the_night_a_question_is_answered_all_the_same(night: Room) -> None:
    frames = await night.tell(PageView(0, "/billing", "Billing"), Said(5, "turn-0001", QUESTION, "/billing"), at=NIGHT)
    (view,) = [frame.view for frame in frames if isinstance(frame, Turn)]
    assert view.who == "handrail"
    assert view.citations


async def test_a_wish_for_a_person_at_night_becomes_a_ticket_with_a_reply_time(night: Room) -> None:
    text, mode = await asked(night)
    assert "a person answers here by Wednesday 15 November, 10:00 (UTC)" in text
    assert (mode.mode, mode.people_online, mode.reply_from, mode.reply_by) == ("waiting", False, NINE, TEN)
    row = handoff(night)
    assert (row.promised_from, row.promised_by, row.replied_at) == (NINE, TEN, None)


async def test_without_hours_nothing_is_promised(room: Room) -> None:
    text, mode = await asked(room)
    assert text == HANDOFF_OFFLINE
    assert (mode.reply_from, mode.reply_by) == (0, 0)
    assert handoff(room).promised_by is None


async def test_while_somebodys_desk_is_open_nothing_is_promised(night: Room) -> None:
    night.db.write(staff.set_online, AGENT.id, AT + 100 * DAY)
    _, mode = await asked(night)
    assert (mode.people_online, mode.reply_by) == (True, 0)
    assert handoff(night).promised_by is None


async def test_what_was_promised_is_told_again_after_a_reload_and_in_another_tab(night: Room) -> None:
    await asked(night)
    again = await back(night, "session-1", NIGHT + HOUR)
    assert (again.mode, again.reply_from, again.reply_by) == ("waiting", NINE, TEN)
    night.gone.add("session-1")
    other = await back(night, "session-2", NIGHT + 2 * HOUR)
    assert (other.mode, other.reply_by, len(other.turns)) == ("waiting", TEN, len(again.turns))


async def test_a_reply_is_delivered_when_the_visitor_is_back_in_another_tab(night: Room) -> None:
    await asked(night)
    night.gone.add("session-1")
    conversation = handoff(night).conversation
    await night.conversations.take(conversation, AGENT)
    await night.conversations.say(conversation, AGENT, "It is cancelled now.")
    assert handoff(night).replied_at is not None
    assert handoff(night).delivered_at is None
    welcome = await back(night, "session-2", NIGHT + DAY)
    assert (welcome.mode, welcome.turns[-1].text) == ("person", "It is cancelled now.")
    assert handoff(night).delivered_at is not None
    night.sent.clear()
    await night.conversations.say(conversation, AGENT, "Anything else?")
    assert [session for session, frame in night.sent if isinstance(frame, Turn)] == ["session-2"]


async def test_a_reply_in_a_conversation_that_was_closed_is_delivered_once(night: Room) -> None:
    await asked(night)
    night.gone.add("session-1")
    conversation = handoff(night).conversation
    await night.conversations.take(conversation, AGENT)
    await night.conversations.say(conversation, AGENT, "It is cancelled now.")
    await night.conversations.close(conversation, AGENT)
    welcome = await back(night, "session-2", NIGHT + DAY)
    assert (welcome.mode, welcome.turns[-1].text) == ("assistant", "It is cancelled now.")
    assert (await back(night, "session-3", NIGHT + 2 * DAY)).turns == ()


async def test_another_visitor_gets_nothing_of_it(night: Room) -> None:
    await asked(night)
    night.gone.add("session-1")
    assert (await back(night, "session-9", NIGHT + DAY, visitor="visitor-9")).turns == ()


async def test_a_tab_that_is_still_open_keeps_its_conversation(night: Room) -> None:
    await asked(night)
    assert (await back(night, "session-2", NIGHT + HOUR)).turns == ()


async def test_promises_are_counted_as_kept_late_missed_waiting_and_withdrawn(night: Room) -> None:
    await asked(night)
    row = handoff(night)

    def ends(now: int, **moments: int) -> str:
        one = type("Row", (), {**row._mapping, **moments})
        found = kept([one], now)  # type: ignore[list-item]
        (name,) = [name for name in ("kept", "late", "missed", "waiting", "withdrawn") if getattr(found, name)]
        assert found.kept_rate.n == int(name in ("kept", "late", "missed"))
        return name

    assert ends(NIGHT) == "waiting"
    assert ends(TEN + 1) == "missed"
    assert ends(TEN + 1, replied_at=TEN) == "kept"
    assert ends(TEN + 1, replied_at=TEN + 1) == "late"
    assert ends(TEN + 1, ended_at=NINE) == "withdrawn"
    assert len(night.db.read(store.promised, SITE, 0, NIGHT + DAY)) == 1
    assert night.db.read(store.promised, SITE, 0, NIGHT) == []
