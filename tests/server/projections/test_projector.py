"""The rollups of a small log against numbers counted by hand; restarts and damage leave them right."""

from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, select

from server.eventlog.log import Entry
from server.eventlog.sqlite import SqliteEventLog
from server.projections.projector import Projector
from server.store.database import Database
from server.store.schema import (
    element_days,
    page_days,
    page_moves,
    pages,
    refusals,
    releases,
    skeletons,
    struggles,
    visits,
)
from widget.events import Kind
from widget.protocol import (
    Box,
    Clicked,
    Dwelt,
    Element,
    Event,
    Hello,
    Observed,
    PageView,
    Released,
    Skeleton,
    Snapshot,
    Struggled,
    encode,
)

from .conftest import DAY, NOON, SITE, Tell

SAVE = Element("save", "button", "Save", "button")
VAT = Element("vat", "textbox", "VAT number", "input")
ROLLUPS = (struggles, page_days, element_days, page_moves, pages, skeletons, visits, releases)


def rows(db: Database, table: Any) -> list[dict[str, Any]]:
    def every(connection: Connection) -> list[dict[str, Any]]:
        found = connection.execute(select(table).order_by(*table.primary_key.columns))
        return [dict(row._mapping) for row in found]

    return db.read(every)


def stuck(
    id: str, element: Element | None = VAT, signal: str = "repeated_validation", verdict: str = "struggle"
) -> Event:
    return Struggled(
        30,
        id,
        "/billing",
        signal,
        verdict,
        element,
        3,
        9000,
        ("3 times",),
        "2",
        "Needs the country prefix",  # type: ignore[arg-type]
    )


async def one_visit(tell: Tell, session: str = "session-a", at: int = NOON) -> None:
    await tell(session, PageView(0, "/", "Home"), Dwelt(10, "/", 4000), Clicked(20, SAVE), at=at)
    await tell(
        session,
        PageView(0, "/billing", "Billing"),
        Released(5, "2.4"),
        Clicked(10, SAVE),
        Clicked(20, SAVE),
        stuck(f"struggle-{session}-1"),
        stuck(f"struggle-{session}-2", SAVE, "rage_click"),
        Dwelt(60, "/billing", 9000),
        at=at + 5000,
    )
    await tell(session, PageView(0, "/", "Home"), at=at + 60_000)


async def test_one_visit_is_counted_by_page_element_and_move(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    await one_visit(tell)
    assert Projector(db, log).run_once() == 3
    assert [
        (row["route"], row["views"], row["visible_ms"], row["struggles"], row["release"]) for row in rows(db, page_days)
    ] == [("/", 2, 4000, 0, "2.4"), ("/billing", 1, 9000, 2, "2.4")]
    assert [
        (row["route"], row["element"], row["clicks"], row["struggles"], row["signals_json"])
        for row in rows(db, element_days)
    ] == [
        ("/", "save", 1, 0, "{}"),
        ("/billing", "save", 2, 1, '{"rage_click":1}'),
        ("/billing", "vat", 0, 1, '{"repeated_validation":1}'),
    ]
    assert [(row["source"], row["target"], row["moves"]) for row in rows(db, page_moves)] == [
        ("/", "/billing", 1),
        ("/billing", "/", 1),
    ]
    assert {row["title"] for row in rows(db, pages)} == {"Home", "Billing"}
    assert rows(db, releases) == [{"site": SITE, "name": "2.4", "at": NOON + 5005}]


async def test_a_struggle_is_listed_with_its_evidence_and_release(
    db: Database, log: SqliteEventLog, tell: Tell
) -> None:
    await one_visit(tell)
    Projector(db, log).run_once()
    first = rows(db, struggles)[0]
    assert (first["element"], first["element_name"], first["element_role"]) == ("vat", "VAT number", "textbox")
    assert (first["at"], first["count"], first["release"]) == (NOON + 5030, 3, "2.4")
    assert (first["message"], first["evidence_json"]) == ("Needs the country prefix", '["3 times"]')


async def test_the_visit_holds_the_latest_state(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    shown = Snapshot(0, "/billing", "Billing", errors=(), language="de", scroll=100)
    await tell("session-a", Snapshot(0, "/billing", "Billing", language="de"), shown)
    await tell("session-a", PageView(0, "/done"), at=NOON + 1000)
    Projector(db, log).run_once(1)
    Projector(db, log).run_once(1)
    [visit] = rows(db, visits)
    assert (visit["first_at"], visit["last_at"]) == (NOON, NOON + 1000)
    assert (visit["route"], visit["language"], visit["visitor"]) == ("/done", "de", "visitor-session-a")
    assert msgspec.json.decode(visit["snapshot_json"], type=Snapshot) == shown


async def test_the_layout_is_kept_once_a_version(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    box = Box(0, 0, 10, 10, "button", "Save", "save")
    for version, at in (("v1", NOON), ("v1", NOON + 1), ("v2", NOON + 2)):
        await tell("session-a", Skeleton(0, "/", version, 800, 600, (box,)), at=at)
    Projector(db, log).run_once()
    assert [(row["version"], row["at"]) for row in rows(db, skeletons)] == [("v1", NOON + 1), ("v2", NOON + 2)]


async def test_unjudgeable_struggles_are_listed_but_not_counted(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    await tell("session-a", PageView(0, "/billing"), stuck("struggle-1", verdict="unjudgeable"))
    Projector(db, log).run_once()
    assert [row["verdict"] for row in rows(db, struggles)] == ["unjudgeable"]
    assert [row["struggles"] for row in rows(db, page_days)] == [0]
    assert rows(db, element_days) == []


async def test_the_same_struggle_told_twice_counts_once(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    await tell("session-a", PageView(0, "/billing"), stuck("struggle-1"), stuck("struggle-1"))
    Projector(db, log).run_once()
    await tell("session-a", stuck("struggle-1"))
    Projector(db, log).run_once()
    assert len(rows(db, struggles)) == 1
    assert [row["struggles"] for row in rows(db, page_days)] == [1]


async def test_a_visit_over_midnight_has_two_days(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    await tell("session-a", PageView(0, "/"), at=NOON)
    await tell("session-a", PageView(0, "/"), at=NOON + DAY)
    Projector(db, log).run_once()
    assert [(row["day"], row["views"]) for row in rows(db, page_days)] == [(20_000, 1), (20_001, 1)]


async def test_the_visitors_clock_is_corrected(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    await tell("session-a", PageView(500, "/"), at=NOON, shift=-DAY)
    Projector(db, log).run_once()
    assert rows(db, visits)[0]["first_at"] == NOON + 500 - DAY
    assert rows(db, page_days)[0]["day"] == 19_999


async def test_any_cut_of_the_log_gives_the_same_rollups(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    for number in range(4):
        await one_visit(tell, f"session-{number}", NOON + number * DAY // 3)
    Projector(db, log).run_once()
    whole = [rows(db, table) for table in ROLLUPS]
    for step in (1, 2, 5):
        projector = Projector(db, log)
        projector.rebuild(step)
        assert [rows(db, table) for table in ROLLUPS] == whole


async def test_a_kill_before_the_commit_repeats_the_stretch(
    db: Database, log: SqliteEventLog, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    await one_visit(tell)
    projector = Projector(db, log)
    projector.run_once(2)
    with monkeypatch.context() as broken:

        def killed(*_: object) -> None:
            raise KeyboardInterrupt

        broken.setattr("server.store.projections.add_struggles", killed)
        with pytest.raises(KeyboardInterrupt):
            projector.run_once()
    Projector(db, log).run_once()
    halting = [rows(db, table) for table in ROLLUPS]
    projector.rebuild()
    assert [rows(db, table) for table in ROLLUPS] == halting


async def test_a_second_projector_counts_nothing_twice(
    db: Database, log: SqliteEventLog, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    await one_visit(tell)
    late = Projector(db, log)
    read = log.read

    def slow(after: int, limit: int) -> Any:
        found = read(after, limit)
        monkeypatch.setattr(log, "read", read)
        assert Projector(db, log).run_once() == 3  # overtakes while the first holds what it read
        return found

    monkeypatch.setattr(log, "read", slow)
    assert late.run_once() == 0
    assert [row["views"] for row in rows(db, page_days)] == [2, 1]


async def test_a_frame_that_cant_be_read_is_counted_and_the_rest_goes_on(
    db: Database, log: SqliteEventLog, tell: Tell
) -> None:
    hello = encode(Hello(1, "key-of-quillbook", "visitor-1", "session-1", "stream-12", NOON, "/"))
    for seq, frame in enumerate((b"\xc1 damaged", hello), 1):
        await log.append(Entry(SITE, "visitor-x", "session-x", "stream-x", seq, NOON, 0, frame))
    await tell("session-a", PageView(0, "/"))
    assert Projector(db, log).run_once() == 3
    assert rows(db, refusals) == [{"day": 20_000, "site": SITE, "reason": "unreadable_frame", "count": 2}]
    assert len(rows(db, page_days)) == 1


async def test_events_of_a_site_that_is_gone_are_counted_and_skipped(
    db: Database, log: SqliteEventLog, tell: Tell
) -> None:
    await tell("session-a", PageView(0, "/"), site="gone")
    Projector(db, log).run_once()
    assert [row["reason"] for row in rows(db, refusals)] == ["unknown_site"]
    assert rows(db, visits) == []


async def test_a_click_whose_page_is_unknown_is_counted_as_such(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    await tell("session-a", Clicked(0, SAVE))
    Projector(db, log).run_once()
    assert [row["reason"] for row in rows(db, refusals)] == ["click_without_page"]
    assert rows(db, element_days) == []


async def test_raw_rows_are_judged_by_the_same_rules(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    clicks = [(float(Kind.CLICK), NOON - 2000.0 + 150 * n, 0.0, 50.0, 50.0, 0.0) for n in range(4)]
    left = Observed(0, "/billing", ((float(Kind.PAGE), NOON - 9000.0, -1.0, 0.0, 0.0, 0.0), *clicks), (SAVE,))
    await tell("session-a", left)
    Projector(db, log).run_once()
    [page] = rows(db, page_days)
    assert (page["route"], page["views"], page["struggles"]) == ("/billing", 1, 1)
    assert [(row["element"], row["clicks"], row["struggles"]) for row in rows(db, element_days)] == [("save", 4, 1)]
    [found] = rows(db, struggles)
    assert (found["signal"], NOON - 2000 <= found["at"] <= NOON) == ("rage_click", True)


async def test_raw_rows_with_impossible_numbers_are_skipped_with_a_reason(
    db: Database, log: SqliteEventLog, tell: Tell
) -> None:
    await tell("session-a", Observed(0, "/", ((3.0, float("nan"), 0.0, 0.0, 0.0, 0.0),), (SAVE,)))
    Projector(db, log).run_once()
    assert [row["reason"] for row in rows(db, refusals)] == ["unreadable_frame"]
