from collections.abc import Callable
from itertools import count

from sqlalchemy import select

from server.conversation.episodes import close_due
from server.store.schema import episodes, memories, outcomes, turns
from tests.server.conversation.conftest import Room
from tests.server.conversation.test_nudge import PAGE, REFUSED, STATE
from tests.server.help_centre import AT, SITE
from widget.protocol import PageView, PersonWanted, Rated, Resolved, Said, ServerFrame, Solved, StepDone, Turn

DAY = 86_400_000
SAVED = StepDone(90, "/billing", "billing-details", "Billing details saved")


def question(text: str = "it says invalid VAT number", turn: str = "turn-0001") -> Said:
    return Said(5, turn, text, "/billing")


def answer(frames: list[ServerFrame]) -> str:
    return next(frame.view.turn for frame in frames if isinstance(frame, Turn))


def episode(room: Room) -> object:
    return room.db.read(lambda conn: conn.execute(select(episodes)).one())


def history(room: Room) -> list[str]:
    return room.db.read(lambda conn: list(conn.execute(select(outcomes.c.kind).order_by(outcomes.c.at)).scalars()))


def sweep(room: Room, days: float) -> None:
    ids = count()
    room.db.write(close_due, SITE, AT + int(days * DAY), lambda: f"swept-{days}-{next(ids)}")


async def test_completing_the_stuck_step_after_a_nudge_verifies(room: Room):
    await room.tell(PAGE, STATE, REFUSED)
    frames = await room.tell(SAVED)
    (resolved,) = [frame for frame in frames if isinstance(frame, Resolved)]
    assert (resolved.step, resolved.sentence) == ("billing-details", "Billing details saved. That's solved.")
    assert episode(room).outcome == "verified"
    assert "Billing details saved" in episode(room).evidence
    assert await room.tell(SAVED) == []
    assert history(room) == ["verified"]


async def test_completing_the_stuck_step_after_an_answer_verifies(room: Room):
    await room.tell(PAGE, STATE, question())
    await room.tell(SAVED)
    assert episode(room).outcome == "verified"


async def test_step_without_help_before_it_resolves_nothing(room: Room):
    assert [frame for frame in await room.tell(PAGE, STATE, SAVED) if isinstance(frame, Resolved)] == []
    await room.tell(question("what's the capital of France?"))
    assert [frame for frame in await room.tell(SAVED) if isinstance(frame, Resolved)] == []


async def test_another_step_resolves_nothing(room: Room):
    await room.tell(PAGE, STATE, REFUSED)
    assert await room.tell(StepDone(90, "/team", "invite", "Invited")) == []
    assert episode(room).outcome == ""


async def test_without_a_known_step_the_page_decides(room: Room):
    await room.tell(PAGE, question("how do I cancel my plan"))
    await room.tell(StepDone(90, "/team", "invite"))
    assert episode(room).outcome == ""
    await room.tell(StepDone(95, "/billing", "cancel", "Plan cancelled"))
    assert episode(room).outcome == "verified"


async def test_yes_confirms_and_verified_stays_above_it(room: Room):
    turn = answer(await room.tell(PAGE, STATE, question()))
    await room.tell(Solved(50, turn, True), Solved(51, turn, True))
    assert (episode(room).outcome, history(room)) == ("confirmed", ["confirmed"])
    await room.tell(SAVED)
    assert episode(room).outcome == "verified"
    stored = room.db.read(lambda conn: conn.execute(select(turns.c.solved).where(turns.c.id == turn)).scalar())
    assert stored is True


async def test_not_yet_is_a_failed_attempt_and_takes_a_yes_back(room: Room):
    turn = answer(await room.tell(PAGE, question()))
    await room.tell(Solved(50, turn, True))
    await room.tell(Solved(60, turn, False))
    assert (episode(room).outcome, episode(room).failed_attempts, episode(room).attempts) == ("", 1, 2)


async def test_thumbs_down_counts_once_and_thumbs_up_confirms_nothing(room: Room):
    turn = answer(await room.tell(PAGE, question()))
    await room.tell(Rated(50, turn, True))
    assert (episode(room).outcome, episode(room).failed_attempts) == ("", 0)
    await room.tell(Rated(51, turn, False), Rated(52, turn, False))
    await room.tell(Solved(53, turn, False))
    assert episode(room).failed_attempts in {1, 2}


async def test_word_on_an_unknown_turn_changes_nothing(room: Room):
    await room.tell(PAGE, question())
    assert await room.tell(Solved(50, "turn-of-nobody", True), Rated(50, "turn-of-nobody", True)) == []
    assert episode(room).outcome == ""


async def test_silence_is_assumed_after_a_day_and_durable_after_seven(room: Room):
    await room.tell(PAGE, question())
    sweep(room, 0.9)
    assert episode(room).outcome == ""
    sweep(room, 1.1)
    assert episode(room).outcome == "assumed"
    sweep(room, 6.9)
    assert episode(room).outcome == "assumed"
    sweep(room, 7.1)
    assert episode(room).outcome == "durable"
    sweep(room, 20)
    assert history(room) == ["assumed", "durable"]


async def test_visitor_who_left_after_rejecting_the_answer_has_failed(room: Room):
    turn = answer(await room.tell(PAGE, question()))
    await room.tell(Rated(50, turn, False))
    sweep(room, 1.1)
    assert episode(room).outcome == "failed"


async def test_visitor_who_waited_in_vain_has_failed(room: Room):
    await room.tell(PAGE, question())
    await room.tell(PersonWanted(60, "/billing"))
    sweep(room, 1.1)
    assert (episode(room).outcome, episode(room).handoff_reason) == ("failed", "customer_request")


async def test_unanswered_question_has_failed(room: Room):
    await room.tell(PAGE, question("what's the capital of France?"))
    assert episode(room).involved is False
    sweep(room, 1.1)
    assert episode(room).outcome == "failed"


async def test_return_with_the_same_issue_within_a_week_opens_the_episode_again(room: Room):
    await room.tell(PAGE, question())
    sweep(room, 1.1)
    await room.tell(PAGE, question("my VAT number is refused", "turn-0002"), at=AT + 3 * DAY, session="session-2")
    assert (episode(room).outcome, episode(room).session, episode(room).attempts) == ("", "session-2", 2)
    assert history(room) == ["assumed", "reopened"]


async def test_return_later_or_with_another_issue_is_another_episode(room: Room):
    await room.tell(PAGE, question())
    sweep(room, 8)
    await room.tell(PAGE, question("my VAT number is refused", "turn-0002"), at=AT + 9 * DAY, session="session-2")
    await room.tell(
        PageView(0, "/import"),
        Said(5, "turn-0003", "import stops at row 41", "/import"),
        at=AT + 9 * DAY + 1000,
        session="session-2",
    )
    rows = room.db.read(lambda conn: conn.execute(select(episodes.c.intent)).scalars().all())
    assert sorted(rows) == ["import", "vat_tax", "vat_tax"]


async def test_episode_survives_a_restart(room: Room, make_room: Callable[[], Room]):
    turn = answer(await room.tell(PAGE, STATE, question()))
    again = make_room()
    await again.tell(Solved(50, turn, False))
    assert (episode(again).failed_attempts, episode(again).attempts) == (1, 2)
    await again.tell(SAVED)
    assert episode(again).outcome == "verified"
    assert room.db.read(lambda conn: conn.execute(select(memories)).all()) == []
