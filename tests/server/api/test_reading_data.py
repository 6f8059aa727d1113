"""Friction, trends, sessions and learning over HTTP on a real installation, by role."""

import asyncio
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from server.api.auth import add_member
from server.api.views import Problem
from server.api.views.friction import ElementStory, FrictionMap, PageFriction, SessionView, StruggleView
from server.api.views.learning import CycleView, Learning
from server.api.views.trends import Trends
from server.app import create_app
from server.eventlog.log import Entry
from server.eventlog.sqlite import SqliteEventLog
from server.projections.projector import Projector
from server.settings import Settings
from server.store import sites
from server.store.database import Database
from widget.protocol import Batch, Box, Element, Event, PageView, Said, Skeleton, Struggled, encode

DAY = 86_400_000
AT = 20_000 * DAY
VAT = Element("vat", "textbox", "VAT number", "input")
ROLES = ("viewer", "agent", "admin")


async def _fill(settings: Settings, db: Database) -> None:
    log = SqliteEventLog(settings.log_path)
    events: tuple[Event, ...] = (
        PageView(0, "/billing", "Billing"),
        Struggled(100, "struggle-1", "/billing", "repeated_validation", "struggle", VAT, 3, 9000, ("3 times",)),
        Skeleton(200, "/billing", "v1", 800, 600, (Box(0, 0, 10, 10, "textbox", "VAT number", "vat"),)),
        Said(300, "turn-0001", "write to jo@example.org please", "/billing"),
    )
    for site in ("past", "live"):
        frame = encode(Batch(1, AT, events if site == "past" else events[:1]))
        await log.append(Entry(site, "visitor-1", f"session-{site}", "stream-1", 1, AT, 0, frame))
    Projector(db, log).catch_up()
    await log.close()


@pytest.fixture(scope="module")
def passwords(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, dict[str, str]]:
    settings = Settings(data=tmp_path_factory.mktemp("data"))
    db = Database(settings.database_url)
    db.migrate()
    for site in ("past", "live"):
        db.write(sites.create, site, f"key-of-{site}", site, [], site == "past", 0)
    asyncio.run(_fill(settings, db))
    made = {role: add_member(db, f"{role}@example.org", role, role, 0, must_change=False) for role in ROLES}
    db.close()
    return settings, made


@pytest.fixture(scope="module")
def client(passwords: tuple[Settings, dict[str, str]]) -> Iterator[TestClient[Any]]:
    with TestClient(create_app(passwords[0])) as running:
        yield running


@pytest.fixture(scope="module")
def headers(client: TestClient[Any], passwords: tuple[Settings, dict[str, str]]) -> dict[str, dict[str, str]]:
    tokens = {
        role: client.post("/v1/login", json={"email": f"{role}@example.org", "password": password}).json()["token"]
        for role, password in passwords[1].items()
    }
    return {role: {"authorization": f"Bearer {token}"} for role, token in tokens.items()}


@pytest.fixture(scope="module")
def ask(client: TestClient[Any], headers: dict[str, dict[str, str]]) -> Any:
    def get(path: str, kind: Any, **query: Any) -> Any:
        answer = client.get(path, params=query, headers=headers["viewer"])
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=kind)

    return get


def test_from_the_map_to_the_session_behind_it(ask: Any) -> None:
    [page] = ask("/v1/friction/map", FrictionMap, site="past").pages
    assert (page.route, page.title, page.struggling.hits) == ("/billing", "Billing", 1)
    found = ask("/v1/friction/page", PageFriction, site="past", route=page.route)
    assert (found.width, found.boxes[0].key, found.elements[0].key) == (800, "vat", "vat")
    story = ask("/v1/friction/element", ElementStory, site="past", route=page.route, key="vat")
    assert story.days[-1].struggling.hits == 1
    [struggle] = ask("/v1/friction/struggles", list[StruggleView], site="past", key="vat")
    session = ask(f"/v1/sessions/{struggle.session}", SessionView)
    assert [event.kind for event in session.events] == ["page", "struggle", "said"]
    assert "jo@example.org" not in session.events[-1].words


def test_trends_cover_the_period_asked_for(ask: Any) -> None:
    found = ask("/v1/trends", Trends, site="past", start=AT - 2 * DAY, end=AT + DAY)
    assert [day.sessions for day in found.days] == [0, 0, 1]


def test_one_sites_data_is_not_anothers(ask: Any) -> None:
    assert ask("/v1/friction/map", FrictionMap, site="live").struggling.hits == 0
    assert ask("/v1/friction/map", FrictionMap, site="nowhere").pages == []


def test_learning_begins_with_what_was_shipped(ask: Any) -> None:
    found = ask("/v1/learning", Learning, site="past")
    assert [version.state for version in found.versions] == ["champion"]
    assert found.headline.startswith("No proof yet")
    bins = found.versions[0].reliability
    assert sum(one.right.n for one in bins) == found.versions[0].metrics["n"]
    assert all(one.low <= one.confidence <= one.high for one in bins)


@pytest.mark.parametrize(
    ("path", "role", "status"),
    [
        ("/v1/learning/cycle", "viewer", 403),
        ("/v1/learning/cycle", "agent", 403),
        ("/v1/learning/rollback", "agent", 403),
        ("/v1/memories/none/revoke", "viewer", 403),
        ("/v1/memories/none/revoke", "agent", 404),
    ],
)
def test_who_may_change_what_is_learned(
    client: TestClient[Any], headers: dict[str, dict[str, str]], path: str, role: str, status: int
) -> None:
    answer = client.post(path, json={"site": "past"}, headers=headers[role])
    assert answer.status_code == status
    assert msgspec.json.decode(answer.content, type=Problem).message


def test_nobody_reads_without_logging_in(client: TestClient[Any]) -> None:
    for path in ("/v1/friction/map?site=past", "/v1/trends?site=past", "/v1/learning?site=past", "/v1/sessions/x"):
        assert client.get(path).status_code == 401


def test_a_simulated_site_learns_in_the_past_and_a_live_one_does_not(
    client: TestClient[Any], headers: dict[str, dict[str, str]]
) -> None:
    def cycle(**body: Any) -> Any:
        return client.post("/v1/learning/cycle", json=body, headers=headers["admin"])

    done = cycle(site="past", at=AT)
    assert done.status_code == 200, done.text
    views = msgspec.json.decode(done.content, type=list[CycleView])
    assert [(view.at, view.verdict) for view in views] == [(AT, "rejected"), (AT, "rejected")]
    assert cycle(site="live", at=AT).json()["code"] == "not_simulated"
    assert cycle(site="past", at=4_000_000_000_000).json()["code"] == "bad_time"
    assert cycle(site="nowhere").json()["code"] == "no_site"


def test_nothing_to_roll_back_is_said(client: TestClient[Any], headers: dict[str, dict[str, str]]) -> None:
    answer = client.post("/v1/learning/rollback", json={"task": "intent"}, headers=headers["admin"])
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_roll_back")


def test_a_bad_period_and_an_unknown_session_are_problems(
    client: TestClient[Any], headers: dict[str, dict[str, str]]
) -> None:
    bad = client.get("/v1/trends", params={"site": "past", "start": 9, "end": 1}, headers=headers["viewer"])
    assert (bad.status_code, bad.json()["code"]) == (400, "bad_period")
    unknown = client.get("/v1/sessions/nobody", headers=headers["viewer"])
    assert (unknown.status_code, unknown.json()["code"]) == (404, "no_session")
