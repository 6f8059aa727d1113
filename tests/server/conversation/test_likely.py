from tests.server.conversation.conftest import Room
from tests.server.conversation.test_nudge import PAGE, STATE
from widget.protocol import Likely, PageView, ServerFrame, Snapshot


def told(frames: list[ServerFrame]) -> list[Likely]:
    return [frame for frame in frames if isinstance(frame, Likely)]


async def test_three_questions_of_the_page(room: Room):
    (likely,) = told(await room.tell(PageView(0, "/import", "Import time")))
    assert likely.route == "/import"
    assert len(set(likely.questions)) == 3


async def test_questions_follow_the_state_of_the_page(room: Room):
    await room.tell(PAGE)
    (likely,) = told(await room.tell(STATE))
    assert likely.questions[0] == "Enter your VAT number with its country prefix"


async def test_same_questions_are_not_told_twice(room: Room):
    await room.tell(PAGE, STATE)
    assert told(await room.tell(STATE)) == []


async def test_page_without_articles_gets_none(room: Room):
    assert told(await room.tell(PageView(0, "/nowhere", ""), Snapshot(1, "/nowhere"))) == []
