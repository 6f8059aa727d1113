"""The desk's queue: urgent ones first, and nobody waits for ever."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from server.store import conversations, handoffs, sites
from server.store.conversations import HEAD_START_MS, queue
from server.store.database import Database
from tests.databases import migrated

SITE, AT = "shop", 1_700_000_000_000
MINUTE_MS = 60_000


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = migrated(tmp_path)
    db.write(sites.create, SITE, "key", "Shop", [], True, AT)
    yield db
    db.close()


def ask(db: Database, name: str, at: int, urgency: float) -> None:
    talk = {"id": name, "site": SITE, "session": name, "visitor": name, "mode": "waiting"}
    db.write(conversations.put_conversation, {**talk, "started_at": at, "last_at": at, "route": "/"})
    handoff = {"id": f"{name}-h", "conversation": name, "reason": "customer_request", "urgency": urgency}
    db.write(handoffs.put_handoff, {**handoff, "asked_at": at})


def waiting(db: Database) -> list[str]:
    return [row.id for row in db.read(queue, SITE, ["waiting"], None, None, 100)]


def take_next(db: Database) -> str:
    first = waiting(db)[0]
    db.write(conversations.set_conversation, first, mode="person")
    return first


def test_of_twenty_who_ask_together_the_urgent_come_first(db: Database) -> None:
    rng = Random(4)
    urgent = {f"c{number:02}": 0.9 if number % 4 == 0 else 0.1 for number in range(20)}
    for name in rng.sample(sorted(urgent), 20):
        ask(db, name, AT + rng.randrange(5 * MINUTE_MS), urgent[name])
    assert {urgent[name] for name in waiting(db)[:5]} == {0.9}


def test_equally_urgent_ones_come_in_turn(db: Database) -> None:
    for minute in (3, 1, 2):
        ask(db, f"c{minute}", AT + minute * MINUTE_MS, 0.5)
    assert waiting(db) == ["c1", "c2", "c3"]


def test_over_an_hour_of_urgent_arrivals_nobody_starves(db: Database) -> None:
    """An agent takes one every two minutes, an urgent one arrives as often, and the desk begins behind."""
    asked: dict[str, int] = {}
    for number in range(8):
        ask(db, f"calm{number}", AT, 0.0)
        asked[f"calm{number}"] = 0
    taken: dict[str, int] = {}
    for minute in range(0, 60, 2):
        ask(db, f"urgent{minute}", AT + minute * MINUTE_MS, 1.0)
        asked[f"urgent{minute}"] = minute
        taken[take_next(db)] = minute
    waits = {name: minute - asked[name] for name, minute in taken.items()}
    assert next(iter(taken)).startswith("urgent")
    assert {f"calm{number}" for number in range(8)} <= set(taken)
    longest = max(wait for name, wait in waits.items() if name.startswith("calm"))
    assert longest <= HEAD_START_MS // MINUTE_MS + 2 * 8 * 2


def test_after_the_head_start_urgency_overtakes_nobody(db: Database) -> None:
    ask(db, "early", AT, 0.0)
    ask(db, "late", AT + HEAD_START_MS + 1, 1.0)
    ask(db, "soon", AT + HEAD_START_MS - 1, 1.0)
    assert waiting(db) == ["soon", "early", "late"]


def test_who_waits_gets_more_urgent_and_never_less(db: Database) -> None:
    ask(db, "a", AT, 0.2)
    ask(db, "b", AT - 1, 0.2)
    db.write(handoffs.raise_urgency, "a", 0.8)
    db.write(handoffs.raise_urgency, "a", 0.1)
    assert waiting(db) == ["a", "b"]
