"""The desk, the knowledge and asking over HTTP, on a real installation with a visitor who waits."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from models.encode import Encoder
from server.api.auth import add_member
from server.api.views.desk import ConversationDetail, ConversationRow, Corrected, TurnDetail
from server.api.views.knowledge import ArticleView, Asked
from server.app import create_app
from server.conversation.visit import Visit
from server.knowledge.sync import sync_folder
from server.settings import Settings
from server.store import sites
from server.store.database import Database
from widget.protocol import Batch, PageView, PersonWanted, Said

SITE, AT = "shop", 1_700_000_000_000
VISIT = Visit(SITE, "visitor-1", "session-1", "stream-1", True, "en", 0, "Shop")
ROLES = ("viewer", "agent", "admin")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, dict[str, str]]:
    folder = tmp_path_factory.mktemp("desk")
    (folder / "help").mkdir()
    text = "---\npages: [/billing]\nowner: Jo\n---\n# Cancel your plan\n\n1. Open Billing.\n2. Press Cancel plan.\n"
    (folder / "help" / "cancel-plan.md").write_text(text)
    settings = Settings(data=folder / "data")
    settings.data.mkdir()
    db = Database(settings.database_url)
    db.migrate()
    db.write(sites.create, SITE, "key-of-shop", "Shop", [], True, 0)
    sync_folder(db, Encoder.load(), SITE, folder / "help", "/help/", AT)
    made = {role: add_member(db, f"{role}@example.org", role, role, 0, must_change=False) for role in ROLES}
    db.close()
    return settings, made


@pytest.fixture(scope="module")
def client(installation: tuple[Settings, dict[str, str]]) -> Iterator[TestClient[Any]]:
    with TestClient(create_app(installation[0])) as running:
        said = Said(5, "turn-0001", "how do I cancel my plan? mail jo@example.org", "/billing")
        batch = Batch(1, AT, (PageView(0, "/billing", "Billing"), said, PersonWanted(9, "/billing")))
        running.blocking_portal.call(running.app.state["conversations"].heard, VISIT, batch)
        yield running


@pytest.fixture(scope="module")
def headers(client: TestClient[Any], installation: tuple[Settings, dict[str, str]]) -> dict[str, dict[str, str]]:
    tokens = {
        role: client.post("/v1/login", json={"email": f"{role}@example.org", "password": password}).json()["token"]
        for role, password in installation[1].items()
    }
    return {role: {"authorization": f"Bearer {token}"} for role, token in tokens.items()}


@pytest.fixture
def queue(client: TestClient[Any], headers: dict[str, dict[str, str]]) -> list[ConversationRow]:
    answer = client.get("/v1/conversations", params={"site": SITE, "state": "open"}, headers=headers["viewer"])
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=list[ConversationRow])


def test_queue_shows_who_waits_and_why(queue: list[ConversationRow]) -> None:
    (row,) = queue
    assert (row.mode, row.reason, row.session) == ("waiting", "customer_request", "session-1")
    assert row.waiting_s > 0
    assert "[email]" in row.last_text


def test_state_filters_the_queue(client: TestClient[Any], headers: dict[str, dict[str, str]]) -> None:
    def found(**query: Any) -> int:
        return len(client.get("/v1/conversations", params=query, headers=headers["viewer"]).json())

    assert found(site=SITE, state="closed") == 0
    assert found(site="nobody") == 0
    assert found(site=SITE, start=AT + 86_400_000) == 0
    assert client.get("/v1/conversations", params={"state": "odd"}, headers=headers["viewer"]).status_code == 400


def test_agent_takes_answers_corrects_and_closes(
    client: TestClient[Any], headers: dict[str, dict[str, str]], queue: list[ConversationRow]
) -> None:
    path, agent = f"/v1/conversations/{queue[0].id}", headers["agent"]
    assert client.post(f"{path}/say", json={"text": "hi"}, headers=agent).status_code == 409
    assert client.post(f"{path}/take", headers=agent).status_code == 204
    said = client.post(f"{path}/say", json={"text": "I'll look."}, headers=agent)
    assert msgspec.json.decode(said.content, type=TurnDetail).who == "person"
    seen = msgspec.json.decode(client.get(path, headers=agent).content, type=ConversationDetail)
    assert (seen.row.mode, seen.row.agent) == ("person", "agent")
    answered = next(turn for turn in seen.turns if turn.who == "handrail" and turn.decision)
    assert answered.citations[0].quote in answered.text
    correction = {"turn": answered.id, "right": "Press End plan.", "wrong": "Press Cancel plan."}
    corrected = client.post(f"{path}/correct", json=correction, headers=agent)
    assert msgspec.json.decode(corrected.content, type=Corrected).memory
    asked = client.post(
        "/v1/ask", json={"text": "how do I cancel my plan?", "site": SITE, "page": "/billing"}, headers=agent
    )
    answer = msgspec.json.decode(asked.content, type=Asked)
    assert "Press End plan." in answer.answer
    assert answer.citations[0].title == "Answered by agent"
    assert client.post(f"{path}/return", headers=agent).status_code == 204
    assert client.post(f"{path}/close", headers=agent).status_code == 204
    assert client.post(f"{path}/take", headers=agent).status_code == 409


@pytest.mark.parametrize("act", ["take", "return", "close", "say", "correct"])
def test_viewer_changes_nothing(client: TestClient[Any], headers: dict[str, dict[str, str]], act: str) -> None:
    answer = client.post(
        f"/v1/conversations/any/{act}", json={"text": "x", "turn": "t", "right": "r"}, headers=headers["viewer"]
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_role")
    assert client.post(f"/v1/conversations/any/{act}").status_code == 401


def test_what_is_not_there_is_said(client: TestClient[Any], headers: dict[str, dict[str, str]]) -> None:
    for answer in (
        client.get("/v1/conversations/none", headers=headers["agent"]),
        client.post("/v1/conversations/none/take", headers=headers["agent"]),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_articles_are_listed_with_their_use(client: TestClient[Any], headers: dict[str, dict[str, str]]) -> None:
    answer = client.get("/v1/knowledge/articles", params={"site": SITE}, headers=headers["viewer"])
    (article,) = msgspec.json.decode(answer.content, type=list[ArticleView])
    assert (article.title, article.pages, article.owner, article.passages) == (
        "Cancel your plan",
        ["/billing"],
        "Jo",
        1,
    )
    assert article.answers == 1


def test_ask_takes_a_question_and_an_agent(client: TestClient[Any], headers: dict[str, dict[str, str]]) -> None:
    asked = {"text": "how do I cancel?", "site": SITE}
    assert client.post("/v1/ask", json=asked, headers=headers["viewer"]).status_code == 403
    assert client.post("/v1/ask", json={**asked, "text": " "}, headers=headers["agent"]).status_code == 400
    answer = client.post("/v1/ask", json={**asked, "text": "what's the capital of France?"}, headers=headers["agent"])
    assert msgspec.json.decode(answer.content, type=Asked).answerable is False
