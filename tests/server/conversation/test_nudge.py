import time

from msgspec import structs
from sqlalchemy import select

from server.store.schema import decisions, episodes, nudges
from tests.server.conversation.conftest import Room
from tests.server.help_centre import AGENT, AT
from widget.protocol import (
    Element,
    Message,
    Nudge,
    Nudged,
    PageView,
    PanelUsed,
    PersonWanted,
    Said,
    ServerFrame,
    Sharing,
    Snapshot,
    Struggled,
)

PAGE = PageView(0, "/billing", "Billing")
VAT = Element("id:vat", "textbox", "VAT number", "input")
SAVE = Element("id:save-billing", "button", "Save", "button")
STATE = Snapshot(
    1, "/billing", "Billing", step="billing-details", errors=(Message(VAT, "Invalid VAT number"),), disabled=(SAVE,)
)
REFUSED = Struggled(
    2, "struggle-vat-1", "/billing", "repeated_validation", "struggle", VAT, 3, 9000, message="Invalid VAT number"
)
RAGE = Struggled(3, "struggle-save-1", "/billing", "rage_click", "struggle", SAVE, 3, 700)
DAY = 86_400_000


def offered(frames: list[ServerFrame]) -> list[Nudge]:
    return [frame for frame in frames if isinstance(frame, Nudge)]


def kinds(room: Room) -> list[str]:
    return room.db.read(lambda conn: list(conn.execute(select(decisions.c.kind)).scalars()))


def reasons(room: Room) -> str:
    return room.db.read(lambda conn: list(conn.execute(select(decisions.c.reasons_json)).scalars()))[-1]


async def test_refused_vat_number_brings_the_article_in_the_pages_words(room: Room):
    (nudge,) = offered(await room.tell(PAGE, STATE, REFUSED))
    assert nudge.url == "/help/vat-number-format"
    assert nudge.element == VAT.key
    assert "VAT number" in nudge.sentence
    assert "DE123456789" in nudge.sentence
    assert len(nudge.sentence) <= 150
    assert "Invalid VAT number" in nudge.question


async def test_rage_on_the_disabled_button_is_about_the_field_that_is_wrong(room: Room):
    (nudge,) = offered(await room.tell(PAGE, STATE, RAGE))
    assert (nudge.url, nudge.element) == ("/help/vat-number-format", VAT.key)


async def test_second_struggle_on_the_same_brings_no_second_nudge(room: Room):
    assert len(offered(await room.tell(PAGE, STATE, REFUSED))) == 1
    assert offered(await room.tell(RAGE)) == []
    assert kinds(room) == ["nudge", "silent"]
    assert "already offered for this element" in reasons(room)


async def test_same_struggle_is_weighed_once(room: Room):
    await room.tell(PAGE, STATE, REFUSED)
    assert offered(await room.tell(REFUSED)) == []
    assert kinds(room) == ["nudge"]


async def test_two_nudges_a_visit_are_the_most(room: Room):
    await room.tell(PAGE, STATE, REFUSED)
    expiry = Element("id:card-expiry", "textbox", "Expiry date", "input")
    second = Struggled(
        9, "struggle-exp-1", "/billing", "repeated_validation", "struggle", expiry, 3, message="Invalid expiry date"
    )
    assert offered(await room.tell(second))[0].url == "/help/card-expiry-format"
    export = Element("id:export", "button", "Export", "button")
    third = Struggled(9, "struggle-rep-1", "/reports", "dead_click", "struggle", export, 3)
    assert offered(await room.tell(PageView(8, "/reports", "Reports"), third)) == []
    assert "Two hints" in reasons(room)


async def test_unjudgeable_and_fine_bring_nothing(room: Room):
    for number, verdict in enumerate(("unjudgeable", "fine")):
        other = structs.replace(REFUSED, verdict=verdict, id=f"struggle-{number}-x")
        assert offered(await room.tell(PAGE, STATE, other)) == []
    assert kinds(room) == []


async def test_struggle_that_no_article_is_about_brings_nothing(room: Room):
    chart = Element("id:hero", "img", "Aquarium picture", "img")
    dead = Struggled(2, "struggle-hero-1", "/about", "dead_click", "struggle", chart, 3)
    assert offered(await room.tell(PageView(0, "/about", "About us"), dead)) == []
    assert kinds(room) == ["silent"]


async def test_conversation_or_person_keeps_nudges_away(room: Room):
    await room.tell(PAGE, STATE, Said(2, "turn-0001", "how do I cancel my plan", "/billing"))
    assert offered(await room.tell(REFUSED)) == []
    assert "interrupt" in reasons(room)
    await room.tell(PersonWanted(3, "/billing"))
    talk = room.db.read(lambda conn: conn.exec_driver_sql("select id from conversations").scalar())
    await room.conversations.take(talk, AGENT)
    assert offered(await room.tell(RAGE)) == []
    assert "A person" in reasons(room)


async def test_open_panel_and_paused_sharing_keep_nudges_away(room: Room):
    assert offered(await room.tell(PAGE, STATE, PanelUsed(2, "opened"), REFUSED)) == []
    assert offered(await room.tell(PanelUsed(2, "closed"), Sharing(2, True), RAGE)) == []
    assert len(offered(await room.tell(Sharing(2, False), structs.replace(RAGE, id="struggle-save-2")))) == 1


async def test_not_now_is_remembered_for_a_week_in_other_visits_too(room: Room):
    (nudge,) = offered(await room.tell(PAGE, STATE, REFUSED))
    await room.tell(Nudged(5, nudge.nudge, "shown"), Nudged(6, nudge.nudge, "dismissed"))
    stored = room.db.read(lambda conn: conn.execute(select(nudges)).one())
    assert (stored.reaction, stored.reacted_at) == ("dismissed", AT + 6)
    next_day = structs.replace(REFUSED, id="struggle-vat-2")
    assert offered(await room.tell(PAGE, STATE, next_day, at=AT + DAY, session="session-2")) == []
    next_week = structs.replace(REFUSED, id="struggle-vat-3")
    assert len(offered(await room.tell(PAGE, STATE, next_week, at=AT + 8 * DAY, session="session-3"))) == 1


async def test_somebody_elses_not_now_silences_nobody(room: Room):
    (nudge,) = offered(await room.tell(PAGE, STATE, REFUSED))
    await room.tell(Nudged(6, nudge.nudge, "dismissed"))
    other = structs.replace(REFUSED, id="struggle-vat-9")
    assert len(offered(await room.tell(PAGE, STATE, other, session="session-9", visitor="visitor-9"))) == 1


async def test_nudge_opens_an_episode_with_its_step(room: Room):
    await room.tell(PAGE, STATE, REFUSED)
    episode = room.db.read(lambda conn: conn.execute(select(episodes)).one())
    assert (episode.step, episode.element, episode.route) == ("billing-details", VAT.key, "/billing")
    assert (episode.involved, episode.intent) == (True, "vat_tax")
    assert "Invalid VAT number" in episode.question


async def test_nudge_is_quick(room: Room):
    await room.tell(PAGE, STATE)
    began = time.perf_counter()
    assert offered(await room.tell(REFUSED))
    assert time.perf_counter() - began < 0.8  # of the second that a visitor may wait; `make bench` measures it
