"""Friction and trends from small logs with numbers counted by hand, and sums that must agree for any log."""

import asyncio
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.errors import Invalid
from server.eventlog.log import Entry
from server.eventlog.sqlite import SqliteEventLog
from server.projections.friction import element_story, friction_map, page_friction, struggle_views
from server.projections.periods import window
from server.projections.projector import Projector
from server.projections.trends import trends
from server.store import friction as store
from server.store import sites
from server.store.database import Database
from server.store.windows import Window
from tests.databases import migrated
from widget.protocol import Batch, Box, Clicked, Element, Event, PageView, Released, Skeleton, Struggled, encode

from .conftest import DAY, NOON, SITE, Tell

VAT = Element("vat", "textbox", "VAT number", "input")
SAVE = Element("save", "button", "Save", "button")
WHOLE = Window(SITE, 20_000 - 13, 20_000)


def stuck(
    id: str, element: Element | None = VAT, signal: str = "repeated_validation", route: str = "/billing"
) -> Event:
    return Struggled(10, id, route, signal, "struggle", element, 3, 9000)  # type: ignore[arg-type]


async def ten_visits(tell: Tell) -> None:
    """Ten sessions on /billing; three struggle on the VAT number (one of them twice), one on Save; five go on to /."""
    for number in range(10):
        events: list[Event] = [PageView(0, "/billing", "Billing"), Clicked(5, SAVE)]
        if number < 3:
            events.append(stuck(f"struggle-{number}"))
        if number == 0:
            events.append(stuck("struggle-again"))
        if number == 3:
            events.append(stuck("struggle-save", SAVE, "rage_click"))
        if number < 5:
            events.append(PageView(50, "/", "Home"))
        await tell(f"session-{number}", *events)


async def test_the_map_counts_sessions_not_struggles(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    await ten_visits(tell)
    Projector(db, log).catch_up()
    found = db.read(friction_map, WHOLE)
    billing, home = found.pages
    assert (billing.route, billing.title, billing.sessions, billing.views) == ("/billing", "Billing", 10, 10)
    assert (billing.struggles, billing.struggling.hits, billing.struggling.n) == (5, 4, 10)
    assert (billing.top_signal, billing.top_element, billing.top_element_name) == (
        "repeated_validation",
        "vat",
        "VAT number",
    )
    assert (home.sessions, home.struggling.hits) == (5, 0)
    assert [(move.source, move.target, move.moves) for move in found.moves] == [("/billing", "/", 5)]
    assert (found.sessions, found.struggling.hits) == (10, 4)
    assert found.headline == "10 visits in the last 7 days: too few to tell."


async def test_elements_are_ranked_by_struggling_sessions(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    await ten_visits(tell)
    boxes = (Box(0, 0, 100, 20, "textbox", "VAT number", "vat"),)
    await tell("session-0", Skeleton(0, "/billing", "v1", 1200, 900, boxes))
    Projector(db, log).catch_up()
    page = db.read(page_friction, WHOLE, "/billing")
    assert [(row.key, row.sessions, row.clicks, row.struggles, row.struggling.hits) for row in page.elements] == [
        ("vat", 10, 0, 4, 3),
        ("save", 10, 10, 1, 1),
    ]
    assert page.elements[0].signals == {"repeated_validation": 4}
    assert (page.width, page.height, page.boxes[0].key) == (1200, 900, "vat")


async def test_a_page_without_a_layout_says_so_by_its_width(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    await ten_visits(tell)
    Projector(db, log).catch_up()
    assert db.read(page_friction, WHOLE, "/billing").width == 0


async def test_a_session_over_midnight_is_one_session(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    for at in (NOON - DAY, NOON):
        await tell("session-a", PageView(0, "/billing"), stuck(f"struggle-{at}"), at=at)
    Projector(db, log).catch_up()
    [page] = db.read(friction_map, WHOLE).pages
    assert (page.sessions, page.struggling.hits, page.struggles) == (1, 1, 2)
    only_today = db.read(friction_map, WHOLE.tail(1)).pages
    assert [(page.sessions, page.struggles) for page in only_today] == [(1, 1)]


async def test_a_release_narrows_everything_to_its_sessions(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    await tell("session-old", PageView(0, "/billing"), Released(1, "1.0"), stuck("struggle-old"))
    await tell("session-new", PageView(0, "/billing"), Released(1, "2.0"), stuck("struggle-new", SAVE, "rage_click"))
    Projector(db, log).catch_up()
    new = Window(SITE, WHOLE.first, WHOLE.last, "2.0")
    [page] = db.read(friction_map, new).pages
    assert (page.sessions, page.struggling.hits, page.top_element) == (1, 1, "save")
    assert [row.key for row in db.read(page_friction, new, "/billing").elements] == ["save"]
    assert [row.id for row in db.read(store.recent, new, 10)] == ["struggle-new"]


async def test_a_story_has_every_day_and_marks_the_release(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    await tell("session-a", PageView(0, "/billing"), stuck("struggle-a"), at=NOON - 2 * DAY)
    await tell("session-b", PageView(0, "/billing"), Released(1, "2.0"), at=NOON - DAY)
    Projector(db, log).catch_up()
    story = db.read(element_story, WHOLE.tail(3), "/billing", "vat")
    assert [(day.day, day.sessions, day.struggling.hits, day.release) for day in story.days] == [
        ("2024-10-02", 1, 1, ""),
        ("2024-10-03", 1, 0, "2.0"),
        ("2024-10-04", 0, 0, ""),
    ]
    assert (story.name, [row.id for row in story.recent]) == ("VAT number", ["struggle-a"])


async def test_a_rise_is_called_one_only_beyond_chance(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    for day, struggling in ((7, 4), (0, 24)):
        for number in range(60):
            at = NOON - day * DAY
            name = f"s{day}-{number:04}"
            more = [stuck(f"struggle-{name}")] if number < struggling else []
            await tell(name, PageView(0, "/billing", "Billing"), *more, at=at)
            quiet = [stuck(f"quiet-{name}", SAVE, "rage_click", "/team")] if number < 6 + day else []
            await tell(name, PageView(0, "/team", "Team"), *quiet, at=at)
    Projector(db, log).catch_up()
    assert db.read(friction_map, WHOLE).headline == (
        "Struggle on Billing rose to 6.0× (2.2–16.2) in the last 7 days, from 6.7 % to 40.0 % of visits, "
        "most on “VAT number”."
    )
    level = db.read(page_friction, WHOLE, "/team").headline
    assert level.startswith("Struggle is level: 10.0 % of visits")


async def test_nothing_seen_says_what_to_do(db: Database) -> None:
    found = db.read(friction_map, WHOLE)
    assert found.pages == []
    assert "script tag" in found.headline
    assert db.read(trends, WHOLE).headline == found.headline


async def test_without_a_period_the_last_four_weeks_of_data_are_meant(
    db: Database, log: SqliteEventLog, tell: Tell
) -> None:
    await tell("session-a", PageView(0, "/"))
    Projector(db, log).catch_up()
    assert db.read(window, SITE, NOON + 900 * DAY) == Window(SITE, 20_000 - 27, 20_000)
    assert db.read(window, SITE, 0, NOON - DAY, NOON) == Window(SITE, 19_999, 20_000)


def test_a_period_that_ends_before_it_starts_is_refused(db: Database) -> None:
    with pytest.raises(Invalid):
        db.read(window, SITE, NOON, NOON, NOON - 5 * DAY)


async def test_trends_have_every_day_and_what_happened_on_it(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    await ten_visits(tell)
    Projector(db, log).catch_up()
    found = db.read(trends, WHOLE)
    assert len(found.days) == 14
    quiet, busy = found.days[0], found.days[-1]
    assert (quiet.day, quiet.sessions, quiet.struggling.value, quiet.sentiment) == ("2024-09-21", 0, None, None)
    assert (busy.day, busy.sessions, busy.struggles, busy.struggling.hits) == ("2024-10-04", 10, 5, 4)
    assert busy.by_signal == {"repeated_validation": 4, "rage_click": 1}


ROUTES = ("/", "/billing", "/team")
ELEMENTS = (VAT, SAVE, None)
SIGNALS = ("rage_click", "dead_click", "hesitation")
VISITS = st.lists(
    st.tuples(
        st.integers(0, 3),  # session
        st.integers(-3, 0),  # day
        st.sampled_from(ROUTES),
        st.lists(st.tuples(st.sampled_from(ELEMENTS), st.sampled_from(SIGNALS)), max_size=3),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VISITS)
def test_slices_sum_to_the_total(visits: list[tuple[int, int, str, list[tuple[Element | None, str]]]]) -> None:
    asyncio.run(_slices_sum(visits))


async def _slices_sum(visits: list[tuple[int, int, str, list[tuple[Element | None, str]]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        db, log = migrated(Path(folder)), SqliteEventLog(Path(folder) / "events.db")
        db.write(sites.create, SITE, "key", "S", [], True, 0)
        total, seen, struggling = 0, set(), set()
        for seq, (number, day, route, found) in enumerate(visits, 1):
            events = [stuck(f"struggle-{seq}-{n}", e, signal, route) for n, (e, signal) in enumerate(found)]
            frame = encode(Batch(seq, NOON + day * DAY, (PageView(0, route), *events)))
            session = f"session-{number}"
            await log.append(Entry(SITE, "visitor-1", session, session, seq, NOON, 0, frame))
            total += len(found)
            seen.add((route, session))
            struggling |= {(route, session)} if found else set()
        Projector(db, log).catch_up(5)
        pages = db.read(friction_map, WHOLE).pages
        days = db.read(trends, WHOLE).days
        listed = db.read(lambda conn: struggle_views(conn, store.recent(conn, WHOLE, 1000)))
        assert sum(page.struggles for page in pages) == total == len(listed)
        assert sum(day.struggles for day in days) == sum(sum(day.by_signal.values()) for day in days) == total
        assert sum(page.sessions for page in pages) == len(seen)
        assert sum(page.struggling.hits for page in pages) == len(struggling)
        for page in pages:
            elements = db.read(page_friction, WHOLE, page.route).elements
            on_none = sum(not row.element for row in listed if row.route == page.route)
            assert sum(element.struggles for element in elements) + on_none == page.struggles
            assert all(sum(element.signals.values()) == element.struggles for element in elements)
        await log.close()
        db.close()
