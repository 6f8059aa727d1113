"""Imports over HTTP: accepted, told how far they are, counted, deleted; roles and broken files are refused."""

from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]
Headers = dict[str, dict[str, str]]
PATH = "/v1/tickets/imports"
CSV = "id,question,answer,status,email\n" + "".join(
    f"{n},How do I move my plan number {n} to another card?,Open Billing and choose Card.,solved,u{n}@mail.example\n"
    for n in range(5)
)


def brought(client: Client, headers: Headers, text: str, **query: str) -> str:
    answer = client.post(PATH, headers=headers["admin"], params={"site": "shop", **query}, content=text.encode())
    assert answer.status_code == 202, answer.text
    client.app.state.imports.wait()
    return str(answer.json()["id"])


def test_an_import_is_accepted_counted_and_deleted_whole(client: Client, headers: Headers) -> None:
    id = brought(client, headers, CSV, name="tickets.csv")
    one = client.get(f"{PATH}/{id}", headers=headers["viewer"]).json()
    assert (one["state"], one["shape"], one["tickets"], one["counts"]["added"]) == ("done", "columns", 5, 5)
    found = client.get("/v1/tickets/summary", headers=headers["viewer"], params={"site": "shop"}).json()
    assert (found["tickets"], found["outcomes"]) == (5, {"assumed": 5})
    assert found["csat"] == {"hits": 0, "n": 0, "value": None, "low": None, "high": None}
    assert any(reason.startswith("CSAT") for reason in found["missing"])
    offered = client.get("/v1/tickets/proposals", headers=headers["viewer"], params={"site": "shop"}).json()
    assert offered
    assert "mail.example" not in str(offered)
    approved = {"intent": offered[0]["intent"], "texts": [offered[0]["text"]]}
    assert client.post("/v1/sites/shop/examples", headers=headers["agent"], json=approved).json()["added"] == 1
    left = client.get("/v1/tickets/proposals", headers=headers["viewer"], params={"site": "shop"}).json()
    assert offered[0]["text"] not in {one["text"] for one in left}
    assert client.delete(f"{PATH}/{id}", headers=headers["admin"]).status_code == 204
    assert client.get(f"{PATH}/{id}", headers=headers["viewer"]).status_code == 404
    assert client.get("/v1/tickets/summary", headers=headers["viewer"], params={"site": "shop"}).json()["tickets"] == 0


def test_named_columns_go_in_the_address(client: Client, headers: Headers) -> None:
    id = brought(client, headers, "Was;Stand\nHow do I pay by card?;closed\n", question="Was", status="Stand")
    assert client.get(f"{PATH}/{id}", headers=headers["viewer"]).json()["counts"]["added"] == 1
    client.delete(f"{PATH}/{id}", headers=headers["admin"])


def test_what_is_no_export_is_refused_with_the_reason(client: Client, headers: Headers) -> None:
    answer = client.post(PATH, headers=headers["admin"], params={"site": "shop"}, content=b"a,b\n1,2\n")
    assert (answer.status_code, answer.json()["code"]) == (400, "no_column")
    answer = client.post(PATH, headers=headers["admin"], params={"site": "shop"}, content=b"\x89PNG\r\n\x1a\n\0\0")
    assert answer.status_code == 415
    answer = client.post(PATH, headers=headers["admin"], params={"site": "nowhere"}, content=CSV.encode())
    assert answer.status_code == 404


def test_agents_import_nothing_and_viewers_dismiss_nothing(client: Client, headers: Headers) -> None:
    assert client.post(PATH, headers=headers["agent"], params={"site": "shop"}, content=b"x").status_code == 403
    path = "/v1/tickets/proposals/dismiss"
    answer = client.post(path, headers=headers["viewer"], params={"site": "shop"}, json={"tickets": ["t"]})
    assert answer.status_code == 403
    answer = client.post(path, headers=headers["agent"], params={"site": "shop"}, json={"tickets": ["t"]})
    assert answer.status_code == 404
