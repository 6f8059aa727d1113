"""Sites have a public key and exact origins."""

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from server.store import sites

Client = TestClient[Litestar]
Headers = dict[str, dict[str, str]]


def test_a_new_site_has_a_key_and_its_origins(client: Client, headers: Headers) -> None:
    made = client.post(
        "/v1/sites", headers=headers["admin"], json={"name": "My App", "origins": ["https://App.example/"]}
    )
    assert made.status_code == 201
    site = made.json()
    assert site["id"] == "myapp"
    assert site["key"].startswith("hr_")
    assert site["origins"] == ["https://app.example"]
    again = client.post("/v1/sites", headers=headers["admin"], json={"name": "My App", "origins": []})
    assert (again.status_code, again.json()["code"]) == (409, "known_site")


@pytest.mark.parametrize("origin", ["app.example", "ftp://app.example", "https://app.example/path", "*"])
def test_what_is_no_origin_is_refused_by_name(client: Client, headers: Headers, origin: str) -> None:
    answer = client.put("/v1/sites/shop/origins", headers=headers["admin"], json={"origins": [origin]})
    assert answer.status_code == 400
    assert origin in answer.json()["message"]


def test_a_release_is_marked_once(client: Client, headers: Headers) -> None:
    for at in (1_000, 2_000):
        client.post("/v1/sites/shop/releases", headers=headers["agent"], json={"name": "2.4", "at": at})
    [shop] = [site for site in client.get("/v1/sites", headers=headers["viewer"]).json() if site["id"] == "shop"]
    assert shop["releases"] == [{"name": "2.4", "at": 1_000}]


def test_an_unknown_site_is_not_found(client: Client, headers: Headers) -> None:
    answer = client.put("/v1/sites/nowhere/origins", headers=headers["admin"], json={"origins": []})
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_site")


def test_the_secret_that_proves_visitors_is_shown_once_and_renewed(client: Client, headers: Headers) -> None:
    def shown() -> str:
        return client.get("/v1/sites", headers=headers["admin"]).text

    assert '"proves":false' in shown().replace(" ", "")
    first, second = (client.post("/v1/sites/shop/proof", headers=headers["admin"]) for _ in range(2))
    assert first.status_code == 201
    secrets = [answer.json()["secret"] for answer in (first, second)]
    assert len(set(secrets)) == 2
    assert all(len(secret) >= 43 for secret in secrets)
    assert '"proves":true' in shown().replace(" ", "")
    assert not any(secret in shown() for secret in secrets)
    assert client.app.state.db.read(sites.proof_secret, "shop") == secrets[1]


def test_an_unknown_site_gets_no_secret(client: Client, headers: Headers) -> None:
    assert client.post("/v1/sites/nowhere/proof", headers=headers["admin"]).status_code == 404
