"""Nobody in without a login, nobody beyond their role; what is refused says why."""

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from server.store import refusals

Client = TestClient[Litestar]
Headers = dict[str, dict[str, str]]

HOOK = "/v1/knowledge/webhooks/{source}"  # signed with the source's secret instead
OPEN = {"/health", "/v1/login", "/v1/beacon", "/v1/files", HOOK}  # pages speak with a site key and an origin instead
ADMINS = {
    ("GET", "/v1/staff"),
    ("POST", "/v1/staff"),
    ("POST", "/v1/staff/{member}/disable"),
    ("POST", "/v1/sites"),
    ("PUT", "/v1/sites/{site}/origins"),
    ("PUT", "/v1/sites/{site}/style"),
    ("PUT", "/v1/sites/{site}/hours"),
    ("POST", "/v1/sites/{site}/proof"),
    ("PUT", "/v1/sites/{site}/rules"),
    ("POST", "/v1/sites/{site}/rules/calibrations/undo"),
    ("POST", "/v1/learning/cycle"),
    ("POST", "/v1/learning/rollback"),
    ("POST", "/v1/sites/{site}/intents"),
    ("PUT", "/v1/sites/{site}/intents/{intent}"),
    ("POST", "/v1/sites/{site}/intents/{intent}/merge"),
    ("POST", "/v1/sites/{site}/taxonomy/back"),
    ("POST", "/v1/sites/{site}/taxonomy/train"),
    ("POST", "/v1/sites/{site}/examples/import"),
    ("POST", "/v1/knowledge/sources"),
    ("PATCH", "/v1/knowledge/sources/{source}"),
    ("DELETE", "/v1/knowledge/sources/{source}"),
    ("POST", "/v1/knowledge/sources/{source}/secret"),
    ("POST", "/v1/knowledge/encoder"),
    ("POST", "/v1/tickets/imports"),
    ("DELETE", "/v1/tickets/imports/{ticket_import}"),
}
AGENTS = {("GET", "/v1/files/{file}")}  # beside everything that changes something
EVERYBODY = {("GET", "/v1/me"), ("POST", "/v1/password")}


def operations(client: Client) -> list[tuple[str, str]]:
    paths = client.get("/schema/openapi.json").json()["paths"]
    return [(method.upper(), path) for path, methods in paths.items() for method in methods]


def call(client: Client, method: str, path: str, headers: dict[str, str]) -> int:
    filled = path
    while "{" in filled:
        before, _, rest = filled.partition("{")
        filled = before + "nothing" + rest.partition("}")[2]
    return client.request(method, filled, headers=headers, json={} if method != "GET" else None).status_code


def test_every_operation_but_the_open_ones_needs_a_login(client: Client) -> None:
    found = operations(client)
    assert len(found) > 15
    wrong = [(method, path) for method, path in found if path not in OPEN and call(client, method, path, {}) != 401]
    assert wrong == []


def test_roles_are_as_declared(client: Client, headers: Headers) -> None:
    for method, path in operations(client):
        if path in OPEN or (method, path) in EVERYBODY:
            continue
        admin_only = (method, path) in ADMINS
        agent_only = not admin_only and (method != "GET" or (method, path) in AGENTS)
        assert (call(client, method, path, headers["viewer"]) == 403) == (admin_only or agent_only), (method, path)
        assert (call(client, method, path, headers["agent"]) == 403) == admin_only, (method, path)


def test_a_wrong_role_is_told_which_role_it_takes(client: Client, headers: Headers) -> None:
    answer = client.get("/v1/staff", headers=headers["agent"])
    assert answer.json() == {"code": "wrong_role", "message": "this takes the role admin; yours is agent"}


@pytest.mark.parametrize(
    "login", [{"email": "agent@shop.example", "password": "no"}, {"email": "x@y", "password": "no"}]
)
def test_a_wrong_password_and_an_unknown_account_look_the_same(client: Client, login: dict[str, str]) -> None:
    answer = client.post("/v1/login", json=login)
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_login")


def test_a_one_time_password_opens_nothing_but_the_change_of_it(
    client: Client, headers: Headers, staff_and_client: tuple[dict[str, str], Client]
) -> None:
    assert client.get("/v1/sites", headers=headers["new"]).json()["code"] == "password_must_change"
    short = {"old": staff_and_client[0]["new"], "new": "short"}
    assert client.post("/v1/password", headers=headers["new"], json=short).json()["code"] == "weak_password"
    good = short | {"new": "a long one of my own"}
    assert client.post("/v1/password", headers=headers["new"], json=good).status_code == 204
    assert client.get("/v1/sites", headers=headers["new"]).status_code == 200


def test_a_disabled_account_is_out_at_once(client: Client, headers: Headers) -> None:
    made = {"email": "gone@shop.example", "name": "Gone", "role": "viewer"}
    password = client.post("/v1/staff", headers=headers["admin"], json=made).json()["password"]
    token = client.post("/v1/login", json={"email": made["email"], "password": password}).json()["token"]
    own = {"Authorization": f"Bearer {token}"}
    member = client.get("/v1/me", headers=own).json()["id"]
    assert client.post(f"/v1/staff/{member}/disable", headers=headers["admin"]).status_code == 204
    assert client.get("/v1/me", headers=own).status_code == 401


def test_a_forged_token_is_refused(client: Client, headers: Headers) -> None:
    forged = headers["admin"]["Authorization"][:-4] + "AAAA"
    assert client.get("/v1/me", headers={"Authorization": forged}).status_code == 401


def test_what_is_missing_in_a_request_is_named(client: Client) -> None:
    answer = client.post("/v1/login", json={"email": "x"})
    assert answer.status_code == 400
    assert "password" in answer.json()["message"]


def test_guessing_passwords_is_slowed_down(client: Client) -> None:
    codes = [client.post("/v1/login", json={"email": "a@b", "password": "x"}).status_code for _ in range(12)]
    assert codes[-1] == 429


def test_who_was_turned_away_is_counted_by_reason(client: Client, headers: Headers) -> None:
    client.get("/v1/staff", headers=headers["viewer"])
    client.get("/v1/staff")
    client.blocking_portal.call(client.app.state.gateway.tally.flush)
    counted = dict(client.app.state.db.read(refusals.since, 0))
    reasons = {reason for (_, _, reason) in counted}
    assert {"wrong_role", "not_logged_in"} <= reasons
