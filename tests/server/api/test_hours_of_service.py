"""A site's hours over HTTP: set by admins, read by everybody, refused by name when they make no sense."""

from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]
Headers = dict[str, dict[str, str]]
PATH = "/v1/sites/shop/hours"
WEEK = [[["09:00", "17:00"]]] * 5 + [[], []]


def test_hours_are_set_read_and_taken_back(client: Client, headers: Headers) -> None:
    none = {"zone": "UTC", "week": [], "holidays": []}
    assert client.get(PATH, headers=headers["viewer"]).json() == none
    wanted = {"zone": "Europe/Berlin", "week": WEEK, "holidays": ["2026-12-25"]}
    assert client.put(PATH, headers=headers["admin"], json=wanted).json() == wanted
    assert client.get(PATH, headers=headers["viewer"]).json() == wanted
    assert client.put(PATH, headers=headers["agent"], json=none).status_code == 403
    assert client.put(PATH, headers=headers["admin"], json=none).json() == none


def test_hours_that_make_no_sense_are_refused_by_name(client: Client, headers: Headers) -> None:
    answer = client.put(PATH, headers=headers["admin"], json={"zone": "Nowhere", "week": WEEK})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_zone")
    assert client.get("/v1/sites/nowhere/hours", headers=headers["viewer"]).status_code == 404


def test_promises_of_a_site_that_made_none(client: Client, headers: Headers) -> None:
    found = client.get("/v1/sites/shop/promises", headers=headers["viewer"]).json()
    assert (found["promised"], found["kept_rate"]["n"]) == (0, 0)
