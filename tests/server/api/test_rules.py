"""The struggle rules of a site over HTTP: listed with reasons, set by an admin, refused by name, undone."""

from litestar import Litestar
from litestar.testing import TestClient

from server.learning.calibration import GENTLER
from widget.signals.rules import SIGNALS

Client = TestClient[Litestar]
Headers = dict[str, dict[str, str]]
RULES = "/v1/sites/shop/rules"


def test_every_signal_is_listed_with_its_thresholds_and_reasons(client: Client, headers: Headers) -> None:
    told = client.get(RULES, headers=headers["viewer"]).json()
    assert [rule["signal"] for rule in told["rules"]] == list(SIGNALS)
    rage = next(rule for rule in told["rules"] if rule["signal"] == "rage_click")
    clicks = next(field for field in rage["fields"] if field["name"] == "clicks")
    assert (clicks["value"], clicks["shipped"]) == (3, 3)
    assert "double click" in clicks["reason"]
    unexplained = [(rule["signal"], f["name"]) for rule in told["rules"] for f in rule["fields"] if not f["reason"]]
    assert unexplained == []


def test_an_override_is_set_by_an_admin_alone(client: Client, headers: Headers) -> None:
    change = {"override": '{"rage_click": {"clicks": 5}}', "sample": 500, "trace": False}
    assert client.put(RULES, headers=headers["agent"], json=change).status_code == 403
    told = client.put(RULES, headers=headers["admin"], json=change).json()
    rage = next(rule for rule in told["rules"] if rule["signal"] == "rage_click")
    assert next(f for f in rage["fields"] if f["name"] == "clicks")["value"] == 5
    assert (told["sample"], told["trace"]) == (500, False)
    assert "+" in told["version"]


def test_what_is_no_rule_is_refused_by_name(client: Client, headers: Headers) -> None:
    for override in ('{"rage": {}}', '{"rage_click": {"clicks": 0}}', "{", '{"rage_click": {"click": 3}}'):
        answer = client.put(RULES, headers=headers["admin"], json={"override": override})
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_rules"), override
    answer = client.put(RULES, headers=headers["admin"], json={"override": "", "sample": 1001})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_sample")


def test_a_calibration_that_is_not_there_can_not_be_undone(client: Client, headers: Headers) -> None:
    answer = client.post(
        f"{RULES}/calibrations/undo", headers=headers["admin"], json={"element": "#x", "signal": "rage_click"}
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_calibration")


def test_every_version_is_listed_with_who_made_it(client: Client, headers: Headers) -> None:
    for clicks in (4, 6):
        override = f'{{"rage_click": {{"clicks": {clicks}}}}}'
        told = client.put(RULES, headers=headers["admin"], json={"override": override}).json()
    newest, before = told["history"][:2]
    assert newest["version"] == told["version"]
    assert newest["by"]
    assert newest["differences"] == [
        {"element": "", "signal": "rage_click", "field": "clicks", "before": 4, "after": 6}
    ]
    assert before["override"] == '{"rage_click": {"clicks": 4}}'


def test_how_far_a_rule_of_one_element_reaches_is_told(client: Client, headers: Headers) -> None:
    reach = {rule["signal"]: rule["reach"] for rule in client.get(RULES, headers=headers["viewer"]).json()["rules"]}
    assert (reach["rage_click"], reach["dead_click"], reach["quick_back"]) == ("thresholds", "switch", "none")
    assert {signal for signal in GENTLER if reach[signal] != "thresholds"} == set()
