"""Who is signed in: the same person everywhere on a site, nobody by name, a few traits that say nothing of them."""

from sqlalchemy import Connection, select

from server.eventlog.sqlite import SqliteEventLog
from server.projections.people import chosen, pseudonym
from server.projections.projector import Projector
from server.projections.sessions import session_view
from server.store.database import Database
from server.store.schema import sites, visits
from widget.protocol import Identified, PageView

from .conftest import Tell

WHO = "ann@acme.example"


def test_a_pseudonym_is_the_same_for_one_person_and_no_other() -> None:
    assert pseudonym("s", WHO) == pseudonym("s", WHO)
    assert len({pseudonym("s", WHO), pseudonym("s", "bob"), pseudonym("t", WHO)}) == 3
    assert "ann" not in pseudonym("s", WHO)


def test_without_a_secret_nobody_is_kept() -> None:
    assert pseudonym("", WHO) == ""
    assert pseudonym("s", "") == ""


def test_traits_that_say_who_somebody_is_are_left_out() -> None:
    traits = (("plan", "team"), ("Role", "owner"), ("email", WHO), ("name", "Ann"), ("tier", WHO), ("since", "0" * 12))
    assert chosen(traits) == {"plan": "team", "role": "owner"}
    assert chosen((("plan", "x" * 90),)) == {"plan": "x" * 40}


async def test_a_signed_in_visitor_is_told_of_by_pseudonym_alone(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    await tell("session-a", PageView(0, "/"), Identified(1, WHO, (("plan", "team"), ("email", WHO))))
    await tell("session-b", PageView(0, "/"))
    await tell("session-a", PageView(0, "/billing"))
    Projector(db, log).catch_up()

    def stored(connection: Connection) -> tuple[str, list[str], str]:
        secret: str = connection.execute(select(sites.c.secret)).scalar_one()
        who = list(connection.execute(select(visits.c.who).order_by(visits.c.session)).scalars())
        return secret, who, repr(connection.execute(select(visits)).all())

    secret, who, everything = db.read(stored)
    assert len(secret) == 64
    assert who == [pseudonym(secret, WHO), ""]
    assert WHO not in everything
    view = db.read(session_view, "session-a", log.of_session("session-a"))
    assert (view.signed_in, view.traits) == (who[0], {"plan": "team"})
    assert "Was signed in" in [event.words for event in view.events]
    assert WHO not in repr(view)


async def test_a_projector_that_goes_on_keeps_who_it_was(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    await tell("session-a", PageView(0, "/"), Identified(1, WHO, (("plan", "team"),)))
    Projector(db, log).catch_up()
    await tell("session-a", PageView(0, "/billing"))
    Projector(db, log).catch_up()
    view = db.read(session_view, "session-a", log.of_session("session-a"))
    assert view.signed_in
    assert view.traits == {"plan": "team"}


async def test_who_signed_out_was_here_all_the_same(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    await tell("session-a", PageView(0, "/"), Identified(1, "u-17", (("plan", "team"),), "ab" * 32), Identified(2, ""))
    Projector(db, log).catch_up()
    view = db.read(session_view, "session-a", log.of_session("session-a"))
    assert view.signed_in
    assert view.traits == {"plan": "team"}
    assert [event.words for event in view.events][-2:] == ["Was signed in", "Signed out"]
    assert "abab" not in repr(view)
