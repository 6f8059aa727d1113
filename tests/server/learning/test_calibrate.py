"""Baselines from what was told, to the rules that a page is sent: planted uses, undone, set by a person, renamed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, insert, select, update

from server.learning import calibrate
from server.projections.changes import Changes, VisitState
from server.projections.fold import fold
from server.projections.rows import write_changes
from server.store import rules as store
from server.store import sites
from server.store.database import Database
from server.store.schema import aliases, calibrations, episodes, nudges
from tests.databases import migrated
from widget.protocol import Clicked, Element, Event, PageView, StepDone, Struggled
from widget.signals.rules import Rules, overridden

SITE, DAY = "shop", 86_400_000
NOW = 20_000 * DAY
PLUS, SAVE, COPY = (Element(f"button:{name}", "button", name, "button") for name in ("+", "Save", "Copy"))


class Shop:
    """A shop's database with short ways to let visitors do things."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.visits = 0

    def visit(self, *events: Event, at: int = NOW - DAY) -> str:
        """One visit to /cart in which this happened; returns its id."""
        self.visits += 1
        session, changes = f"visit-{self.visits:04}", Changes()
        state = changes.visits[session] = VisitState(SITE, f"visitor-{self.visits}", at, at)
        for event in (PageView(0, "/cart", "Cart"), *events):
            fold(event, at + event.dt, session, state, changes)
        self.db.write(write_changes, changes)
        return session

    def add(self, table: Any, **row: Any) -> None:
        self.db.write(_insert, table, row)

    def learn(self, now: int = NOW) -> Rules:
        """What pages are sent after a round of learning."""
        self.db.write(calibrate.keep, SITE, self.db.read(calibrate.learn, SITE, now), now)
        return self.rules()

    def rules(self) -> Rules:
        def sent(conn: Connection) -> str:
            row = store.settings(conn, SITE)
            assert row is not None
            return store.effective(conn, SITE, row.rules_json)

        return overridden(Rules(), self.db.read(sent))


def _insert(conn: Connection, table: Any, row: dict[str, Any]) -> None:
    conn.execute(insert(table).values(row))


def clicks(element: Element, run: int) -> list[Event]:
    return [Clicked(100 + n * 150, element, run=n + 1) for n in range(run)]


def dead(element: Element, id: str, verdict: str = "struggle", code: str = "absolute_timeout") -> Struggled:
    return Struggled(5000, id, "/cart", "dead_click", verdict, element, 1, 2750, (code,))  # type: ignore[arg-type]


def done() -> StepDone:
    return StepDone(9000, "/cart", "cart-form", "Thank you")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    db = migrated(tmp_path)
    db.write(sites.create, SITE, "key-of-shop", "Shop", [], False, 0)
    yield Shop(db)
    db.close()


def test_a_stepper_teaches_itself_and_a_broken_button_beside_it_does_not(shop: Shop) -> None:
    for n in range(40):
        shop.visit(*clicks(PLUS, 5 + n % 3), done())
        shop.visit(*clicks(SAVE, 5 + n % 3), dead(SAVE, f"struggle-{n}"))
    rules = shop.learn()
    assert rules.of("rage_click", PLUS.key).clicks == 8
    assert rules.of("rage_click", SAVE.key).clicks == 3
    assert rules.of("dead_click", SAVE.key).on
    assert set(rules.elements) == {PLUS.key}


def test_who_asks_for_help_was_in_trouble(shop: Shop) -> None:
    for n in range(40):
        session = shop.visit(*clicks(PLUS, 6))
        facts = {"site": SITE, "visitor": "v", "started_at": NOW - DAY, "last_at": NOW - DAY}
        shop.add(episodes, id=f"e{n}", session=session, route="/cart", conversation=f"c{n}", **facts)
    assert shop.learn().elements == {}


def test_a_click_whose_answer_is_never_seen_becomes_unjudgeable_and_stays_watched(shop: Shop) -> None:
    for n in range(40):
        shop.visit(Clicked(100, COPY), dead(COPY, f"struggle-{n}"), done())
    assert not shop.learn().of("dead_click", COPY.key).on
    for n in range(40):  # a month later there are only visits under the new rule
        told = dead(COPY, f"later-{n}", "unjudgeable", "switched_off")
        shop.visit(Clicked(100, COPY), told, done(), at=NOW + 40 * DAY)
    assert not shop.learn(NOW + 41 * DAY).of("dead_click", COPY.key).on


def test_a_button_that_breaks_later_is_judged_again(shop: Shop) -> None:
    for n in range(40):
        shop.visit(Clicked(100, COPY), dead(COPY, f"struggle-{n}"), done())
    assert not shop.learn().of("dead_click", COPY.key).on
    for n in range(40):
        shop.visit(Clicked(100, COPY), dead(COPY, f"later-{n}", "unjudgeable", "switched_off"), at=NOW + DAY)
    assert shop.learn(NOW + 2 * DAY).of("dead_click", COPY.key).on


def test_evidence_is_forgotten_after_a_month(shop: Shop) -> None:
    for _ in range(40):
        shop.visit(*clicks(PLUS, 6))
    assert shop.learn().elements
    assert shop.learn(NOW + 40 * DAY).elements == {}


def test_what_a_person_set_goes_before(shop: Shop) -> None:
    for _ in range(40):
        shop.visit(*clicks(PLUS, 6))
    own = '{"elements": {"button:+": {"rage_click": {"clicks": 4}}}, "stall": {"on": false}}'
    shop.db.write(store.set_settings, SITE, own, 1000, True)
    rules = shop.learn()
    assert rules.of("rage_click", PLUS.key).clicks == 4
    assert not rules.stall.on


def test_what_a_person_undid_is_not_made_again(shop: Shop) -> None:
    for _ in range(40):
        shop.visit(*clicks(PLUS, 6))
    shop.learn()
    assert shop.db.write(store.set_undone, SITE, PLUS.key, "rage_click", True) == 1
    assert shop.learn().elements == {}
    shop.db.write(store.set_undone, SITE, PLUS.key, "rage_click", False)
    assert shop.rules().of("rage_click", PLUS.key).clicks == 7


def test_a_site_with_as_many_rules_of_its_own_as_a_page_takes_is_sent_no_more(shop: Shop) -> None:
    for _ in range(40):
        shop.visit(*clicks(PLUS, 6))
    own = {"elements": {f"#{n}": {"stall": {"on": False}} for n in range(500)}}
    shop.db.write(store.set_settings, SITE, msgspec.json.encode(own).decode(), 1000, True)
    assert len(shop.learn().elements) == 500


def test_a_stepper_that_a_release_renamed_keeps_its_baseline(shop: Shop) -> None:
    for _ in range(40):
        shop.visit(*clicks(PLUS, 6))
    row = {"site": SITE, "route": "/cart", "old": PLUS.key, "new": "#more", "confidence": 0.9}
    shop.add(aliases, at=NOW - DAY // 2, **row)
    assert set(shop.learn().elements) == {"#more"}


def test_dismissals_lower_sensitivity_at_the_element_until_bad_ends_show(shop: Shop) -> None:
    sessions = []
    for n in range(20):
        stuck = Struggled(500, f"struggle-{n}", "/cart", "rage_click", "struggle", SAVE, 3, 900)
        sessions.append(shop.visit(stuck))
        nudge = {"site": SITE, "visitor": "v", "sentence": "Like this.", "at": NOW - DAY, "element": "#elsewhere"}
        shop.add(nudges, id=f"n{n}", session=sessions[-1], struggle=f"struggle-{n}", reaction="dismissed", **nudge)
    assert shop.learn().of("rage_click", SAVE.key).clicks == 5
    facts = {"site": SITE, "visitor": "v", "started_at": NOW - DAY, "last_at": NOW - DAY, "route": "/cart"}
    for session in sessions[:8]:
        shop.add(episodes, id=f"e{session}", session=session, outcome="failed", **facts)
    assert shop.learn().of("rage_click", SAVE.key).clicks == 3


def test_the_same_past_makes_the_same_rules(shop: Shop) -> None:
    for n in range(40):
        shop.visit(*clicks(PLUS, 5 + n % 4), *clicks(COPY, 4), dead(COPY, f"struggle-{n}"), done())
    assert shop.learn() == shop.learn()

    def stored(conn: Connection) -> list[str]:
        return list(conn.execute(select(calibrations.c.reason)).scalars())

    assert all(shop.db.read(stored))
    shop.db.write(lambda conn: conn.execute(update(calibrations).values(undone=True)))
