"""Intents over HTTP: listed with quality, edited by role, trained by the worker, explained, gathered from the edge."""

from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Connection, delete, insert

from server.learning.own_intents import OwnIntents
from server.store import schema
from server.store.database import Database

Client = TestClient[Litestar]
Headers = dict[str, dict[str, str]]
SITE = "/v1/sites/shop"
APP = [
    "is there a mobile app",
    "do you have an app for my phone",
    "an android app would help",
    "mobile app for iphone?",
]


@pytest.fixture(autouse=True)
def talks(client: Client) -> Iterator[None]:
    """Four visitors on the edge, one who was understood; gone at the end, with all that was changed."""
    db: Database = client.app.state.db
    rows = [(f"e{n}", text, "how_to", 0.3, "out_of_scope") for n, text in enumerate(APP)]
    rows.append(("e9", "where is my invoice", "invoice", 0.9, ""))

    def put(conn: Connection) -> None:
        for id, text, intent, confidence, edge in rows:
            talk = {"id": f"c{id}", "site": "shop", "session": f"s{id}", "visitor": f"v{id}", "mode": "closed"}
            turn = {
                "id": id,
                "conversation": f"c{id}",
                "who": "visitor",
                "text": text,
                "at": 1_000,
                "route": "/billing",
            }
            conn.execute(insert(schema.conversations).values(talk | {"started_at": 1_000, "last_at": 1_000}))
            conn.execute(insert(schema.turns).values(turn | {"intent": intent, "confidence": confidence, "edge": edge}))

    def clear(conn: Connection) -> None:
        for table in (schema.turns, schema.conversations, schema.intent_examples, schema.intents):
            conn.execute(delete(table))
        conn.execute(delete(schema.intent_changes))
        conn.execute(delete(schema.intent_states))

    db.write(put)
    yield
    db.write(clear)


def period() -> dict[str, int]:
    return {"start": 0, "end": 2_000}


def train(client: Client) -> None:
    """What `handrail work` does within a second, and what the server takes over within another."""
    state = client.app.state
    trainer = OwnIntents(state.db, state.rooms.registry, state.rooms.encoder)
    trainer.train_due(state.rooms.settings.data, 1 << 50)
    state.rooms.understanding.refresh()


def listed(client: Client, headers: Headers) -> dict[str, Any]:
    answer = client.get(f"{SITE}/intents", headers=headers["viewer"], params=period())
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_every_shipped_intent_is_listed_with_its_quality(client: Client, headers: Headers) -> None:
    view = listed(client, headers)
    assert (view["state"], view["own"]) == ("shipped", False)
    assert len(view["intents"]) > 15
    assert all(one["examples"] >= 20 and one["found"]["n"] == one["examples"] for one in view["intents"])
    asked = {one["id"]: one["asked"] for one in view["intents"]}
    assert (asked["how_to"], asked["invoice"], asked["refund"]) == (4, 1, 0)
    assert (view["turns"], view["edge"]) == (5, 4)
    assert "1 turn of 5 were understood" in view["headline"]


def test_an_intent_is_made_of_what_is_on_the_edge_and_serves_after_training(client: Client, headers: Headers) -> None:
    edge = client.get(f"{SITE}/edge", headers=headers["viewer"], params=period()).json()
    assert "4 visitors about" in edge["headline"]
    [group] = edge["groups"]
    new = {"name": "Mobile app", "turns": [turn["turn"] for turn in group["turns"]], "examples": ["app for tablets"]}
    assert client.post(f"{SITE}/intents", headers=headers["agent"], json=new).status_code == 403
    saved = client.post(f"{SITE}/intents", headers=headers["admin"], json=new).json()
    assert (saved["intent"], saved["added"]) == ("mobile_app", 5)
    assert listed(client, headers)["state"] == "waiting"
    train(client)
    view = listed(client, headers)
    assert (view["state"], view["own"], view["edge"]) == ("live", True, 0)
    why = client.post(f"{SITE}/understand", headers=headers["agent"], json={"text": "is there an iphone app"}).json()
    assert why["intent"] == "mobile_app"
    assert why["near"][0]["source"] in {"turn", "person"}
    assert why["names"] == {"mobile_app": "Mobile app"}
    assert client.get(f"{SITE}/edge", headers=headers["viewer"], params=period()).json()["groups"] == []


def test_the_way_back_undoes_and_what_never_was_is_told(client: Client, headers: Headers) -> None:
    path = f"{SITE}/intents/invoice"
    client.put(path, headers=headers["admin"], json={"name": "Bills", "description": "", "on": True})
    view = listed(client, headers)
    assert view["changes"][0]["words"] == "Renamed invoice to Bills"
    assert view["changes"][0]["by"] == "Admin"
    back = {"change": view["changes"][0]["id"]}
    after = client.post(f"{SITE}/taxonomy/back", headers=headers["admin"], json=back).json()
    assert next(one["name"] for one in after["intents"] if one["id"] == "invoice") == ""
    gone = client.post(f"{SITE}/taxonomy/back", headers=headers["admin"], json={"change": 99_999})
    assert (gone.status_code, gone.json()["code"]) == (404, "no_change")


def test_examples_are_pasted_moved_and_removed_by_agents(client: Client, headers: Headers) -> None:
    new = {"intent": "billing", "texts": ["we pay on account", "we pay on account!", "???"]}
    assert client.post(f"{SITE}/examples", headers=headers["viewer"], json=new).status_code == 403
    saved = client.post(f"{SITE}/examples", headers=headers["agent"], json=new).json()
    assert (saved["added"], saved["known"], saved["refused"]) == (1, 1, ["???"])
    detail = client.get(f"{SITE}/intents/billing", headers=headers["viewer"], params=period()).json()
    first = detail["examples"][0]
    assert (first["text"], first["source"], first["by"]) == ("we pay on account", "person", "Agent")
    moved = client.post(f"{SITE}/examples/move", headers=headers["agent"], json={"turns": ["e9"], "intent": "billing"})
    assert moved.json()["added"] == 1
    detail = client.get(f"{SITE}/intents/billing", headers=headers["viewer"], params=period()).json()
    assert [turn["text"] for turn in detail["turns"]] == ["where is my invoice"]
    gone = client.post(f"{SITE}/examples/remove", headers=headers["agent"], json={"keys": [first["key"]]})
    assert gone.status_code == 200


def test_turns_that_are_left_as_they_are_leave_the_edge(client: Client, headers: Headers) -> None:
    turns = {"turns": ["e0", "e1", "e2", "not there"]}
    assert client.post(f"{SITE}/edge/settle", headers=headers["agent"], json=turns).status_code == 204
    edge = client.get(f"{SITE}/edge", headers=headers["viewer"], params=period()).json()
    assert [turn["turn"] for turn in edge["alone"]] == ["e3"]


def test_a_file_goes_out_and_comes_in(client: Client, headers: Headers) -> None:
    out = client.get(f"{SITE}/taxonomy/export", headers=headers["viewer"])
    assert out.headers["content-type"].startswith("text/csv")
    assert out.text.startswith("text,label,source\n")
    again = client.post(f"{SITE}/examples/import", headers=headers["admin"], json={"csv": out.text}).json()
    assert (again["added"], again["moved"], again["intents"]) == (0, 0, 0)
    wrong = client.post(f"{SITE}/examples/import", headers=headers["admin"], json={"csv": "nothing"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "bad_csv")


def test_a_stored_turn_is_explained(client: Client, headers: Headers) -> None:
    why = client.get("/v1/turns/e9/why", headers=headers["viewer"]).json()
    assert why["intent"] == "invoice"
    assert "invoice" in [word["word"] for word in why["words"] if word["part"] > 0]
    assert why["page"] == "/billing"
    assert len(why["near"]) == 3
    assert set(why["versions"]) >= {"encoder", "intent", "sentiment", "frustration"}
    assert client.get("/v1/turns/nothing/why", headers=headers["viewer"]).status_code == 404


def test_a_rollback_of_the_sites_head_is_told_and_its_changes_are_kept(client: Client, headers: Headers) -> None:
    new = {"name": "Mobile app", "examples": APP}
    client.post(f"{SITE}/intents", headers=headers["admin"], json=new)
    train(client)
    asked = {"task": "intent", "site": "shop"}
    back = client.post("/v1/learning/rollback", headers=headers["admin"], json=asked)
    assert back.status_code == 200
    view = listed(client, headers)
    assert view["state"] == "rolled_back"
    assert "mobile_app" in {one["id"] for one in view["intents"]}
    again = client.post(f"{SITE}/taxonomy/train", headers=headers["admin"], json={"force": True})
    assert again.status_code == 202
    train(client)
    assert listed(client, headers)["state"] == "live"


@pytest.mark.parametrize("text", ["", "   ", "x" * 5_000])
def test_a_sentence_that_is_none_is_refused(client: Client, headers: Headers, text: str) -> None:
    answer = client.post(f"{SITE}/understand", headers=headers["agent"], json={"text": text})
    assert answer.status_code == 400


def test_an_unknown_site_and_intent_are_told(client: Client, headers: Headers) -> None:
    assert client.get("/v1/sites/nowhere/intents", headers=headers["viewer"]).json()["code"] == "unknown_site"
    assert client.get(f"{SITE}/intents/nothing", headers=headers["viewer"]).json()["code"] == "no_intent"


def test_a_renamed_intent_is_called_so_on_the_desk_and_keeps_its_id(client: Client, headers: Headers) -> None:
    client.put(
        f"{SITE}/intents/invoice", headers=headers["admin"], json={"name": "Bills", "description": "", "on": True}
    )
    rows = client.get("/v1/conversations", headers=headers["viewer"], params={"site": "shop", "state": "all"}).json()
    named = {row["id"]: (row["intent"], row["intent_name"]) for row in rows}
    assert (named["ce9"], named["ce0"]) == (("invoice", "Bills"), ("how_to", ""))
    detail = client.get("/v1/conversations/ce9", headers=headers["viewer"]).json()
    assert [(turn["intent"], turn["intent_name"]) for turn in detail["turns"]] == [("invoice", "Bills")]
